"""Outputs of chapters that need not run again.

The key covers all that a cell can depend on: the code of every chapter, every other file of the
project, the builder and the installed packages. It never covers a chapter alone, so a book cannot
show what older sources or data gave. Prose is not part of it: editing a sentence runs nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reproduction.book.chapters import Cell, Chapter, Inline
from reproduction.book.config import Config
from reproduction.book.execute import Outputs, Runner, code_steps

HERE = Path(__file__).parent


class Cache:
    """Outputs by chapter, and texts that pandoc has read, in a folder of the project.

    Attributes:
        folder: where they are; anyone may delete it.
        keys: what the outputs of each chapter, by path, depend on, in short.
    """

    def __init__(self, config: Config, chapters: Sequence[Chapter], runner: Runner) -> None:
        self.folder = config.kept_dir
        shared = _digest(_shared(config, chapters, runner))
        self.keys = {chapter.path: _digest([shared, chapter.path]) for chapter in chapters}

    def get(self, chapter: Chapter) -> Outputs | None:
        """What the chapter gave when it last ran under the same key, or None."""
        try:
            found: Outputs = json.loads(self._file(chapter).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found

    def keep(
        self, chapters: Sequence[Chapter], outputs: Sequence[Outputs], parsed: Mapping[str, str]
    ) -> None:
        """Keep these and nothing else. A folder that cannot be written is no error.

        Args:
            chapters: the book's.
            outputs: what they gave.
            parsed: of `reproduction.book.render.Rendered`.
        """
        texts = {self._file(c): json.dumps(o) for c, o in zip(chapters, outputs, strict=True)}
        texts |= {self.folder / name: text for name, text in parsed.items()}
        try:
            self.folder.mkdir(exist_ok=True)
            for path, text in texts.items():
                if text:
                    _write(path, text)
            for path in self.folder.iterdir():
                if path not in texts:
                    path.unlink(missing_ok=True)
        except OSError:
            return

    def _file(self, chapter: Chapter) -> Path:
        return self.folder / f"{self.keys[chapter.path]}.json"


def _shared(config: Config, chapters: Sequence[Chapter], runner: Runner) -> Iterator[str]:
    """All that the outputs of any chapter can depend on, as texts."""
    yield from (sys.version, str(config.root), repr(runner.figure_size), repr(runner.evaluate))
    # numpy-2.4.1.dist-info: packages with their versions, a hundred times faster than by metadata
    yield from sorted(path.name for entry in sys.path for path in Path(entry).glob("*.*-info"))
    for chapter in chapters:
        yield chapter.path
        # A cell may list the chapters by title.
        yield from (line.text for line in chapter.lines if line.text.startswith("# "))
        yield from (_code(step) for part in chapter.parts for step in code_steps(part))
    for path in [*_files(config), *sorted(HERE.iterdir())]:
        if path.is_file():
            yield f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _code(step: Cell | Inline) -> str:
    return f"{step.code}\n{step.options if isinstance(step, Cell) else 'inline'}"


def _files(config: Config) -> Iterator[Path]:
    """The project's files, but for hidden ones, the book itself and the chapters."""
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


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all, whatever else writes it."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
