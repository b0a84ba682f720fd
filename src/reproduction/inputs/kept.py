"""What takes long to compute, kept in a project until something that it depends on changes."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

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
    digest = hashlib.sha256()
    for part in _parts(root, files):
        digest.update(part + b"\0")
    path = root / FOLDER / f"{name}-{digest.hexdigest()}.json"
    with suppress(OSError, ValueError):
        return json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps(make(), ensure_ascii=False, separators=(",", ":"))
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        for old in path.parent.glob(f"{name}-*.json"):
            old.unlink(missing_ok=True)
        write_whole(path, text)
    return json.loads(text)


def _parts(root: Path, files: Iterable[Path]) -> Iterator[bytes]:
    yield sys.version.encode()
    for entry in sys.path:
        yield from sorted(path.name.encode() for path in Path(entry).glob("*.*-info"))
    own = PACKAGE.rglob("*.py")
    for path in sorted({*files, *own}):
        if path.suffix != ".pyc":
            yield f"{path.relative_to(root) if path.is_relative_to(root) else path}".encode()
            yield path.read_bytes()
