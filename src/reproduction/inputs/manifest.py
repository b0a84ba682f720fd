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
_LINE = re.compile(r"[0-9a-f]{64}  (.+)")
_BREAKING = re.compile(r"[\\\n\r]")  # for which lines of sha256sum have escapes


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(book: Path, listed_in: Path | None = None) -> dict[str, str]:
    """Return the SHA-256 of every file of a book, by its path in the book, sorted.

    Args:
        book: its folder.
        listed_in: the list itself, which is left out.

    Raises:
        InputError: there is no book, or a file's name would break a line of the list.
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
    if breaking := [name for name in files if _BREAKING.search(name)]:
        problem, expected = "has a line break or a backslash in its name", "another name"
        raise InputError([Defect(str(book / name), "", problem, expected) for name in breaking])
    return {name: sha256_of(files[name]) for name in sorted(files)}


def write_manifest(book: Path, output: Path) -> int:
    """List the files of a book, the list itself left out; return how many there are."""
    listed = digests(book, output)
    text = "".join(f"{digest}  {name}\n" for name, digest in listed.items())
    write_whole(output, os.fsencode(text))
    return len(listed)


def listed_names(manifest: Path) -> set[str]:
    """Return the files that a manifest lists, and itself; none where there is no manifest."""
    try:
        text = os.fsdecode(manifest.read_bytes())
    except OSError:
        return set()
    return {manifest.name, *(line[1] for line in map(_LINE.fullmatch, text.split("\n")) if line)}
