"""What changes if more patients were treated than Table 2 prints."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from letter.definitions.groups import five_years, responders
from reproduction.claims.rounding import percent


@dataclass(frozen=True)
class Range:
    """A percentage of all enrolled patients: ``low`` if none of the further ones counts."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Enrolled:
    """The letter's results if every enrolled patient had been treated.

    Attributes:
        further: enrolled patients who are not in Table 2.
        remission: patients in remission at five years, in percent of the enrolled.
        response: patients with an MRD response, in percent of the enrolled.
        median_follow_up: the ordinary median, in months, if the further patients were followed for
            no longer than that.
    """

    further: int
    remission: Range
    response: Range
    median_follow_up: float


def if_all_were_treated(cohort: pd.DataFrame, enrolled: int) -> Enrolled:
    """Return the letter's results in ``enrolled`` patients, of whom Table 2 prints fewer.

    Raises:
        ValueError: fewer patients are enrolled than are in the cohort.
    """
    further = enrolled - len(cohort)
    if further < 0:
        raise ValueError(f"{enrolled} enrolled: expected at least {len(cohort)}, as in Table 2")
    return Enrolled(
        further,
        _of_enrolled(five_years(cohort), further, enrolled),
        _of_enrolled(responders(cohort), further, enrolled),
        float(np.median([*cohort["rfs_months"], *[0.0] * further])),
    )


def _of_enrolled(part: pd.DataFrame, further: int, enrolled: int) -> Range:
    return Range(percent(len(part), enrolled), percent(len(part) + further, enrolled))
