"""The letter as the checks see it: the cohort, and what the letter and its references print."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast

import pandas as pd

from letter.data import paths
from letter.data.cohort import load_cohort
from letter.data.published import load_table_1, load_table_2
from reproduction.claims import (
    FORMS,
    Entry,
    LedgerError,
    Printed,
    Quantity,
    load_inventory,
    load_ledger,
    parse_quantity,
)
from reproduction.claims.ledger import ID, KEY, SENTENCE
from reproduction.inputs.csv_rows import Row, cell_defect, read_rows
from reproduction.inputs.defects import Defect, InputError, quoted
from reproduction.inputs.places import shown
from reproduction.inputs.text import hidden_flaws

RELATED_COLUMNS = ("reference", "id", "token", "says")

T = TypeVar("T")

Parts = tuple[
    pd.DataFrame,
    tuple[Entry, ...],
    tuple[Printed, ...],
    "tuple[Related, ...]",
    pd.DataFrame,
    pd.DataFrame,
]


@dataclass(frozen=True)
class Related:
    """One quantity that a reference of the letter prints."""

    reference: str
    id: str
    quantity: Quantity


@dataclass(frozen=True)
class Letter:
    """All that the checks may look at.

    Attributes:
        cohort: the patients, as `letter.data.cohort.load_cohort` returns them.
        ledger: what the letter prints, one entry a claim.
        inventory: the same quantities and the references', transcribed a second time.
        references: what the letter's references print that bears on it.
        table_1: Table 1 as printed, as `letter.data.published.load_table_1` returns it.
        table_2: Table 2 as printed, as `letter.data.published.load_table_2` returns it.
    """

    cohort: pd.DataFrame
    ledger: tuple[Entry, ...]
    inventory: tuple[Printed, ...]
    references: tuple[Related, ...]
    table_1: pd.DataFrame
    table_2: pd.DataFrame

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.ledger}

    def entry(self, claim: str) -> Entry:
        """The claim with that id.

        Raises:
            LedgerError: the ledger has no such claim.
        """
        if claim not in self._by_id:
            raise LedgerError(f"no claim in the ledger has the id {claim}")
        return self._by_id[claim]

    @cached_property
    def related(self) -> dict[str, Quantity]:
        """The references' quantities by id."""
        return {fact.id: fact.quantity for fact in self.references}

    def printed(self, claim: str) -> tuple[Quantity, ...]:
        """The quantities of another claim, as printed."""
        return self.entry(claim).quantities


def load_letter(cohort: Path = paths.COHORT, published: Path = paths.PUBLISHED) -> Letter:
    """Load the cohort and everything published.

    Args:
        cohort: the patients' file.
        published: the folder of what the letter and its references print.

    Raises:
        InputError: with every defect of every file.
    """
    defects: list[Defect] = []

    def load(loader: Callable[[Path], T], path: Path) -> T | None:
        try:
            return loader(path)
        except InputError as error:
            defects.extend(error.defects)
            return None

    parts = (
        # The copy has one block of memory a type, from which groups are taken twice as fast.
        load(lambda path: load_cohort(path).copy(), cohort),
        load(load_ledger, published / paths.CLAIMS.name),
        load(load_inventory, published / paths.INVENTORY.name),
        load(load_related, published / paths.RELATED.name),
        load(load_table_1, published / paths.TABLE_1.name),
        load(load_table_2, published / paths.TABLE_2.name),
    )
    if defects:
        raise InputError(defects)
    letter = Letter(*cast(Parts, parts))
    defects += _unknown_claims(shown(published / paths.INVENTORY.name), letter)
    if letter.cohort["rfs_5y"].nunique() < 2:
        problem = f"every patient has {str(letter.cohort['rfs_5y'].iloc[0]).lower()}"
        expected = "patients with and without five years, the two columns of Table 1"
        defects.append(Defect(shown(cohort), "column rfs_5y", problem, expected))
    if defects:
        raise InputError(defects)
    return letter


def _unknown_claims(file: str, letter: Letter) -> Iterator[Defect]:
    """The inventory's rows that name no claim of the ledger and no quantity of a reference."""
    known = {entry.id for entry in letter.ledger} | set(letter.related)
    for number, (_, _, claim) in enumerate(letter.inventory, start=2):
        if claim not in known:
            expected = f"the id of a claim in {paths.CLAIMS.name} or {paths.RELATED.name}"
            yield Defect(file, f"row {number}, column claim", quoted(claim), expected)


def load_related(path: Path = paths.RELATED) -> tuple[Related, ...]:
    """What the letter's references print that bears on the letter's numbers.

    Raises:
        InputError: the file cannot be used, or a token is not a quantity.
    """
    rows = read_rows(path, RELATED_COLUMNS)
    defects = [defect for row in rows for defect in _related_defects(shown(path), row)]
    seen: set[str] = set()
    for row in rows:
        if row.cells["id"] in seen:
            defects.append(cell_defect(shown(path), row, "id", "each id once"))
        seen.add(row.cells["id"])
    if defects:
        raise InputError(defects)
    return tuple(
        Related(row.cells["reference"], row.cells["id"], parse_quantity(row.cells["token"]))
        for row in rows
    )


def _related_defects(file: str, row: Row) -> Iterator[Defect]:
    for column, pattern, expected in (
        ("reference", KEY, "a key of references.bib"),
        ("id", ID, "lower-case words joined by hyphens"),
        ("says", SENTENCE, "text that begins with none of = + - @"),
    ):
        if not re.fullmatch(pattern, row.cells[column], re.DOTALL):
            yield cell_defect(file, row, column, expected)
    if any(hidden_flaws(row.cells["says"])):
        yield cell_defect(file, row, "says", "text that can be seen")
    try:
        parse_quantity(row.cells["token"])
    except ValueError:
        yield cell_defect(file, row, "token", FORMS)
