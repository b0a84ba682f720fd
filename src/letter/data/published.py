"""What the letter prints, apart from the ledger: its two tables as text, and its labels."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from letter.data import table1_rows
from letter.data.paths import PUBLISHED
from letter.data.table1_rows import HEADS, LINES, Line
from reproduction.inputs.csv_rows import Row, cell_defect, numbering_defects, read_rows
from reproduction.inputs.defects import Defect, InputError, quoted, shown
from reproduction.inputs.text import load_yaml, read_text

# How the printed tables say that a cell does not apply.
NOT_APPLICABLE = "–"

TABLE_1_FILE, TABLE_2_FILE = "table1.csv", "table2.csv"

TABLE_1_GROUPS = tuple(table1_rows.COLUMNS)
TABLE_1_KEYS = ("heading", "row")
TABLE_1_COLUMNS = (*TABLE_1_KEYS, *TABLE_1_GROUPS)


@dataclass(frozen=True)
class Form:
    """What a cell may look like: the whole cell matches ``pattern``."""

    pattern: str
    expected: str


_HEAD = Form(
    r"RFS [≥<]5 years \(n=[0-9]{1,4}\*{0,3}\)", "a column head such as RFS ≥5 years (n=10*)"
)
_COUNT = Form(r"[0-9]{1,4} \([0-9]{1,3}\)", "a count and a percentage, such as 3 (30)")
_RANGE = Form(
    r"[0-9]{1,3}(\.[0-9])? \([0-9]{1,3}-[0-9]{1,3}\)", "a median and a range, such as 48.5 (23-77)"
)
_TABLE_1_FORMS: Mapping[Line, Form] = {
    HEADS: _HEAD,
    **{row.line: _RANGE if row.kind == "range" else _COUNT for row in table1_rows.ROWS},
}
_YES_NO = Form("Yes|No", "Yes or No")
_DASH = f"{NOT_APPLICABLE} (an en dash)"

TABLE_2_FORMS: Mapping[str, Form] = {
    "patient": Form(r"[1-9][0-9]{0,3}", "a whole number, 1 or more"),
    "sex": Form("F|M", "F or M"),
    "age": Form(r"[0-9]{1,3}", "whole years, such as 42"),
    "ph_status": Form(r"Ph[+–]", "Ph+ or Ph– (with an en dash)"),
    "molf_molr": Form("MolF|MolR", "MolF or MolR"),
    "cr": Form(r"CR1|CR2\+", "CR1 or CR2+"),
    "mrd": Form(r"[<≥]10\^-3\^", "<10^-3^ or ≥10^-3^"),
    "dose_increased": _YES_NO,
    "response": _YES_NO,
    "response_months": Form(
        rf"{NOT_APPLICABLE}|[0-9]{{1,3}}\.[0-9]\*?", f"months such as 3.3 or 0.5*, or {_DASH}"
    ),
    "hsct_months": Form(
        rf"{NOT_APPLICABLE}|[0-9]{{1,3}}\.[0-9]", f"months such as 2.5, or {_DASH}"
    ),
    "rfs_months": Form(r"[0-9]{1,3}\.[0-9]\*{0,2}", "months such as 3.2, 59.5* or 1.4**"),
    "rfs_at_least_5y": _YES_NO,
    "event_type": Form(
        f"{NOT_APPLICABLE}|Hematologic|Extramedullary|Death in remission",
        f"Hematologic, Extramedullary, Death in remission or {_DASH}",
    ),
    "cd19_positive": Form(f"{NOT_APPLICABLE}|Yes|No|Unknown", f"Yes, No, Unknown or {_DASH}"),
}
TABLE_2_KEYS = ("patient",)
TABLE_2_COLUMNS = tuple(TABLE_2_FORMS)


def load_table_1(path: Path = PUBLISHED / TABLE_1_FILE) -> pd.DataFrame:
    """Read Table 1 as printed.

    Args:
        path: a CSV file in UTF-8 with the columns ``heading``, ``row``, ``rfs_at_least_5y`` and
            ``rfs_below_5y``. Exponents stand between carets: ``10^-3^``.

    Returns:
        One row for each line of `LINES`, in that order, all cells ``str``, footnote
        marks included. The first row has the column heads.

    Raises:
        InputError: with every defect: a line that is missing, unknown, twice there or in
            another place, a cell of the wrong form.
    """
    rows = read_rows(path, TABLE_1_COLUMNS)
    file = shown(path)
    _stop_at([*_line_defects(file, rows), *_table_1_form_defects(file, rows)])
    return _text_frame(rows, TABLE_1_COLUMNS)


def load_table_2(path: Path = PUBLISHED / TABLE_2_FILE) -> pd.DataFrame:
    """Read Table 2 as printed.

    Args:
        path: a CSV file in UTF-8 with the columns of `TABLE_2_FORMS`, in order.

    Returns:
        One row for each patient, in order, all cells ``str``, footnote marks included.

    Raises:
        InputError: with every defect: a cell of the wrong form, patients that are not numbered
            1, 2, 3 and so on.
    """
    rows = read_rows(path, TABLE_2_COLUMNS)
    file = shown(path)
    _stop_at([*_table_2_form_defects(file, rows), *numbering_defects(file, rows, "patient")])
    return _text_frame(rows, TABLE_2_COLUMNS)


def line_name(line: Line) -> str:
    """A line of Table 1 as messages name it."""
    heading, row = line
    if line == HEADS:
        return "column heads"
    return f"{heading}: {row}" if heading else row


def _stop_at(defects: Sequence[Defect]) -> None:
    if defects:
        raise InputError(defects)


def _text_frame(rows: Sequence[Row], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame([row.cells for row in rows], columns=list(columns), dtype=object)


def _line(row: Row) -> Line:
    return row.cells["heading"], row.cells["row"]


def _line_defects(file: str, rows: Sequence[Row]) -> Iterator[Defect]:
    found = [_line(row) for row in rows]
    yield from _unexpected_lines(file, rows)
    missing = [line for line in LINES if line not in found]
    for line in missing:
        yield Defect(file, "", f"the line {quoted(line_name(line))} is missing", "one such line")
    if Counter(found) == Counter(LINES):
        for row, line in zip(rows, LINES, strict=True):
            if _line(row) != line:
                problem = f"{quoted(line_name(_line(row)))} is not in the letter's order"
                yield Defect(file, f"row {row.number}", problem, quoted(line_name(line)))


def _unexpected_lines(file: str, rows: Sequence[Row]) -> Iterator[Defect]:
    seen: set[Line] = set()
    for row in rows:
        line = _line(row)
        if line not in LINES:
            problem = f"the line {quoted(line_name(line))} is unknown"
            expected = "a heading and a row label as the letter's Table 1 prints them"
            yield Defect(file, f"row {row.number}", problem, expected)
        elif line in seen:
            problem = f"duplicate line {quoted(line_name(line))}"
            yield Defect(file, f"row {row.number}", problem, "each line once")
        seen.add(line)


def _table_1_form_defects(file: str, rows: Sequence[Row]) -> Iterator[Defect]:
    for row in rows:
        if _line(row) in LINES:
            form = _TABLE_1_FORMS[_line(row)]
            yield from _form_defects(file, row, dict.fromkeys(TABLE_1_GROUPS, form))


def _table_2_form_defects(file: str, rows: Sequence[Row]) -> Iterator[Defect]:
    for row in rows:
        yield from _form_defects(file, row, TABLE_2_FORMS)


def _form_defects(file: str, row: Row, forms: Mapping[str, Form]) -> Iterator[Defect]:
    for column, form in forms.items():
        if not re.fullmatch(form.pattern, row.cells[column]):
            yield cell_defect(file, row, column, form.expected)


@dataclass(frozen=True)
class Labels:
    """Printed labels with a digit or a number word in them that are no quantities.

    Attributes:
        rule: why they are none.
        patterns: what finds them in a text, as `reproduction.claims.tokens` takes it.
        printed: where each label is printed.
    """

    rule: str
    patterns: tuple[str, ...]
    printed: Mapping[str, tuple[str, ...]]


def load_labels(path: Path) -> tuple[tuple[str, ...], tuple[Labels, ...]]:
    """Read what the letter prints with a digit or a number word that is no quantity.

    Args:
        path: ``labels.yaml``; its head says what it holds.

    Returns:
        The nouns before which an ordinal counts, and the labels by rule.

    Raises:
        InputError: the file cannot be used.
    """
    expected = "counted, a list of nouns, and labels, each with rule, patterns and printed"
    _, content, defects = load_yaml(read_text(path), shown(path), expected)
    _stop_at(defects)
    try:
        return tuple(content["counted"]), tuple(
            Labels(
                item["rule"],
                tuple(item["patterns"]),
                {label: tuple(places) for label, places in item["printed"].items()},
            )
            for item in content["labels"]
        )
    except (TypeError, KeyError, AttributeError):
        raise InputError([Defect(shown(path), "", "has another form", expected)]) from None
