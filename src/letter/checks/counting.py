"""What the checks share: their registry, the five-year horizon, and counting patients."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType

import pandas as pd

from letter.data.letter import Letter
from letter.definitions.groups import Cohort, five_years, full_five_years
from letter.definitions.schedule import FIVE_YEARS
from reproduction.claims import (
    Checks,
    Computed,
    Convention,
    NothingToComputeError,
    Quantity,
    Threshold,
    Value,
)
from reproduction.claims.display import runs

check: Checks[Letter] = Checks()

Evidence = Mapping[str, str] | Callable[[], Mapping[str, str]]

# What a claim prints, as a check that reads it receives it.
Quantities = tuple[Quantity, ...]

AT_FIVE_YEARS = Threshold("=", FIVE_YEARS)
FIVE_YEARS_OR_MORE = Threshold("≥", FIVE_YEARS)
LESS_THAN_FIVE_YEARS = Threshold("<", FIVE_YEARS)


def patient_numbers(group: Cohort) -> tuple[int, ...]:
    """Return the patients' numbers."""
    return tuple(int(number) for number in group["patient"])


def computed_from(
    group: Cohort, *values: Value, evidence: Evidence = MappingProxyType({})
) -> Computed:
    """Return what a check found, and the group as the patients that it was found on."""
    return Computed(values, patient_numbers(group), evidence)


def named(patients: Cohort | Iterable[int]) -> str:
    """Return the patients' numbers as text, such as 1, 2 and 5–9; ``none`` where there are none."""
    group = patient_numbers(patients) if isinstance(patients, pd.DataFrame) else patients
    return " and ".join(runs(group).rsplit(", ", 1)) or "none"


def count(*groups: Cohort) -> Computed:
    """Return how many patients are in each group; the first group's are the patients counted."""
    return computed_from(groups[0], *(len(group) for group in groups))


def in_remission_at_five_years(group: Cohort, each: Fraction | int = 1) -> Convention:
    """Return how many of the group were in remission at five years, each counted as ``each``.

    The letter counts those with Yes in Table 2, of whom one has less than 60 months; a note to
    Table 1 says so. Without that convention it is those with 60 months or more.
    """
    return Convention(len(five_years(group)) * each, otherwise=len(full_five_years(group)) * each)


def some(group: Cohort) -> Cohort:
    """Return the group, if it has patients.

    Raises:
        NothingToComputeError: it has none.
    """
    if group.empty:
        raise NothingToComputeError
    return group
