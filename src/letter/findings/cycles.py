"""The numbers of cycles in Table 1 against the schedule of treatment."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import pandas as pd

from letter.checks.counting import numbers
from letter.definitions.groups import extramedullary_relapse, not_transplanted
from letter.definitions.schedule import CYCLE_DAYS, INFUSION_WEEKS, MOST_CYCLES, most_cycles_begun
from letter.definitions.units import DAYS_PER_MONTH, DAYS_PER_WEEK
from letter.findings.five_years import Patients

# Half a unit in the last place of the printed months.
ROUNDING_MONTHS = 0.05


@dataclass(frozen=True)
class MostCycles:
    """The most cycles that each patient of a group can have had.

    Attributes:
        patients: their numbers.
        most: the most cycles of each.
    """

    patients: Patients
    most: tuple[int, ...]

    @property
    def median(self) -> float:
        """The largest median that the group can have."""
        return float(median(self.most))

    def needed(self, printed_median: float, fewest: int) -> Patients:
        """Return the patients without whose last cycle the printed numbers cannot be reached.

        With one cycle less, such a patient would be below the fewest cycles printed, or the
        largest possible median below the printed one.
        """
        return tuple(
            patient
            for i, patient in enumerate(self.patients)
            if self.most[i] - 1 < fewest or median(_one_less(self.most, i)) < printed_median
        )


def _one_less(most: Sequence[int], index: int) -> list[int]:
    return [count - (i == index) for i, count in enumerate(most)]


def cycles_begun(group: pd.DataFrame) -> MostCycles:
    """Count the cycles that can have begun before an event, a transplant or a withdrawal."""
    return MostCycles(numbers(group), tuple(int(most) for most in most_cycles_begun(group)))


def cycles_begun_past_extramedullary_relapse(group: pd.DataFrame) -> MostCycles:
    """Count the same if an extramedullary relapse did not end treatment.

    The letter makes further cycles depend on the absence of a hematologic relapse only.
    """
    most = most_cycles_begun(group)
    most[extramedullary_relapse(not_transplanted(group)).index] = MOST_CYCLES
    return MostCycles(numbers(group), tuple(int(count) for count in most))


def infusions_finished(group: pd.DataFrame) -> MostCycles:
    """Count the four-week infusions that can have been completed by then."""
    days = (_end_months(group) + ROUNDING_MONTHS) * DAYS_PER_MONTH
    finished = (days - INFUSION_WEEKS * DAYS_PER_WEEK) // CYCLE_DAYS + 1
    return MostCycles(numbers(group), tuple(int(n) for n in finished.clip(0, MOST_CYCLES)))


def days_into_last_cycle(group: pd.DataFrame) -> dict[int, float]:
    """Return how long, at most, each patient can have been in the last cycle begun, in days.

    Only where that cycle is not the last of the schedule: after that one, treatment was over.
    """
    begun = most_cycles_begun(group)
    days = (_end_months(group) + ROUNDING_MONTHS) * DAYS_PER_MONTH - (begun - 1) * CYCLE_DAYS
    return {
        int(patient): float(inside)
        for patient, count, inside in zip(group["patient"], begun, days, strict=True)
        if count < MOST_CYCLES
    }


def _end_months(group: pd.DataFrame) -> pd.Series:
    return group["hsct_months"].fillna(group["rfs_months"])
