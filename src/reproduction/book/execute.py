"""Run a chapter's cells and inline expressions as one notebook, in a kernel of its own."""

import asyncio
import atexit
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from reproduction.book import commands
from reproduction.book.chapters import Cell, Chapter, Inline
from reproduction.book.config import Config
from reproduction.book.folders import scratch_folder
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
LONGEST_SOCKET = 90  # systems take about 100 bytes for the path of a socket
# What Quarto sets, and what makes two runs give the same SVG.
MATPLOTLIBRC = """\
figure.figsize: {width}, {height}
figure.dpi: 96
savefig.dpi: figure
svg.hashsalt: book
"""
COMMAND = (
    *(sys.executable, "-m", "ipykernel_launcher"),
    "-f",
    "{connection_file}",
    "--InlineBackend.figure_formats={'svg'}",
    "--InlineBackend.print_figure_kwargs={'bbox_inches': 'tight', 'metadata': {'Date': None}}",
)


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
        outputs, is_watched = _execute(config, chapter)
        if not is_watched:
            unwatched.add(chapter.path)
        return outputs, f"{time.monotonic() - start:.1f} s"

    # One more than processors: kernels that start or end are mostly waited for.
    with commands.side_by_side(min(os.cpu_count() or 1, 4) + 1) as pool:
        jobs = {
            pool.submit(run, chapter, kept): chapter
            for chapter, kept in zip(chapters, known, strict=True)
        }
        for finished, job in enumerate(as_completed(jobs), 1):
            progress(f"[{finished}/{len(chapters)}] {jobs[job].path} {job.result()[1]}")
    return [job.result()[0] for job in jobs], unwatched


def _execute(config: Config, chapter: Chapter) -> tuple[Outputs, bool]:
    """Run one chapter's code in a kernel of its own; without code, start none.

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
        client = _new_client(notebook, scratch, stack)
        client.on_cell_start = lambda cell_index, **_: begun.append(cell_index)
        client.on_cell_executed = _refuse_exit
        folder = config.folder_of(chapter.path)
        settings = _environment(config, scratch) | {
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


def _new_client(notebook: Any, scratch: Path, stack: ExitStack) -> Any:
    """Return a client with its sockets in ``scratch``, where their names may be so long.

    Args:
        notebook: what it runs.
        scratch: a folder of its own.
        stack: on it the kernel is watched while it lives.
    """
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    class ThisPython(KernelSpecManager):
        """Offers one kernel: the running interpreter, whatever kernels are installed elsewhere."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(argv=list(COMMAND), display_name=kernel_name, language="python")

    is_short = len(str(scratch)) < LONGEST_SOCKET and os.name != "nt"

    class WithoutHeartbeat(AsyncKernelClient):
        """Asks the kernel's process whether it lives, and not a thread that cannot be stopped."""

        def start_channels(self, *_: Any, **__: Any) -> None:
            super().start_channels(hb=False)

    manager: Any = AsyncKernelManager(
        client_factory=WithoutHeartbeat,
        kernel_spec_manager=ThisPython(),
        connection_file=str(scratch / "kernel.json"),
        transport="ipc" if is_short else "tcp",
    )
    return NotebookClient(
        notebook,
        km=manager,
        timeout=None,
        shutdown_kernel="immediate",
        shell_timeout_interval=1,
        on_notebook_start=lambda **_: stack.enter_context(
            commands.watched(manager.provisioner.process)
        ),
    )


def _environment(config: Config, scratch: Path) -> dict[str, str]:
    """Return a kernel's: what Quarto says, none of the user's IPython and matplotlib settings."""
    width, height = config.option("html", "fig_width", 7), config.option("html", "fig_height", 5)
    settings = scratch / "matplotlibrc"
    settings.write_text(MATPLOTLIBRC.format(width=width, height=height), encoding="utf-8")
    return commands.clean_environment(
        IPYTHONDIR=str(scratch),
        JUPYTER_CONFIG_DIR=str(scratch),
        JUPYTER_RUNTIME_DIR=str(scratch),
        MATPLOTLIBRC=str(settings),
        MPLBACKEND="module://matplotlib_inline.backend_inline",
        MPLCONFIGDIR=str(_usable(config.kept_dir) or scratch),
        QUARTO_PROJECT_ROOT=str(config.root),
    )


def _usable(folder: Path) -> Path | None:
    """Return the folder, made where need be; None where nothing can be kept in it."""
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        if not folder.is_symlink() and os.access(folder, os.W_OK):
            return folder
    return None


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
