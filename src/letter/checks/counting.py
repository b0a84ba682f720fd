"""What the checks share: counting patients and naming them."""

from collections.abc import Iterable

import pandas as pd

from letter.definitions.units import MONTHS_PER_YEAR
from reproduction.claims import Computed, NothingToComputeError
from reproduction.claims.display import runs
from reproduction.claims.rounding import percent


def numbers(group: pd.DataFrame) -> tuple[int, ...]:
    """The patients' numbers."""
    return tuple(int(number) for number in group["patient"])


def named(patients: pd.DataFrame | Iterable[int]) -> str:
    """The patients' numbers as text, runs joined: 1, 2 and 5–9; ``none`` where there are none."""
    group = numbers(patients) if isinstance(patients, pd.DataFrame) else patients
    return " and ".join(runs(group).rsplit(", ", 1)) or "none"


def count(*groups: pd.DataFrame) -> Computed:
    """How many patients are in each group; the first group's are the patients counted."""
    return Computed(tuple(len(group) for group in groups), patients=numbers(groups[0]))


def share(part: pd.DataFrame, whole: pd.DataFrame) -> Computed:
    """How many of how many, and the percentage."""
    n, of = len(part), len(whole)
    return Computed((n, of, percent(n, of)), patients=numbers(part))


def shortest_years(group: pd.DataFrame) -> float:
    """The group's shortest relapse-free survival, in years."""
    return float(some(group)["rfs_months"].min()) / MONTHS_PER_YEAR


def longest_years(group: pd.DataFrame) -> float:
    """The group's longest relapse-free survival, in years."""
    return float(some(group)["rfs_months"].max()) / MONTHS_PER_YEAR


def some(group: pd.DataFrame) -> pd.DataFrame:
    """The group, if it has patients.

    Raises:
        NothingToComputeError: it has none.
    """
    if group.empty:
        raise NothingToComputeError
    return group
