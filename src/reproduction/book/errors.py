"""The one exception that a failed build raises."""

from collections.abc import Iterable, Sequence

from reproduction.inputs.defects import Defect, InputError
from reproduction.inputs.text import Flaw

UNUSABLE = 2
RAISED = 1


class BookError(InputError):
    """A book that cannot be made, with every reason found.

    Attributes:
        exit_code: 2 when the input cannot be used, 1 when a cell raised, and a
            failed hook's own code.
        traceback: of the code that raised, empty where none did.
    """

    def __init__(
        self, defects: Sequence[Defect], exit_code: int = UNUSABLE, traceback: str = ""
    ) -> None:
        self.exit_code = exit_code
        self.traceback = traceback
        super().__init__(defects)


def located(file: str, flaws: Iterable[Flaw], first_line: int = 1) -> list[Defect]:
    """Flaws of a text that begins on ``first_line`` of a file, as defects."""
    return [
        Defect(file, first_line + max(line, 1) - 1, problem, expected)
        for line, problem, expected in flaws
    ]
