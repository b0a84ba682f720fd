"""A list of a book's files with their SHA-256, for ``sha256sum -c manifest.sha256``.

It also tells the builder which files of a folder it has made, and may replace.
"""

import hashlib
import os
import re
from pathlib import Path

from reproduction.inputs.defects import Defect, InputError
from reproduction.inputs.writing import write_whole

NAME = "manifest.sha256"
_LINE = re.compile(r"(\\?)[0-9a-f]{64}  (.+)")
# As sha256sum writes and reads what would break a line.
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_MEANT = {written: character for character, written in _ESCAPES.items()}


def digests(book: Path, listed_in: Path | None = None) -> dict[str, str]:
    """The SHA-256 of every file of a book, by its path in the book, sorted.

    Args:
        book: its folder.
        listed_in: the list itself, which is left out.

    Raises:
        InputError: there is no book.
    """
    own = listed_in.resolve() if listed_in else None
    files = {
        path.relative_to(book).as_posix(): path
        for path in book.rglob("*")
        if path.is_file() and path.resolve() != own
    }
    if not files:
        problem = "no files" if book.is_dir() else "no such folder"
        raise InputError([Defect(str(book), "", problem, "the folder of a book")])
    return {name: _sha256(files[name]) for name in sorted(files)}


def write_manifest(book: Path, output: Path) -> int:
    """List the files of a book, the list itself left out; return how many there are."""
    listed = digests(book, output)
    text = "".join(_line(name, digest) for name, digest in listed.items())
    write_whole(output, os.fsencode(text))
    return len(listed)


def listed_names(manifest: Path) -> set[str]:
    """The files that a manifest lists, and itself; none where there is no manifest."""
    try:
        text = os.fsdecode(manifest.read_bytes())
    except OSError:
        return set()
    found = filter(None, map(_LINE.fullmatch, text.split("\n")))
    return {manifest.name, *(_unescaped(line[2]) if line[1] else line[2] for line in found)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _line(name: str, digest: str) -> str:
    escaped = "".join(_ESCAPES.get(character, character) for character in name)
    mark = "" if escaped == name else "\\"
    return f"{mark}{digest}  {escaped}\n"


def _unescaped(name: str) -> str:
    return re.sub(r"\\.", lambda found: _MEANT.get(found[0], found[0]), name)
