"""Write the book's files, and find those that are missing."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from reproduction.book import html
from reproduction.book.assemble import Assembly
from reproduction.book.chapters import Chapter
from reproduction.book.config import Config
from reproduction.book.reading import BookError
from reproduction.book.render import LIBRARIES, Rendered
from reproduction.inputs.defects import Defect


def write_html(
    config: Config,
    chapters: Sequence[Chapter],
    made: Sequence[Assembly],
    rendered: Rendered,
    folder: Path,
    *,
    pdf: bool,
) -> None:
    """Write pages, stylesheets, scripts, images, sources and the files that pages link to."""
    for page, text in html.pages(config, chapters, rendered, pdf=pdf).items():
        path = folder / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    linked = (file["path"] for file in rendered.files)
    own = [*config.data.format.html.css, *config.chapters, *linked]
    libraries = rendered.dependencies(*LIBRARIES)
    place_files(config, made, {name: name for name in own} | libraries, folder)


def place_files(
    config: Config, made: Sequence[Assembly], files: Mapping[str, str], folder: Path
) -> None:
    """Write the cells' images and copy files of the project.

    Args:
        config: the project's.
        made: what has the images.
        files: paths in the project by paths in ``folder``.
        folder: where they go.
    """
    for assembly in made:
        for name, content in assembly.images.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for name, origin in files.items():
        source, path = (config.root / origin).resolve(), folder / name
        if source.is_file() and source.is_relative_to(config.root) and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, path)


def missing(
    chapters: Sequence[Chapter], files: Sequence[Mapping[str, str]], folder: Path, expected: str
) -> list[Defect]:
    """Return a defect for each file that chapters name and that is not in a folder."""
    sources = {chapter.path: chapter for chapter in chapters}
    return [
        sources[file["chapter"]].defect(file["token"], f"{file['token']}: no such file", expected)
        for file in files
        if not (folder / file["path"]).exists()
    ]


def check_files(chapters: Sequence[Chapter], rendered: Rendered, folder: Path) -> None:
    """Refuse a book without a file that a page names, be it one that a hook makes."""
    defects = missing(chapters, rendered.files, folder, "it in the project or made by post-render")
    libraries = rendered.dependencies(*LIBRARIES)
    defects += [
        Defect(origin, "", "no such file", "it beside the extension's filter")
        for name, origin in libraries.items()
        if not (folder / name).exists()
    ]
    if defects:
        raise BookError(defects)
