"""What takes long to compute, kept in a project until something that it depends on changes."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from reproduction.inputs.manifest import sha256_of
from reproduction.inputs.writing import write_whole

FOLDER = ".book-cache"
"""Where a project keeps what the next build may use; anyone may delete it."""

PACKAGE = Path(__file__).parents[1]


def kept(root: Path, name: str, files: Iterable[Path], make: Callable[[], Any]) -> Any:
    """Return what ``make`` returns, or what it returned when these files were the same.

    The installed packages and this package's own code count as well. A folder that cannot be
    written is no error.

    Args:
        root: the project's folder.
        name: of what is made; what was kept under it before is removed.
        files: all files that it depends on.
        make: returns a value that JSON can hold.
    """
    path = root / FOLDER / f"{name}-{digest([], [*files, *PACKAGE.rglob('*.py')])}.json"
    with suppress(OSError, ValueError):
        return json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps(make(), ensure_ascii=False, separators=(",", ":"))
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        for old in path.parent.glob(f"{name}-*.json"):
            old.unlink(missing_ok=True)
        write_whole(path, text)
    return json.loads(text)


def digest(texts: Iterable[str], files: Iterable[Path]) -> str:
    """Return one SHA-256 of texts, files, Python and the installed packages.

    A file that cannot be read counts with the reason, an error only of the code that reads it.
    """
    found = hashlib.sha256(sys.version.encode())
    # numpy-2.4.1.dist-info: packages with their versions, a hundred times faster than by metadata
    packages = [path.name for entry in sys.path for path in Path(entry).glob("*.*-info")]
    for text in [*sorted(packages), *texts, *map(_content, sorted(set(files)))]:
        found.update(text.encode("utf-8", "surrogateescape") + b"\0")
    return found.hexdigest()


def _content(path: Path) -> str:
    if path.suffix == ".pyc" or not path.is_file():
        return ""
    try:
        return f"{path} {sha256_of(path)}"
    except OSError as error:
        return f"{path} {error}"
