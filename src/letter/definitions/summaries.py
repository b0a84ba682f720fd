"""Unrounded counts, medians and ranges. Rounding is for whoever displays them."""

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from letter.definitions.units import FIVE_YEARS_MONTHS
from reproduction.claims.rounding import percent

# Table 1's two columns, by the value of ``rfs_5y``, in the letter's order.
RFS_GROUPS = {"rfs_at_least_5y": True, "rfs_below_5y": False}


@dataclass(frozen=True)
class Share:
    """``n`` patients out of ``of``."""

    n: int
    of: int

    @property
    def percent(self) -> Fraction:
        """How many in a hundred, exactly."""
        return percent(self.n, self.of)


@dataclass(frozen=True)
class MedianRange:
    """The median, lowest and highest value, in the values' own unit."""

    median: float
    lowest: float
    highest: float


def by_rfs_5y(cohort: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The patients with and without documented RFS of at least five years.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.

    Returns:
        The rows of each group, under the keys of `RFS_GROUPS`; every patient is in one.

    Raises:
        ValueError: a group has no patients, so that there is nothing to summarize.
    """
    groups = {name: cohort[cohort["rfs_5y"] == value] for name, value in RFS_GROUPS.items()}
    for name, group in groups.items():
        if group.empty:
            raise ValueError(f"no patient is in the group {name}: expected at least one")
    return groups


def having(patients: pd.DataFrame, **values: object) -> pd.Series:
    """Which patients have all of these values, for example ``sex="F", remission="CR1"``.

    Returns:
        bool, one a patient; True: every named column has the given value.

    Raises:
        KeyError: a column does not exist.
    """
    found = pd.Series(True, index=patients.index)
    for column, value in values.items():
        found &= patients[column] == value
    return found


def share(of_interest: pd.Series) -> Share:
    """How many of the patients are of interest.

    Args:
        of_interest: bool, one a patient; True: counts.

    Raises:
        ValueError: there are no patients, or a value is missing.

    Examples:
        >>> share(pd.Series([True, False, True, False]))
        Share(n=2, of=4)
    """
    _refuse_gaps(of_interest)
    return Share(n=int(of_interest.sum()), of=len(of_interest))


def median_range(values: pd.Series) -> MedianRange:
    """The median and range of numbers; of an even number of values, the middle two's mean.

    Raises:
        ValueError: there are no values, or one is missing.

    Examples:
        >>> median_range(pd.Series([20, 72, 54, 55]))
        MedianRange(median=54.5, lowest=20.0, highest=72.0)
    """
    _refuse_gaps(values)
    return MedianRange(float(values.median()), float(values.min()), float(values.max()))


def withdrew(patients: pd.DataFrame) -> pd.Series:
    """Which patients were censored when they withdrew consent (True)."""
    return having(patients, event_type="withdrew_consent", rfs_event=False)


def counted_as_five_years(patients: pd.DataFrame) -> pd.Series:
    """Which patients count as five years with a shorter RFS (True)."""
    return patients["rfs_5y"] & (patients["rfs_months"] < FIVE_YEARS_MONTHS)


def _refuse_gaps(values: pd.Series) -> None:
    if values.empty:
        raise ValueError("there are no patients: expected at least one")
    if values.isna().any():
        raise ValueError("a value is missing: expected one for each patient")
