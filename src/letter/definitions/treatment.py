"""Treatment and response as far as Table 2 limits them: cycles, and when a response began."""

import pandas as pd

from letter.definitions.groups import Cohort, lost_response, members, responders
from letter.definitions.schedule import (
    CYCLE_DAYS,
    CYCLE_MONTHS,
    DAYS_PER_MONTH,
    DAYS_PER_WEEK,
    INFUSION_WEEKS,
    MOST_CYCLES,
)

# Half a unit in the last place of the printed months.
ROUNDING_MONTHS = 0.05


def most_cycles_begun(cohort: Cohort) -> "pd.Series[int]":
    """Return the most cycles of blinatumomab that each patient can have begun.

    A cycle begins every six weeks from the start of treatment, at most seven times, and none
    begins after a relapse, a death, a transplant or the withdrawal of consent. Pauses between
    cycles, and retreatment after a relapse, are not published: so this is an upper bound.

    Returns:
        Whole numbers (1 to 7), with the cohort's index.
    """
    begun = _treatment_days(cohort) // CYCLE_DAYS + 1
    return begun.astype(int).clip(upper=MOST_CYCLES)


def infusions_finished(cohort: Cohort) -> "pd.Series[int]":
    """Return the most four-week infusions that each patient can have completed by then.

    Returns:
        Whole numbers (0 to 7), with the cohort's index.
    """
    days = _treatment_days(cohort, ROUNDING_MONTHS) - INFUSION_WEEKS * DAYS_PER_WEEK
    return (days // CYCLE_DAYS + 1).astype(int).clip(0, MOST_CYCLES)


def days_into_last_cycle(cohort: Cohort) -> pd.Series:
    """Return how long, at most, each patient can have been in the last cycle begun, in days.

    It means nothing where that cycle is the last of the schedule: after it, treatment was over.
    """
    before = (most_cycles_begun(cohort) - 1) * CYCLE_DAYS
    return _treatment_days(cohort, ROUNDING_MONTHS) - before


def _treatment_days(cohort: Cohort, rounding_months: float = 0) -> pd.Series:
    """Return the days from the start of treatment to whatever ended it."""
    end_months = cohort["hsct_months"].fillna(cohort["rfs_months"])
    return (end_months + rounding_months) * DAYS_PER_MONTH


def response_start_bounds(cohort: Cohort) -> pd.DataFrame:
    """Return when each MRD response can have begun and ended, in months.

    Every response came in the first cycle. A response lies within relapse-free survival, so it
    began no later than RFS less its printed duration. It ended when it was lost, or when MRD was
    last assessed.

    Returns:
        The responders' rows with five columns more. From the start of blinatumomab: ``latest``
        and ``latest_end``, the latest start and end. From the end of the response to that of RFS:
        ``after_least`` and ``after_most``. And ``ends_at_relapse`` (True: the response was lost,
        and RFS less its duration lies within the first cycle, so the loss of response and the
        relapse were most likely the same finding).
    """
    patients = responders(cohort)
    duration = patients["mrd_response_months"]
    room = patients["rfs_months"] - duration
    latest = room.clip(upper=CYCLE_MONTHS)
    return patients.assign(
        latest=latest,
        latest_end=latest + duration,
        after_least=room - latest,
        after_most=room,
        ends_at_relapse=members(lost_response, patients) & (room <= CYCLE_MONTHS),
    )
