"""What the letter prints, apart from the ledger: its two tables as text, and its labels."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
from pydantic import BaseModel, Field

from letter.data import table1_rows
from letter.data.paths import PUBLISHED
from letter.data.table1_rows import HEADS, LINES, Line
from reproduction.inputs.csv_rows import Row, cell_defect, numbering_defects, read_rows
from reproduction.inputs.defects import Cell, Defect, InputError, quoted, shown
from reproduction.inputs.models import from_yaml, read_models
from reproduction.inputs.text import load_yaml, read_text

# How the printed tables say that a cell does not apply.
NOT_APPLICABLE = "–"

TABLE_1_FILE, TABLE_2_FILE = "table1.csv", "table2.csv"

TABLE_1_GROUPS = tuple(table1_rows.COLUMNS)
TABLE_1_KEYS = ("heading", "row")
TABLE_1_COLUMNS = (*TABLE_1_KEYS, *TABLE_1_GROUPS)
Table1: TypeAlias = pd.DataFrame
"""Table 1 as text: `TABLE_1_COLUMNS` of each line of `LINES`, in that order, all cells ``str``."""

_HEAD = (
    r"RFS [≥<]5 years \(n=[0-9]{1,4}\*{0,3}\)",
    "a column head such as RFS ≥5 years (n=10*)",
)
_COUNT = (r"[0-9]{1,4} \([0-9]{1,3}\)", "a count and a percentage, such as 3 (30)")
_RANGE = (
    r"[0-9]{1,3}(\.[0-9])? \([0-9]{1,3}-[0-9]{1,3}\)",
    "a median and a range, such as 48.5 (23-77)",
)
_FORMS: Mapping[Line, tuple[str, str]] = {
    HEADS: _HEAD,
    **{row.line: _RANGE if row.kind == "range" else _COUNT for row in table1_rows.ROWS},
}
"""What the cells of each line of Table 1 match, and that in words."""

_DASH = f"{NOT_APPLICABLE} (an en dash)"


def _cell(pattern: str, expected: str) -> Any:
    return Field(pattern=f"^({pattern})$", description=expected)


class Table2Row(BaseModel):
    """One row of Table 2 as printed; the descriptions say what is expected of a cell."""

    patient: str = _cell("[1-9][0-9]{0,3}", "a whole number, 1 or more")
    sex: str = _cell("F|M", "F or M")
    age: str = _cell("[0-9]{1,3}", "whole years, such as 42")
    ph_status: str = _cell("Ph[+–]", "Ph+ or Ph– (with an en dash)")
    molf_molr: str = _cell("MolF|MolR", "MolF or MolR")
    cr: str = _cell(r"CR1|CR2\+", "CR1 or CR2+")
    mrd: str = _cell(r"[<≥]10\^-3\^", "<10^-3^ or ≥10^-3^")
    dose_increased: str = _cell("Yes|No", "Yes or No")
    response: str = _cell("Yes|No", "Yes or No")
    response_months: str = _cell(
        rf"{NOT_APPLICABLE}|[0-9]{{1,3}}\.[0-9]\*?", f"months such as 3.3 or 0.5*, or {_DASH}"
    )
    hsct_months: str = _cell(
        rf"{NOT_APPLICABLE}|[0-9]{{1,3}}\.[0-9]", f"months such as 2.5, or {_DASH}"
    )
    rfs_months: str = _cell(r"[0-9]{1,3}\.[0-9]\*{0,2}", "months such as 3.2, 59.5* or 1.4**")
    rfs_at_least_5y: str = _cell("Yes|No", "Yes or No")
    event_type: str = _cell(
        f"{NOT_APPLICABLE}|Hematologic|Extramedullary|Death in remission",
        f"Hematologic, Extramedullary, Death in remission or {_DASH}",
    )
    cd19_positive: str = _cell(f"{NOT_APPLICABLE}|Yes|No|Unknown", f"Yes, No, Unknown or {_DASH}")


TABLE_2_KEYS = ("patient",)
TABLE_2_COLUMNS = tuple(Table2Row.model_fields)


def load_table_1(path: Path = PUBLISHED / TABLE_1_FILE) -> Table1:
    """Read Table 1 as printed, footnote marks included. The first row has the column heads.

    Args:
        path: a CSV file in UTF-8 with the columns ``heading``, ``row``, ``rfs_at_least_5y`` and
            ``rfs_below_5y``. Exponents stand between carets: ``10^-3^``.

    Raises:
        InputError: with every defect: a line that is missing, unknown, twice there or in
            another place, a cell of the wrong form.
    """
    rows = read_rows(path, TABLE_1_COLUMNS)
    _stop_at([*_table_1_defects(shown(path), rows)])
    return _text_frame(rows)


def load_table_2(path: Path = PUBLISHED / TABLE_2_FILE) -> pd.DataFrame:
    """Read Table 2 as printed.

    Args:
        path: a CSV file in UTF-8 with the columns of `Table2Row`, in order.

    Returns:
        One row for each patient, in order, all cells ``str``, footnote marks included.

    Raises:
        InputError: with every defect: a cell of the wrong form, patients that are not numbered
            1, 2, 3 and so on.
    """
    found, defects = read_models(path, Table2Row)
    rows = [row for row, _ in found]
    _stop_at([*defects, *numbering_defects(shown(path), rows, "patient")])
    return _text_frame(rows)


def line_name(line: Line) -> str:
    """Return a line of Table 1 as messages name it."""
    heading, row = line
    if line == HEADS:
        return "column heads"
    return f"{heading}: {row}" if heading else row


def _stop_at(defects: Sequence[Defect]) -> None:
    if defects:
        raise InputError(defects)


def _text_frame(rows: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame([row.cells for row in rows], dtype=object)


def _table_1_defects(file: str, rows: Sequence[Row]) -> Iterator[Defect]:
    lines = [(row.cells["heading"], row.cells["row"]) for row in rows]
    complete = sorted(lines) == sorted(LINES)
    for index, (row, line) in enumerate(zip(rows, lines, strict=True)):
        place, name = Cell(row.number), quoted(line_name(line))
        if line not in LINES:
            expected = "a heading and a row label as the letter's Table 1 prints them"
            yield Defect(file, place, f"the line {name} is unknown", expected)
        elif line in lines[:index]:
            yield Defect(file, place, f"duplicate line {name}", "each line once")
        elif complete and line != LINES[index]:
            expected = quoted(line_name(LINES[index]))
            yield Defect(file, place, f"{name} is not in the letter's order", expected)
        pattern, expected = _FORMS.get(line, (".*", ""))
        for column in TABLE_1_GROUPS:
            if not re.fullmatch(pattern, row.cells[column]):
                yield cell_defect(file, row, column, expected)
    for line in LINES:
        if line not in lines:
            problem = f"the line {quoted(line_name(line))} is missing"
            yield Defect(file, "", problem, "one such line")


class Labels(BaseModel):
    """Printed labels with a digit or a number word in them that are no quantities."""

    rule: str = Field(description="why they are none")
    patterns: list[str] = Field(description="what finds them in a text, regular expressions")
    printed: dict[str, list[str]] = Field(description="each label, and where it is printed")


class _LabelsFile(BaseModel):
    counted: list[str] = Field(description="nouns before which an ordinal counts")
    labels: list[Labels] = Field(description="a list, each with rule, patterns and printed")


def load_labels(path: Path) -> tuple[list[str], list[Labels]]:
    """Read what the letter prints with a digit or a number word that is no quantity.

    Args:
        path: ``labels.yaml``; its head says what it holds.

    Returns:
        The nouns before which an ordinal counts, and the labels by rule.

    Raises:
        InputError: the file cannot be used.
    """
    node, content, defects = load_yaml(read_text(path), shown(path))
    _stop_at(defects)
    found, defects = from_yaml(_LabelsFile, content, node, shown(path))
    if found is None:
        raise InputError(defects)
    return found.counted, found.labels
