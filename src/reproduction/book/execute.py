"""Run a chapter's cells and inline expressions as one notebook, in a kernel of its own."""

import ast
import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reproduction.book import commands
from reproduction.book.chapters import Cell, Chapter, Inline
from reproduction.book.environment import clean
from reproduction.book.errors import RAISED, BookError
from reproduction.book.folders import scratch_folder
from reproduction.inputs.defects import Defect

Output = dict[str, Any]
Outputs = list[list[Output]]

IN_KERNEL = Path(__file__).with_name("in_kernel.py")
WARM = Path(__file__).with_name("warm.py")
# Fonts, time zones and the like, which belong to the machine.
SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr", "/lib", "/System", "/Library")
LONGEST_SOCKET = 90  # systems take about 100 bytes for the path of a socket
# What Quarto sets, and what makes two runs give the same SVG.
MATPLOTLIBRC = """\
figure.figsize: {width}, {height}
figure.dpi: 96
savefig.dpi: figure
svg.hashsalt: book
"""
OPTIONS = (
    "-f", "{connection_file}", "--InlineBackend.figure_formats={'svg'}",
    "--InlineBackend.print_figure_kwargs={'bbox_inches': 'tight', 'metadata': {'Date': None}}",
)  # fmt: skip
NEW_KERNEL = (sys.executable, "-m", "ipykernel_launcher", *OPTIONS)
# Where ipykernel says a warning came from: a path that holds its process id.
WARNING_PATH = re.compile(r"\S*ipykernel_\d+\S*?:(\d+): ")
COLOUR = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")  # and other commands to a terminal


@dataclass(frozen=True)
class Runner:
    """How cells are run.

    Attributes:
        root: the project's folder.
        kept: a folder for what the next build may use; it need not exist.
        folder: given a chapter's path, the folder its cells run in.
        figure_size: default width and height in inches.
        evaluate: whether a cell without ``eval`` runs.
        unwatched: chapters that turned out to read what the cache does not watch.
    """

    root: Path
    kept: Path
    folder: Callable[[str], Path]
    figure_size: tuple[float, float] = (7, 5)
    evaluate: bool = True
    unwatched: set[str] = field(default_factory=set)


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

    def run(chapter: Chapter) -> tuple[Outputs, str]:
        start = time.monotonic()
        kept = known(chapter)
        if kept is not None:
            return kept, "unchanged"
        return execute(chapter, runner, command), f"{time.monotonic() - start:.1f} s"

    to_run = [chapter for chapter in chapters if chapter.code and known(chapter) is None]
    # One more than processors: kernels that start or end are mostly waited for.
    with (
        scratch_folder() as scratch,
        commands.side_by_side(min(os.cpu_count() or 1, 4) + 1) as pool,
        kernel_command(scratch, to_run, runner) as command,
    ):
        jobs = {pool.submit(run, chapter): chapter for chapter in chapters}
        for finished, job in enumerate(as_completed(jobs), 1):
            report(f"[{finished}/{len(chapters)}] {jobs[job].path} {job.result()[1]}")
    return [job.result()[0] for job in jobs]


@contextmanager
def kernel_command(
    scratch: Path, chapters: Sequence[Chapter], runner: Runner
) -> Iterator[Sequence[str]]:
    """The command that starts a kernel: a new Python, or a fork of one that has imported much."""
    if sys.platform != "linux" or len(chapters) < 2 or len(str(scratch)) > LONGEST_SOCKET:
        yield NEW_KERNEL
        return
    path = str(scratch / "warm")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen(100)
        handle = str(server.fileno())
        serve = [sys.executable, "-P", str(WARM), "serve", handle, *imported(chapters, runner)]
        with subprocess.Popen(
            serve, cwd=scratch, env=environment(runner, scratch), pass_fds=[server.fileno()],
            stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        ) as warm, commands.watched(warm):  # fmt: skip
            try:
                yield (sys.executable, "-I", "-S", str(WARM), "ask", path, *OPTIONS)
            finally:
                commands.end(warm)


def imported(chapters: Sequence[Chapter], runner: Runner) -> list[str]:
    """The modules that cells import, but for those that a chapter has in its folder."""
    names: dict[str, None] = {}
    for cell in (cell for chapter in chapters for cell in chapter.cells):
        with suppress(SyntaxError):  # magic, or a mistake, of which the kernel will say more
            for node in ast.walk(ast.parse(cell.code)):
                if isinstance(node, ast.Import):
                    names |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names[node.module] = None
    own = {path.stem for chapter in chapters for path in runner.folder(chapter.path).iterdir()}
    return [name for name in names if name.partition(".")[0] not in own]


def execute(chapter: Chapter, runner: Runner, command: Sequence[str]) -> Outputs:
    """Run one chapter's code in a kernel that a command starts; without code, start none."""
    steps = chapter.code
    if not steps:
        return []
    # Here, because these packages take a fifth of a second, and an unchanged book needs none.
    from nbclient.exceptions import CellExecutionError, DeadKernelError
    from nbformat import NotebookNode

    node: Any = NotebookNode
    sources = [IN_KERNEL.read_text("utf-8"), *(source(step, runner.evaluate) for step in steps)]
    notebook = node(metadata={}, cells=[new_cell(node, text) for text in sources])
    begun: list[int] = []
    with scratch_folder() as scratch, ExitStack() as stack:
        client = new_client(notebook, scratch, command, stack)
        client.on_cell_start = lambda cell_index, **_: begun.append(cell_index)
        client.on_cell_executed = refuse_exit
        folder = runner.folder(chapter.path)
        settings = environment(runner, scratch) | {
            "BOOK_READS": str(scratch / "reads"),
            "QUARTO_DOCUMENT_PATH": str((runner.root / chapter.path).parent),
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
        except RuntimeError as error:
            defect = Defect(chapter.path, "", f"no Python kernel ({error})", "ipykernel")
            raise BookError([defect], RAISED) from None
        if reads_elsewhere(scratch / "reads", runner):
            runner.unwatched.add(chapter.path)
    return [[tidy(dict(output)) for output in cell.outputs] for cell in notebook.cells[1:]]


def refuse_exit(execute_reply: Any, **_: Any) -> None:
    """Stop after ``exit()``, which asks for an end and raises nothing."""
    from nbclient.exceptions import DeadKernelError

    if any(each["source"] == "ask_exit" for each in execute_reply["content"].get("payload", ())):
        raise DeadKernelError("exit()")


def reads_elsewhere(reads: Path, runner: Runner) -> bool:
    """Whether code read what the cache does not watch: then it has to run in each build."""
    watched = (runner.kept, reads.parent, *map(Path, SYSTEM))
    for name in filter(None, os.fsdecode(reads.read_bytes()).split("\0")):
        path = Path(name)
        if not path.is_absolute():  # an event: another program, or the network
            return True
        if not path.exists() or any(path.is_relative_to(folder) for folder in watched):
            continue
        inside = path.relative_to(runner.root) if path.is_relative_to(runner.root) else None
        if inside is None or any(part.startswith(".") for part in inside.parts):
            return True
    return False


def source(step: Cell | Inline, evaluate: bool) -> str:
    """The code that is run for a cell or an expression, empty where it does not run."""
    if isinstance(step, Inline) or (evaluate if step.options.eval is None else step.options.eval):
        return step.code
    return ""


def new_cell(node: Any, code: str) -> Any:
    """A notebook's cell."""
    return node(cell_type="code", id="x", source=code, metadata={}, outputs=[])


def new_client(notebook: Any, scratch: Path, command: Sequence[str], stack: ExitStack) -> Any:
    """A client whose kernel talks through sockets in ``scratch`` where their names may be so long.

    Args:
        notebook: what it runs.
        scratch: a folder of its own.
        command: what starts a kernel.
        stack: on it the kernel is watched while it lives.
    """
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    class ThisPython(KernelSpecManager):
        """Offers one kernel: the running interpreter, whatever kernels are installed elsewhere."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(argv=list(command), display_name=kernel_name, language="python")

    is_short = len(str(scratch)) < LONGEST_SOCKET and os.name != "nt"
    manager: Any = AsyncKernelManager(
        kernel_spec_manager=ThisPython(),
        connection_file=str(scratch / "kernel.json"),
        transport="ipc" if is_short else "tcp",
    )
    return NotebookClient(
        notebook, km=manager, timeout=None, shutdown_kernel="immediate", shell_timeout_interval=1,
        on_notebook_start=lambda **_: stack.enter_context(
            commands.watched(manager.provisioner.process)),
    )  # fmt: skip


def environment(runner: Runner, scratch: Path) -> dict[str, str]:
    """A kernel's: what Quarto says, and none of the user's own IPython and matplotlib settings."""
    width, height = runner.figure_size
    settings = scratch / "matplotlibrc"
    settings.write_text(MATPLOTLIBRC.format(width=width, height=height), encoding="utf-8")
    return clean(
        IPYTHONDIR=str(scratch),
        JUPYTER_CONFIG_DIR=str(scratch),
        JUPYTER_RUNTIME_DIR=str(scratch),
        MATPLOTLIBRC=str(settings),
        MPLBACKEND="module://matplotlib_inline.backend_inline",
        MPLCONFIGDIR=str(usable(runner.kept) or scratch),
        QUARTO_PROJECT_ROOT=str(runner.root),
    )


def usable(folder: Path) -> Path | None:
    """The folder, made where need be; None where nothing can be kept in it."""
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        if not folder.is_symlink() and os.access(folder, os.W_OK):
            return folder
    return None


def tidy(output: Output) -> Output:
    """Take what changes from run to run out of an output."""
    if output.get("name") == "stderr":
        output["text"] = WARNING_PATH.sub(r"line \1: ", output["text"])
    return output
