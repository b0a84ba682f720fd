"""YAML as settings, and the one exception of a failed build: every defect, by file and line."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from reproduction.book.settings import Settings
from reproduction.inputs.defects import Defect, InputError
from reproduction.inputs.models import explained, from_yaml, line_of
from reproduction.inputs.text import load_yaml

S = TypeVar("S", bound=Settings)
UNUSABLE, RAISED = 2, 1
LACKING, INSTEAD = "is not supported by the built-in builder", "a book without it, or Quarto"
# Settings of Quarto that change what a reader reads, and that the builder does not carry out.
# Others are about looks, or about how Quarto works, and pass.
_CHANGES = """
abstract abstract-title brand citation-location cite-method date-format df-print dir doi
fig-cap-location from header-includes html-table-processing include-before-body ipynb-filters
keywords language metadata-file metadata-files number-offset page-header params
reference-location shift-heading-level-by shortcodes tbl-cap-location tbl-colwidths template
variables
"""
CHANGES = frozenset(_CHANGES.split())


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


def read_yaml(
    text: str, kind: type[S], file: str, first_line: int = 1
) -> tuple[S | None, list[Defect]]:
    """Return a YAML mapping as settings of a kind, None where it is wrong, and every defect."""
    node, data, defects = load_yaml(text, file, first_line=first_line)
    if defects:
        return None, defects
    if not isinstance(data, dict):
        return None, [Defect(file, first_line, "not a YAML mapping", "key: value")]
    settings, defects = from_yaml(kind, data, node, file, first_line=first_line, explain=_explained)
    if settings is None:
        return None, defects
    return settings, [
        Defect(file, first_line + line_of(node, place), f"{'.'.join(place)} {LACKING}", INSTEAD)
        for place in _unsupported(settings)
    ]


def _unsupported(settings: Settings, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield where settings have a key that changes what a reader reads and is not carried out."""
    for key in settings.model_extra or ():
        if key in CHANGES:
            yield (*inside, key)
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, Settings):
            yield from _unsupported(value, (*inside, name.replace("_", "-")))


def _explained(error: Mapping[str, Any], kind: type[BaseModel]) -> tuple[str, str]:
    """Return what is wrong and what is expected, for one of pydantic's errors."""
    if error["type"] == "extra_forbidden":
        name = ".".join(str(part) for part in error["loc"])[:60]
        known = " ".join(field.replace("_", "-") for field in kind.model_fields)
        return f"{name} {LACKING}", f"one of {known}" if len(error["loc"]) == 1 else INSTEAD
    problem, expected = explained(error, kind)
    return problem, "a mapping" if error["type"] == "model_type" else expected


def own_file(root: Path, file: Path) -> str | None:
    """Return a file's path relative to the project, or None where it is not a file of it."""
    try:
        file = file.resolve()
        return file.relative_to(root).as_posix() if file.is_file() else None
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name too long, outside
        return None
