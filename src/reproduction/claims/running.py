"""Running a paper's checks, with the numbers as printed or with other numbers in their place."""

import operator
import traceback
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from reproduction.claims.checks import Check, Checks
from reproduction.claims.comparing import UNCHECKED, status_of
from reproduction.claims.ledger import Entry
from reproduction.claims.quantity import Quantity
from reproduction.claims.status import Status
from reproduction.claims.values import (
    Bound,
    Computed,
    NothingToComputeError,
    Threshold,
    Value,
    plain_value,
)
from reproduction.inputs.defects import Defect, InputError

Quantities = tuple[Quantity, ...]

Place = tuple[str, int]
"""A printed number: its claim, and its place in the claim from 0."""

NOTHING = Computed(())
"""What a check found that raised `NothingToComputeError`."""


@dataclass(frozen=True)
class Broken:
    """A check that could not be run, or whose values cannot be compared."""

    problem: str


class Paper:
    """A ledger with its checks and the data. Each check runs once for the same numbers.

    Args:
        entries: the ledger.
        checks: the functions that compute its claims.
        source: what they take.
        file: how messages name the ledger.

    Raises:
        InputError: with every misfit: a check has no entry or reads a claim that is not there,
            an entry needs a check and has none, or ``because`` asks for evidence without one.
    """

    def __init__(
        self, entries: Iterable[Entry], checks: Checks[Any], source: Any, file: str = "the ledger"
    ) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self.checks = checks
        self.printed: Mapping[str, Quantities] = {
            claim: entry.quantities for claim, entry in self.entries.items()
        }
        self._source = source
        self._found: dict[tuple[Check, tuple[Quantities, ...]], Computed | Broken] = {}
        expected = "a ledger and checks that fit each other"
        if misfits := [Defect(file, "", text, expected) for text in self._misfits()]:
            raise InputError(misfits)

    def _misfits(self) -> Iterator[str]:
        for claim in self.checks:
            if claim not in self.entries:
                yield f"the ledger has no claim {claim}, which a check computes"
            for read in self.checks.reads(claim):
                if read not in self.entries:
                    yield f"the ledger has no claim {read}, which the check of {claim} reads"
        for claim, entry in self.entries.items():
            if self.checks.get(claim) is not None:
                continue
            needs = [basis for basis in entry.bases if basis not in UNCHECKED]
            if needs:
                yield f"{claim}: no check computes it, but its basis is {needs[0]}"
            if entry.placeholders:
                yield f"{claim}: because has placeholders, but there is no check"

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """By claim, the claims whose checks are given what it prints."""
        readers: dict[str, tuple[str, ...]] = {}
        for claim in self.checks:
            for read in dict.fromkeys(self.checks.reads(claim)):
                readers[read] = (*readers.get(read, ()), claim)
        return readers

    def changed(self, changes: Mapping[Place, Quantity]) -> dict[str, Quantities]:
        """Return all printed numbers by claim, some of them changed."""
        printed = dict(self.printed)
        for (claim, index), other in changes.items():
            before = printed[claim]
            printed[claim] = (*before[:index], other, *before[index + 1 :])
        return printed

    def noticing(self, changed: set[Place]) -> Iterator[Place]:
        """Return the changed numbers, and all numbers of the claims whose checks read one."""
        readers = {reader for claim, _ in changed for reader in self.readers.get(claim, ())}
        yield from (place for place in sorted(changed) if place[0] not in readers)
        for reader in sorted(readers):
            yield from ((reader, index) for index in range(len(self.printed[reader])))

    def computed(
        self, claim: str, printed: Mapping[str, Quantities] | None = None
    ) -> Computed | Broken | None:
        """Return what the claim's check finds where these numbers are printed; None without one."""
        check = self.checks.get(claim)
        if check is None:
            return None
        numbers = self.printed if printed is None else printed
        arguments = tuple(numbers[read] for read in self.checks.reads(claim))
        if (check, arguments) not in self._found:
            self._found[check, arguments] = _run(check, self._source, arguments)
        return _fitting(self._found[check, arguments], numbers[claim])

    def with_source(self, source: Any, again: Container[Check]) -> "Paper":
        """Return the paper with other data, on which only the checks in ``again`` are run."""
        other = copy(self)
        other._source = source
        other._found = {key: found for key, found in self._found.items() if key[0] not in again}
        return other

    def values(
        self, claim: str, printed: Mapping[str, Quantities] | None = None
    ) -> tuple[Value, ...] | None:
        """Return one value for each number of the claim; None where the check is broken."""
        n = len(self.printed[claim])
        match self.computed(claim, printed):
            case Broken():
                return None
            case Computed(values):
                return (*values, *[None] * n)[:n]
        return (None,) * n

    def status(
        self, claim: str, index: int, printed: Mapping[str, Quantities] | None = None
    ) -> Status | None:
        """Return a number's status, provided that its check is sharp; None if it is broken."""
        numbers = self.printed if printed is None else printed
        values = self.values(claim, numbers)
        if values is None:
            return None
        if index == len(values) - 1 and self.surplus(claim, numbers):
            return Status.CONTRADICTED
        return status_of(
            numbers[claim][index],
            values[index],
            self.entries[claim].bases[index],
            reads_itself=claim in self.checks.reads(claim),
        )

    def surplus(
        self, claim: str, printed: Mapping[str, Quantities] | None = None
    ) -> tuple[Value, ...]:
        """Return the values for which the claim prints no number."""
        found = self.computed(claim, printed)
        return found.values[len(self.printed[claim]) :] if isinstance(found, Computed) else ()


def attempt(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function of a check returns, or what is wrong with it."""
    try:
        return function(*arguments)
    except NothingToComputeError:
        return NOTHING
    except (Exception, SystemExit) as error:  # it must not hide what other checks found
        where = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Broken(f"failed ({what}; {Path(where.filename).name}, line {where.lineno})")


def with_texts(found: Computed, names: Sequence[str]) -> Computed | Broken:
    """Return what a check found with the texts of its evidence, of which ``because`` has names."""
    if found is NOTHING:
        return Computed((), evidence=dict.fromkeys(names, "none"))
    texts = attempt(getattr, found, "texts")
    if isinstance(texts, Broken):
        return texts
    if not isinstance(texts, Mapping):
        return Broken(f"gives the evidence {texts!r}; expected a mapping from names to texts")
    if missing := sorted(set(names) - set(texts)):
        return Broken(f"gives no evidence {', '.join(missing)}; because asks for it")
    return replace(found, evidence={name: str(text) for name, text in texts.items()})


def _run(check: Check, source: Any, arguments: tuple[Quantities, ...]) -> Computed | Broken:
    found = attempt(check, source, *arguments)
    if found is NOTHING or isinstance(found, Broken):
        return found
    if not isinstance(found, Computed):
        return Broken(f"returned {found!r}; expected Computed(…)")
    if not isinstance(found.values, (tuple, list)):
        return Broken(
            f"returned the values {found.values!r}; expected a tuple, one for each number"
        )
    try:
        values = tuple(plain_value(value) for value in found.values)
    except TypeError as error:
        return Broken(
            f"returned a value that cannot be compared ({error}); expected a number, Bound, "
            "Threshold, Convention, Ends or None"
        )
    try:
        patients = tuple(operator.index(patient) for patient in found.patients)
    except TypeError:
        return Broken(f"returned the patients {found.patients!r}; expected their whole numbers")
    return replace(found, values=values, patients=patients)


def _fitting(found: Computed | Broken, printed: Quantities) -> Computed | Broken:
    """Return what was found; one limit for both ends of a number is a defect: one may keep it."""
    for value, quantity in zip(getattr(found, "values", ()), printed, strict=False):
        if quantity.upper and isinstance(value, Bound | Threshold):
            return Broken(f"returned {value} for “{quantity.text}”; expected Ends of two limits")
    return found
