"""Commands, none of which outlives what started it."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

GRACE_SECONDS = 2.0

_running: set[subprocess.Popen[Any]] = set()
_stopping = threading.Event()


def run(
    command: str | Sequence[str], folder: Path, timeout: float | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a command as `subprocess.run` does, out of reach of the terminal's Ctrl-C.

    All that it has started ends with it, and it ends with the time limit or an interrupt.

    Raises:
        subprocess.TimeoutExpired: after ``timeout`` seconds.
        OSError: the command cannot be started.
    """
    with (
        subprocess.Popen(
            command,
            cwd=folder,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            **options,
        ) as process,
        watched(process),
    ):
        try:
            out, err = process.communicate(timeout=timeout)
        finally:
            end(process)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@contextmanager
def watched(process: subprocess.Popen[Any]) -> Iterator[None]:
    """End the process, which leads a group of its own, where others of `side_by_side` are ended."""
    _running.add(process)
    try:
        if _stopping.is_set():
            end(process)
        yield
    finally:
        _running.discard(process)


@contextmanager
def side_by_side(count: int | None = None) -> Iterator[ThreadPoolExecutor]:
    """A thread for each processor; an error or an interrupt ends the commands in them."""
    pool = ThreadPoolExecutor(count or os.cpu_count())
    try:
        yield pool
    except BaseException:
        _stopping.set()
        for process in list(_running):
            end(process)
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        _stopping.clear()


def end(process: subprocess.Popen[Any]) -> None:
    """End a process and those that it has started: ask first, then insist."""
    if os.name == "nt":
        process.terminate()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
        os.killpg(process.pid, signal.SIGKILL)
