"""A Python kernel, and what a chapter's code gives in it.

Apart from the rest of the builder, because its packages take a fifth of a second to import.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from reproduction.book.errors import RAISED, BookError
from reproduction.book.execute import Output, Runner

__all__ = ["DeadKernelError", "new_client", "run_cell", "run_expression", "start", "stop"]

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


class WithoutHeartbeat(AsyncKernelClient):
    """A client that asks the kernel's process whether it lives.

    A heartbeat asks too, from a thread that cannot be stopped while it is starting.
    """

    def start_channels(self, *_: Any, **__: Any) -> None:
        """Open all channels but the heartbeat's."""
        super().start_channels(hb=False)


def new_client(scratch: Path) -> NotebookClient:
    """A client whose kernel talks through sockets in ``scratch`` and not the network."""
    manager = AsyncKernelManager(
        kernel_spec_manager=ThisPython(),
        client_factory=WithoutHeartbeat,
        connection_file=str(scratch / "kernel.json"),
        transport="tcp" if os.name == "nt" else "ipc",
    )
    return NotebookClient(
        Node(metadata={}), km=manager, timeout=None, allow_errors=True,
        shell_timeout_interval=1,  # seconds until an expression that ended its Python is noticed
    )  # fmt: skip


async def start(client: NotebookClient, runner: Runner, path: str, scratch: Path) -> None:
    """Start the kernel, apart from the user's own IPython and matplotlib settings."""
    width, height = runner.figure_size
    settings = scratch / "matplotlibrc"
    settings.write_text(MATPLOTLIBRC.format(width=width, height=height), encoding="utf-8")
    extra = {"IPYTHONDIR": str(scratch), "MATPLOTLIBRC": str(settings)}
    environment = {**os.environ, **extra}
    try:
        await client.async_start_new_kernel(cwd=str(runner.folder(path)), env=environment)
        await client.async_start_new_kernel_client()
        await run_cell(client, SETUP)
    except RuntimeError as error:
        raise BookError(f"{path}: no Python kernel ({error}); expected ipykernel", RAISED) from None


async def stop(client: NotebookClient) -> None:
    """End the kernel and close its sockets."""
    if client.kc is not None:
        client.kc.stop_channels()
    manager: Any = client.km  # None where it was interrupted while it started
    if manager is not None and manager.has_kernel:
        await manager.shutdown_kernel(now=True)


async def run_cell(client: NotebookClient, code: str) -> list[Output]:
    """Run code and collect what it shows."""
    cell = Node(cell_type="code", id="x", source=code, metadata={}, outputs=[])
    client.nb.cells = [cell]
    try:
        await client.async_execute_cell(cell, 0)  # with history: without, `;` hides nothing
    except DeadKernelError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # which nbclient takes for a death
            raise asyncio.CancelledError from None
        raise
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
