"""What the five-year estimate would be, had the letter decided or recorded something otherwise.

Each function returns follow-up in the form of
`letter.definitions.endpoints.relapse_free_survival`, so that the same estimators apply.
"""

from collections.abc import Mapping

import pandas as pd

from letter.definitions.endpoints import CURVES, EVENTS, RELAPSES, relapse_free_survival
from letter.definitions.groups import withdrew_consent
from letter.definitions.units import FIVE_YEARS_MONTHS
from reproduction.survival.kaplan_meier import at, kaplan_meier, restricted_mean

# The event types that count as events; the others end follow-up without one.
DEFINITIONS: Mapping[str, tuple[str, ...]] = {
    "any_event": EVENTS,
    "relapse": RELAPSES,
    "hematologic_or_death": ("hematologic_relapse", "death_in_remission"),
    "hematologic": ("hematologic_relapse",),
}

# Months of RFS: Table 2 prints the first, a note to Table 1 the second, of one patient.
TABLE_2_MONTHS, TABLE_1_MONTHS = 59.5, 59.7
# When the patient who withdrew consent was last seen: in the earlier report of the study.
WITHDREW_MONTHS = 2.6


def with_table_1_months(cohort: pd.DataFrame) -> pd.DataFrame:
    """The cohort with 59.7 months, as the note to Table 1 has it, where Table 2 has 59.5.

    Raises:
        ValueError: not exactly one patient has 59.5 months.
    """
    printed = cohort["rfs_months"] == TABLE_2_MONTHS
    if printed.sum() != 1:
        raise ValueError(f"{printed.sum()} patients have {TABLE_2_MONTHS} months: expected one")
    return cohort.assign(rfs_months=cohort["rfs_months"].mask(printed, TABLE_1_MONTHS))


def withdrawn_patient(cohort: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Follow-up with the patient who withdrew consent treated in each way there is.

    Returns:
        ``later``: censored when the earlier report has it; ``excluded``; ``event``: an event on
        the day; ``event_free``: in remission for as long as anybody was followed.
    """
    rows = relapse_free_survival(cohort)
    withdrawn = rows.index.isin(withdrew_consent(cohort).index)
    longest = rows["time_months"].max()
    return {
        "later": rows.assign(time_months=rows["time_months"].mask(withdrawn, WITHDREW_MONTHS)),
        "excluded": rows[~withdrawn],
        "event": rows.assign(event=rows["event"] | withdrawn),
        "event_free": rows.assign(time_months=rows["time_months"].mask(withdrawn, longest)),
    }


def transplant_bounds(cohort: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Follow-up without transplants, had censoring at them hidden the worst or the best.

    Returns:
        ``worst``: everybody who was transplanted would have relapsed on that day without it;
        ``best``: would have stayed in remission for as long as anybody was followed.
    """
    rows = relapse_free_survival(cohort, censor_at_hsct=True)
    transplanted = cohort["hsct_months"].notna()
    longest = cohort["rfs_months"].max()
    return {
        "worst": rows.assign(event=rows["event"] | transplanted),
        "best": rows.assign(time_months=rows["time_months"].mask(transplanted, longest)),
    }


def leave_one_out(cohort: pd.DataFrame) -> pd.DataFrame:
    """The five-year estimates without each patient in turn.

    Returns:
        For each curve of the letter, one row a patient who is left out: ``curve``, ``patient``,
        ``survival`` at 60 months, ``change`` from the estimate with everybody,
        ``restricted_mean`` to 60 months and ``restricted_mean_change``.
    """
    rows = []
    for curve, censor in CURVES.items():
        follow_up = relapse_free_survival(cohort, censor_at_hsct=censor)
        full = _five_years(follow_up)
        for patient in follow_up["patient"]:
            survival, mean = _five_years(follow_up[follow_up["patient"] != patient])
            rows.append([curve, patient, survival, survival - full[0], mean, mean - full[1]])
    estimates = ["survival", "change", "restricted_mean", "restricted_mean_change"]
    return pd.DataFrame(rows, columns=["curve", "patient", *estimates])


def _five_years(rows: pd.DataFrame) -> tuple[float, float]:
    curve = kaplan_meier(rows["time_months"], rows["event"])
    survival = float(at(curve, FIVE_YEARS_MONTHS)["survival"])
    return survival, restricted_mean(curve, FIVE_YEARS_MONTHS)[0]
