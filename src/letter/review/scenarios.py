"""Follow-up as it would be, had the letter decided or recorded something differently.

Each function returns follow-up in the form of
`letter.definitions.endpoints.relapse_free_survival`, so that the same estimators apply.
"""

import pandas as pd

from letter.definitions.endpoints import curve, relapse_free_survival
from letter.definitions.groups import withdrew_consent
from letter.definitions.units import FIVE_YEARS_MONTHS
from reproduction.survival.kaplan_meier import estimate_at

# Months of RFS: Table 2 prints the first, a note to Table 1 the second, of one patient.
TABLE_2_MONTHS, TABLE_1_MONTHS = 59.5, 59.7
# When the patient who withdrew consent was last seen: in the earlier report of the study.
WITHDREW_MONTHS = 2.6


def with_table_1_months(cohort: pd.DataFrame) -> pd.DataFrame:
    """Return the cohort with 59.7 months, as in the note to Table 1, where Table 2 has 59.5.

    Raises:
        ValueError: not exactly one patient has 59.5 months.
    """
    printed = cohort["rfs_months"] == TABLE_2_MONTHS
    if printed.sum() != 1:
        raise ValueError(f"{printed.sum()} patients have {TABLE_2_MONTHS} months: expected one")
    return cohort.assign(rfs_months=cohort["rfs_months"].mask(printed, TABLE_1_MONTHS))


def withdrawn_patient(cohort: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return follow-up with the patient who withdrew consent treated in each possible way.

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
    """Return worst- and best-case follow-up if censoring at transplant is informative.

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
    """Return the five-year estimate of the curve censored at transplant, without each patient.

    The curve that is followed through transplant needs no such table: nobody is censored between
    the first months and five years, so every patient has the same weight.

    Returns:
        One row for each patient left out: ``patient``, ``survival`` at 60 months and ``change``
        from the estimate with everybody.
    """
    rows = relapse_free_survival(cohort, censor_at_hsct=True)
    survival = [_five_years(rows[rows["patient"] != patient]) for patient in rows["patient"]]
    left_out = pd.DataFrame({"patient": rows["patient"].to_numpy(), "survival": survival})
    return left_out.assign(change=left_out["survival"] - _five_years(rows))


def _five_years(rows: pd.DataFrame) -> float:
    return estimate_at(curve(rows), FIVE_YEARS_MONTHS).value
