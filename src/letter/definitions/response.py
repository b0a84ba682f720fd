"""When an MRD response began and what ended it, as far as Table 2 limits both."""

import pandas as pd

from letter.definitions.groups import Cohort, responders
from letter.definitions.schedule import CYCLE_DAYS
from letter.definitions.units import DAYS_PER_MONTH

# Every response came in the first cycle.
FIRST_CYCLE_MONTHS = CYCLE_DAYS / DAYS_PER_MONTH


def response_start_bounds(cohort: Cohort) -> pd.DataFrame:
    """Return when each MRD response can have begun, in months from the start of blinatumomab.

    A response lies within relapse-free survival, so it began no later than RFS less its printed
    duration, and within the first cycle.

    Returns:
        One row for each responder, with the cohort's index: ``patient``; ``earliest`` (0) and
        ``latest``, the bounds of the start; and ``ends_at_relapse`` (True: the response was lost,
        and RFS less its duration lies within the first cycle, so the loss of response and the
        relapse were most likely the same finding).
    """
    patients = responders(cohort)
    room = patients["rfs_months"] - patients["mrd_response_months"]
    lost = ~patients["mrd_response_ongoing"].astype(bool)
    return pd.DataFrame(
        {
            "patient": patients["patient"],
            "earliest": 0.0,
            "latest": room.clip(upper=FIRST_CYCLE_MONTHS),
            "ends_at_relapse": lost & (room <= FIRST_CYCLE_MONTHS),
        }
    )
