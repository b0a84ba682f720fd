"""Groups of patients by the field's names: each takes a cohort and returns the rows in it."""

from collections.abc import Callable
from typing import TypeAlias

import pandas as pd

from letter.definitions.schedule import FIVE_YEARS_MONTHS

Cohort: TypeAlias = pd.DataFrame
"""The patients, or some of them, as `letter.data.cohort.load_cohort` returns them."""
Group: TypeAlias = Callable[[Cohort], Cohort]


def members(group: Group, cohort: Cohort) -> "pd.Series[bool]":
    """Return who is in the group: True or False for each patient, with the cohort's index."""
    return pd.Series(cohort.index.isin(group(cohort).index), cohort.index)


def all_patients(cohort: Cohort) -> Cohort:
    """Every patient (Figure 1A)."""
    return cohort


def men(cohort: Cohort) -> Cohort:
    """Men."""
    return cohort[cohort["sex"] == "M"]


def women(cohort: Cohort) -> Cohort:
    """Women."""
    return cohort[cohort["sex"] == "F"]


def ph_negative(cohort: Cohort) -> Cohort:
    """Philadelphia chromosome-negative disease (Figure 1B)."""
    return cohort[cohort["ph_status"] == "negative"]


def ph_positive(cohort: Cohort) -> Cohort:
    """Philadelphia chromosome-positive disease."""
    return cohort[cohort["ph_status"] == "positive"]


def molecular_failure(cohort: Cohort) -> Cohort:
    """MRD that never became undetectable before blinatumomab."""
    return cohort[cohort["molecular_status"] == "failure"]


def molecular_relapse(cohort: Cohort) -> Cohort:
    """MRD that came back before blinatumomab."""
    return cohort[cohort["molecular_status"] == "relapse"]


def first_remission(cohort: Cohort) -> Cohort:
    """Treated in first hematologic remission (CR1)."""
    return cohort[cohort["remission"] == "CR1"]


def later_remission(cohort: Cohort) -> Cohort:
    """Treated in second or later hematologic remission (CR2+)."""
    return cohort[cohort["remission"] == "CR2+"]


def molecular_failure_cr1(cohort: Cohort) -> Cohort:
    """Molecular failure in first hematologic remission (Figure 1C)."""
    return molecular_failure(first_remission(cohort))


def molecular_failure_cr2(cohort: Cohort) -> Cohort:
    """Molecular failure in second or later hematologic remission."""
    return molecular_failure(later_remission(cohort))


def molecular_relapse_cr1(cohort: Cohort) -> Cohort:
    """Molecular relapse in first hematologic remission."""
    return molecular_relapse(first_remission(cohort))


def molecular_relapse_cr2(cohort: Cohort) -> Cohort:
    """Molecular relapse in second or later hematologic remission."""
    return molecular_relapse(later_remission(cohort))


def mrd_below_cutoff(cohort: Cohort) -> Cohort:
    """Baseline MRD below 10⁻³."""
    return cohort[cohort["baseline_mrd"] == "below_1e-3"]


def mrd_at_least_cutoff(cohort: Cohort) -> Cohort:
    """Baseline MRD of 10⁻³ or more."""
    return cohort[cohort["baseline_mrd"] == "at_least_1e-3"]


def responders(cohort: Cohort) -> Cohort:
    """MRD response to blinatumomab."""
    return cohort[cohort["mrd_response"]]


def non_responders(cohort: Cohort) -> Cohort:
    """No MRD response to blinatumomab."""
    return cohort[~cohort["mrd_response"]]


def ongoing_response(cohort: Cohort) -> Cohort:
    """MRD response that was ongoing when MRD was last assessed."""
    return cohort[cohort["mrd_response_ongoing"].fillna(False).astype(bool)]


def lost_response(cohort: Cohort) -> Cohort:
    """MRD response that ended before MRD was last assessed."""
    return cohort[~cohort["mrd_response_ongoing"].fillna(True).astype(bool)]


def transplanted(cohort: Cohort) -> Cohort:
    """Allogeneic HSCT after blinatumomab."""
    return cohort[cohort["hsct_months"].notna()]


def not_transplanted(cohort: Cohort) -> Cohort:
    """No allogeneic HSCT after blinatumomab."""
    return cohort[cohort["hsct_months"].isna()]


def five_years(cohort: Cohort) -> Cohort:
    """Documented relapse-free survival of five years, as the letter counts it."""
    return cohort[cohort["rfs_5y"]]


def not_five_years(cohort: Cohort) -> Cohort:
    """No documented relapse-free survival of five years."""
    return cohort[~cohort["rfs_5y"]]


def full_five_years(cohort: Cohort) -> Cohort:
    """Documented relapse-free survival of at least 60 months."""
    return cohort[cohort["rfs_months"] >= FIVE_YEARS_MONTHS]


def counted_as_five_years(cohort: Cohort) -> Cohort:
    """Counted as five years with less than 60 months."""
    group = five_years(cohort)
    return group[group["rfs_months"] < FIVE_YEARS_MONTHS]


def in_remission(cohort: Cohort) -> Cohort:
    """In remission at the final analysis: no relapse or death, and consent was not withdrawn."""
    return cohort[cohort["event_type"] == "none"]


def hematologic_relapse(cohort: Cohort) -> Cohort:
    """Hematologic relapse."""
    return cohort[cohort["event_type"] == "hematologic_relapse"]


def extramedullary_relapse(cohort: Cohort) -> Cohort:
    """Extramedullary relapse."""
    return cohort[cohort["event_type"] == "extramedullary_relapse"]


def death_in_remission(cohort: Cohort) -> Cohort:
    """Death in remission."""
    return cohort[cohort["event_type"] == "death_in_remission"]


def withdrew_consent(cohort: Cohort) -> Cohort:
    """Withdrew consent while in remission."""
    return cohort[cohort["event_type"] == "withdrew_consent"]


def dose_increased(cohort: Cohort) -> Cohort:
    """A dose of blinatumomab that was increased."""
    return cohort[cohort["dose_increased"]]


def relapsed_or_died(cohort: Cohort) -> Cohort:
    """Relapse of any kind, or death in remission."""
    return cohort[cohort["rfs_event"]]


def remission_beyond(cohort: Cohort, months: float) -> Cohort:
    """Followed in remission for longer than ``months`` from the start of blinatumomab."""
    return cohort[cohort["rfs_months"] > months]


def cd19(cohort: Cohort, status: str) -> Cohort:
    """CD19 ``positive``, ``negative`` or ``unknown`` at relapse."""
    return cohort[cohort["cd19_at_relapse"] == status]
