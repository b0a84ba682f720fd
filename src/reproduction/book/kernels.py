"""Kernels: the command that starts one, its environment, and a client that talks to it."""

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from reproduction.book import commands
from reproduction.book.chapters import Chapter
from reproduction.book.config import Config

WARM = Path(__file__).with_name("warm.py")
LONGEST_SOCKET = 90  # systems take about 100 bytes for the path of a socket
# What Quarto sets, and what makes two runs give the same SVG.
MATPLOTLIBRC = """\
figure.figsize: {width}, {height}
figure.dpi: 96
savefig.dpi: figure
svg.hashsalt: book
"""
OPTIONS = (
    "-f",
    "{connection_file}",
    "--InlineBackend.figure_formats={'svg'}",
    "--InlineBackend.print_figure_kwargs={'bbox_inches': 'tight', 'metadata': {'Date': None}}",
)
NEW_KERNEL = (sys.executable, "-m", "ipykernel_launcher", *OPTIONS)


@contextmanager
def kernel_command(
    scratch: Path, chapters: Sequence[Chapter], config: Config
) -> Iterator[Sequence[str]]:
    """Give the command of a kernel: a new Python, or a fork of one that has imported much."""
    if sys.platform != "linux" or len(chapters) < 2 or len(str(scratch)) > LONGEST_SOCKET:
        yield NEW_KERNEL
        return
    path = str(scratch / "warm")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen(100)
        handle = str(server.fileno())
        serve = [sys.executable, "-P", str(WARM), "serve", handle, *_imported(chapters, config)]
        with commands.started(
            serve,
            cwd=scratch,
            env=environment(config, scratch),
            pass_fds=[server.fileno()],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ):
            yield (sys.executable, "-I", "-S", str(WARM), "ask", path, *OPTIONS)


def _imported(chapters: Sequence[Chapter], config: Config) -> list[str]:
    """Return the modules that cells import, but for those that a chapter has in its folder."""
    names: dict[str, None] = {}
    for cell in (cell for chapter in chapters for cell in chapter.cells):
        with suppress(SyntaxError):  # magic, or a mistake, of which the kernel will say more
            for node in ast.walk(ast.parse(cell.code)):
                if isinstance(node, ast.Import):
                    names |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names[node.module] = None
    own = {path.stem for chapter in chapters for path in config.folder_of(chapter.path).iterdir()}
    return [name for name in names if name.partition(".")[0] not in own]


def new_client(notebook: Any, scratch: Path, command: Sequence[str], stack: ExitStack) -> Any:
    """Return a client with its sockets in ``scratch``, where their names may be so long.

    Args:
        notebook: what it runs.
        scratch: a folder of its own.
        command: what starts a kernel.
        stack: on it the kernel is watched while it lives.
    """
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    class ThisPython(KernelSpecManager):
        """Offers one kernel: the running interpreter, whatever kernels are installed elsewhere."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(argv=list(command), display_name=kernel_name, language="python")

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


def environment(config: Config, scratch: Path) -> dict[str, str]:
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
