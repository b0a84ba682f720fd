"""Outputs of chapters that need not run again.

The key covers all that a cell can depend on: the code of every chapter, every other file of the
project, the builder and the installed packages. It never covers a chapter alone, so a book cannot
show what older sources or data gave. Prose is not part of it: editing a sentence runs nothing.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from reproduction.book import commands
from reproduction.book.chapters import Cell, Chapter, Inline
from reproduction.book.config import Config
from reproduction.book.execute import Outputs
from reproduction.inputs.writing import write_whole

HERE = Path(__file__).parent
KEPT_FILE = re.compile(r"[0-9a-f]{64}\.json")


class Cache:
    """Outputs by chapter, in a folder of the project, which anyone may delete."""

    def __init__(self, config: Config, chapters: Sequence[Chapter]) -> None:
        self.folder = config.kept_dir
        shared = _digest(_shared(config, chapters))
        self._names = {c.path: f"{_digest([shared, c.path])}.json" for c in chapters}

    def get(self, chapter: Chapter) -> Outputs | None:
        """Return what the chapter gave when it last ran under the same key, or None."""
        try:
            text = (self.folder / self._names[chapter.path]).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        digest, _, content = text.partition("\n")
        found: Outputs | None = json.loads(content) if digest == _digest([content]) else None
        return found

    def keep(
        self, chapters: Sequence[Chapter], outputs: Sequence[Outputs], unwatched: Collection[str]
    ) -> None:
        """Keep these and nothing else. A folder that cannot be written is no error.

        Args:
            chapters: the book's.
            outputs: what they gave.
            unwatched: chapters, by path, that depend on more than the key covers.
        """
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            if self.folder.is_symlink():
                return
            kept = {self._names[chapter.path] for chapter in chapters} - {
                self._names[path] for path in unwatched
            }
            for chapter, found in zip(chapters, outputs, strict=True):
                if self._names[chapter.path] in kept:
                    text = json.dumps(found)
                    kept_file = self.folder / self._names[chapter.path]
                    write_whole(kept_file, f"{_digest([text])}\n{text}")
            for path in self.folder.iterdir():
                if KEPT_FILE.fullmatch(path.name) and path.name not in kept:
                    path.unlink(missing_ok=True)


def _shared(config: Config, chapters: Sequence[Chapter]) -> Iterator[str]:
    """Yield all that the outputs of any chapter can depend on, as texts."""
    yield from commands.shown_environment()
    yield from (sys.version, str(config.root))
    yield from (repr(config.option("html", name)) for name in ("fig_width", "fig_height", "eval"))
    # numpy-2.4.1.dist-info: packages with their versions, a hundred times faster than by metadata
    yield from sorted(path.name for entry in sys.path for path in Path(entry).glob("*.*-info"))
    for chapter in chapters:
        yield chapter.path
        # A cell may list the chapters by title.
        yield from (line.text for line in chapter.lines if line.text.startswith("# "))
        yield from (_code(step) for step in chapter.code)
    for path in [*_files(config), *sorted(HERE.rglob("*.*"))]:
        if path.is_file() and path.suffix != ".pyc":
            yield f"{path} {_content(path)}"


def _content(path: Path) -> str:
    """Return the file's SHA-256, or why it cannot be read, an error only of a cell that does."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return str(error)


def _code(step: Cell | Inline) -> str:
    return f"{step.code}\n{step.options.eval if isinstance(step, Cell) else 'inline'}"


def _files(config: Config) -> Iterator[Path]:
    """Yield the project's files, but for hidden ones, the book itself and the chapters."""
    for folder, folders, names in os.walk(config.root):
        here = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith((".", "__pycache__")) and here / name != config.output_dir
        )
        yield from (
            here / name
            for name in sorted(names)
            if not name.startswith(".") and not name.endswith(".qmd")
        )


def _digest(texts: Iterator[str] | Sequence[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()
