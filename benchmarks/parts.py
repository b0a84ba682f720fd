"""What a cold book is made of, each part alone: hooks, kernels, cells, pandoc, Typst."""

import importlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from reproduction.book.chapters import Cell, Chapter
from reproduction.book.config import read_config
from reproduction.book.execute import Outputs, execute
from reproduction.book.kernels import NEW_KERNEL
from reproduction.book.render import render
from reproduction.book.syntax import Place

# The package has a function of that name.
builder: Any = importlib.import_module("reproduction.book.build")

T = TypeVar("T")


@contextmanager
def silence() -> Iterator[None]:
    """Let commands print nothing."""
    shown, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(shown, 1)
        os.close(shown)
        os.close(nowhere)


def parts(project: Path) -> dict[str, float]:
    """The seconds of each part of the book in ``project``, one after another."""
    config = read_config(project)
    shutil.rmtree(config.kept_dir, ignore_errors=True)
    chapters, how = builder.read_chapters(config), builder.runner(config)
    took: dict[str, float] = {}

    def part(name: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        made = work()
        took[name] = took.get(name, 0.0) + time.perf_counter() - start
        return made

    def run(chapter: Chapter) -> Outputs:
        return execute(chapter, how, NEW_KERNEL)

    with tempfile.TemporaryDirectory() as folder, silence():
        for hook in ("pre-render", "post-render"):
            part("hooks", partial(builder.run_hooks, config, hook, Path(folder)))
    idle = Chapter("index.qmd", (Cell(Place("", 0), "pass"),), ())
    outputs = []
    for chapter in chapters:
        outputs.append(part("cells", partial(run, chapter)))
        if outputs[-1]:
            part("kernels", partial(run, idle))
    took["cells"] -= took["kernels"]
    pages = builder.assembled(config, chapters, outputs, "html")
    texts = [page.text for page in pages]
    part("pandoc, HTML", lambda: render("html", config, chapters, texts))
    part("pandoc, Typst", lambda: builder.printed(config, chapters, outputs))
    return took
