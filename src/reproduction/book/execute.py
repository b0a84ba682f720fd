"""Run a chapter's cells and inline expressions in a kernel of its own."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reproduction.book.chapters import Cell, Chapter, Inline
from reproduction.book.errors import RAISED, BookError
from reproduction.book.swap import scratch_folder

COLOUR = re.compile(r"\x1b\[[\d;]*m")
Output = dict[str, Any]
Outputs = list[list[Output]]


@dataclass(frozen=True)
class Runner:
    """How cells are run.

    Attributes:
        folder: given a chapter's path, the folder its cells run in.
        figure_size: default width and height in inches.
        evaluate: whether a cell without ``eval`` runs.
    """

    folder: Callable[[str], Path]
    figure_size: tuple[float, float] = (7, 5)
    evaluate: bool = True


def run_chapters(
    chapters: Sequence[Chapter],
    runner: Runner,
    report: Callable[[str], None],
    known: Callable[[Chapter], Outputs | None] = lambda _: None,
) -> list[Outputs]:
    """Run all chapters, several side by side, and stop at the first error.

    Args:
        chapters: the book's.
        runner: how cells are run.
        report: called with one line for each chapter.
        known: a chapter's outputs where it need not run, else None.

    Returns:
        For each chapter, the outputs of its cells and inline expressions in reading order.

    Raises:
        BookError: if a cell or an expression raises.
    """
    return asyncio.run(_run_all(chapters, runner, report, known))


async def _run_all(
    chapters: Sequence[Chapter],
    runner: Runner,
    report: Callable[[str], None],
    known: Callable[[Chapter], Outputs | None],
) -> list[Outputs]:
    # One more than processors: kernels that start or end are mostly waited for.
    slots = asyncio.Semaphore(min(os.cpu_count() or 1, 4) + 1)
    finished = 0

    async def run(chapter: Chapter) -> Outputs:
        nonlocal finished
        async with slots:
            start = time.monotonic()
            kept = known(chapter)
            outputs = kept if kept is not None else await execute(chapter, runner)
        finished += 1
        took = f"{time.monotonic() - start:.1f} s" if kept is None else "unchanged"
        report(f"[{finished}/{len(chapters)}] {chapter.path} {took}")
        return outputs

    tasks = [asyncio.create_task(run(chapter)) for chapter in chapters]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def execute(chapter: Chapter, runner: Runner) -> Outputs:
    """Run one chapter's code; a chapter without code starts no kernel."""
    steps = [step for part in chapter.parts for step in code_steps(part)]
    if not steps:
        return []
    from reproduction.book import kernel  # here, because a book with nothing to run needs none

    with scratch_folder() as scratch:
        client = kernel.new_client(Path(scratch))
        try:
            await kernel.start(client, runner, chapter.path, Path(scratch))
            return [await run_step(client, step, runner.evaluate) for step in steps]
        finally:
            await to_its_end(kernel.stop(client))


async def to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Wait for work that goes on though the chapter is cancelled, once or twice, meanwhile."""
    task = asyncio.ensure_future(work)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)
    task.result()


def code_steps(part: Any) -> list[Cell | Inline]:
    """The code in a chapter's part."""
    if isinstance(part, Cell):
        return [part]
    return [piece for piece in part if isinstance(piece, Inline)]


async def run_step(client: Any, step: Cell | Inline, evaluate: bool) -> list[Output]:
    """Outputs of a cell, or the value of an inline expression as one output."""
    from reproduction.book import kernel

    outputs: list[Output] = []
    try:
        if isinstance(step, Inline):
            outputs = [await kernel.run_expression(client, step.code)]
        elif step.code and step.options.get("eval", evaluate):
            outputs = await kernel.run_cell(client, step.code)
    except kernel.DeadKernelError:
        raise BookError(f"{step.where}: {step.name} ended its Python", RAISED) from None
    for output in outputs:
        if output.get("output_type") == "error":
            raise BookError(error_message(step, output), RAISED)
    return outputs


def error_message(step: Cell | Inline, output: Output) -> str:
    """One line on what raised, with the traceback below if REPRODUCTION_TRACEBACK is set."""
    message = f"{step.where}: {step.name} raised {output['ename']}: {output['evalue']}"
    if os.environ.get("REPRODUCTION_TRACEBACK") == "1":
        message += "\n" + COLOUR.sub("", "\n".join(output["traceback"]))
    return message
