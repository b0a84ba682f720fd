"""Which printed numbers lose the status expected of them when the data change."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pandas as pd

from reproduction.claims.checks import Check, Checks
from reproduction.claims.evaluation import computed_text, settled
from reproduction.claims.ledger import Entry
from reproduction.claims.running import Paper
from reproduction.claims.status import Status


@dataclass(frozen=True)
class Lost:
    """A number that no longer has the status expected of it.

    Attributes:
        claim: the id of its claim.
        index: its place in the claim, from 0.
        computed: what is computed now, as the paper would print it; None where nothing is.
        status: what it has now.
    """

    claim: str
    index: int
    computed: str | None
    status: Status


class Recorded:
    """A data frame that notes which of its columns are read.

    Whatever is asked of it beyond columns, rows by a condition or in the order of a column, and
    the number of rows counts as reading every column. What cannot be asked of it fails, and
    `Changes` runs the check again after every change.
    """

    # Code that asks for the type is told the truth about what it can do with it.
    __class__ = pd.DataFrame

    def __init__(self, frame: pd.DataFrame, read: set[str]) -> None:
        self._frame, self._read = frame, read

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            self._read.add(key)
        elif isinstance(key, list) and all(isinstance(name, str) for name in key):
            self._read.update(key)
        elif not pd.api.types.is_bool_dtype(getattr(key, "dtype", None)):
            self._read.update(self._frame.columns)
        found = self._frame[key]
        return Recorded(found, self._read) if isinstance(found, pd.DataFrame) else found

    def __len__(self) -> int:
        return len(self._frame)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._frame, name)
        if name in ("nsmallest", "nlargest", "sort_values"):
            return partial(self._in_order, found)
        if name not in ("empty", "index"):
            self._read.update(self._frame.columns)
        return found

    def _in_order(self, ordered: Callable[..., pd.DataFrame], *arguments: Any) -> "Recorded":
        self._read.add(arguments[-1])  # the column
        return Recorded(ordered(*arguments), self._read)


class Changes:
    """A ledger whose checks read a data frame, to be tried with changed data.

    Args:
        entries: the ledger.
        checks: the paper's.
        frame: the data as they are, one row a patient.
        source: returns what the checks take, with another data frame in the place of ``frame``.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        checks: Checks[Any],
        frame: pd.DataFrame,
        source: Callable[[pd.DataFrame], Any],
    ) -> None:
        self._frame, self._source = frame, source
        self._paper = Paper(entries, checks, source(frame))
        self._before: dict[tuple[str, int], Status] = {}

    def lost(self, frame: pd.DataFrame) -> tuple[Lost, ...]:
        """Return the numbers that have the status expected of them, and not with these data.

        Only the checks that read a changed column are run again; all of them if rows or columns
        were added or removed.
        """
        again = self._to_run_again(frame)
        paper = self._paper.with_source(self._source(frame), again)
        return tuple(
            Lost(claim, index, computed_text(paper, claim, index), status)
            for claim in self._concerned(paper, again)
            for index, expected in enumerate(paper.entries[claim].expects)
            if (status := settled(paper, claim, index)) is not expected
            and self._had(claim, index) is expected
        )

    @cached_property
    def reads(self) -> dict[Check, frozenset[str]]:
        """By check, the columns that it reads; all of them where that cannot be told."""
        everything = frozenset(map(str, self._frame.columns))
        found = {}
        for claim in self._paper.checks:
            check, read = self._paper.checks.get(claim), set[str]()
            assert check is not None  # it was registered under this id
            source = self._source(Recorded(self._frame, read))
            recorded = self._paper.with_source(source, {check})
            found[check] = frozenset(read) if self._same(claim, recorded) else everything
        return found

    def _to_run_again(self, frame: pd.DataFrame) -> set[Check]:
        before = self._frame
        if not (frame.index.equals(before.index) and frame.columns.equals(before.columns)):
            return set(self.reads)
        changed = {name for name in before if not frame[name].equals(before[name])}
        return {check for check, columns in self.reads.items() if columns & changed}

    def _concerned(self, paper: Paper, again: set[Check]) -> Iterator[str]:
        """Return the claims that are computed otherwise, and those whose printed numbers were read.

        How sharp a number is, which its status may hang on, is found by the checks that read it.
        """
        run = [claim for claim in paper.checks if paper.checks.get(claim) in again]
        read = {name for claim in run for name in paper.checks.reads(claim)}
        otherwise = {claim for claim in run if not self._same(claim, paper)}
        return (claim for claim in paper.entries if claim in read | otherwise)

    def _same(self, claim: str, paper: Paper) -> bool:
        """Return True if the claim's check finds the same values as with the data as they are."""
        before, now = self._paper.computed(claim), paper.computed(claim)
        return getattr(now, "values", now) == getattr(before, "values", before)

    def _had(self, claim: str, index: int) -> Status:
        place = claim, index
        if place not in self._before:
            self._before[place] = settled(self._paper, claim, index)
        return self._before[place]
