"""What the topics share: how a number is named, and survival and two groups as named numbers."""

from collections.abc import Iterator

import pandas as pd

from letter.definitions import endpoints
from letter.definitions.schedule import FIVE_YEARS_MONTHS
from reproduction.survival.kaplan_meier import Estimate, estimate_at
from reproduction.survival.partial_likelihood import fixed_groups, profile_likelihood
from reproduction.survival.permutation import exact_log_rank
from reproduction.survival.two_groups import cox

# A number's name within its topic, and the number, with its interval if it is an `Estimate`.
Named = Iterator[tuple[str, float | Estimate]]


def prefixed(prefix: str, named: Named) -> Named:
    """Yield the numbers with ``prefix`` and a dot before their names."""
    return ((f"{prefix}.{name}", value) for name, value in named)


def counted(part: pd.DataFrame, whole: pd.DataFrame) -> Named:
    """Yield how many rows of how many."""
    yield "part", len(part)
    yield "whole", len(whole)


def two_groups(rows: pd.DataFrame, exposed: pd.Series, horizon: float = FIVE_YEARS_MONTHS) -> Named:
    """Yield each group's survival, the hazard ratio in two ways, and the exact log-rank test.

    Args:
        rows: ``time_months`` and ``event``, one row a patient.
        exposed: bool, one a patient; True: in the group that the ratio has in the numerator.
        horizon: when survival is read, in months.
    """
    time, event = rows["time_months"], rows["event"]
    for name, group in (("exposed", rows[exposed]), ("others", rows[~exposed])):
        yield f"{name}.n", len(group)
        yield f"{name}.events", group["event"].sum()
        yield f"{name}.rfs", estimate_at(endpoints.curve(group), horizon)
    yield "hazard_ratio", cox(time, event, exposed).hazard_ratio
    yield "profile", profile_likelihood(fixed_groups(time, event, exposed))
    yield "p", exact_log_rank(time, event, exposed).p_value
