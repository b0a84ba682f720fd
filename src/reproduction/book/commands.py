"""Commands in an environment of their own, none of which outlives what started it."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from reproduction.interruption import held_back

GRACE_SECONDS = 2.0

# Only these variables pass to kernels, hooks and pandoc: others change no book.
_PASSED = """
HOME LANG LANGUAGE LOGNAME PATH PYTHONPATH SHELL TERM TMPDIR TZ USER VIRTUAL_ENV LD_LIBRARY_PATH
DYLD_LIBRARY_PATH OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS SSL_CERT_FILE
SSL_CERT_DIR HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy SYSTEMROOT TEMP TMP
USERPROFILE
"""
# Those on which what a chapter shows can depend, beside ``LC_…``.
_SHOWN = ("LANG", "LANGUAGE", "PYTHONPATH", "TZ")

_running: set[subprocess.Popen[Any]] = set()
_stopping = threading.Event()


def clean_environment(**own: str) -> dict[str, str]:
    """Return the variables that pass, this Python's commands first on PATH, and others."""
    passed = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED.split() or name.startswith("LC_")
    }
    passed["TMPDIR"] = tempfile.gettempdir()  # which is there, whatever the user's says
    path = [str(Path(sys.executable).parent), *filter(None, [os.environ.get("PATH", "")])]
    return {**passed, "PATH": os.pathsep.join(path), **own}


def shown_environment() -> list[str]:
    """Return the variables on which outputs can depend, with their values."""
    names = (name for name in os.environ if name in _SHOWN or name.startswith("LC_"))
    return sorted(f"{name}={os.environ[name]}" for name in names)


def run(
    command: str | Sequence[str], folder: Path, timeout: float | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a command as `subprocess.run` does, out of reach of the terminal's Ctrl-C.

    All that it has started ends with it, and it ends with the time limit or an interrupt.

    Raises:
        subprocess.TimeoutExpired: after ``timeout`` seconds.
        OSError: the command cannot be started.
    """
    options |= {"cwd": folder, "encoding": "utf-8", "errors": "replace"}
    with started(command, **options) as process:
        out, err = process.communicate(timeout=timeout)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@contextmanager
def started(command: str | Sequence[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Give a process that leads a group of its own, and end all of the group with the block."""
    with ExitStack() as stack:
        with held_back():  # or else an interrupt could come before there is a process to end
            process = subprocess.Popen(command, start_new_session=True, **options)
            stack.enter_context(process)
            stack.callback(end, process)
        stack.enter_context(watched(process))
        yield process


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
    """Give a thread for each processor; an error or an interrupt ends the commands in them."""
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
