"""The letter as the checks see it: the patients, the printed tables, and the references."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import pandas as pd

from letter.data.cohort import load_cohort
from letter.data.paths import COHORT, PUBLISHED
from letter.data.published import TABLE_1_FILE, TABLE_2_FILE, load_table_1, load_table_2
from reproduction.claims import FORMS, Printed, Quantity, parse_quantity
from reproduction.claims.ledger import ID, KEY, SENTENCE
from reproduction.inputs.csv_rows import Row, cell_defect, read_rows
from reproduction.inputs.defects import Defect, InputError, all_loaded, shown
from reproduction.inputs.text import hidden_defects

RELATED_FILE = "related.csv"
RELATED_COLUMNS = ("reference", "id", "token", "says")


class Files(Protocol):
    """Where the letter's data are: a part of what a project knows of its files."""

    @property
    def cohort(self) -> Path:
        """The patients' file."""

    @property
    def published(self) -> Path:
        """The folder with what the letter and its references print."""


@dataclass(frozen=True)
class Related:
    """One quantity that a reference of the letter prints."""

    reference: str
    id: str
    quantity: Quantity


@dataclass(frozen=True)
class Letter:
    """All that the checks may look at. Printed numbers reach them as their arguments.

    Attributes:
        cohort: the patients, as `letter.data.cohort.load_cohort` returns them.
        references: what the letter's references print that bears on it.
        table_1: Table 1 as printed, as `letter.data.published.load_table_1` returns it.
        table_2: Table 2 as printed, as `letter.data.published.load_table_2` returns it.
    """

    cohort: pd.DataFrame
    references: tuple[Related, ...]
    table_1: pd.DataFrame
    table_2: pd.DataFrame

    @cached_property
    def related(self) -> dict[str, Quantity]:
        """The references' quantities by id."""
        return {fact.id: fact.quantity for fact in self.references}


def load(files: Files) -> Letter:
    """Load the patients and the printed tables of a project.

    Raises:
        InputError: with every defect of every file.
    """
    return load_letter(files.cohort, files.published)


def load_letter(cohort: Path = COHORT, published: Path = PUBLISHED) -> Letter:
    """Load the patients and the printed tables.

    Args:
        cohort: the patients' file.
        published: the folder of what the letter and its references print.

    Raises:
        InputError: with every defect of every file.
    """
    patients, references, table_1, table_2 = all_loaded(
        # The copy has one block of memory a type, from which groups are taken twice as fast.
        lambda: load_cohort(cohort).copy(),
        lambda: load_related(published / RELATED_FILE),
        lambda: load_table_1(published / TABLE_1_FILE),
        lambda: load_table_2(published / TABLE_2_FILE),
    )
    if defects := _column_defects(shown(cohort), patients):
        raise InputError(defects)
    return Letter(patients, references, table_1, table_2)


def _column_defects(file: str, cohort: pd.DataFrame) -> list[Defect]:
    """A cohort that leaves one of Table 1's columns empty."""
    if cohort["rfs_5y"].nunique() == 2:
        return []
    problem = f"every patient has {str(cohort['rfs_5y'].iloc[0]).lower()}"
    expected = "patients with and without five years, the two columns of Table 1"
    return [Defect(file, "column rfs_5y", problem, expected)]


def transcribed(letter: Letter) -> list[Printed]:
    """List the references' quantities, which the inventory holds beside the letter's own."""
    return [(fact.reference, fact.quantity.text, fact.id) for fact in letter.references]


def load_related(path: Path = PUBLISHED / RELATED_FILE) -> tuple[Related, ...]:
    """Read what the letter's references print that bears on the letter's numbers.

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
    if any(hidden_defects(row.cells["says"], file)):
        yield cell_defect(file, row, "says", "visible text")
    try:
        parse_quantity(row.cells["token"])
    except ValueError:
        yield cell_defect(file, row, "token", FORMS)
