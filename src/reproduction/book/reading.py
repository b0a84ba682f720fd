"""YAML as settings: every defect at once, by file and line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from reproduction.book.settings import CHANGES, Settings
from reproduction.inputs.defects import Defect
from reproduction.inputs.text import load_yaml

S = TypeVar("S", bound=Settings)


def read_yaml(
    text: str, kind: type[S], file: str, first_line: int = 1
) -> tuple[S | None, list[Defect]]:
    """A YAML mapping as settings of a kind, None where it is wrong, and every defect in it."""
    node, data, defects = load_yaml(text, file, first_line=first_line)
    if defects:
        return None, defects
    if not isinstance(data, dict):
        return None, [Defect(file, first_line, "not a YAML mapping", "key: value")]
    try:
        settings = kind.model_validate(data)
    except ValidationError as error:
        found = [(first_line + _line_of(node, each["loc"]), each) for each in error.errors()]
        found.sort(key=lambda pair: pair[0])
        return None, [Defect(file, line, *_explained(each, kind)) for line, each in found]
    return settings, [
        Defect(
            file,
            first_line + _line_of(node, place),
            f"{'.'.join(place)} is not supported by the built-in builder",
            "a book without it, or Quarto",
        )
        for place in _unsupported(settings)
    ]


def _unsupported(settings: Settings, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where settings have a key that changes what a reader reads and is not carried out."""
    for key in settings.model_extra or ():
        if key in CHANGES:
            yield (*inside, key)
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, Settings):
            yield from _unsupported(value, (*inside, name.replace("_", "-")))


def _explained(problem: Any, kind: type[Settings]) -> tuple[str, str]:
    """What is wrong and what is expected, for one of pydantic's problems."""
    name = ".".join(str(part) for part in problem["loc"] if isinstance(part, str))[:60]
    if problem["type"] == "missing":
        return f"{name} is missing", "a value"
    if problem["type"] == "extra_forbidden":
        known = " ".join(field.replace("_", "-") for field in kind.model_fields)
        expected = f"one of {known}" if len(problem["loc"]) == 1 else "a book without it, or Quarto"
        return f"{name} is not supported by the built-in builder", expected
    if problem["type"] == "value_error":
        expected = str(problem["ctx"]["error"])
    else:
        expected = "a mapping" if problem["type"] == "model_type" else "a single value"
    return f"{name} is {repr(problem['input'])[:60]}", expected


def _line_of(node: Any, place: Sequence[object]) -> int:
    """The line, from 0, of a key or an item, or of what of its place there is."""
    line = 0
    for part in place:
        pairs = node.value if isinstance(node.value, list) else []
        if isinstance(part, int):
            if len(pairs) <= part or isinstance(pairs[part], tuple):
                continue  # one value where a list may be
            node = pairs[part]
            line = node.start_mark.line
        else:
            found = [pair for pair in pairs if isinstance(pair, tuple) and pair[0].value == part]
            if not found:
                break
            line, node = found[0][0].start_mark.line, found[0][1]
    return int(line)


def own_file(root: Path, file: Path) -> str | None:
    """A file's path relative to the project, or None where it is not a file of it."""
    try:
        file = file.resolve()
        return file.relative_to(root).as_posix() if file.is_file() else None
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name too long, outside
        return None
