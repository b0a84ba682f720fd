"""What follows from each change of a cell and from each reading: numbers and the estimate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from letter.data.letter import Letter
from letter.definitions.endpoints import curve, relapse_free_survival
from letter.definitions.schedule import FIVE_YEARS_MONTHS
from letter.what_if.cells import Cells, Change, valid_changes
from letter.what_if.readings import combinations
from reproduction.claims import Checks, Entry
from reproduction.claims.changes import Changes, Lost
from reproduction.survival.kaplan_meier import Estimate, estimate_at


@dataclass(frozen=True)
class Outcome:
    """What follows from other data.

    Attributes:
        lost: the printed numbers that no longer have the status expected of them.
        estimate: relapse-free survival of all patients at 60 months, followed through transplant,
            by Kaplan-Meier, with its 95% interval.
    """

    lost: tuple[Lost, ...]
    estimate: Estimate


class WhatIf:
    """The letter's numbers, to be tried with other data.

    Args:
        ledger: what the letter prints.
        checks: the letter's.
        letter: as it is.
    """

    def __init__(self, ledger: Sequence[Entry], checks: Checks[Letter], letter: Letter) -> None:
        self.cohort = letter.cohort
        self._estimates: dict[tuple[tuple[float, ...], tuple[bool, ...]], Estimate] = {}
        self._changes = Changes(
            ledger, checks, letter.cohort, lambda cohort: replace(letter, cohort=cohort)
        )

    def of_cells(self, rows: Sequence[Cells]) -> Iterator[tuple[Change, pd.DataFrame, Outcome]]:
        """Yield every valid change of a cell, the cohort with it, and what follows.

        Args:
            rows: the cohort's file, by patient.
        """
        for change in valid_changes(rows):
            cohort = change.applied(self.cohort)
            yield change, cohort, self.outcome(cohort)

    def of_readings(self) -> Iterator[tuple[tuple[int, ...], Outcome]]:
        """Yield every combination of the readings, as `combinations` does, and what follows."""
        for chosen, cohort in combinations(self.cohort):
            yield chosen, self.outcome(cohort)

    def outcome(self, cohort: pd.DataFrame) -> Outcome:
        """Return what follows if these were the patients."""
        return Outcome(self._changes.lost(cohort), self._estimate(cohort))

    def _estimate(self, cohort: pd.DataFrame) -> Estimate:
        """Relapse-free survival at 60 months, computed once for the same follow-up."""
        rows = relapse_free_survival(cohort)
        follow_up = tuple(rows["time_months"]), tuple(rows["event"])
        if follow_up not in self._estimates:
            self._estimates[follow_up] = estimate_at(curve(rows), FIVE_YEARS_MONTHS)
        return self._estimates[follow_up]
