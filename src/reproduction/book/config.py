"""Read and check ``_quarto.yml`` and other YAML: every defect at once, by file and line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import ValidationError

from reproduction.book.errors import BookError, located
from reproduction.book.settings import CHANGES, QuartoYml, Settings
from reproduction.inputs.defects import Defect
from reproduction.inputs.text import load_yaml, read

CONFIG = "_quarto.yml"
KEPT = ".book-cache"
S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class Config:
    """A checked ``_quarto.yml`` in ``root``, the project's folder."""

    root: Path
    data: QuartoYml

    @property
    def chapters(self) -> tuple[str, ...]:
        """Paths of chapters and appendices in reading order, relative to ``root``."""
        return (*self.data.book.chapters, *self.data.book.appendices)

    @property
    def appendices(self) -> frozenset[str]:
        """Those of ``chapters`` that are appendices."""
        return frozenset(self.data.book.appendices)

    @property
    def output_dir(self) -> Path:
        """Where the book goes unless the caller says otherwise."""
        return self.root / self.data.project.output_dir

    @property
    def kept_dir(self) -> Path:
        """Where the builder keeps what the next build may use; anyone may delete it."""
        return self.root / KEPT

    @property
    def pdf_name(self) -> str:
        """The PDF's file name: ``book.output-file``, or the title as Quarto shortens it."""
        name = self.data.book.output_file or re.sub(r"\W+", "-", self.data.book.title)
        return f"{name.removesuffix('.pdf').strip('-') or 'book'}.pdf"

    def option(self, fmt: str, name: str, default: Any = None) -> Any:
        """A setting of ``html`` or ``typst``, else the book's, else ``execute``'s."""
        places = (getattr(self.data.format, fmt), self.data, self.data.execute)
        said = (getattr(place, name) for place in places)
        return next((value for value in said if value is not None), default)


def read_config(root: Path) -> Config:
    """Read and check the project's ``_quarto.yml``.

    Raises:
        BookError: with every wrong value, setting that the builder lacks and missing file.
    """
    path = root / CONFIG
    if not path.is_file():
        raise BookError([Defect(CONFIG, "", f"no such file in {root}", "a Quarto book project")])
    text, flaws = read(path)
    if flaws:
        raise BookError(located(CONFIG, flaws))
    data, defects = read_yaml(text, QuartoYml, CONFIG)
    if data is not None:
        defects += missing_files(root, data, text)
    if data is None or defects:
        raise BookError(defects)
    return Config(root, data)


def read_yaml(
    text: str, kind: type[S], file: str, first_line: int = 1
) -> tuple[S | None, list[Defect]]:
    """A YAML mapping as settings of a kind, None where it is wrong, and every defect in it."""
    node, data, flaws = load_yaml(text)
    if flaws:
        return None, located(file, flaws, first_line)
    if not isinstance(data, dict):
        return None, [Defect(file, first_line, "not a YAML mapping", "key: value")]
    try:
        settings = kind.model_validate(data)
    except ValidationError as error:
        problems = error.errors()
        return None, [
            Defect(file, first_line + line_of(node, p["loc"]), *explained(p, kind))
            for p in problems
        ]
    return settings, [
        Defect(file, first_line + line_of(node, place), f"{'.'.join(place)} is not supported by "
               "the built-in builder", "a book without it, or Quarto")
        for place in unsupported(settings)
    ]  # fmt: skip


def unsupported(settings: Settings, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where settings have a key that changes what a reader reads and is not carried out."""
    for key in settings.model_extra or ():
        if key in CHANGES:
            yield (*inside, key)
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, Settings):
            yield from unsupported(value, (*inside, name.replace("_", "-")))


def explained(problem: Any, kind: type[Settings]) -> tuple[str, str]:
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


def line_of(node: Any, place: Sequence[object]) -> int:
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


def missing_files(root: Path, data: QuartoYml, text: str) -> Iterator[Defect]:
    """Chapters and other files that are not there, or not in the project."""
    html, folder = data.format.html, data.project.output_dir
    chapters = [*data.book.chapters, *data.book.appendices]
    others = [*data.bibliography, *([data.csl] if data.csl else []), *html.css,
              *html.include_in_header, *html.include_after_body]  # fmt: skip
    if chapters[:1] != ["index.qmd"]:
        first = chapters[0] if chapters else "missing"
        yield Defect(CONFIG, 1, f"the first chapter is {first}", "index.qmd")
    for item in [*chapters, *others, folder]:
        number = next((n for n, t in enumerate(text.splitlines(), 1) if item in t), 1)
        path = PurePosixPath(item)
        if path.is_absolute() or ".." in path.parts or str(path) != item:
            yield Defect(CONFIG, number, item, "a path in the project, without .. or ./")
        elif item != folder and not own_file(root, root / item):
            yield Defect(CONFIG, number, f"{item}: no such file", "one in the project")
        elif item in chapters and (not item.endswith(".qmd") or chapters.count(item) > 1):
            yield Defect(CONFIG, number, f"chapter {item}", "a .qmd file, once")
        elif item.startswith(f"{folder}/"):
            yield Defect(CONFIG, number, f"{item} is in the output folder", "it elsewhere")
        elif item in others:
            yield from located(item, read(root / item)[1])


def own_file(root: Path, file: Path) -> str | None:
    """A file's path relative to the project, or None where it is not a file of it."""
    try:
        file = file.resolve()
        return file.relative_to(root).as_posix() if file.is_file() else None
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name too long, outside
        return None
