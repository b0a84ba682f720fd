"""Files that cannot be used, made from files that can: named changes, one at a time.

Every change says a few words of what the user has to be told. Nothing here is random. Rules that
hold for any text, any CSV file and any YAML are tried once for each file; different ways to break
one rule are tried on one file alone.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reproduction.inputs.defects import SHOWN
from reproduction.inputs.text import is_hidden

TAG = "has a YAML tag"
UNUSABLE = 2
LONGEST = 10  # seconds of work; most take some hundredths of one


@dataclass(frozen=True)
class Malformed:
    """A file that cannot be used.

    Attributes:
        file: its name; for a book's, the path in the project.
        change: what was done to it.
        content: its bytes, or what makes something else than a file at its path.
        said: words that one of the messages must have.
        again: another way to break a rule that another case breaks.
    """

    file: str
    change: str
    content: bytes | Callable[[Path], object]
    said: str
    again: bool = False

    def write(self, path: Path) -> None:
        """Put it where the good file was."""
        path.unlink(missing_ok=True)
        if callable(self.content):
            self.content(path)
        else:
            path.write_bytes(self.content)

    def __str__(self) -> str:
        return f"{self.file}, {self.change}"


def by_default(cases: Iterable[Malformed], *slow: str) -> list[object]:
    """The cases as parameters: those that break a rule again, and the named, are slow."""
    found = [(case, case.again or case.change in slow) for case in cases]
    return [
        pytest.param(case, id=str(case), marks=pytest.mark.slow if is_slow else ())
        for case, is_slow in found
    ]


def assert_told(case: Malformed, lines: list[str]) -> None:
    """Each line names a file, what is there and what should be; one is about this change."""
    *rest, last = lines
    assert len(rest) <= SHOWN
    if len(rest) < SHOWN:
        rest.append(last)
    for line in rest:
        assert re.match(r"\S+:(\d+:)? ", line), line
        assert "; expected " in line
        assert not any(is_hidden(character) for character in line)
    assert any(case.said in line for line in lines), lines


def restore(path: Path, content: bytes) -> None:
    """Put the good file back."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    path.write_bytes(content)


# --- Any text


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


def any_text(file: str, text: str, absent: str = "") -> Iterator[Malformed]:
    """Each rule of any text once; ``absent``: what is said of a path that is no file."""
    data = text.encode()
    for change, content, said in [
        ("missing", no_file, absent or "cannot be read (No such file or directory)"),
        ("a folder", Path.mkdir, absent or "cannot be read (Is a directory)"),
        ("a link to itself", circle, absent or "cannot be read"),
        ("without end", endless, absent or "is larger than 5 MB"),
        ("unreadable", unreadable, absent or "cannot be read (Input/output error)"),
        ("empty", b"", "is empty; expected a file with content"),
        ("UTF-16", text.encode("utf-16"), "NUL byte"),
        ("half a character at the end", data + "é".encode()[:1], "is not UTF-8"),
        ("a byte-order mark", data.decode().encode("utf-8-sig"), "begins with a byte-order mark"),
        ("CRLF", data.replace(b"\n", b"\r\n"), "the line ends with CRLF"),
        ("one CR", data[:-1] + b"\r", "the line ends with CR;"),
        ("six megabytes", long(text, "# more\n", 900_000), "is larger than 5 MB"),
    ]:
        yield Malformed(file, change, content, said)


def other_texts(file: str, text: str) -> Iterator[Malformed]:
    """Other ways to break the rules of any text."""
    data = text.encode()
    half = text.index("\n", len(text) // 2) + 1
    utf8, binary, mark = "is not UTF-8", "NUL byte", "begins with a byte-order mark"
    for change, content, said in [
        ("blank lines", b"\n\n\n", "is empty"),
        ("blanks", b" \t ", "is empty"),
        ("a NUL byte", data + b"\0", binary),
        ("NUL bytes only", b"\0" * 100, binary),
        ("UTF-16 without a mark", text.encode("utf-16-be"), binary),
        ("UTF-32", text.encode("utf-32"), binary),
        ("a PNG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", binary),
        ("a ZIP file, as XLSX is", b"PK\x03\x04\x14\x00\x06\x00\x08\x00", binary),
        ("compressed", b"\x1f\x8b\x08\x01\xff\xf9", utf8),
        ("Latin-1", f"{text[:half]}\xfc{text[half:]}".encode("latin-1", "replace"), utf8),
        ("Windows-1252", f"{text[:half]}“{text[half:]}".encode("cp1252", "replace"), utf8),
        ("an overlong form", data + b"\xc0\xaf", utf8),
        ("half of a surrogate pair", data + b"\xed\xa0\x80", utf8),
        ("a byte-order mark alone", b"\xef\xbb\xbf", mark),
        ("CRLF and a mark", text.replace("\n", "\r\n").encode("utf-8-sig"), mark),
        ("one CRLF", data.replace(b"\n", b"\r\n", 1), "the line ends with CRLF"),
        ("CR alone", data.replace(b"\n", b"\r"), "the line ends with CR;"),
    ]:
        yield Malformed(file, change, content, said, again=True)


# --- CSV


def as_csv(rows: list[list[str]], **options: str) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n", **options).writerows(rows)
    return file.getvalue().encode()


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def with_cell(text: str, row: int, column: str, value: str) -> bytes:
    """The file with another cell; row 1 is the header."""
    rows = rows_of(text)
    rows[row - 1][rows[0].index(column)] = value
    return as_csv(rows)


def any_csv(file: str, text: str) -> Iterator[Malformed]:
    """Each rule of any CSV file once."""
    rows = rows_of(text)
    header, *body = rows
    n = len(header)
    cut = text.encode()[: len(text.encode()) // 2].rstrip(b"\n").decode(errors="ignore")
    renamed = [[*header[:-1], f"{header[-1]}2"], *body]
    for change, content, said in [
        ("cut in the middle", cut.encode(), "not a cut one"),
        ("without the last line end", text[:-1].encode(), "not a cut one"),
        ("semicolons", as_csv(rows, delimiter=";"), "separated by semicolons; expected commas"),
        ("tabs", as_csv(rows, delimiter="\t"), "separated by tabs; expected commas"),
        ("a header alone", as_csv([header]), "has a header and no rows"),
        ("without a column", as_csv([row[1:] for row in rows]), f'column "{header[0]}" is missing'),
        ("a column renamed", as_csv(renamed), f'unknown column "{header[-1]}2"'),
        ("a column twice", as_csv([[*r, r[-1]] for r in rows]), f'duplicate column "{header[-1]}"'),
        ("columns the other way round", as_csv([r[::-1] for r in rows]), "are not in order"),
        ("a blank line within", text.replace("\n", "\n\n", 2).encode(), "row 2: 0 cells"),
        ("one cell too many", as_csv([*rows, [*body[-1], "x"]]), f"{n + 1} cells; expected {n}"),
        ("one cell too few", as_csv([*rows, body[-1][1:]]), f"; expected {n}, one for each"),
        ("a quote that opens", as_csv(rows[:3]) + b'"' + as_csv(rows[3:]), "not well-formed CSV"),
        ("eleven thousand rows", long(text, text.splitlines(True)[-1], 11_000), "10,000 lines"),
    ]:
        yield Malformed(file, change, content, said)


def other_csvs(file: str, text: str) -> Iterator[Malformed]:
    """Other ways to break the rules of any CSV file."""
    rows = rows_of(text)
    header, *body = rows
    n, first = len(header), header[0]
    for change, content, said in [
        ("a line for Excel first", b"sep=;\n" + text.encode(), "semicolons"),
        ("no header", as_csv(body), "is missing"),
        ("the header twice", as_csv([header, *rows]), "row 2"),
        ("a title above", as_csv([["Patients"], *rows]), 'unknown column "Patients"'),
        ("capitals", as_csv([[c.upper() for c in header], *body]), f'column "{first}" is missing'),
        ("blanks in the header", as_csv([[f" {c}" for c in header], *body]), "unknown column"),
        ("rows as columns", as_csv([list(c) for c in zip(*rows, strict=True)]), "unknown column"),
        ("a column without a name", as_csv([[*r, ""] for r in rows]), 'unknown column ""'),
        ("a hundred thousand columns", long("", "a,", 100_000), "is missing"),
        ("a blank line at the end", f"{text}\n".encode(), f"row {len(rows) + 1}: 0 cells"),
        ("a quote within", (text + '"a"b' + "," * (n - 1) + "\n").encode(), "well-formed CSV"),
        ("a very long cell", as_csv([*rows, ["x" * 200_000] * n]), "not well-formed CSV"),
        ("prose", b"Dear all,\nplease find attached.\n", "is missing"),
        ("JSON", b'{"patients": []}\n', "is missing"),
        ("HTML", b"<!DOCTYPE html>\n<html></html>\n", "is missing"),
        ("merge conflict", b"<<<<<<< HEAD\n" + text.encode(), "is missing"),
        ("a million rows", long(text, ",".join(body[0]) + "\n", 1_000_000), "larger than 5 MB"),
        ("a million blank rows", long(text, "\n", 1_000_000), "at most 10,000 lines"),
    ]:
        yield Malformed(file, change, content, said, again=True)


# --- YAML

DEEP = 100_000
BOMB = "- &a [x, x]\n" + "".join(
    f"- &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def any_yaml(file: str, nested: str, tag: str = "is not YAML") -> Iterator[Malformed]:
    """Each rule of any YAML once; ``nested`` has one field ``%s``; ``tag``: said of a tag."""
    for change, value, said in [
        ("a list that is not closed", "[a, b", "is not YAML"),
        ("a control character as escape", '"a\\e[31m"', "has U+001B"),
        ("text turned round", "a\u202eb", "has U+202E (right-to-left override)"),
        ("a Python call", "!!python/object/apply:os.system [touch owned]", tag),
        ("a date that is none", "2014-99-99", "is not YAML (month must be in 1..12)"),
        ("a key twice", "{a: 1, a: 2}", 'duplicate field "a"'),
        ("a key that is a number", "{1: 2}", 'the key "1" is not text'),
    ]:
        yield Malformed(file, change, (nested % value).encode(), said)


def other_yamls(file: str, nested: str) -> Iterator[Malformed]:
    """Other ways to break the rules of any YAML, and what YAML from others may not have."""
    for change, value, said in [
        ("an alias", "[&x a, *x]", "has a YAML alias"),
        ("a hundred thousand lists in each other", "[" * DEEP, "more than 20 levels"),
        ("a mapping that is not closed", "{a: b", "is not YAML"),
        ("a quote that is not closed", '"a', "is not YAML"),
        ("a value that begins with a backtick", "`a`", "is not YAML"),
        ("a value that begins with @", "@a", "is not YAML"),
        ("a colon too many", "a: b: c", "is not YAML"),
        ("an unknown escape", '"\\q"', "is not YAML"),
        ("a control character", "a\x1b[31m", "has U+001B"),
        ("a C1 control character", '"a\\x9b31m"', "has U+009B"),
        ("a bell", '"a\\a"', "has U+0007"),
        ("text turned round as escape", '"a\\u202eb"', "has U+202E"),
        ("a character without width", "a\u200bb", "has U+200B (zero width space)"),
        ("a line separator", '"a\\u2028b"', "has U+2028"),
        ("an alias to itself", "&x [*x]", "has a YAML alias"),
        ("an unknown alias", "*nothing", "has a YAML alias"),
        ("a Python object", "!!python/object:os.system {}", TAG),
        ("a Python name", "!!python/name:os.system", TAG),
        ("a tag of its own", "!secret a", TAG),
        ("a binary", "!!binary aGVsbG8=", TAG),
        ("a set", "!!set {a, b}", TAG),
        ("a number of 5,000 digits", "9" * 5000, "is not YAML"),
        ("a hundred mappings in each other", "{a: " * 100 + "}" * 100, "more than 20 levels"),
        ("a key that is a list", "{[a]: 2}", "the key of several parts is not text"),
        ("a key that is empty", "{? : 2}", "is not text"),
        ("a merge", "{<<: {a: 1}}", 'the key "<<" is not text'),
    ]:
        yield Malformed(file, change, (nested % value).encode(), said, again=True)
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
        yield Malformed(file, change, text.encode(), said, again=True)
