"""CSV files as rows of text with their place in the file; what they mean is decided elsewhere."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reproduction.defects import Defect, InputError, quoted
from reproduction.paths import shown

UTF8_HINT = "UTF-8 text (in a spreadsheet program, save as “CSV UTF-8”)"


@dataclass(frozen=True)
class Row:
    """One row of a CSV file.

    Attributes:
        number: the row's number as a spreadsheet shows it; the header is row 1.
        cells: the text of each cell by column, unchanged.
    """

    number: int
    cells: dict[str, str]


def read_text(path: Path) -> str:
    """The file's text.

    Raises:
        InputError: the file is missing, unreadable, empty, or not UTF-8 text.
    """
    file = shown(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise InputError([Defect(file, "", problem, "a readable file")]) from None
    if not content.strip():
        raise InputError([Defect(file, "", "is empty", "a file with content")])
    if b"\0" in content:
        problem = "has a NUL byte: it is binary or in another encoding"
        raise InputError([Defect(file, "", problem, UTF8_HINT)])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{content[error.start]:02x} is not UTF-8"
        raise InputError([Defect(file, f"line {line}", problem, UTF8_HINT)]) from None


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """The file's rows, once its shape is right.

    Args:
        path: a CSV file in UTF-8 with a header row.
        columns: the header that is expected, in order.

    Raises:
        InputError: as `read_text`; or the header differs, there are no rows, or a row has
            another number of cells.
    """
    text = read_text(path).removeprefix("\ufeff")
    defects = list(_shape_defects(shown(path), text, columns))
    if defects:
        raise InputError(defects)
    lines = _parsed(text)
    next(lines)
    return [Row(n, dict(zip(columns, cells, strict=True))) for n, cells in lines]


def _parsed(text: str) -> Iterator[tuple[int, list[str]]]:
    return enumerate(csv.reader(text.splitlines(keepends=True), strict=True), start=1)


def _shape_defects(file: str, text: str, columns: Sequence[str]) -> Iterator[Defect]:
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
                yield Defect(file, f"row {number}", found, f"{len(columns)}, one for each column")
        if number == 1:
            yield Defect(file, "", "has a header and no rows", "at least one row")
    except csv.Error as error:
        yield Defect(file, "", f"is not well-formed CSV ({error})", "comma-separated values")


def _header_defects(file: str, header: list[str], columns: Sequence[str]) -> Iterator[Defect]:
    if header == list(columns):
        return
    if len(header) == 1 and ";" in header[0]:
        yield Defect(
            file, "row 1", "the columns are separated by semicolons",
            "commas (in a spreadsheet program, choose the comma as field separator on saving)",
        )  # fmt: skip
        return
    missing = [c for c in columns if c not in header]
    unknown = [c for c in header if c not in columns]
    twice = sorted({c for c in header if header.count(c) > 1})
    for name in missing:
        yield Defect(file, "row 1", f"the column {name} is missing", f"a column named {name}")
    for name in unknown:
        known = "a column that data/README.md describes"
        yield Defect(file, "row 1", f"the column {quoted(name)} is unknown", known)
    for name in twice:
        yield Defect(file, "row 1", f"the column {name} stands twice", "each column once")
    if not (missing or unknown or twice):
        yield Defect(file, "row 1", "the columns are in another order", ",".join(columns))
