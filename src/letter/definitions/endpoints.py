"""The letter's endpoints and populations: rows of the cohort to times and events."""

from collections.abc import Mapping

import pandas as pd

from letter.definitions import groups
from letter.definitions.groups import Cohort, Group
from letter.definitions.schedule import FIVE_YEARS_MONTHS
from reproduction.survival.kaplan_meier import Estimate, estimate_at, kaplan_meier

RELAPSES = ("hematologic_relapse", "extramedullary_relapse")
EVENTS = (*RELAPSES, "death_in_remission")
# The endpoint that the caption of Figure 1 names: extramedullary relapse is not an event.
CAPTION_EVENTS = ("hematologic_relapse", "death_in_remission")


def relapse_free_survival(cohort: Cohort, *, censor_at_hsct: bool = False) -> pd.DataFrame:
    """Return relapse-free survival from the start of blinatumomab.

    An event is a hematologic or extramedullary relapse or a death in remission. Patients
    without one are censored at their last follow-up, or when they withdrew consent. With
    ``censor_at_hsct``, follow-up also ends at allogeneic HSCT, without an event.

    Returns:
        ``patient``, ``time_months`` (float) and ``event`` (bool; True: relapsed or died, False:
        censored), in the cohort's order and with its index.
    """
    time, event = cohort["rfs_months"], cohort["rfs_event"]
    if censor_at_hsct:
        time = cohort["hsct_months"].fillna(time)
        event = event & ~groups.members(groups.transplanted, cohort)
    return _timed(cohort, time, event=event)


def first_failure(cohort: Cohort) -> pd.DataFrame:
    """Return relapse-free survival with the kind of event that ended it, for competing risks.

    Returns:
        ``patient``, ``time_months`` and ``cause``: the ``event_type`` of an event, ``""`` where
        the patient is censored.
    """
    cause = cohort["event_type"].where(cohort["rfs_event"], "")
    return _timed(cohort, cohort["rfs_months"], cause=cause)


def first_failure_or_transplant(cohort: Cohort) -> pd.DataFrame:
    """Return what came first: ``transplant``, relapse or death without (``failure``), or neither.

    Returns:
        As `first_failure`.
    """
    failed = pd.Series("failure", cohort.index).where(cohort["rfs_event"], "")
    cause = failed.mask(groups.members(groups.transplanted, cohort), "transplant")
    return _timed(cohort, cohort["hsct_months"].fillna(cohort["rfs_months"]), cause=cause)


def mrd_response_duration(cohort: Cohort) -> pd.DataFrame:
    """Return how long an MRD response lasted, in the patients who had one, from its own start.

    Returns:
        ``patient``, ``time_months`` and ``event`` (True: MRD came back, False: still in response
        at the last MRD assessment).
    """
    responders = groups.responders(cohort)
    lost = groups.members(groups.lost_response, responders)
    return _timed(responders, responders["mrd_response_months"], event=lost)


def _timed(cohort: Cohort, time: pd.Series, **status: pd.Series) -> pd.DataFrame:
    columns = {"patient": cohort["patient"], "time_months": time.astype(float)}
    return pd.DataFrame(columns | status)


def followed(rows: pd.DataFrame) -> "tuple[pd.Series[float], pd.Series[bool]]":
    """Return follow-up, as `relapse_free_survival` has it, as estimators take it."""
    return rows["time_months"], rows["event"]


def curve(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the Kaplan-Meier estimate of follow-up in the form of `relapse_free_survival`.

    Returns:
        As `reproduction.survival.kaplan_meier.kaplan_meier`; times in months.
    """
    return kaplan_meier(*followed(rows))


def five_year_rfs(cohort: Cohort, *, censor_at_hsct: bool = False) -> Estimate:
    """Return the Kaplan-Meier estimate of RFS at 60 months, a proportion with its 95% interval."""
    rows = relapse_free_survival(cohort, censor_at_hsct=censor_at_hsct)
    return estimate_at(curve(rows), FIVE_YEARS_MONTHS)


# The panels of Figure 1, in the letter's order.
PANELS: Mapping[str, Group] = {
    "a": groups.all_patients,
    "b": groups.ph_negative,
    "c": groups.molecular_failure_cr1,
}

# The two curves of each panel: whether follow-up ends at transplant.
CURVES: Mapping[str, bool] = {"uncensored_at_hsct": False, "censored_at_hsct": True}
CURVE_LABELS: Mapping[str, str] = {
    "uncensored_at_hsct": "Not censored at transplant",
    "censored_at_hsct": "Censored at transplant",
}


def by_curve(cohort: Cohort, population: Group) -> dict[str, pd.DataFrame]:
    """Return what each curve of a panel of Figure 1 is estimated from, by its key in `CURVES`."""
    patients = population(cohort)
    return {
        curve: relapse_free_survival(patients, censor_at_hsct=censor)
        for curve, censor in CURVES.items()
    }
