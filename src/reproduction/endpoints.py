"""The letter's endpoints and populations: rows of the cohort to times and events."""

from collections.abc import Callable, Mapping

import pandas as pd


def relapse_free_survival(cohort: pd.DataFrame, *, censor_at_hsct: bool = False) -> pd.DataFrame:
    """Relapse-free survival from the start of blinatumomab.

    An event is a hematologic or extramedullary relapse or a death in remission. Patients
    without one are censored at their last follow-up, or when they withdrew consent.

    Args:
        cohort: as `reproduction.cohort.load_cohort` returns it.
        censor_at_hsct: True to end follow-up, without an event, at allogeneic HSCT.

    Returns:
        ``patient``, ``time_months`` (float) and ``event`` (bool; True: relapsed or died, False:
        censored), in the cohort's order and with its index.
    """
    time, event = cohort["rfs_months"], cohort["rfs_event"]
    if censor_at_hsct:
        transplanted = cohort["hsct_months"].notna()
        time = cohort["hsct_months"].where(transplanted, time)
        event = event & ~transplanted
    return pd.DataFrame(
        {"patient": cohort["patient"], "time_months": time.astype(float), "event": event}
    )


def all_patients(cohort: pd.DataFrame) -> pd.DataFrame:
    """Figure 1A: every patient."""
    return cohort


def ph_negative(cohort: pd.DataFrame) -> pd.DataFrame:
    """Figure 1B: patients with Philadelphia chromosome-negative disease."""
    return cohort[cohort["ph_status"] == "negative"]


def molecular_failure_cr1(cohort: pd.DataFrame) -> pd.DataFrame:
    """Figure 1C: patients with molecular failure in first hematologic remission."""
    failure = cohort["molecular_status"] == "failure"
    return cohort[failure & (cohort["remission"] == "CR1")]


Population = Callable[[pd.DataFrame], pd.DataFrame]

# The panels of Figure 1, in the letter's order.
PANELS: Mapping[str, Population] = {
    "a": all_patients,
    "b": ph_negative,
    "c": molecular_failure_cr1,
}

# The two curves of each panel: whether follow-up ends at transplant.
CURVES: Mapping[str, bool] = {"uncensored_at_hsct": False, "censored_at_hsct": True}
