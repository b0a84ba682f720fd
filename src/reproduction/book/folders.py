"""Folders that a build holds: what it needs on the way, and the new book until it is whole."""

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from reproduction.book.errors import BookError
from reproduction.inputs import manifest
from reproduction.inputs.defects import Defect, shown

try:
    import fcntl
except ImportError:  # Windows: what killed builds leave stays there
    fcntl = None  # type: ignore[assignment]

PREFIX = "reproduction-book-"
MARK = ".made-by-reproduction-book"
RANDOM = "?" * 8  # which mkdtemp puts after the prefix
LONGEST_PARENT, SHORT_PARENT = 50, Path("/tmp")
LINUX_HERE, EXCHANGE = -100, 2  # AT_FDCWD; RENAME_EXCHANGE and, on macOS, RENAME_SWAP


@contextmanager
def swapped_in(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of a book, in one step, if all goes well.

    Raises:
        BookError: the place holds something else than a book.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name}.{PREFIX}"
    for parent in {Path(tempfile.gettempdir()), SHORT_PARENT}:
        clear(parent, PREFIX)
    clear(target.parent, prefix, target)
    _refuse_others_files(target)
    with held_folder(target.parent, prefix) as place:
        new = place / "new"
        new.mkdir()
        try:
            yield new
            manifest.write_manifest(new, new / manifest.NAME)
            _refuse_others_files(target)
            _take_place(new, target)
        finally:
            _put_back(place, target)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for what is needed on the way; sockets in it have a name that systems take."""
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > LONGEST_PARENT and os.access(SHORT_PARENT, os.W_OK):
        parent = SHORT_PARENT
    with held_folder(parent, PREFIX) as folder:
        yield folder


@contextmanager
def held_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a new folder, which goes at the end; `clear` leaves it while this process lives."""
    with ExitStack() as stack:
        folder = _new_folder(parent, prefix, stack)
        try:
            yield folder
        finally:
            _remove(folder)


def _new_folder(parent: Path, prefix: str, stack: ExitStack) -> Path:
    """Make a folder, lock it and mark it; another one where `clear` took it while it was empty."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        with suppress(FileNotFoundError):
            stack.enter_context(_locked(folder, wait=True))
            (folder / MARK).touch()
            return folder


@contextmanager
def _locked(folder: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the folder's lock; False where another process holds it."""
    if fcntl is None:
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        is_held = True
    except OSError:  # held by another, or a file system without locks
        is_held = False
    try:
        yield is_held
    finally:
        os.close(handle)


def clear(parent: Path, prefix: str, target: Path | None = None) -> None:
    """Remove the folders of killed builds; a book that one had set aside goes back.

    A build that is killed before it has marked its folder leaves an empty one.
    """
    for folder in parent.glob(f"{prefix}{RANDOM}") if fcntl else ():
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            with _locked(folder, wait=False) as is_held:
                if is_held and (folder / MARK).is_file():
                    if target:
                        _put_back(folder, target)
                    _remove(folder)
                elif is_held:
                    folder.rmdir()


def _remove(folder: Path) -> None:
    """Remove a folder of ours, the mark last, so that what a kill leaves of it is known as ours."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != MARK:
                path.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _put_back(place: Path, target: Path) -> None:
    """Put a book that was set aside back where there is none."""
    if (place / "old").exists() and not target.exists():
        with suppress(OSError):
            (place / "old").rename(target)


def _take_place(new: Path, target: Path) -> None:
    """Put ``new`` where ``target`` is or was, in one step where the system can exchange folders.

    Elsewhere the old folder goes beside the new one first. Another build may do the same.
    """
    while True:
        try:
            new.rename(target)
            return
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
        if exchange(new, target):
            return
        shutil.rmtree(new.with_name("old"), ignore_errors=True)
        with suppress(FileNotFoundError):
            target.rename(new.with_name("old"))


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    if os.name == "nt":
        return False
    libc = ctypes.CDLL(None)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(libc, "renameat2"):
        return bool(libc.renameat2(LINUX_HERE, names[0], LINUX_HERE, names[1], EXCHANGE) == 0)
    return hasattr(libc, "renamex_np") and bool(libc.renamex_np(*names, EXCHANGE) == 0)


def _refuse_others_files(target: Path) -> None:
    """Refuse to replace a folder with files that no build made, which its manifest would list."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        kind = "a symbolic link" if target.is_symlink() else "a file"
        raise BookError([Defect(shown(target), "", f"is {kind}", "a folder for the book")])
    if not target.exists():
        return
    made = manifest.listed_names(target / manifest.NAME)
    defects = [
        Defect(
            shown(path),
            "",
            "was not made by the builder",
            "only a book in the output folder; move it, or choose another folder",
        )
        for path in sorted(target.rglob("*"))
        if not path.is_dir() and path.relative_to(target).as_posix() not in made
    ]
    if defects:
        raise BookError(defects)
