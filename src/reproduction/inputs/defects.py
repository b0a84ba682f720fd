"""What is wrong with an input, said in one line for each defect."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 50
"""Of a file with more defects, so many are shown."""


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong, and where.

    Attributes:
        file: the file, as the user would type it.
        place: where in the file: a line number, or text such as ``row 8, column rfs_months``,
            which may be empty.
        problem: what was found there.
        expected: what should be there, or what to do.
    """

    file: str
    place: int | str
    problem: str
    expected: str

    def __str__(self) -> str:
        where = self.file
        if self.place:
            where += f":{self.place}" if isinstance(self.place, int) else f": {self.place}"
        return printable(f"{where}: {self.problem}; expected {self.expected}")


class InputError(Exception):
    """An input file cannot be used. ``defects`` has all that is wrong with it."""

    def __init__(self, defects: Sequence[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__("\n".join(listed(self.defects)))


def listed(defects: Sequence[object]) -> list[str]:
    """The defects for a terminal, a line each; of many only the first, and how many more."""
    lines = [printable(line) for defect in defects[:SHOWN] for line in str(defect).split("\n")]
    more = len(defects) - SHOWN
    return [*lines, f"and {more:,} more"] if more > 0 else lines


def quoted(value: str, limit: int = 60) -> str:
    """The value in quotes, shortened, for a message."""
    return f'"{value}"' if len(value) <= limit else f'"{value[:limit]}…"'


def printable(text: str) -> str:
    """The text without control characters, which a terminal might obey, and other hidden ones."""
    return "".join(c if _is_shown(c) else c.encode("unicode_escape").decode() for c in text)


def _is_shown(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"  # a kind of space
