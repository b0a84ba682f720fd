"""CSV files as rows of text with their place in the file; what they mean is decided elsewhere."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reproduction.inputs.defects import Cell, Defect, InputError, quoted, shown
from reproduction.inputs.text import read_text

MOST_LINES = 10_000


@dataclass(frozen=True)
class Row:
    """One row of a CSV file.

    Attributes:
        number: the row's number as a spreadsheet shows it; the header is row 1.
        cells: the text of each cell by column, unchanged.
    """

    number: int
    cells: dict[str, str]


def read_rows(path: Path, columns: Iterable[str]) -> list[Row]:
    """Return the file's rows, once its shape is right.

    Args:
        path: a CSV file in UTF-8 with a header row.
        columns: the header that is expected, in order.

    Raises:
        InputError: as `read_text`; or the header differs, there are no rows, or a row has
            another number of cells.
    """
    text, columns = read_text(path), tuple(columns)
    defects = list(_shape_defects(shown(path), text, columns))
    if defects:
        raise InputError(defects)
    lines = _parsed(text)
    next(lines)
    return [Row(n, dict(zip(columns, cells, strict=True))) for n, cells in lines]


def _parsed(text: str) -> Iterator[tuple[int, list[str]]]:
    return enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1)


def _shape_defects(file: str, text: str, columns: Sequence[str]) -> Iterator[Defect]:
    if text.count("\n") > MOST_LINES:
        most = f"{MOST_LINES:,}"
        yield Defect(file, MOST_LINES, "more lines follow", f"at most {most} lines")
        return
    if not text.endswith("\n"):
        yield Defect(file, "end", "the last row has no line end", "a whole file, not a cut one")
    rows = _parsed(text)
    try:
        _, header = next(rows)
        wrong = list(_header_defects(file, header, columns))
        yield from wrong
        if wrong:
            return
        number = 1
        for number, cells in rows:
            if len(cells) != len(columns):
                found = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
                hint = " (a decimal comma makes two of one)" if len(cells) > len(columns) else ""
                expected = f"{len(columns)}, one for each column{hint}"
                yield Defect(file, Cell(number), found, expected)
        if number == 1:
            yield Defect(file, "", "has a header and no rows", "at least one row")
    except csv.Error as error:
        yield Defect(file, "", f"is not well-formed CSV ({error})", "comma-separated values")


def _header_defects(file: str, header: list[str], columns: Sequence[str]) -> Iterator[Defect]:
    if header == list(columns):
        return
    for separator, plural in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            expected = "commas (in a spreadsheet program, choose the comma as field separator)"
            yield Defect(file, Cell(1), f"the columns are separated by {plural}", expected)
            return
    counts, once = Counter(header), "each column once"
    wrong = [
        *((f"column {quoted(c)} is missing", once) for c in columns if c not in counts),
        *((f"unknown column {quoted(c)}", ", ".join(columns)) for c in counts if c not in columns),
        *((f"duplicate column {quoted(c)}", once) for c in columns if counts[c] > 1),
    ]
    for problem, expected in wrong or [("the columns are not in order", ",".join(columns))]:
        yield Defect(file, Cell(1), problem, expected)


def numbering_defects(file: str, rows: Sequence[Row], column: str) -> Iterator[Defect]:
    """Return the whole numbers in a column that do not count the rows: 1, 2, 3 and so on."""
    for number, row in enumerate(rows, start=1):
        if (found := row.cells[column]) != str(number) and found.isascii() and found.isdecimal():
            expected = f"{number}: {column}s are numbered 1 to {len(rows)} in order, without gaps"
            yield cell_defect(file, row, column, expected)


# What spreadsheet programs make of numbers: 2014-12-04, 12/4/14, 04-Dec, Dec 04.
_DATE = re.compile(
    r"""\d{1,4}(?P<sign>[-/.])\d{1,2}(?P=sign)(\d\d|\d{4})([ T][\d:.]+)?
    |\d{1,4}[-. ]{1,2}[A-Z][a-zä]{2}\w*
    |[A-Z][a-zä]{2}\w*[-. ]{1,2}\d{1,4}""",
    re.VERBOSE,
)


def cell_defect(file: str, row: Row, column: str, expected: str) -> Defect:
    """Return the defect of a cell, with what to do about a spreadsheet program's habits."""
    value = row.cells[column]
    hint = ""
    if value != value.strip():
        hint = ", without blanks before or after it"
    elif re.fullmatch(r"-?\d+,\d+\*{0,2}", value):
        hint = "; a decimal comma must be a point"
    elif value != value.lower() and value.lower() in ("true", "false"):
        hint = ", in small letters"
    elif _DATE.fullmatch(value):
        hint = "; not a date (in a spreadsheet program, format the column as text)"
    elif any(c.isdigit() and not c.isascii() for c in value):
        hint = "; in the digits 0 to 9"
    problem = quoted(value) if value else "empty"
    return Defect(file, Cell(row.number, column), problem, expected + hint)
