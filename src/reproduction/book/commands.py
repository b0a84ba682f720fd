"""Commands that the builder runs, none of which outlives an interrupted build."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_running: set[subprocess.Popen[str]] = set()


def run(
    command: str | Sequence[str], folder: Path, timeout: float | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a command as `subprocess.run` does, out of reach of the terminal's Ctrl-C."""
    with subprocess.Popen(
        command, cwd=folder, encoding="utf-8", errors="replace", start_new_session=True, **options
    ) as process:
        _running.add(process)
        try:
            out, err = process.communicate(timeout=timeout)
        except BaseException:
            end(process)
            raise
        finally:
            _running.discard(process)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@contextmanager
def side_by_side() -> Iterator[ThreadPoolExecutor]:
    """A thread for each processor; an error or an interrupt ends the commands in them."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            yield pool
        except BaseException:
            for process in list(_running):
                end(process)
            raise


def end(process: subprocess.Popen[str]) -> None:
    """End a command and those that it has started."""
    with suppress(ProcessLookupError):
        if os.name == "nt":
            process.terminate()
        elif process.returncode is None:
            os.killpg(process.pid, signal.SIGTERM)
