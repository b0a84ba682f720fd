"""What the checks share: their registry, the five-year horizon, and counting patients."""

from collections.abc import Iterable
from fractions import Fraction

import pandas as pd

from letter.data.letter import Letter
from letter.definitions.groups import five_years, full_five_years
from letter.definitions.schedule import FIVE_YEARS
from reproduction.claims import (
    Checks,
    Computed,
    Convention,
    NothingToComputeError,
    Quantity,
    Threshold,
)
from reproduction.claims.display import runs

check: Checks[Letter] = Checks()

# What a claim prints, as a check that reads it receives it.
Quantities = tuple[Quantity, ...]

AT_FIVE_YEARS = Threshold("=", FIVE_YEARS)
FIVE_YEARS_OR_MORE = Threshold("≥", FIVE_YEARS)
LESS_THAN_FIVE_YEARS = Threshold("<", FIVE_YEARS)


def numbers(group: pd.DataFrame) -> tuple[int, ...]:
    """Return the patients' numbers."""
    return tuple(int(number) for number in group["patient"])


def named(patients: pd.DataFrame | Iterable[int]) -> str:
    """Return the patients' numbers as text, such as 1, 2 and 5–9; ``none`` where there are none."""
    group = numbers(patients) if isinstance(patients, pd.DataFrame) else patients
    return " and ".join(runs(group).rsplit(", ", 1)) or "none"


def count(*groups: pd.DataFrame) -> Computed:
    """Return how many patients are in each group; the first group's are the patients counted."""
    return Computed(tuple(len(group) for group in groups), patients=numbers(groups[0]))


def in_remission_at_five_years(group: pd.DataFrame, each: Fraction | int = 1) -> Convention:
    """Return how many of the group were in remission at five years, each counted as ``each``.

    The letter counts those with Yes in Table 2, of whom one has less than 60 months; a note to
    Table 1 says so. Without that convention it is those with 60 months or more.
    """
    return Convention(len(five_years(group)) * each, otherwise=len(full_five_years(group)) * each)


def some(group: pd.DataFrame) -> pd.DataFrame:
    """Return the group, if it has patients.

    Raises:
        NothingToComputeError: it has none.
    """
    if group.empty:
        raise NothingToComputeError
    return group
