"""Defects of inputs: what is wrong, where, and what was expected, one line each."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

SHOWN = 50
"""Maximum number of defects that are shown."""


class Cell(NamedTuple):
    """A cell of a table, or a row of it where ``column`` is empty; the header is row 1."""

    row: int
    column: str = ""

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}" if self.column else f"row {self.row}"


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong, and where.

    Attributes:
        file: the file, as the user would type it.
        place: where in the file: a line, a cell, or text; may be empty.
        problem: what was found there.
        expected: what should be there, or what to do; may be empty.
    """

    file: str
    place: int | str | Cell
    problem: str
    expected: str

    @property
    def row(self) -> int:
        """The row of a table; 0 elsewhere. Defects of several rules can be sorted by it."""
        return self.place.row if isinstance(self.place, Cell) else 0

    def __str__(self) -> str:
        between = ":" if isinstance(self.place, int) else ": "
        where = f"{self.file}{between}{self.place}" if self.place else self.file
        expected = f"; expected {self.expected}" if self.expected else ""
        return printable(f"{where}: {self.problem}{expected}")


class InputError(Exception):
    """An input file cannot be used. ``defects`` has all that is wrong with it."""

    def __init__(self, defects: Sequence[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__("\n".join(listed(self.defects)))


def all_loaded(*loaders: Callable[[], Any]) -> list[Any]:
    """Return what each loader returns.

    Raises:
        InputError: with what is wrong for all of them at once.
    """
    loaded: list[Any] = []
    defects: list[Defect] = []
    for loader in loaders:
        try:
            loaded.append(loader())
        except InputError as error:
            defects.extend(error.defects)
    if defects:
        raise InputError(list(dict.fromkeys(defects)))
    return loaded


def listed(defects: Sequence[object]) -> list[str]:
    """Return the first defects for a terminal, one a line, and how many more there are."""
    lines = [printable(line) for defect in defects[:SHOWN] for line in str(defect).split("\n")]
    more = len(defects) - SHOWN
    return [*lines, f"and {more:,} more"] if more > 0 else lines


def inside(folder: Path, path: Path) -> str | None:
    """Return the path relative to a folder that it is in, links followed; None elsewhere."""
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except (OSError, RuntimeError, ValueError):  # links in a circle; elsewhere
        return None


def shown(path: Path) -> str:
    """Return the path as the user would type it: relative to the working folder if it is in it."""
    return inside(Path.cwd(), path) or str(path)


def quoted(value: str, limit: int = 60) -> str:
    """Return the value in quotes, shortened, for a message."""
    return f'"{value}"' if len(value) <= limit else f'"{value[:limit]}…"'


def printable(text: str) -> str:
    """Return the text with control and other hidden characters written as escapes."""
    return "".join(c if _is_shown(c) else c.encode("unicode_escape").decode() for c in text)


def _is_shown(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"  # a kind of space
