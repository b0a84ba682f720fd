"""What is wrong with an input, said in one line for each defect."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong, and where.

    Attributes:
        file: the file, as the user would type it.
        place: where in the file, for example ``row 8, column rfs_months``; may be empty.
        problem: what was found there.
        expected: what should be there, or what to do.
    """

    file: str
    place: str
    problem: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else self.file
        return printable(f"{where}: {self.problem}; expected {self.expected}")


class InputError(Exception):
    """An input file cannot be used. ``defects`` has all that is wrong with it."""

    def __init__(self, defects: Sequence[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__("\n".join(str(defect) for defect in self.defects))


def quoted(value: str, limit: int = 60) -> str:
    """The value in quotes, shortened, for a message."""
    return f'"{value}"' if len(value) <= limit else f'"{value[:limit]}…"'


def printable(text: str) -> str:
    """The text without control characters, which a terminal might obey."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
