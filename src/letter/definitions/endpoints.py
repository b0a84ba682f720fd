"""The letter's endpoints and populations: rows of the cohort to times and events."""

from collections.abc import Collection, Mapping

import pandas as pd

from letter.definitions.groups import Group, all_patients, molecular_failure_cr1, ph_negative
from reproduction.survival.kaplan_meier import kaplan_meier

RELAPSES = ("hematologic_relapse", "extramedullary_relapse")
EVENTS = (*RELAPSES, "death_in_remission")
# The endpoint that the caption of Figure 1 names: extramedullary relapse is not an event.
CAPTION_EVENTS = ("hematologic_relapse", "death_in_remission")


def relapse_free_survival(
    cohort: pd.DataFrame, *, censor_at_hsct: bool = False, events: Collection[str] = EVENTS
) -> pd.DataFrame:
    """Relapse-free survival from the start of blinatumomab.

    An event is a hematologic or extramedullary relapse or a death in remission. Patients
    without one are censored at their last follow-up, or when they withdrew consent.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.
        censor_at_hsct: True to end follow-up, without an event, at allogeneic HSCT.
        events: the values of ``event_type`` that count as events, the letter's unless told;
            the others end follow-up without one.

    Returns:
        ``patient``, ``time_months`` (float) and ``event`` (bool; True: relapsed or died, False:
        censored), in the cohort's order and with its index.
    """
    time = cohort["rfs_months"]
    event = cohort["rfs_event"] & cohort["event_type"].isin(events)
    if censor_at_hsct:
        transplanted = cohort["hsct_months"].notna()
        time = cohort["hsct_months"].where(transplanted, time)
        event = event & ~transplanted
    return _timed(cohort, time, event=event)


def first_failure(cohort: pd.DataFrame) -> pd.DataFrame:
    """Relapse-free survival with the kind of event that ended it, for competing risks.

    Returns:
        ``patient``, ``time_months`` and ``cause``: the ``event_type`` of an event, ``""`` where
        the patient is censored.
    """
    cause = cohort["event_type"].where(cohort["rfs_event"], "")
    return _timed(cohort, cohort["rfs_months"], cause=cause)


def first_failure_or_transplant(cohort: pd.DataFrame) -> pd.DataFrame:
    """What came first: ``transplant``, a relapse or death without one (``failure``), or neither.

    Returns:
        As `first_failure`.
    """
    transplanted = cohort["hsct_months"].notna()
    failed = pd.Series("failure", cohort.index).where(cohort["rfs_event"], "")
    time = cohort["hsct_months"].where(transplanted, cohort["rfs_months"])
    return _timed(cohort, time, cause=failed.where(~transplanted, "transplant"))


def mrd_response_duration(cohort: pd.DataFrame) -> pd.DataFrame:
    """How long an MRD response lasted, in the patients who had one, from its own start.

    Returns:
        ``patient``, ``time_months`` and ``event`` (True: MRD came back, False: still in response
        at the last MRD assessment).
    """
    responders = cohort[cohort["mrd_response"]]
    lost = ~responders["mrd_response_ongoing"].astype(bool)
    return _timed(responders, responders["mrd_response_months"], event=lost)


def _timed(cohort: pd.DataFrame, time: pd.Series, **status: pd.Series) -> pd.DataFrame:
    columns = {"patient": cohort["patient"], "time_months": time.astype(float)}
    return pd.DataFrame(columns | status)


def curve(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the Kaplan-Meier estimate of follow-up in the form of `relapse_free_survival`.

    Returns:
        As `reproduction.survival.kaplan_meier.kaplan_meier`; times in months.
    """
    return kaplan_meier(rows["time_months"], rows["event"])


# The panels of Figure 1, in the letter's order.
PANELS: Mapping[str, Group] = {
    "a": all_patients,
    "b": ph_negative,
    "c": molecular_failure_cr1,
}

# The two curves of each panel: whether follow-up ends at transplant.
CURVES: Mapping[str, bool] = {"uncensored_at_hsct": False, "censored_at_hsct": True}
CURVE_LABELS: Mapping[str, str] = {
    "uncensored_at_hsct": "Not censored at transplant",
    "censored_at_hsct": "Censored at transplant",
}


def by_curve(cohort: pd.DataFrame, population: Group) -> dict[str, pd.DataFrame]:
    """What each curve of a panel of Figure 1 is estimated from, by its key in `CURVES`.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.
        population: which patients, one of `PANELS`.
    """
    patients = population(cohort)
    return {
        curve: relapse_free_survival(patients, censor_at_hsct=censor)
        for curve, censor in CURVES.items()
    }
