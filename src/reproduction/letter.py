"""The letter as the checks see it: the cohort, and what the letter and its references print."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pandas as pd

from reproduction import paths
from reproduction.claims import (
    Entry,
    Quantity,
    load_inventory,
    load_ledger,
    parse_quantity,
    transcription_defects,
)
from reproduction.cohort import load_cohort
from reproduction.claims.quantity import FORMS
from reproduction.defects import Defect, InputError, quoted
from reproduction.paths import shown
from reproduction.published import load_table_1, load_table_2
from reproduction.tabular import read_rows

RELATED_COLUMNS = ("reference", "id", "token", "says")

T = TypeVar("T")


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
        cohort: the patients, as `reproduction.cohort.load_cohort` returns them.
        ledger: what the letter prints, one entry a claim.
        related: quantities printed by the letter's references that bear on its own, by id.
        table_1: Table 1 as printed.
        table_2: Table 2 as printed.
        transcription: where the ledger and the inventory disagree, one line each.
    """

    cohort: pd.DataFrame
    ledger: tuple[Entry, ...]
    related: dict[str, Quantity]
    table_1: pd.DataFrame
    table_2: pd.DataFrame
    transcription: tuple[str, ...]

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.ledger}

    def entry(self, claim: str) -> Entry:
        """The claim with that id.

        Raises:
            LookupError: the ledger has no such claim.
        """
        if claim not in self._by_id:
            raise LookupError(f"no claim in the ledger has the id {claim}")
        return self._by_id[claim]

    def printed(self, claim: str) -> tuple[Quantity, ...]:
        """The quantities of another claim, as printed."""
        return self.entry(claim).quantities


def load_letter(cohort: Path = paths.COHORT) -> Letter:
    """Load the cohort and everything published.

    Args:
        cohort: the patients' file; the published files are the project's own.

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

    patients = load(load_cohort, cohort)
    ledger = load(load_ledger, paths.CLAIMS)
    inventory = load(load_inventory, paths.INVENTORY)
    related = load(load_related, paths.RELATED)
    table_1 = load(load_table_1, paths.TABLE_1)
    table_2 = load(load_table_2, paths.TABLE_2)
    if defects or None in (ledger, inventory, related):
        raise InputError(defects)
    assert patients is not None and table_1 is not None and table_2 is not None
    assert ledger is not None and inventory is not None and related is not None
    return Letter(
        cohort=patients,
        ledger=ledger,
        related={fact.id: fact.quantity for fact in related},
        table_1=table_1,
        table_2=table_2,
        transcription=tuple(
            transcription_defects(
                [
                    *((entry.at, text, entry.id) for entry in ledger for text in entry.prints),
                    *((fact.reference, fact.quantity.text, fact.id) for fact in related),
                ],
                inventory,
            )
        ),
    )


def load_related(path: Path = paths.RELATED) -> list[Related]:
    """What the letter's references print that bears on the letter's numbers.

    Raises:
        InputError: the file cannot be used, or a token is not a quantity.
    """
    rows = read_rows(path, RELATED_COLUMNS)
    defects, facts = [], []
    for row in rows:
        try:
            quantity = parse_quantity(row.cells["token"])
            facts.append(Related(row.cells["reference"], row.cells["id"], quantity))
        except ValueError:
            place = f"row {row.number}, column token"
            defects.append(Defect(shown(path), place, quoted(row.cells["token"]), FORMS))
    if defects:
        raise InputError(defects)
    return facts
