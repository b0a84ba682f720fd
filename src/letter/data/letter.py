"""The letter as the checks see it: the patients, the printed tables, and the references."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import BaseModel, Field

from letter.data.cohort import load_cohort
from letter.data.paths import COHORT, PUBLISHED
from letter.data.published import TABLE_1_FILE, TABLE_2_FILE, Table1, load_table_1, load_table_2
from letter.definitions.groups import Cohort
from reproduction.claims import FORMS, Printed, Quantity, parse_quantity
from reproduction.claims.ledger import ID, KEY, SENTENCE, Token
from reproduction.inputs.csv_rows import cell_defect
from reproduction.inputs.defects import Defect, InputError, all_loaded, shown
from reproduction.inputs.models import read_models
from reproduction.inputs.text import hidden_defects
from reproduction.settings import Files

RELATED_FILE = "related.csv"


class Related(BaseModel):
    """One quantity that a reference of the letter prints; the descriptions say what is expected."""

    reference: Annotated[str, Field(pattern=f"^{KEY}$")] = Field(
        description="a key of references.bib"
    )
    id: Annotated[str, Field(pattern=f"^{ID}$")] = Field(
        description="lower-case words joined by hyphens"
    )
    token: Token = Field(description=FORMS)
    says: Annotated[str, Field(pattern=f"^{SENTENCE}")] = Field(
        description="visible text that begins with none of = + - @"
    )


@dataclass(frozen=True)
class Letter:
    """All that the checks may look at. Printed numbers reach them as their arguments.

    Attributes:
        cohort: the patients.
        references: what the letter's references print that bears on it.
        table_1: Table 1 as printed.
        table_2: Table 2 as printed, as `letter.data.published.load_table_2` returns it.
    """

    cohort: Cohort
    references: tuple[Related, ...]
    table_1: Table1
    table_2: pd.DataFrame

    @cached_property
    def related(self) -> dict[str, Quantity]:
        """The references' quantities by id."""
        return {fact.id: parse_quantity(fact.token) for fact in self.references}


def load(files: Files) -> Letter:
    """Load the patients and the printed tables of a project, as `load_letter` does."""
    return load_letter(files.cohort or COHORT, files.published)


def load_letter(cohort: Path = COHORT, published: Path = PUBLISHED) -> Letter:
    """Load the patients and the printed tables.

    Args:
        cohort: the patients' file.
        published: the folder of what the letter and its references print.

    Raises:
        InputError: with every defect of every file.
    """
    patients, references, table_1, table_2 = all_loaded(
        lambda: load_cohort(cohort),
        lambda: load_related(published / RELATED_FILE),
        lambda: load_table_1(published / TABLE_1_FILE),
        lambda: load_table_2(published / TABLE_2_FILE),
    )
    if patients["rfs_5y"].nunique() == 1:
        problem = f"every patient has {str(patients['rfs_5y'].iloc[0]).lower()}"
        expected = "patients with and without five years, the two columns of Table 1"
        raise InputError([Defect(shown(cohort), "column rfs_5y", problem, expected)])
    return Letter(patients, references, table_1, table_2)


def transcribed(letter: Letter) -> list[Printed]:
    """List the references' quantities, which the inventory holds beside the letter's own."""
    return [(fact.reference, fact.token, fact.id) for fact in letter.references]


def load_related(path: Path = PUBLISHED / RELATED_FILE) -> tuple[Related, ...]:
    """Read what the letter's references print that bears on the letter's numbers.

    Raises:
        InputError: the file cannot be used, or a token is not a quantity.
    """
    rows, defects = read_models(path, Related)
    seen: set[str] = set()
    for row, _ in rows:
        if any(hidden_defects(row.cells["says"], shown(path))):
            defects.append(cell_defect(shown(path), row, "says", "visible text"))
        if row.cells["id"] in seen:
            defects.append(cell_defect(shown(path), row, "id", "each id once"))
        seen.add(row.cells["id"])
    if defects:
        raise InputError(sorted(defects, key=lambda defect: defect.row))
    return tuple(fact for _, fact in rows if fact)
