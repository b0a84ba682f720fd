"""Other readings of the same patients: what the cohort would be, had the letter decided otherwise.

Each takes the cohort and returns it as it would be, so that every count and estimate applies.
"""

from collections.abc import Callable

import pandas as pd

from letter.definitions import groups
from letter.definitions.endpoints import CAPTION_EVENTS, five_year_rfs
from letter.definitions.groups import Cohort, Group
from letter.definitions.schedule import FIVE_YEARS_MONTHS

Reading = Callable[[Cohort], Cohort]

# Months of RFS: Table 2 prints the first, a note to Table 1 the second, of one patient.
TABLE_2_MONTHS, TABLE_1_MONTHS = 59.5, 59.7
# When the patient who withdrew consent was last seen: in the earlier report of the study.
WITHDREW_MONTHS = 2.6
# The Ph-negative patient without response and transplant, whom one count of the letter leaves out.
LEFT_OUT = 2


def unchanged(cohort: Cohort) -> Cohort:
    """Return the cohort as the letter has it."""
    return cohort


# --- Five years


def with_table_1_months(cohort: Cohort) -> Cohort:
    """Return the cohort with 59.7 months, as in the note to Table 1, where Table 2 has 59.5.

    Raises:
        ValueError: not exactly one patient has 59.5 months.
    """
    printed = cohort["rfs_months"] == TABLE_2_MONTHS
    if printed.sum() != 1:
        raise ValueError(f"{printed.sum()} patients have {TABLE_2_MONTHS} months: expected one")
    return cohort.assign(rfs_months=cohort["rfs_months"].mask(printed, TABLE_1_MONTHS))


def strictly_five_years(cohort: Cohort) -> Cohort:
    """Return the cohort with five years for those alone who have 60 months."""
    return cohort.assign(rfs_5y=cohort["rfs_months"] >= FIVE_YEARS_MONTHS)


# --- What "hematologic" leaves out


def without_extramedullary(cohort: Cohort) -> Cohort:
    """Return the cohort with follow-up that ends at an extramedullary relapse without an event."""
    return cohort.assign(rfs_event=cohort["rfs_event"] & cohort["event_type"].isin(CAPTION_EVENTS))


# --- The patient who withdrew consent, and patient 2


def withdrawn_later(cohort: Cohort) -> Cohort:
    """Return the cohort with consent withdrawn when the earlier report has it."""
    withdrew = groups.members(groups.withdrew_consent, cohort)
    return cohort.assign(rfs_months=cohort["rfs_months"].mask(withdrew, WITHDREW_MONTHS))


def withdrawn_excluded(cohort: Cohort) -> Cohort:
    """Return the cohort without the patient who withdrew consent."""
    return cohort[~groups.members(groups.withdrew_consent, cohort)]


def withdrawn_relapsed(cohort: Cohort) -> Cohort:
    """Return the cohort with a hematologic relapse on the day when consent was withdrawn."""
    return _relapsed(cohort, groups.withdrew_consent)


def withdrawn_event_free(cohort: Cohort) -> Cohort:
    """Return the cohort with the patient who withdrew in remission for as long as anybody was."""
    return _event_free(cohort, groups.withdrew_consent)


def without_patient_2(cohort: Cohort) -> Cohort:
    """Return the cohort without the patient whom one count of the letter leaves out."""
    return cohort[cohort["patient"] != LEFT_OUT]


# --- What censoring at transplant can hide


def worst_at_transplant(cohort: Cohort) -> Cohort:
    """Return the cohort with a relapse of each transplanted patient on the day of transplant."""
    months = cohort["hsct_months"].fillna(cohort["rfs_months"])
    return _relapsed(cohort.assign(rfs_months=months), groups.transplanted)


def best_at_transplant(cohort: Cohort) -> Cohort:
    """Return the cohort with each transplanted patient in remission for as long as anybody was."""
    return _event_free(cohort, groups.transplanted)


def _event_free(cohort: Cohort, group: Group) -> Cohort:
    """Return the cohort with the group in remission for as long as anybody was."""
    who = groups.members(group, cohort)
    return cohort.assign(
        rfs_months=cohort["rfs_months"].mask(who, cohort["rfs_months"].max()),
        rfs_event=cohort["rfs_event"] & ~who,
    )


def _relapsed(cohort: Cohort, group: Group) -> Cohort:
    """Return the cohort with a hematologic relapse of the group when its follow-up ends."""
    who = groups.members(group, cohort)
    return cohort.assign(
        rfs_event=cohort["rfs_event"] | who,
        event_type=cohort["event_type"].mask(who, "hematologic_relapse"),
        cd19_at_relapse=cohort["cd19_at_relapse"].mask(who, "unknown"),
    )


# --- Single patients


def leave_one_out(cohort: Cohort) -> pd.DataFrame:
    """Return the five-year estimate of the curve censored at transplant, without each patient.

    The curve that is followed through transplant needs no such table: nobody is censored between
    the first months and five years, so every patient has the same weight.

    Returns:
        One row for each patient left out: ``patient``, ``survival`` at 60 months and ``change``
        from the estimate with everybody.
    """
    everybody = five_year_rfs(cohort, censor_at_hsct=True).value
    without = [
        (number, five_year_rfs(cohort[cohort["patient"] != number], censor_at_hsct=True).value)
        for number in cohort["patient"]
    ]
    left_out = pd.DataFrame(without, columns=["patient", "survival"])
    return left_out.assign(change=left_out["survival"] - everybody)
