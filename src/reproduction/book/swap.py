"""A new folder that takes another's place in one step, whatever becomes of the process."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LINUX_HERE, EXCHANGE = -100, 2  # AT_FDCWD; RENAME_EXCHANGE and, on macOS, RENAME_SWAP


@contextmanager
def swapped_in(target: Path) -> Iterator[Path]:
    """A new folder beside ``target`` that takes its place if all goes well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    clear_scratch()
    clear_leftovers(target)
    folder = target.with_name(f".{target.name}.tmp-{os.getpid()}")
    old = target.with_name(f".{target.name}.old-{os.getpid()}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
        take_place(folder, target, old)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def take_place(folder: Path, target: Path, old: Path) -> None:
    """Put ``folder`` where ``target`` is or was; that one is then at ``folder`` or at ``old``.

    In one step, but for systems that cannot exchange folders. Another build may do the same.
    """
    while True:
        try:
            folder.rename(target)
            return
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
        if exchange(folder, target):
            return
        shutil.rmtree(old, ignore_errors=True)
        with suppress(FileNotFoundError):
            target.rename(old)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    if os.name == "nt":
        return False
    libc = ctypes.CDLL(None)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(libc, "renameat2"):
        return bool(libc.renameat2(LINUX_HERE, names[0], LINUX_HERE, names[1], EXCHANGE) == 0)
    return hasattr(libc, "renamex_np") and bool(libc.renamex_np(*names, EXCHANGE) == 0)


def scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for what is needed on the way, with a name that tells whose it is."""
    return tempfile.TemporaryDirectory(prefix=f"book-{os.getpid()}-", ignore_cleanup_errors=True)


def clear_scratch() -> None:
    """Remove the scratch folders of killed builds."""
    for path in Path(tempfile.gettempdir()).glob("book-*-*"):
        pid = path.name.split("-")[1]
        if pid.isdigit() and int(pid) != os.getpid() and not is_running(int(pid)):
            shutil.rmtree(path, ignore_errors=True)


def clear_leftovers(target: Path) -> None:
    """Remove what killed builds left; a book that one had set aside goes back."""
    for path in target.parent.glob(f".{target.name}.*-*"):
        kind, _, pid = path.name.removeprefix(f".{target.name}.").partition("-")
        if kind not in ("tmp", "old") or not pid.isdigit() or is_running(int(pid)):
            continue
        if kind == "old" and not target.exists():
            with suppress(OSError):
                path.rename(target)
        else:
            shutil.rmtree(path, ignore_errors=True)


def is_running(pid: int) -> bool:
    """Whether another process with this id exists."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
