"""A list of a book's files with their SHA-256, and whether a book is still what its list says.

The list is a text that ``sha256sum -c`` reads, too: a line for each file, ``<sha256>  <path>``.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from reproduction.inputs.defects import Defect, InputError, printable, quoted

NAME = "manifest.sha256"
_LINE = re.compile(r"(\\?)([0-9a-fA-F]{64}) [ *](.+)")
_EXPECTED = "a SHA-256, two blanks and a path in the book"
# As sha256sum writes and reads what would break a line.
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}


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


def manifest_text(listed: Mapping[str, str]) -> str:
    """The list as ``sha256sum`` writes it.

    Examples:
        >>> manifest_text({"index.html": "ab"})
        'ab  index.html\\n'
    """
    return "".join(_line(name, digest) for name, digest in listed.items())


def write_manifest(book: Path, output: Path) -> int:
    """List the files of a book, the list itself left out; return how many there are."""
    listed = digests(book, output)
    part = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        part.write_bytes(os.fsencode(manifest_text(listed)))
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    return len(listed)


def read_manifest(path: Path) -> dict[str, str]:
    """The listed SHA-256 by path.

    Raises:
        InputError: the list cannot be used, with every line that is wrong.
    """
    try:
        lines = os.fsdecode(path.read_bytes()).split("\n")
    except OSError as error:
        problem = error.strerror or str(error)
        raise InputError([Defect(str(path), "", problem, "a list of files")]) from None
    listed: dict[str, str] = {}
    defects = []
    for number, line in enumerate(lines, 1):
        text = line.removesuffix("\r")
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        name = (_unescaped(match[3]) if match[1] else match[3]) if match else ""
        if match and _inside(name) and name not in listed:
            listed[name] = match[2].lower()
        else:
            defects.append(Defect(str(path), f"line {number}", quoted(text), _EXPECTED))
    if not listed and not defects:
        defects.append(Defect(str(path), "", "no lines", _EXPECTED))
    if defects:
        raise InputError(defects)
    return listed


def differences(book: Path, manifest: Path) -> list[str]:
    """One line for each file that is changed, missing or extra, by path."""
    listed, found = read_manifest(manifest), digests(book, manifest)
    kinds = {
        name: "missing" if name not in found else "extra" if name not in listed else "changed"
        for name in sorted({*listed, *found})
        if listed.get(name) != found.get(name)
    }
    return [f"{kind}: {printable(name)}" for name, kind in kinds.items()]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _line(name: str, digest: str) -> str:
    escaped = "".join(_ESCAPES.get(character, character) for character in name)
    mark = "" if escaped == name else "\\"
    return f"{mark}{digest}  {escaped}\n"


def _unescaped(name: str) -> str:
    meant = {written: character for character, written in _ESCAPES.items()}
    return re.sub(r"\\.", lambda found: meant.get(found[0], found[0]), name)


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
