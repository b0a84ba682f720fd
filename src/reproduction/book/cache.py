"""Outputs of chapters that need not run again.

The key covers all that a cell can depend on: the code of every chapter, every other file of the
project, the builder and the installed packages. It never covers a chapter alone, so a book cannot
show what older sources or data gave. Prose is not part of it: editing a sentence runs nothing.
"""

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from reproduction.book import commands
from reproduction.book.chapters import Cell, Chapter, Inline
from reproduction.book.config import Config
from reproduction.book.execute import Outputs
from reproduction.inputs.kept import digest
from reproduction.inputs.writing import write_whole

HERE = Path(__file__).parent
KEPT_FILE = re.compile(r"[0-9a-f]{64}\.json")


class Cache:
    """Outputs by chapter, in a folder of the project, which anyone may delete."""

    def __init__(self, config: Config, chapters: Sequence[Chapter]) -> None:
        self.folder = config.kept_dir
        files = [*_files(config), *HERE.rglob("*.*")]
        shared = digest(_shared(config, chapters), files)
        self._names = {c.path: f"{_sha256(shared + c.path)}.json" for c in chapters}

    def get(self, chapter: Chapter) -> Outputs | None:
        """Return what the chapter gave when it last ran under the same key, or None."""
        try:
            text = (self.folder / self._names[chapter.path]).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        said, _, content = text.partition("\n")
        found: Outputs | None = json.loads(content) if said == _sha256(content) else None
        return found

    def keep(self, outputs: Sequence[Outputs], unwatched: Collection[str]) -> None:
        """Keep these and nothing else. A folder that cannot be written is no error.

        Args:
            outputs: what each chapter gave.
            unwatched: chapters, by path, that depend on more than the key covers.
        """
        kept = {
            name: json.dumps(found)
            for (path, name), found in zip(self._names.items(), outputs, strict=True)
            if path not in unwatched
        }
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            if self.folder.is_symlink():
                return
            for name, text in kept.items():
                write_whole(self.folder / name, f"{_sha256(text)}\n{text}")
            for path in self.folder.iterdir():
                if KEPT_FILE.fullmatch(path.name) and path.name not in kept:
                    path.unlink(missing_ok=True)


def _shared(config: Config, chapters: Sequence[Chapter]) -> Iterator[str]:
    """Yield what the outputs of any chapter can depend on, beside files and packages."""
    yield from commands.shown_environment()
    yield str(config.root)
    yield from (repr(config.option("html", name)) for name in ("fig_width", "fig_height", "eval"))
    for chapter in chapters:
        yield chapter.path
        # A cell may list the chapters by title.
        yield from (line.text for line in chapter.lines if line.text.startswith("# "))
        yield from (_code(step) for step in chapter.code)


def _code(step: Cell | Inline) -> str:
    return f"{step.code}\n{step.options.eval if isinstance(step, Cell) else 'inline'}"


def _files(config: Config) -> Iterator[Path]:
    """Yield the project's files, but for hidden ones, the book itself and the chapters."""
    for folder, folders, names in os.walk(config.root):
        here = Path(folder)
        folders[:] = [
            name
            for name in folders
            if not name.startswith((".", "__pycache__")) and here / name != config.output_dir
        ]
        yield from (here / name for name in names if not re.search(r"^\.|\.qmd$", name))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
