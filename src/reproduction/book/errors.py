"""The one exception that a failed build raises."""

from collections.abc import Sequence

from reproduction.inputs.defects import Defect, InputError

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
