"""Read and check ``_quarto.yml`` and other YAML: every defect at once, by file and line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from reproduction.book.reading import own_file, read_yaml
from reproduction.book.settings import FileNames, QuartoYml, Settings
from reproduction.book.syntax import Place
from reproduction.inputs.defects import Defect
from reproduction.inputs.kept import FOLDER
from reproduction.inputs.text import read

CONFIG = "_quarto.yml"
# What a page would load from elsewhere, which its policy forbids.
REMOTE = re.compile(
    r"""<(?:script|link|img|iframe|object|embed|video|audio|source)\b[^>]*?"""
    r"""\s(?:src|href|data)=["']?((?:https?:)?//[^"'\s>]+)"""
)


class _Contributes(Settings):
    """What an extension brings."""

    filters: FileNames = ()


class _Extension(Settings):
    """``_extension.yml``."""

    contributes: _Contributes = _Contributes()


@dataclass(frozen=True)
class Config:
    """A checked ``_quarto.yml`` in ``root``, the project's folder, and its extensions' filters.

    ``filters`` are paths, relative to ``root``.
    """

    root: Path
    data: QuartoYml
    filters: tuple[PurePosixPath, ...] = ()

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
        return self.root / FOLDER

    @property
    def pdf_name(self) -> str:
        """The PDF's file name: ``book.output-file``, or the title as Quarto shortens it."""
        name = self.data.book.output_file or re.sub(r"\W+", "-", self.data.book.title)
        return f"{name.removesuffix('.pdf').strip('-') or 'book'}.pdf"

    def folder_of(self, chapter: str) -> Path:
        """Return the folder that a chapter's cells run in."""
        at_root = self.data.project.execute_dir == "project"
        return self.root if at_root else (self.root / chapter).parent

    def option(self, fmt: str, name: str, default: Any = None, *nearer: Settings) -> Any:
        """Return a setting of ``html`` or ``typst``, else the book's, else ``execute``'s.

        Where ``nearer`` settings, such as a cell's own, have it, the first of them decides.
        """
        places = (*nearer, getattr(self.data.format, fmt), self.data, self.data.execute)
        said = (getattr(place, name) for place in places)
        return next((value for value in said if value is not None), default)


def checked_config(root: Path) -> tuple[Config | None, list[Defect]]:
    """Return ``_quarto.yml``, None where it has no settings to go by, and what is wrong.

    That is every wrong value, setting that the builder lacks and missing file.
    """
    path = root / CONFIG
    if not path.is_file():
        return None, [Defect(CONFIG, "", f"no such file in {root}", "a Quarto book project")]
    text, defects = read(path, CONFIG)
    if defects:
        return None, defects
    data, defects = read_yaml(text, QuartoYml, CONFIG)
    if data is None:
        return None, defects
    filters: list[PurePosixPath] = []
    defects += _missing_files(root, data, text)
    for name in data.filters:
        found, more = _extension(root, name, Place(CONFIG, _line_with(text, name)))
        filters += found
        defects += more
    return Config(root, data, tuple(filters)), defects


def _extension(root: Path, name: str, place: Place) -> tuple[list[PurePosixPath], list[Defect]]:
    """Return the filters of an extension, and what is wrong with it.

    Args:
        root: the project's folder.
        name: the extension's.
        place: where it is named.
    """
    folder = PurePosixPath("_extensions", name)
    description = str(folder / "_extension.yml")
    if not own_file(root, root / description):
        return [], [place.defect(f"filter {name}: no {description}", "an extension's name")]
    text, defects = read(root / description, description)
    if defects:
        return [], defects
    extension, defects = read_yaml(text, _Extension, description)
    files = extension.contributes.filters if extension else ()
    for file in files:
        if not own_file(root, root / folder / file):
            defects.append(Defect(description, "", f"{file}: no such file", "a filter"))
    if not files and not defects:
        defects.append(Defect(description, "", "contributes no filters", "a filter"))
    return [folder / file for file in files], defects


def _missing_files(root: Path, data: QuartoYml, text: str) -> Iterator[Defect]:
    """Yield chapters and other files that are not there, or not in the project."""
    html, folder = data.format.html, data.project.output_dir
    chapters = [*data.book.chapters, *data.book.appendices]
    others = [
        *data.bibliography,
        *([data.csl] if data.csl else []),
        *html.css,
        *html.include_in_header,
        *html.include_after_body,
    ]
    if chapters[:1] != ["index.qmd"]:
        first = chapters[0] if chapters else "missing"
        yield Defect(CONFIG, 1, f"the first chapter is {first}", "index.qmd")
    for item in [*chapters, *others, folder]:
        number = _line_with(text, item)
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
            content, defects = read(root / item, item)
            yield from defects
            if item in (*html.include_in_header, *html.include_after_body):
                for address in REMOTE.findall(content):
                    line = _line_with(content, address)
                    yield Defect(item, line, f"loads {address[:80]}", "a file of the project")


def _line_with(text: str, item: str) -> int:
    """Return the first line that holds the item, from 1; 1 where none does."""
    return next((n for n, line in enumerate(text.splitlines(), 1) if item in line), 1)
