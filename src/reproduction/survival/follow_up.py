"""How long patients were followed: what "median follow-up" can mean.

Schemper and Smith, Controlled Clinical Trials 1996;17:343-346, compare the readings and recommend
the reverse Kaplan-Meier estimate.
"""

import numpy as np
import pandas as pd

from reproduction.survival.kaplan_meier import Events, Times, checked, kaplan_meier, median


def plain_median(time: Times) -> float:
    """Return the median of the observed times: the mean of the middle two where n is even."""
    return float(np.median(np.asarray(time, float)))


def lower_median(time: Times) -> float:
    """Return the median of the observed times: the lower of the middle two where n is even.

    It is one patient's own time: the first by which half of the patients have left.

    Examples:
        >>> plain_median([1, 2, 4, 9]), lower_median([1, 2, 4, 9])
        (3.0, 2.0)
    """
    return float(np.quantile(np.asarray(time, float), 0.5, method="inverted_cdf"))


def reverse_kaplan_meier(time: Times, event: Events) -> pd.DataFrame:
    """Estimate potential follow-up: how long patients would be followed if none had an event.

    Censoring is the event here, and an event ends follow-up early, as censoring does elsewhere.
    A patient with an event counts as at risk of being censored at that same time.
    """
    times, events = checked(time, event)
    return kaplan_meier(times, ~events)


def reverse_kaplan_meier_median(time: Times, event: Events) -> float:
    """Return the median of `reverse_kaplan_meier`."""
    return median(reverse_kaplan_meier(time, event))
