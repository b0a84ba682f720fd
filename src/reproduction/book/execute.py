"""Run a chapter's cells and inline expressions in a kernel of its own."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from .chapters import Cell, Chapter, Inline
from .errors import RAISED, BookError
from .swap import scratch_folder

Output = dict[str, Any]
Outputs = list[list[Output]]
Node: Any = nbformat.NotebookNode

# What Quarto sets, and what makes two runs give the same SVG.
MATPLOTLIBRC = """\
figure.figsize: {width}, {height}
figure.dpi: 96
savefig.dpi: figure
svg.hashsalt: book
"""
SETUP = """\
def _svg(figure):
    from IPython.core.pylabtools import print_figure
    return print_figure(figure, fmt="svg", bbox_inches="tight", metadata={"Date": None})
get_ipython().display_formatter.formatters["image/svg+xml"].for_type_by_name(
    "matplotlib.figure", "Figure", _svg)
del _svg
"""
KERNEL_OPTIONS = (
    '--InlineBackend.figure_formats={"svg"}',
    '--InlineBackend.print_figure_kwargs={"bbox_inches": "tight", "metadata": {"Date": None}}',
)
# Where ipykernel says a warning came from: a path that holds its process id.
WARNING_PATH = re.compile(r"\S*ipykernel_\d+\S*?:(\d+): ")


class ThisPython(KernelSpecManager):
    """Offers one kernel: the running interpreter, whatever kernels are installed elsewhere."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel of ``sys.executable``."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(
            argv=[*command, *KERNEL_OPTIONS], display_name=kernel_name, language="python"
        )


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
    slots = asyncio.Semaphore(min(os.cpu_count() or 1, 4))
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
    with scratch_folder() as scratch:
        client = kernel_client(Path(scratch))
        try:
            await start(client, runner, chapter.path, Path(scratch))
            return [await run_step(client, step, runner.evaluate) for step in steps]
        finally:
            await stop(client)


def code_steps(part: Any) -> list[Cell | Inline]:
    """The code in a chapter's part."""
    if isinstance(part, Cell):
        return [part]
    return [piece for piece in part if isinstance(piece, Inline)]


def kernel_client(scratch: Path) -> NotebookClient:
    """A client whose kernel talks through sockets in ``scratch`` and not the network."""
    manager = AsyncKernelManager(
        kernel_spec_manager=ThisPython(),
        connection_file=str(scratch / "kernel.json"),
        transport="tcp" if os.name == "nt" else "ipc",
    )
    return NotebookClient(Node(metadata={}), km=manager, timeout=None, allow_errors=True)


async def start(client: NotebookClient, runner: Runner, path: str, scratch: Path) -> None:
    """Start the kernel, apart from the user's own IPython and matplotlib settings."""
    width, height = runner.figure_size
    settings = scratch / "matplotlibrc"
    settings.write_text(MATPLOTLIBRC.format(width=width, height=height), encoding="utf-8")
    extra = {"IPYTHONDIR": str(scratch), "MATPLOTLIBRC": str(settings)}
    await client.async_start_new_kernel(cwd=str(runner.folder(path)), env={**os.environ, **extra})
    await client.async_start_new_kernel_client()
    await run_cell(client, SETUP)


async def stop(client: NotebookClient) -> None:
    """End the kernel and close its sockets."""
    if client.kc is not None:
        client.kc.stop_channels()
    manager: Any = client.km
    if manager.has_kernel:
        await manager.shutdown_kernel(now=True)


async def run_step(client: NotebookClient, step: Cell | Inline, evaluate: bool) -> list[Output]:
    """Outputs of a cell, or the value of an inline expression as one output."""
    if isinstance(step, Inline):
        outputs = [await run_expression(client, step.code)]
    elif step.code and step.options.get("eval", evaluate):
        outputs = await run_cell(client, step.code)
    else:
        outputs = []
    for output in outputs:
        if output.get("output_type") == "error":
            raise BookError(error_message(step, output), RAISED)
    return outputs


async def run_cell(client: NotebookClient, code: str) -> list[Output]:
    """Run code and collect what it shows."""
    cell = Node(cell_type="code", id="x", source=code, metadata={}, outputs=[])
    client.nb.cells = [cell]
    await client.async_execute_cell(cell, 0)  # with history: without, `;` hides nothing
    return [tidy(dict(output)) for output in cell.outputs]


async def run_expression(client: NotebookClient, code: str) -> Output:
    """Evaluate an expression as Jupyter's user expression, the way Quarto does."""
    channel: Any = client.kc
    message = channel.execute("", user_expressions={"value": code}, store_history=False)
    answer: Any = await client.async_wait_for_reply(message)
    reply = answer["content"]
    value: Output = reply.get("user_expressions", {}).get("value", reply)
    return {**value, "output_type": "error" if value["status"] == "error" else "execute_result"}


def tidy(output: Output) -> Output:
    """Take what changes from run to run out of an output."""
    if output.get("name") == "stderr":
        output["text"] = WARNING_PATH.sub(r"line \1: ", output["text"])
    return output


def error_message(step: Cell | Inline, output: Output) -> str:
    """One line on what raised, with the traceback below if REPRODUCTION_TRACEBACK is set."""
    message = f"{step.where}: {step.name} raised {output['ename']}: {output['evalue']}"
    if os.environ.get("REPRODUCTION_TRACEBACK") == "1":
        message += "\n" + "\n".join(output["traceback"])
    return message
