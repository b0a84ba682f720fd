"""Five years as the letter counts them, and as 60 full months."""

from dataclasses import dataclass

import pandas as pd

from letter.checks.counting import numbers
from letter.definitions.groups import five_years, full_five_years

Patients = tuple[int, ...]


@dataclass(frozen=True)
class FiveYears:
    """Who of a group reached five years in remission, by the patients' numbers.

    Attributes:
        group: everybody in the group.
        counted: those whom the letter counts.
        full: those of them with at least 60 months of relapse-free survival.
    """

    group: Patients
    counted: Patients
    full: Patients

    @property
    def short(self) -> Patients:
        """Those whom the letter counts with less than 60 months."""
        return tuple(patient for patient in self.counted if patient not in self.full)


def five_years_of(group: pd.DataFrame) -> FiveYears:
    """Count the patients of ``group`` with five years of RFS, as printed and strictly."""
    return FiveYears(
        *(numbers(part) for part in (group, five_years(group), full_five_years(group)))
    )
