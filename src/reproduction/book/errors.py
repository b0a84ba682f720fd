"""The one exception that a failed build raises."""

from __future__ import annotations

from collections.abc import Sequence

UNUSABLE = 2
RAISED = 1


class BookError(Exception):
    """A book that cannot be made, with every reason found.

    Attributes:
        defects: one line each, ``file:line: what; expected …``.
        exit_code: 2 when the input cannot be used, 1 when a cell raised, and a
            failed hook's own code.
    """

    def __init__(self, defects: Sequence[str] | str, exit_code: int = UNUSABLE) -> None:
        self.defects = [defects] if isinstance(defects, str) else list(defects)
        self.exit_code = exit_code
        super().__init__("\n".join(self.defects))
