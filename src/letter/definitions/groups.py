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


def having(column: str, value: str | bool) -> Group:
    """Return the group of the patients with this value; who has none is in no such group."""
    return lambda cohort: cohort[cohort[column] == value]


def both(one: Group, other: Group) -> Group:
    """Return the group of the patients who are in both."""
    return lambda cohort: one(other(cohort))


def all_patients(cohort: Cohort) -> Cohort:
    """Every patient (Figure 1A)."""
    return cohort


men = having("sex", "M")
women = having("sex", "F")

# Disease before blinatumomab. MRD never became undetectable (molecular failure), or came back
# (molecular relapse), in first (CR1) or later (CR2+) hematologic remission.
ph_negative = having("ph_status", "negative")  # Philadelphia chromosome; Figure 1B
ph_positive = having("ph_status", "positive")
molecular_failure = having("molecular_status", "failure")
molecular_relapse = having("molecular_status", "relapse")
first_remission = having("remission", "CR1")
later_remission = having("remission", "CR2+")
molecular_failure_cr1 = both(molecular_failure, first_remission)  # Figure 1C
molecular_failure_cr2 = both(molecular_failure, later_remission)
molecular_relapse_cr1 = both(molecular_relapse, first_remission)
molecular_relapse_cr2 = both(molecular_relapse, later_remission)
mrd_below_cutoff = having("baseline_mrd", "below_1e-3")
mrd_at_least_cutoff = having("baseline_mrd", "at_least_1e-3")

# Treatment, and MRD response to it. A response was ongoing when MRD was last assessed, or lost
# before.
dose_increased = having("dose_increased", True)
responders = having("mrd_response", True)
non_responders = having("mrd_response", False)
ongoing_response = having("mrd_response_ongoing", True)
lost_response = having("mrd_response_ongoing", False)

# The end of relapse-free survival. Who is "in remission" was so at the final analysis: without a
# relapse or death, and without withdrawing consent.
hematologic_relapse = having("event_type", "hematologic_relapse")
extramedullary_relapse = having("event_type", "extramedullary_relapse")
death_in_remission = having("event_type", "death_in_remission")
withdrew_consent = having("event_type", "withdrew_consent")
in_remission = having("event_type", "none")
relapsed_or_died = having("rfs_event", True)

# Documented relapse-free survival of five years, as the letter counts it.
five_years = having("rfs_5y", True)
not_five_years = having("rfs_5y", False)


def full_five_years(cohort: Cohort) -> Cohort:
    """Documented relapse-free survival of at least 60 months."""
    return cohort[cohort["rfs_months"] >= FIVE_YEARS_MONTHS]


def counted_as_five_years(cohort: Cohort) -> Cohort:
    """Counted as five years with less than 60 months."""
    group = five_years(cohort)
    return group[group["rfs_months"] < FIVE_YEARS_MONTHS]


def transplanted(cohort: Cohort) -> Cohort:
    """Allogeneic HSCT after blinatumomab."""
    return cohort[cohort["hsct_months"].notna()]


def not_transplanted(cohort: Cohort) -> Cohort:
    """No allogeneic HSCT after blinatumomab."""
    return cohort[cohort["hsct_months"].isna()]


def remission_beyond(cohort: Cohort, months: float) -> Cohort:
    """Followed in remission for longer than ``months`` from the start of blinatumomab."""
    return cohort[cohort["rfs_months"] > months]


def cd19(cohort: Cohort, status: str) -> Cohort:
    """CD19 ``positive``, ``negative`` or ``unknown`` at relapse."""
    return cohort[cohort["cd19_at_relapse"] == status]
