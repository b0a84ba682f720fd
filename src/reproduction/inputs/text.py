"""Reading text files and YAML with care: what is wrong with them is reported line by line."""

import errno
import os
import select
import stat
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from reproduction.inputs.defects import Defect, InputError, printable, shown

LARGEST = 5_000_000
"""Maximum file size in bytes, about 100 times our largest file."""
PATIENCE = 10
"""Seconds in which something must be written to a pipe that is read."""
DEEPEST = 20
"""Maximum nesting of YAML that comes from others; our files have up to five levels."""

UTF8_HINT = "UTF-8 text (in a spreadsheet program, save as “CSV UTF-8”)"
_STRING = "tag:yaml.org,2002:str"
_SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path, file: str) -> tuple[str, list[Defect]]:
    """Return a file's text and its defects; a text with defects must not be used.

    Args:
        path: where the file is.
        file: how messages name it.
    """
    try:
        with os.fdopen(_opened(path), "rb") as stream:
            content = stream.read(LARGEST + 1)  # no more of it: it may be an endless device
    except OSError as error:
        return "", [Defect(file, "", f"cannot be read ({error.strerror})", "a readable file")]
    if len(content) > LARGEST:
        size = f"{LARGEST // 1_000_000} MB"
        return "", [Defect(file, "", f"is larger than {size}", f"at most {size}")]
    if not content.strip():
        return "", [Defect(file, "", "is empty", "a file with content")]
    if b"\0" in content:
        problem = "has a NUL byte: it is binary or in another encoding"
        return "", [Defect(file, "", problem, UTF8_HINT)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{content[error.start]:02x} is not UTF-8"
        return "", [Defect(file, line, problem, UTF8_HINT)]
    return text, list(_format_defects(text, file))


def _opened(path: Path) -> int:
    """Open a file for reading; of a pipe, wait until something is written to it.

    Raises:
        TimeoutError: nothing was, after `PATIENCE` seconds.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        if stat.S_ISFIFO(os.fstat(handle).st_mode) and not select.select([handle], [], [], 1)[0]:
            print(printable(f"Waiting for something to be written to {path}"), file=sys.stderr)
            if not select.select([handle], [], [], PATIENCE - 1)[0]:
                raise TimeoutError(errno.ETIMEDOUT, f"nothing was written to it in {PATIENCE} s")
        if hasattr(os, "O_NONBLOCK"):
            os.set_blocking(handle, True)
    except BaseException:
        os.close(handle)
        raise
    return handle


def read_text(path: Path) -> str:
    """Return the file's text.

    Raises:
        InputError: the file is missing, unreadable, empty or too large, or not UTF-8 text with
            LF line ends and no byte-order mark.
    """
    text, defects = read(path, shown(path))
    if defects:
        raise InputError(defects)
    return text


def _format_defects(text: str, file: str) -> Iterator[Defect]:
    """Return what some programs add to a text: a mark before it, other line ends."""
    if text.startswith("\ufeff"):
        expected = (
            "UTF-8 text without one (in an editor, save as “UTF-8” and not “UTF-8 with BOM”; after "
            "a spreadsheet program, save the CSV file again in an editor)"
        )
        yield Defect(file, 1, "the file begins with a byte-order mark (U+FEFF)", expected)
    before, found, after = text.partition("\r")
    if found:
        name = "CRLF, as on Windows" if after.startswith("\n") else "CR"
        line = before.count("\n") + 1
        expected = "LF (in an editor, choose LF or “Unix”)"
        yield Defect(file, line, f"the line ends with {name}", expected)


def is_hidden(character: str) -> bool:
    """Return True for a control or format character, half a surrogate pair or a line separator.

    Readers do not see these, and programs may obey them: they move a cursor or reverse the text.
    """
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def hidden_defects(text: str, file: str, first_line: int = 1) -> Iterator[Defect]:
    """Return the first hidden character of each line; tabs are allowed."""
    for number, line in enumerate(text.split("\n"), start=first_line):
        if line.isprintable():  # nearly all are
            continue
        found = next((c for c in line if c != "\t" and is_hidden(c)), None)
        if found is not None:
            name = unicodedata.name(found, "a control character")
            problem = f"has U+{ord(found):04X} ({name.lower()})"
            yield Defect(file, number, problem, "visible text")


def load_yaml(
    text: str,
    file: str,
    expected: str = "YAML",
    first_line: int = 1,
    *,
    is_from_others: bool = False,
) -> tuple[Any, Any, list[Defect]]:
    """Return the node and the value of a YAML document, and its defects.

    The keys of mappings are text. A duplicate key, of which YAML itself would silently use the
    last, is a defect, and so are merges and hidden characters.

    Args:
        text: the document.
        file: how messages name the file that it is in.
        expected: what it should be, for messages.
        first_line: the line of the file on which it begins.
        is_from_others: True: aliases, tags and deep nesting are defects too.
    """
    try:
        defects = list(hidden_defects(text, file, first_line))
        if is_from_others and not defects:
            # Before nodes are made, because a bomb or very deep nesting would end the process.
            defects = list(_event_defects(text, file, first_line))
        if defects:
            return None, None, defects
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, None, []
        if defects := list(_node_defects(node, file, first_line)):
            return None, None, defects
        return node, loader.construct_document(node), []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = first_line + min(mark.line, text.count("\n")) if mark else ""
        return None, None, [Defect(file, line, f"is not YAML ({problem})", expected)]
    except RecursionError:
        problem = "is nested too deeply, or in itself"
        return None, None, [Defect(file, first_line, problem, expected)]


class _Loader(_SAFE_LOADER):  # type: ignore[misc]
    """Reports the place of a value that looks like a date or a number and is none."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, str(error), node.start_mark
            ) from None


def _event_defects(text: str, file: str, first_line: int) -> Iterator[Defect]:
    depth = 0
    for event in yaml.parse(text, _SAFE_LOADER):
        line = first_line + event.start_mark.line
        if isinstance(event, yaml.AliasEvent):
            yield Defect(file, line, "has a YAML alias (*name)", "plain values")
        elif getattr(event, "tag", None) is not None:
            yield Defect(file, line, f"has a YAML tag ({event.tag})", "plain values")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                yield Defect(file, line, f"more than {DEEPEST} levels of nesting", "fewer")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _node_defects(node: Any, file: str, first_line: int) -> Iterator[Defect]:
    """Keys that YAML accepts and readers misread; hidden characters written as escapes."""
    if isinstance(node, yaml.ScalarNode):
        yield from hidden_defects(node.value, file, first_line + node.start_mark.line)
        return
    parts = node.value
    if isinstance(node, yaml.MappingNode):
        yield from _key_defects([key for key, _ in node.value], file, first_line)
        parts = [part for pair in node.value for part in pair]
    for part in parts:
        yield from _node_defects(part, file, first_line)


def _key_defects(keys: list[Any], file: str, first_line: int) -> Iterator[Defect]:
    seen: set[str] = set()
    for key in keys:
        line = first_line + key.start_mark.line
        if key.tag != _STRING:
            named = f'"{key.value}"' if isinstance(key, yaml.ScalarNode) else "of several parts"
            yield Defect(file, line, f"the key {named} is not text", "a name")
        elif key.value in seen:
            yield Defect(file, line, f'duplicate field "{key.value}"', "each field once")
        seen.add(str(key.value))
