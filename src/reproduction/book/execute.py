"""Run a chapter's cells and inline expressions as one notebook, in a kernel of its own."""

import asyncio
import atexit
import os
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from reproduction.book import commands
from reproduction.book.chapters import Cell, Chapter, Inline
from reproduction.book.config import Config
from reproduction.book.folders import scratch_folder
from reproduction.book.kernels import environment, kernel_command, new_client
from reproduction.book.reading import RAISED, BookError
from reproduction.inputs.defects import Defect

Output = dict[str, Any]
Outputs = list[list[Output]]

IN_KERNEL = Path(__file__).with_name("in_kernel.py")
# Fonts, time zones and the like, which belong to the machine.
SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr", "/lib", "/System", "/Library")
# Where ipykernel says a warning came from: a path that holds its process id.
WARNING_PATH = re.compile(r"\S*ipykernel_\d+\S*?:(\d+): ")
# And other commands to a terminal, such as those for links.
COLOUR = re.compile(r"\x1b(?:\[[\d;:?]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\))")


def run_chapters(
    config: Config,
    chapters: Sequence[Chapter],
    known: Sequence[Outputs | None],
    progress: Callable[[str], None],
) -> tuple[list[Outputs], set[str]]:
    """Run all chapters, several side by side, and stop at the first error.

    Args:
        config: says how cells are run.
        chapters: the book's.
        known: each chapter's outputs where it need not run, else None.
        progress: called with one line for each chapter.

    Returns:
        For each chapter, the outputs of its cells and inline expressions in reading order; and
        which chapters, by path, turned out to read what the cache does not watch.

    Raises:
        BookError: if a cell or an expression raises.
    """

    unwatched: set[str] = set()

    def run(chapter: Chapter, kept: Outputs | None) -> tuple[Outputs, str]:
        if kept is not None:
            return kept, "unchanged"
        start = time.monotonic()
        outputs, is_watched = _execute(config, chapter, command)
        if not is_watched:
            unwatched.add(chapter.path)
        return outputs, f"{time.monotonic() - start:.1f} s"

    pairs = list(zip(chapters, known, strict=True))
    to_run = [chapter for chapter, kept in pairs if chapter.code and kept is None]
    # One more than processors: kernels that start or end are mostly waited for.
    with (
        scratch_folder() as scratch,
        commands.side_by_side(min(os.cpu_count() or 1, 4) + 1) as pool,
        kernel_command(scratch, to_run, config) as command,
    ):
        jobs = {pool.submit(run, chapter, kept): chapter for chapter, kept in pairs}
        for finished, job in enumerate(as_completed(jobs), 1):
            progress(f"[{finished}/{len(chapters)}] {jobs[job].path} {job.result()[1]}")
    return [job.result()[0] for job in jobs], unwatched


def _execute(config: Config, chapter: Chapter, command: Sequence[str]) -> tuple[Outputs, bool]:
    """Run one chapter's code in a kernel that a command starts; without code, start none.

    Returns:
        The outputs, and True if the code read only what the cache watches.
    """
    steps = chapter.code
    if not steps:
        return [], True
    # Here, because these packages take a fifth of a second, and an unchanged book needs none.
    from nbclient.exceptions import CellExecutionError, DeadKernelError
    from nbformat import NotebookNode

    node: Any = NotebookNode
    evaluate = config.option("html", "eval", True)
    sources = [IN_KERNEL.read_text("utf-8"), *(_source(step, evaluate) for step in steps)]
    cells = [
        node(cell_type="code", id="x", source=text, metadata={}, outputs=[]) for text in sources
    ]
    notebook = node(metadata={}, cells=cells)
    begun: list[int] = []
    with scratch_folder() as scratch, ExitStack() as stack:
        client = new_client(notebook, scratch, command, stack)
        client.on_cell_start = lambda cell_index, **_: begun.append(cell_index)
        client.on_cell_executed = _refuse_exit
        folder = config.folder_of(chapter.path)
        settings = environment(config, scratch) | {
            "BOOK_READS": str(scratch / "reads"),
            "QUARTO_DOCUMENT_PATH": str((config.root / chapter.path).parent),
            "QUARTO_DOCUMENT_FILE": Path(chapter.path).name,
        }
        try:
            asyncio.run(client.async_execute(cleanup_kc=True, cwd=str(folder), env=settings))
        except CellExecutionError as error:
            step = steps[begun[-1] - 1]
            defect = step.place.defect(f"{step.name} raised {error.ename}: {error.evalue}")
            raise BookError([defect], RAISED, COLOUR.sub("", error.traceback)) from None
        except DeadKernelError:
            step = steps[max(begun[-1] - 1, 0)] if begun else steps[0]
            defect = step.place.defect(f"{step.name} ended its Python")
            raise BookError([defect], RAISED) from None
        except (RuntimeError, OSError) as error:
            defect = Defect(chapter.path, "", f"no Python kernel ({error})", "ipykernel")
            raise BookError([defect], RAISED) from None
        finally:  # nbclient leaves this behind where it is interrupted while a kernel starts
            atexit.unregister(client._cleanup_kernel)
        is_watched = not _reads_elsewhere(scratch / "reads", config)
    outputs = [[_tidy(dict(output)) for output in cell.outputs] for cell in notebook.cells[1:]]
    return outputs, is_watched


def _refuse_exit(execute_reply: Any, **_: Any) -> None:
    """Stop after ``exit()``, which asks for an end and raises nothing."""
    from nbclient.exceptions import DeadKernelError

    if any(each["source"] == "ask_exit" for each in execute_reply["content"].get("payload", ())):
        raise DeadKernelError("exit()")


def _reads_elsewhere(reads: Path, config: Config) -> bool:
    """Return True if code read what the cache does not watch: it has to run in each build."""
    watched = (config.kept_dir, reads.parent, *map(Path, SYSTEM))
    for name in filter(None, os.fsdecode(reads.read_bytes()).split("\0")):
        path = Path(name)
        if not path.is_absolute():  # an event: another program, or the network
            return True
        if not path.exists() or any(path.is_relative_to(folder) for folder in watched):
            continue
        inside = path.relative_to(config.root) if path.is_relative_to(config.root) else None
        if inside is None or any(part.startswith(".") for part in inside.parts):
            return True
    return False


def _source(step: Cell | Inline, evaluate: bool) -> str:
    """Return the code that is run for a cell or an expression, empty where it does not run."""
    if isinstance(step, Inline) or (evaluate if step.options.eval is None else step.options.eval):
        return step.code
    return ""


def _tidy(output: Output) -> Output:
    """Take what changes from run to run out of an output."""
    if output.get("name") == "stderr":
        output["text"] = WARNING_PATH.sub(r"line \1: ", output["text"])
    return output
