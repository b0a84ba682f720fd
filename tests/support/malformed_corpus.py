"""Files that cannot be used, made from files that can: named changes, one at a time.

Every change says a few words of what the user has to be told. Nothing here is random.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from letter.data import paths

COHORT, LEDGER, CONFIG, INDEX, CHAPTER = (
    "cohort.csv", "claims.yaml", "_quarto.yml", "index.qmd", "report/results.qmd",
)  # fmt: skip
TABLES = ("table1.csv", "table2.csv", "inventory.csv", "related.csv")

# A book that the builder takes as it is. It has no code: nothing of it may be run.
BOOK = {
    CONFIG: """\
project:
  type: book
  output-dir: _book
book:
  title: "Müller's race"
  author: "A. Author"
  chapters:
    - index.qmd
    - report/results.qmd
lang: en
bibliography: references.bib
format:
  html:
    toc-depth: 2
  typst:
    papersize: a4
""",
    INDEX: """\
# The race {#sec-race}

Ann and Bo ran at Łódź [@almanac1999], see @sec-results.

::: {#refs}
:::
""",
    CHAPTER: """\
---
title: "Results {#sec-results}"
---

{{< include _notes.qmd >}}

- Ann: ½ hour
- Bo

::: {.callout-note}
See @sec-race.
:::
""",
    "report/_notes.qmd": "A note on the weather.\n",
    "references.bib": "@book{almanac1999, title = {Almanac}, author = {Doe, J.}, year = {1999}}\n",
}


@dataclass(frozen=True)
class Malformed:
    """A file that cannot be used.

    Attributes:
        file: its name; for a book's, the path in the project.
        change: what was done to it.
        content: its bytes, or what makes something else than a file at its path.
        said: words that one of the messages must have.
    """

    file: str
    change: str
    content: bytes | Callable[[Path], object]
    said: str

    def write(self, path: Path) -> None:
        """Put it where the good file was."""
        path.unlink()
        if callable(self.content):
            self.content(path)
        else:
            path.write_bytes(self.content)

    def __str__(self) -> str:
        return f"{self.file}, {self.change}"


def base(file: str) -> str:
    """The file as it should be."""
    if file in BOOK:
        return BOOK[file]
    path = paths.COHORT if file == COHORT else paths.PUBLISHED / file
    return path.read_text(encoding="utf-8")


# --- What can happen to any text


def no_file(path: Path) -> None:
    """The path stays empty."""


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def unreadable(path: Path) -> None:
    """A file that even root cannot read from its start."""
    path.symlink_to("/proc/self/mem")


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def long(start: str, line: str, times: int) -> Callable[[Path], object]:
    """A file that is made only when it is needed."""
    return lambda path: path.write_text(start + line * times, encoding="utf-8")


def any_text(file: str) -> Iterator[Malformed]:
    text = base(file)
    is_book = file in BOOK
    absent = "no such file"  # of the project
    missing = absent if is_book else "cannot be read (No such file or directory)"
    folder = absent if is_book else "cannot be read (Is a directory)"
    for change, content, said in [
        ("missing", no_file, missing),
        ("a folder", Path.mkdir, folder),
        ("a link to itself", circle, absent if is_book else "cannot be read"),
        ("without end", endless, absent if is_book else "is larger than 5 MB"),
    ]:
        yield Malformed(file, change, content, said)
        (("unreadable", unreadable, absent if is_book else "cannot be read (Input/output error)"),)
    data = text.encode()
    half = text.index("\n", len(text) // 2) + 1
    utf8, binary = "is not UTF-8", "NUL byte"
    bom, crlf = "a byte-order mark (U+FEFF) begins the file", "the line ends with CRLF"
    for change, content, said in [
        ("empty", b"", "is empty; expected a file with content"),
        ("blank lines", b"\n\n\n", "is empty"),
        ("blanks", b" \t ", "is empty"),
        ("a NUL byte", data + b"\0", binary),
        ("NUL bytes only", b"\0" * 100, binary),
        ("UTF-16", text.encode("utf-16"), binary),
        ("UTF-16 without a mark", text.encode("utf-16-be"), binary),
        ("UTF-32", text.encode("utf-32"), binary),
        ("a PNG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", binary),
        ("a ZIP file, as XLSX is", b"PK\x03\x04\x14\x00\x06\x00\x08\x00", binary),
        ("compressed", b"\x1f\x8b\x08\x01\xff\xf9", utf8),
        ("Latin-1", f"{text[:half]}\xfc{text[half:]}".encode("latin-1", "replace"), utf8),
        ("Windows-1252", f"{text[:half]}“{text[half:]}".encode("cp1252", "replace"), utf8),
        ("half a character at the end", data + "é".encode()[:1], utf8),
        ("an overlong form", data + b"\xc0\xaf", utf8),
        ("half of a surrogate pair", data + b"\xed\xa0\x80", utf8),
        ("a byte-order mark", data.decode().encode("utf-8-sig"), bom),
        ("a byte-order mark alone", b"\xef\xbb\xbf", bom),
        ("CRLF", data.replace(b"\n", b"\r\n"), crlf),
        ("CRLF and a mark", text.replace("\n", "\r\n").encode("utf-8-sig"), bom),
        ("one CRLF", data.replace(b"\n", b"\r\n", 1), crlf),
        ("CR alone", data.replace(b"\n", b"\r"), "the line ends with CR;"),
        ("one CR", data[:-1] + b"\r", "the line ends with CR;"),
        ("six megabytes", long(text, "# more\n", 900_000), "is larger than 5 MB"),
    ]:
        yield Malformed(file, change, content, said)


# --- CSV


def as_csv(rows: list[list[str]], **options: str) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n", **options).writerows(rows)
    return file.getvalue().encode()


def rows_of(file: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(base(file))))


def any_csv(file: str) -> Iterator[Malformed]:
    text, rows = base(file), rows_of(file)
    header, *body = rows
    first, last = header[0], header[-1]
    n = len(header)
    for twelfth in range(1, 12):
        position = len(text.encode()) * twelfth // 12
        cut = text.encode()[:position].rstrip(b"\n").decode(errors="ignore")
        yield Malformed(file, f"cut at byte {position}", cut.encode(), "not a cut one")
    yield Malformed(file, "without the last line end", text[:-1].encode(), "not a cut one")
    separated = "the columns are separated by"
    for change, content, said in [
        ("semicolons", as_csv(rows, delimiter=";"), f"{separated} semicolons; expected commas"),
        ("tabs", as_csv(rows, delimiter="\t"), f"{separated} tabs; expected commas"),
        ("a line for Excel first", b"sep=;\n" + text.encode(), "semicolons"),
        ("no header", as_csv(body), "is missing"),
        ("a header alone", as_csv([header]), "has a header and no rows"),
        ("the header twice", as_csv([header, *rows]), "row 2"),
        ("a title above", as_csv([["Patients"], *rows]), 'the column "Patients" is unknown'),
        ("capitals", as_csv([[c.upper() for c in header], *body]), f"column {first} is missing"),
        ("blanks in the header", as_csv([[f" {c}" for c in header], *body]), "is unknown"),
        ("columns the other way round", as_csv([r[::-1] for r in rows]), "in another order"),
        ("rows as columns", as_csv([list(c) for c in zip(*rows, strict=True)]), "is unknown"),
        ("a column too many", as_csv([[*r, "x"] for r in rows]), 'the column "x" is unknown'),
        ("a column without a name", as_csv([[*r, ""] for r in rows]), "is unknown"),
        ("a column twice", as_csv([[*r, r[-1]] for r in rows]), f"column {last} stands twice"),
        ("a hundred thousand columns", long("", "a,", 100_000), "is missing"),
        ("a blank line within", text.replace("\n", "\n\n", 2).encode(), "row 2: 0 cells"),
        ("a blank line at the end", f"{text}\n".encode(), f"row {len(rows) + 1}: 0 cells"),
        ("one cell too many", as_csv([*rows, [*body[-1], "x"]]), f"{n + 1} cells; expected {n}"),
        ("one cell too few", as_csv([*rows, body[-1][1:]]), f"; expected {n}, one for each"),
        ("a quote that opens", as_csv(rows[:3]) + b'"' + as_csv(rows[3:]), "not well-formed CSV"),
        ("a quote within", (text + '"a"b' + "," * (n - 1) + "\n").encode(), "well-formed CSV"),
        ("a very long cell", as_csv([*rows, ["x" * 200_000] * n]), "not well-formed CSV"),
        ("prose", b"Dear all,\nplease find attached.\n", "is missing"),
        ("JSON", b'{"patients": []}\n', "is missing"),
        ("HTML", b"<!DOCTYPE html>\n<html></html>\n", "is missing"),
        ("merge conflict", b"<<<<<<< HEAD\n" + text.encode(), "is missing"),
        ("eleven thousand rows", long(text, text.splitlines(True)[-1], 11_000), "10,000 lines"),
    ]:  # fmt: skip
        yield Malformed(file, change, content, said)
    for position, column in enumerate(header):
        without = [row[:position] + row[position + 1 :] for row in rows]
        yield Malformed(
            file, f"without {column}", as_csv(without), f"the column {column} is missing"
        )
        renamed = [[*header[:position], f"{column}2", *header[position + 1 :]], *body]
        yield Malformed(
            file, f"{column} renamed", as_csv(renamed), f'the column "{column}2" is unknown'
        )


def with_cell(file: str, row: int, column: str, value: str) -> bytes:
    """The file with another cell; row 1 is the header."""
    rows = rows_of(file)
    rows[row - 1][rows[0].index(column)] = value
    return as_csv(rows)


NO_MONTHS = {
    "NaN": "", "nan": "", "inf": "", "-inf": "", "Infinity": "", "1e308": "", "1e-5": "",
    "-1": "", "-0.5": "", "601": "", "99999999999999999999": "", "0x10": "", "1_0": "",
    "1,5": "a decimal comma must be a point", "1.234,5": "",
    "2014-05-01": "not a date", "01.05.2014": "not a date", "5/1/14": "not a date",
    "03. Feb": "not a date", "Feb 03": "not a date", "2014-05-01 00:00:00": "not a date",
    "12.4 months": "", "12.4m": "", "about 12": "", "≥12": "", "12.4*": "", "+12.4": "", "−1": "",
    "12.4 ": "without blanks", " 12.4": "without blanks", "12.4\t": "without blanks",
    "12.4\u00a0": "without blanks", "12.4\n": "without blanks",
    "１２.４": "in the digits 0 to 9", "1²": "in the digits 0 to 9", "٣": "in the digits 0 to 9",
    "NA": "", "n/a": "", "#N/A": "", "#REF!": "", "-": "", "–": "", "null": "", "true": "",
    "=1+1": "", "@x": "", "<script>alert(1)</script>": "", "\x1b[31m12": "", "\u202e4.21": "",
    "1\u200b2": "", "🦠": "", '"': "", "9" * 5000: "",
}  # fmt: skip
NO_WORDS = {
    "": "empty", " ": "without blanks", "?": "", "x" * 1000: "…", "NaN": "", "1": "", "0": "",
    "yes": "", "=cmd|' /C calc'!A1": "", "a\nb": "", "\x1b[2J": "\\x1b[2J", "\u202e": "\\u202e",
}  # fmt: skip


def cohort_cells() -> Iterator[Malformed]:
    optional = {"mrd_response_months", "mrd_response_ongoing", "hsct_months", "cd19_at_relapse"}
    for column in ("mrd_response_months", "hsct_months", "rfs_months"):
        for value, said in NO_MONTHS.items():
            content = with_cell(COHORT, 7, column, value)
            place = f"row 7, column {column}: "
            yield Malformed(COHORT, f"{column} is {value[:40]!r}", content, said or place)
    for column in rows_of(COHORT)[0]:
        for value, said in NO_WORDS.items():
            fits = (column, value) == ("age_years", "1") or (column, value) == ("age_years", "0")
            if column.endswith("_months") or fits or (column in optional and not value):
                continue
            content = with_cell(COHORT, 5, column, value)
            place = f"row 5, column {column}: "
            yield Malformed(COHORT, f"{column} is {value[:40]!r}", content, said or place)
    for column in ("dose_increased", "mrd_response", "rfs_event", "rfs_5y"):
        for value in ("TRUE", "False"):
            content = with_cell(COHORT, 5, column, value)
            yield Malformed(COHORT, f"{column} is {value}", content, "in small letters")
    for column, value in [("age_years", "121"), ("age_years", "42.5"), ("age_years", "-3")]:
        content = with_cell(COHORT, 9, column, value)
        yield Malformed(COHORT, f"{column} is {value}", content, "row 9, column age_years")


def cohort_rows() -> Iterator[Malformed]:
    header, *body = rows_of(COHORT)
    gap = "in order, without gaps"
    without_a_group = [row for row in body if row[header.index("rfs_5y")] == "false"]
    for change, rows, said in [
        ("a patient twice", [*body, body[-1]], gap),
        ("a patient twice in a row", [body[0], *body], gap),
        ("a gap", body[:4] + body[5:], gap),
        ("patients from 0", [[str(i), *row[1:]] for i, row in enumerate(body)], gap),
        ("patients backwards", body[::-1], gap),
        ("patients as 01", [[row[0].zfill(2), *row[1:]] for row in body], gap),
        ("patients as 1.0", [[f"{row[0]}.0", *row[1:]] for row in body], "a whole number"),
        ("an empty row of commas", [*body, [""] * len(header)], "row 22, column patient: empty"),
        ("a row of sums", [*body, ["total", *[""] * 16]], 'row 22, column patient: "total"'),
        ("one group of patients", without_a_group, "every patient has false"),
        ("nothing right", [["?"] * len(header)] * 1_000, "more"),
    ]:
        yield Malformed(COHORT, change, as_csv([header, *rows]), said)
    million = long(base(COHORT), ",".join(body[0]) + "\n", 1_000_000)
    yield Malformed(COHORT, "a million rows", million, "is larger than 5 MB")
    blank = long(base(COHORT), "\n", 1_000_000)
    yield Malformed(COHORT, "a million blank rows", blank, "at most 10,000 lines")


def printed_cells() -> Iterator[Malformed]:
    for file, row, column, value, said in [
        ("table1.csv", 3, "row", "male", "is missing"),
        ("table1.csv", 3, "rfs_at_least_5y", "3 (30%)", "row 3, column rfs_at_least_5y"),
        ("table1.csv", 3, "rfs_at_least_5y", "3", "a count and a percentage"),
        ("table1.csv", 3, "rfs_below_5y", "-5 (50)", "a count and a percentage"),
        ("table1.csv", 3, "rfs_below_5y", "5 (50) ", "without blanks"),
        ("table1.csv", 5, "rfs_below_5y", "54,5 (20-72)", "a median and a range"),
        ("table1.csv", 2, "rfs_below_5y", "", "empty; expected a column head"),
        ("table1.csv", 2, "rfs_below_5y", "\x1b[2J", "\\x1b[2J"),
        ("table2.csv", 4, "patient", "2", "in order, without gaps"),
        ("table2.csv", 4, "patient", "", "empty; expected a whole number"),
        ("table2.csv", 4, "rfs_months", "4,2", "a decimal comma must be a point"),
        ("table2.csv", 4, "rfs_months", "2014-05-01", "not a date"),
        ("table2.csv", 4, "rfs_months", "4.2 ", "without blanks"),
        ("table2.csv", 4, "rfs_months", "４.２", "in the digits 0 to 9"),
        ("table2.csv", 4, "rfs_months", "inf", 'row 4, column rfs_months: "inf"'),
        ("table2.csv", 4, "hsct_months", "-", "(an en dash)"),
        ("table2.csv", 4, "response", "TRUE", "in small letters"),
        ("table2.csv", 4, "ph_status", "Ph-", "Ph+ or Ph– (with an en dash)"),
        ("table2.csv", 4, "event_type", "=HYPERLINK()", "Hematologic, Extramedullary"),
        ("inventory.csv", 4, "at", "", "row 4"),
        ("inventory.csv", 4, "at", "p1\x1b[2J", "a place such as"),
        ("inventory.csv", 4, "position", "1", 'position "1" at'),
        ("inventory.csv", 4, "position", "three", 'position "three" at'),
        ("inventory.csv", 4, "token", "many", 'token "many"; expected a printed quantity'),
        ("inventory.csv", 4, "token", "", 'token ""; expected a printed quantity'),
        ("inventory.csv", 4, "token", "0,01%", 'token "0,01%"'),
        ("inventory.csv", 4, "token", "１5", 'token "１5"'),
        ("inventory.csv", 4, "claim", "no-such-claim", 'column claim: "no-such-claim"; expected'),
        ("inventory.csv", 4, "claim", "", "the id of a claim"),
        ("related.csv", 4, "id", "rfs-all", "each id once"),
        ("related.csv", 4, "id", "", "row 4, column id: empty"),
        ("related.csv", 4, "id", "RFS all", "lower-case words joined by hyphens"),
        ("related.csv", 4, "id", "no-such-fact", "rfs-all-patients"),
        ("related.csv", 4, "reference", "Topp 2012", "a key of references.bib"),
        ("related.csv", 4, "reference", "", "a key of references.bib"),
        ("related.csv", 4, "token", "some", "row 4, column token"),
        ("related.csv", 4, "token", "1e308", "a printed quantity"),
        ("related.csv", 4, "says", "", "row 4, column says: empty"),
        ("related.csv", 4, "says", "=cmd|' /C calc'!A1", "begins with none of = + - @"),
        ("related.csv", 4, "says", "Patients\x1b[2J", "text that can be seen"),
        ("related.csv", 4, "says", "Patients \u202e", "text that can be seen"),
    ]:
        change = f"row {row}, {column} is {value!r}"
        yield Malformed(file, change, with_cell(file, row, column, value), said)
    for file in ("table1.csv", "table2.csv"):
        rows = rows_of(file)
        swapped = [*rows[:4], rows[5], rows[4], *rows[6:]]
        yield Malformed(file, "two rows swapped", as_csv(swapped), "order")
        yield Malformed(file, "a row twice", as_csv([*rows, rows[-1]]), f"row {len(rows) + 1}")
        yield Malformed(file, "a row left out", as_csv(rows[:5] + rows[6:]), "; expected")


# --- The ledger

CLAIM = """\
- id: runners
  at: p1
  prints: ["Four", "50%"]
  says: Runners, and how many of them are women.
  basis: patients
  expect: contradicted
  because: The patients give {other}.
  reference: [almanac1999]
"""
DEEP = 100_000
BOMB = "- &a [x, x]\n" + "".join(
    f"- &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
TAG = "has a YAML tag"


def any_yaml(file: str, nested: str) -> Iterator[Malformed]:
    """YAML that is none, or none that a careful reader takes; ``nested`` has one field ``%s``."""
    for change, value, said in [
        ("a list that is not closed", "[a, b", "is not YAML"),
        ("a mapping that is not closed", "{a: b", "is not YAML"),
        ("a quote that is not closed", '"a', "is not YAML"),
        ("a value that begins with a backtick", "`a`", "is not YAML"),
        ("a value that begins with @", "@a", "is not YAML"),
        ("a colon too many", "a: b: c", "is not YAML"),
        ("an unknown escape", '"\\q"', "is not YAML"),
        ("a control character as escape", '"a\\e[31m"', "has U+001B"),
        ("a control character", "a\x1b[31m", "has U+001B"),
        ("a C1 control character", '"a\\x9b31m"', "has U+009B"),
        ("a bell", '"a\\a"', "has U+0007"),
        ("text turned round", "a\u202eb", "has U+202E (right-to-left override)"),
        ("text turned round as escape", '"a\\u202eb"', "has U+202E"),
        ("a character without width", "a\u200bb", "has U+200B (zero width space)"),
        ("a line separator", '"a\\u2028b"', "has U+2028"),
        ("an alias", "[&x a, *x]", "has a YAML alias"),
        ("an alias to itself", "&x [*x]", "has a YAML alias"),
        ("an unknown alias", "*nothing", "has a YAML alias"),
        ("a Python object", "!!python/object:os.system {}", TAG),
        ("a Python call", "!!python/object/apply:os.system [touch owned]", TAG),
        ("a Python name", "!!python/name:os.system", TAG),
        ("a tag of its own", "!secret a", TAG),
        ("a binary", "!!binary aGVsbG8=", TAG),
        ("a set", "!!set {a, b}", TAG),
        ("a date that is none", "2014-99-99", "is not YAML (month must be in 1..12)"),
        ("a number of 5,000 digits", "9" * 5000, "is not YAML"),
        ("a hundred thousand lists in each other", "[" * DEEP, "more than 20 levels"),
        ("a hundred mappings in each other", "{a: " * 100 + "}" * 100, "more than 20 levels"),
        ("a key twice", "{a: 1, a: 2}", 'the field "a" stands twice'),
        ("a key that is a number", "{1: 2}", 'has a key "1"'),
        ("a key that is a list", "{[a]: 2}", "has a key of several parts"),
        ("a key that is empty", "{? : 2}", "has a key"),
        ("a merge", "{<<: {a: 1}}", 'has a key "<<"'),
    ]:
        yield Malformed(file, change, (nested % value).encode(), said)
    for change, text, said in [
        ("a comment alone", "# nothing\n", "; expected"),
        ("a word", "claims\n", "; expected"),
        ("a number", "12\n", "; expected"),
        ("null", "~\n", "; expected"),
        ("two documents", f"{nested % 'a'}---\n{nested % 'a'}", "found another document"),
        ("a later version", f"%YAML 9.9\n---\n{nested % 'a'}", "is not YAML"),
        ("a bomb", BOMB, "has a YAML alias"),
        ("a tab before a key", f"{nested % 'a'}\tb: c\n", "is not YAML"),
        ("JSON that is cut", '{"a": [1, 2', "is not YAML"),
        ("a merge conflict", f"<<<<<<< HEAD\n{nested % 'a'}=======\n", "; expected"),
    ]:
        yield Malformed(file, change, text.encode(), said)


def ledger() -> Iterator[Malformed]:
    yield from any_yaml(LEDGER, "- id: %s\n")
    for twelfth in range(1, 12):
        text = base(LEDGER)
        # In the middle of an entry: what is left of it lacks a field.
        position = text.index("\n  says:", len(text) * twelfth // 12)
        cut = text[:position].encode()
        yield Malformed(LEDGER, f"cut at {position}", cut, "says is missing")
    for old, new, said in [
        ("id: runners", "id: ", 'id: "None"; expected lower-case words'),
        ("id: runners", "id: Runners", 'id: "Runners"'),
        ("id: runners", "id: run ners", "lower-case words joined by hyphens"),
        ("id: runners", "id: '../x'", "lower-case words joined by hyphens"),
        ("id: runners", "id: 7", 'id: "7"'),
        ("id: runners", "ID: runners", '"ID" is not a field'),
        ("- id: runners\n  at", "- at", "id is missing"),
        ("- id: runners", "- id: runners\n  id: walkers", 'the field "id" stands twice'),
        ("at: p1", "at: [p1]", "expected where it is printed"),
        ("at: p1", "at: page 1", 'at: "page 1"'),
        ("at: p1", "att: p1", "at is missing"),
        ('["Four", "50%"]', "[16]", 'prints: "16"; expected a list of texts in quotes'),
        ('["Four", "50%"]', "[16.0, 80]", 'prints: "16.0"'),
        ('["Four", "50%"]', "[1e308]", "a list of texts in quotes"),
        ('["Four", "50%"]', "[.inf]", 'prints: "inf"'),
        ('["Four", "50%"]', "[yes]", 'prints: "True"'),
        ('["Four", "50%"]', "[2014-05-01]", 'prints: "2014-05-01"'),
        ('["Four", "50%"]', "Four", 'prints: "Four"'),
        ('["Four", "50%"]', "[]", 'prints: "[]"'),
        ('["Four", "50%"]', "[[Four]]", "prints: "),
        ('["Four", "50%"]', '["many"]', 'prints: "many"'),
        ('["Four", "50%"]', '["0,01%"]', 'prints: "0,01%"'),
        ('["Four", "50%"]', '["50 %"]', 'prints: "50 %"'),
        ('["Four", "50%"]', '[" 50%"]', 'prints: " 50%"'),
        ('["Four", "50%"]', '["-1"]', 'prints: "-1"'),
        ('["Four", "50%"]', '["NaN"]', 'prints: "NaN"'),
        ('["Four", "50%"]', '["１6"]', 'prints: "１6"'),
        ('["Four", "50%"]', '["10^-99999^"]', "prints: "),
        ('["Four", "50%"]', f'["{"9" * 100}"]', "prints: "),
        ("says: Runners, and", "says: =Runners, and", "begins with none of = + - @"),
        ("says: Runners, and", 'says: "@SUM(A1)"', "is not YAML"),
        ("says: Runners, and how many of them are women.", "says: ''", 'says: ""'),
        ("says: Runners, and how many of them are women.", "says: '  '", 'says: "  "'),
        ("says: Runners, and how many of them are women.", "says: 5", 'says: "5"'),
        ("says: Runners, and how many of them are women.", "says: [a]", "says: "),
        ("says: Runners, and how many of them are women.", "says: '-2+3'", "= + - @"),
        ("  says: Runners, and how many of them are women.\n", "", "says is missing"),
        ("basis: patients", "basis: runners", 'basis: "runners"; expected patients, table1'),
        ("basis: patients", "basis: [patients]", "expected patients, table1"),
        ("basis: patients", "basis:", 'basis: "None"'),
        ("expect: contradicted", "expect: maybe", 'expect: "maybe"; expected reproduced'),
        ("expect: contradicted", "expect: Contradicted", 'expect: "Contradicted"'),
        ("expect: contradicted", "expect: true", 'expect: "True"'),
        ("expect: contradicted", "status: contradicted", '"status" is not a field'),
        ("  because: The patients give {other}.\n", "", "because: missing; expected the evidence"),
        ("because: The patients give {other}.", "because: ''", 'because: ""'),
        ("because: The patients give {other}.", "because: 7", 'because: "7"'),
        ("because: The patients give {other}.", "because: =1+1", "= + - @"),
        ("{other}", "{other", "a stray brace"),
        ("{other}", "{other.__class__}", "a stray brace"),
        ("{other}", "{0}", "a stray brace"),
        ("{other}", "{other!r}", "a stray brace"),
        ("[almanac1999]", "almanac1999", "a list of keys of references.bib"),
        ("[almanac1999]", "[]", "a list of keys of references.bib"),
        ("[almanac1999]", "[1999]", "a list of keys of references.bib"),
        ("[almanac1999]", "['a; b']", "a list of keys of references.bib"),
        ("[almanac1999]", "['x](javascript:alert(1))']", "a list of keys of references.bib"),
        ("- id: runners", "- runners\n- id: runners", "claim not a mapping"),
        ("- id: runners", "- []\n- id: runners", "claim not a mapping"),
        ("- id: runners", "-\n- id: runners", "claim not a mapping"),
        ("  expect: contradicted\n", "", "expect is missing"),
        (CLAIM, CLAIM + CLAIM, "the id stands at line 1 too"),
        (CLAIM, "claims:\n" + CLAIM, "is not a list"),
        ("  at: p1", "   at: p1", "is not YAML"),
    ]:
        assert CLAIM.count(old) == 1, old
        change = f"{old[:60]!r} is {new[:60]!r}"
        yield Malformed(LEDGER, change, CLAIM.replace(old, new).encode(), said)
    thousand = "".join(CLAIM.replace("runners", f"r{n}").replace("p1", "1") for n in range(1000))
    yield Malformed(LEDGER, "a thousand defects", thousand.encode(), "and 950 more")
    for old, new, said in [
        ("- id: mrd-responses\n", "- id: mrd-reactions\n", '"mrd-responses"; expected the id of'),
        ("- id: table1-heads\n", "- id: heads\n", '"table1-heads"; expected the id of a claim'),
        ('["up to four", "up to three"]', '["up to four"]', "cycles cannot compute it"),
        ("patient {youngest},", "patient {oldest},", "the check gives no evidence oldest"),
    ]:  # fmt: skip
        assert base(LEDGER).count(old) == 1, old
        content = base(LEDGER).replace(old, new).encode()
        yield Malformed(LEDGER, f"{old.strip()!r} is {new.strip()!r}", content, said)


# --- _quarto.yml


def config() -> Iterator[Malformed]:
    yield from any_yaml(CONFIG, "book:\n  description: %s\n")
    text = "text on one line"
    for old, new, said in [
        ("project:\n", "projects:\n", "_quarto.yml:1: projects is not supported"),
        ("project:\n  type: book\n  output-dir: _book\n", "", "project.type is missing"),
        ("  type: book", "  type: website", "project.type is 'website'; expected book"),
        ("  type: book", "  type: [book]", "project.type is ['book']; expected book"),
        ("  type: book", "  type:", "project.type is None; expected book"),
        ("project:\n  type: book\n  output-dir: _book\n", "project: book\n", "a mapping"),
        ("project:\n  type: book\n  output-dir: _book\n", "project: default\n", "a mapping"),
        ("project:\n  type: book\n  output-dir: _book\n", "project: []\n", "a mapping"),
        ("output-dir: _book", "output-dir: ..", "a path in the project"),
        ("output-dir: _book", "output-dir: ../other", "a path in the project"),
        ("output-dir: _book", "output-dir: /tmp/book", "a path in the project"),
        ("output-dir: _book", "output-dir: .", "output folder"),
        ("output-dir: _book", "output-dir: report", "is in the output folder"),
        ("output-dir: _book", "output-dir: ''", "a file's name"),
        ("output-dir: _book", "output-dir: [a]", "a file's name"),
        ("output-dir: _book", "output-dir: index.qmd", "is a file; expected a folder"),
        ("output-dir: _book", "output_dir: _book", "project.output_dir is not supported"),
        ("output-dir: _book", "render: [a.qmd]", "project.render is not supported"),
        ("output-dir: _book", "pre-render: [[a]]", "project.pre-render is"),
        ("output-dir: _book", "pre-render: {a: b}", "project.pre-render is"),
        ("output-dir: _book", "post-render: 7", "project.post-render is 7"),
        ('  title: "Müller\'s race"\n', "", "book.title is missing"),
        ('"Müller\'s race"', "2017", f"book.title is 2017; expected {text}"),
        ('"Müller\'s race"', "[a, b]", f"expected {text}"),
        ('"Müller\'s race"', "''", f"expected {text}"),
        ('"Müller\'s race"', '"a\\nb"', f"expected {text}"),
        ('"Müller\'s race"', "|\n    a\n    b", f"expected {text}"),
        ('"Müller\'s race"', "The race\n  titel: a", "book.titel is not supported"),
        ('"Müller\'s race"', "The race\n  title: a", 'the field "title" stands twice'),
        ('"Müller\'s race"', "The race\n  date: today", "expected a fixed date"),
        ('"Müller\'s race"', "The race\n  date: [1]", "book.date is [1]; expected a date"),
        ('"Müller\'s race"', "The race\n  subtitle: {a: b}", "book.subtitle is"),
        ('"Müller\'s race"', "The race\n  output-file: ../x", "a file's name without folders"),
        ('"Müller\'s race"', "The race\n  output-file: /tmp/x", "a file's name without folders"),
        ('"Müller\'s race"', "The race\n  output-file: .x", "a file's name without folders"),
        ('"Müller\'s race"', "The race\n  output-file: ''", "a file's name without folders"),
        ('"Müller\'s race"', "The race\n  repo-url: javascript:alert(1)", "https://"),
        ('"Müller\'s race"', 'The race\n  repo-url: "https://x\'onclick=y"', "https://"),
        ('"A. Author"', "7", "book.author is 7; expected a name"),
        ('"A. Author"', "[A, [B]]", "expected a name"),
        ('"A. Author"', "{first: A}", "expected a name"),
        ("    - index.qmd\n", "", "the first chapter is report/results.qmd; expected index.qmd"),
        ("    - index.qmd\n    - report/results.qmd\n", "", "book.chapters is missing"),
        (
            "- report/results.qmd",
            "- report/absent.qmd",
            "_quarto.yml:9: report/absent.qmd: no such",
        ),
        ("- report/results.qmd", "- report", "report: no such file"),
        ("- report/results.qmd", "- index.qmd", "chapter index.qmd; expected a .qmd file, once"),
        ("- report/results.qmd", "- references.bib", "expected a .qmd file"),
        ("- report/results.qmd", "- ../results.qmd", "a path in the project"),
        ("- report/results.qmd", "- report/../index.qmd", "a path in the project"),
        ("- report/results.qmd", "- ./report/results.qmd", "a path in the project"),
        ("- report/results.qmd", "- /etc/passwd", "a path in the project"),
        ("- report/results.qmd", "- part: A\n      chapters: []", "a file's name of letters"),
        ("- report/results.qmd", "- 'a b.qmd'", "a file's name of letters"),
        ("- report/results.qmd", "- 'javascript:a.qmd'", "a file's name of letters"),
        ("- report/results.qmd", "- '\"><img src=x>.qmd'", "a file's name of letters"),
        ("- report/results.qmd", "- 7", "a file's name of letters"),
        ("- report/results.qmd", "-", "a file's name of letters"),
        ("- report/results.qmd", f"- {'a' * 300}.qmd", "no such file"),
        ("lang: en", "lang: [en]", "a language such as en"),
        ("lang: en", "lang: 'en\" onload=\"x'", "a language such as en"),
        ("lang: en", "jupyter: ir", "jupyter is 'ir'; expected python3"),
        ("lang: en", "engine: knitr", "engine is 'knitr'; expected jupyter"),
        ("lang: en", "colour: red", "_quarto.yml:10: colour is not supported"),
        ("lang: en", "filters: [a.lua]", "filters is not supported"),
        ("lang: en", "execute: {freeze: auto}", "execute.freeze is 'auto'; expected false"),
        ("lang: en", "execute: {echo: maybe}", "execute.echo is 'maybe'; expected true or false"),
        ("lang: en", "execute: {echo: 1}", "execute.echo is 1; expected true or false"),
        ("lang: en", "execute: true", "execute is True; expected a mapping"),
        ("lang: en", "fig-width: -1", "a size in inches"),
        ("lang: en", "fig-width: .nan", "a size in inches"),
        ("lang: en", "fig-height: 1.0e+308", "a size in inches"),
        ("lang: en", "fig-height: wide", "a size in inches"),
        ("lang: en", "number-depth: 7", "a whole number, 1 to 6"),
        ("references.bib", "absent.bib", "absent.bib: no such file"),
        ("references.bib", "../references.bib", "a path in the project"),
        ("references.bib", "{a: b}", "a file's name of letters"),
        ("toc-depth: 2", "toc-depth: two", "a whole number, 1 to 6"),
        ("toc-depth: 2", "toc-depth: 0", "a whole number, 1 to 6"),
        ("toc-depth: 2", "toc-depth: true", "a whole number, 1 to 6"),
        ("toc-depth: 2", "css: /etc/passwd", "a path in the project"),
        ("toc-depth: 2", "css: absent.css", "_quarto.yml:14: absent.css: no such file"),
        ("toc-depth: 2", "include-after-body: [..]", "a path in the project"),
        ("toc-depth: 2", "include-in-header: {text: <script>}", "a file's name of letters"),
        ("toc-depth: 2", "template: t.html", "format.html.template is not supported"),
        (
            "  html:\n    toc-depth: 2\n",
            "  html: [a]\n",
            "format.html is ['a']; expected a mapping",
        ),
        ("papersize: a4", "papersize: quarto", "format.typst.papersize is 'quarto'; expected a4"),
        ("papersize: a4", "margin: {x: wide}", "a length such as 2.4cm"),
        ("papersize: a4", "margin: {x: 2}", "a length such as 2.4cm"),
        ("papersize: a4", "margin: {x: '2cm, y: eval(\"1\")'}", "a length such as 2.4cm"),
        ("papersize: a4", "margin: 2cm", "format.typst.margin is '2cm'; expected a mapping"),
    ]:
        assert BOOK[CONFIG].count(old) == 1, old
        change = f"{old.strip()[:60]!r} is {new.strip()[:60]!r}"
        yield Malformed(CONFIG, change, BOOK[CONFIG].replace(old, new).encode(), said)


# --- Chapters


def chapter() -> Iterator[Malformed]:
    yield from front_matter()
    unsupported = "is not supported"
    for text, said in [
        ("```{python}\n1\n", "code fence is not closed; expected ```"),
        ("```python\n1\n", "code fence is not closed"),
        ("~~~\n1\n```\n", "code fence is not closed; expected ~~~"),
        ("````\n```\n", "code fence is not closed; expected ````"),
        ("```{r}\n1\n```\n", "{r} cell; expected {python}"),
        ("```{julia}\n1\n```\n", "{julia} cell"),
        ("```{mermaid}\na\n```\n", "{mermaid} cell"),
        ("```{dot}\na\n```\n", "{dot} cell"),
        ("```{ojs}\na\n```\n", "{ojs} cell"),
        ("```{bash}\nrm -r .\n```\n", "{bash} cell"),
        ("```{python echo=FALSE}\n1\n```\n", "cell header"),
        ("```{{python}}\n1\n```\n", "{{python}} block"),
        ("- a\n\n  ```{python}\n  1\n  ```\n", "cell is indented or has a longer fence"),
        ("\t```{python}\n1\n```\n", "cell is indented"),
        ("````{python}\n1\n````\n", "cell is indented or has a longer fence"),
        ("~~~{python}\n1\n~~~\n", "cell is indented or has a longer fence"),
        ("```{python}\n#| echo: maybe\n1\n```\n", "index.qmd:4: cell.echo is 'maybe'"),
        ("```{python}\n#| echo: [\n1\n```\n", "is not YAML"),
        ("```{python}\n#| echo\n1\n```\n", "not a YAML mapping"),
        ("```{python}\n#| colour: red\n1\n```\n", "cell.colour is not supported"),
        ("```{python}\n#| echo: true\n#| echo: false\n1\n```\n", 'the field "echo" stands twice'),
        ("```{python}\n#| label: !!python/name:os.system\n1\n```\n", TAG),
        ("```{python}\n#| label: &a x\n#| fig-alt: *a\n1\n```\n", "has a YAML alias"),
        ("```{python}\n#| label: [a]\n1\n```\n", "cell.label is ['a']; expected text"),
        ("```{python}\n#| label: 'a b'\n1\n```\n", "letters, digits and hyphens"),
        ("```{python}\n#| label: '#eval'\n1\n```\n", "letters, digits and hyphens"),
        ("```{python}\n#| label: '../a'\n1\n```\n", "letters, digits and hyphens"),
        ("```{python}\n#| label: fig-a\n1\n```\n", "label fig-a without fig-cap"),
        ("```{python}\n#| tbl-cap: A\n1\n```\n", "tbl-cap without a label"),
        ("```{python}\n#| label: fig-a\n#| fig-cap: 7\n1\n```\n", "cell.fig-cap is 7"),
        ("```{python}\n#| fig-cap: '`{python} 1`'\n1\n```\n", "inline code in fig-cap"),
        ("```{python}\n#| error: true\n1\n```\n", "cell.error is True; expected false"),
        ('```{python}\n#| fig-alt: "a\\e[31m"\n1\n```\n', "has U+001B"),
        ("```{python}\n#| label: a\n1\n```\n\n```{python}\n#| label: a\n2\n```\n", "is also at"),
        ("{{< include absent.qmd >}}\n", "index.qmd:3: absent.qmd: no such file"),
        ("{{< include index.qmd >}}\n", "index.qmd includes itself"),
        ("{{< include report >}}\n", "report: no such file"),
        ("{{< include ../secret.qmd >}}\n", "../secret.qmd: no such file"),
        ("{{< include /etc/passwd >}}\n", "/etc/passwd: no such file"),
        ("{{< include /proc/self/environ >}}\n", "no such file"),
        (f"{{{{< include {'a' * 300}.qmd >}}}}\n", "no such file"),
        ("{{< video a.mp4 >}}\n", "shortcode {{< video a.mp4 >}}"),
        ("a {{< meta title >}}\n", "shortcode"),
        ("{{< env HOME >}}\n", "shortcode {{< env HOME >}}"),
        ("{{< include a.qmd\n", "shortcode"),
        ("`r 1`\n", "inline code r; expected `{python} …` on one line"),
        ("`{r} 1`\n", "inline code r"),
        ("`{python} 1 +\n2`\n", "on one line"),
        ("## N = `{python} 1`\n", "inline code in a heading or caption"),
        ("```\n`{python} 1`\n```\n", "inline code in a code block"),
        ("::: {.panel-tabset}\n:::\n", f".panel-tabset {unsupported}"),
        ("::: {.column-margin}\n:::\n", f".column-margin {unsupported}"),
        ("::: {layout-ncol=2}\n:::\n", unsupported),
        ("[a]{.aside}\n", f".aside {unsupported}"),
        ("$$x$$ {#eq-one}\n", f"#eq-one {unsupported}"),
        ("::: {#thm-one}\n:::\n", f"#thm-one {unsupported}"),
        ("::: {#lst-one}\n:::\n", f"#lst-one {unsupported}"),
        ("::: {.callout-hint}\na\n:::\n", f"callout-hint {unsupported}"),
        ('::: {.content-visible when-format="docx"}\n:::\n', unsupported),
        ('::: {.content-visible when-profile="a"}\n:::\n', unsupported),
        ("::: {.callout-note}\na\n", "div is not closed; expected :::"),
        ("a\n\n:::\n", "::: closes nothing"),
        ("::: {#fig-a}\n:::\n", "fig-a has no caption"),
        ("# Another title\n", "second chapter title"),
        ("See @fig-none.\n", "index.qmd:3: @fig-none refers to nothing"),
        ("See @tbl-none and @sec-none.\n", "@sec-none refers to nothing"),
        ("See @nobody2000.\n", "@nobody2000 is not in the bibliography"),
        ("[@sec-race; @almanac1999]\n", "expected two brackets"),
        ("[a](absent.qmd)\n", "link to absent.qmd; expected a chapter of the book"),
        ("[a](../../etc/passwd)\n", "link to ../../etc/passwd; expected a file of the project"),
        ("[a](../secret.qmd)\n", "expected a chapter of the book"),
        ("![a](../secret.svg)\n", "expected a file of the project"),
        ("![a](https://example.org/a.png)\n", "expected a file of the project"),
        ("![a](data:image/png;base64,AA)\n", "expected a file of the project"),
        ("![](a.svg)\n", "has no text alternative; expected fig-alt"),
        ("## A {#sec-race}\n", "sec-race"),
        ("[a]{#sec-results}\n\n## A {#sec-results}\n", "sec-results"),
        ("[" * 1000 + "\n", "more than 6 open brackets; expected fewer"),
        ("[" * 20 + "a" + "]" * 20 + "\n", "more than 6 open brackets"),
        ("[a\n" * 40, "more than 6 open brackets"),
        ("![" * 40 + "\n", "more than 6 open brackets"),
        ("a" * 30_000 + "\n", "more than 20,000 characters"),
        ("a\n\n" * 60_000, "more than 50,000 lines"),
        ("a \x1b[31mb\n", "index.qmd:3: has U+001B"),
        ("a \u202eb\n", "index.qmd:3: has U+202E (right-to-left override)"),
        ("a\u200bb\n", "has U+200B"),
        ("a\u2028b\n", "has U+2028"),
        ("a\x0cb\n", "has U+000C"),
        ("```{python}\naccess = 'user\u2066'\n```\n", "has U+2066"),
    ]:
        change = repr(text[:40])
        yield Malformed(INDEX, change, f"# The race {{#sec-race}}\n\n{text}".encode(), said)
    for change, file, text, said in [
        ("no title", INDEX, "Text\n", "index.qmd:1: no chapter title; expected # Title"),
        ("a title within a paragraph", INDEX, "Text\n# Title\n", "the title is no heading"),
        ("a title that is a script", INDEX, "# <script>alert(1)</script>\n", "no heading"),
        ("a title with HTML", INDEX, "# A <b>b</b> {#sec-race}\n", "raw html in a heading"),
        ("a title with Typst", INDEX, "# A `b`{=typst} {#sec-race}\n", "raw typst in a heading"),
        ("a deeper title", INDEX, "## Text\n", "no chapter title"),
        ("a circle of includes", "report/_notes.qmd", "{{< include results.qmd >}}\n", "itself"),
        ("a note that includes itself", "report/_notes.qmd", "{{< include _notes.qmd >}}\n", "itself"),
        ("a cell that is open", "report/_notes.qmd", "```{python}\n", "_notes.qmd:1: code fence"),
        ("Latin-1 in an included file", "report/_notes.qmd", "\xfc\n", "_notes.qmd:1: byte 0xfc"),
        ("the same label", CHAPTER, "# Results {#sec-race}\n", "sec-race is also in index.qmd"),
        ("not BibTeX", "references.bib", "@book{almanac1999, title = {Almanac}", "references.bib"),
        ("BibTeX without the key", "references.bib", "@book{other1999,}\n", "@almanac1999 is not"),
    ]:  # fmt: skip
        encoding = "latin-1" if "Latin-1" in change else "utf-8"
        yield Malformed(file, change, text.encode(encoding), said)


def front_matter() -> Iterator[Malformed]:
    for old, new, said in [
        ("---\ntitle", "title", "report/results.qmd:1: no chapter title; expected # Title"),
        ('}"\n---\n', '}"\n', "front matter is not closed; expected ---"),
        ('"Results {#sec-results}"', "[a]", "front matter.title is ['a']; expected text"),
        ('"Results {#sec-results}"', "2017", "front matter.title is 2017; expected text"),
        ('"Results {#sec-results}"', '"a\\n# b"', "expected text on one line"),
        ('"Results {#sec-results}"', '"a\\e[31m"', "report/results.qmd:2: has U+001B"),
        ('"Results {#sec-results}"', '"a', "is not YAML"),
        ('"Results {#sec-results}"', "a: b", "is not YAML"),
        ('"Results {#sec-results}"', "!!python/name:os.system", TAG),
        ('"Results {#sec-results}"', "a\ntitle: b", 'the field "title" stands twice'),
        ('"Results {#sec-results}"', "a\nauthor: b", "front matter.author is not supported"),
        ('"Results {#sec-results}"', "a\nformat: pdf", "front matter.format is not supported"),
        ('"Results {#sec-results}"', "a\nexecute: true", "expected a mapping"),
        ('"Results {#sec-results}"', "a\nexecute: {cache: true}", "execute.cache is not supported"),
        ('"Results {#sec-results}"', "a\nnumber-sections: no way", "expected true or false"),
    ]:
        assert BOOK[CHAPTER].count(old) == 1, old
        change = f"{old[:60]!r} is {new[:60]!r}"
        yield Malformed(CHAPTER, change, BOOK[CHAPTER].replace(old, new).encode(), said)


def corpus() -> Iterator[Malformed]:
    """Every malformed file."""
    for file in (COHORT, *TABLES):
        yield from any_text(file)
        yield from any_csv(file)
    yield from cohort_cells()
    yield from cohort_rows()
    yield from printed_cells()
    yield from any_text(LEDGER)
    yield from ledger()
    for file in (CONFIG, INDEX, CHAPTER):
        yield from any_text(file)
    yield from config()
    yield from chapter()
