"""Reading text files and YAML with care: what is wrong with them is reported line by line."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

LARGEST = 5_000_000
"""Maximum file size in bytes, about 100 times our largest file."""
DEEPEST = 20
"""Maximum nesting of YAML; our files have up to five levels."""

UTF8_HINT = "UTF-8 text (in a spreadsheet program, save as “CSV UTF-8”)"
_STRING = "tag:yaml.org,2002:str"
_SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Flaw(NamedTuple):
    """What is wrong with a text, and in which line; line 0 means the whole file."""

    line: int
    problem: str
    expected: str


def read(path: Path) -> tuple[str, list[Flaw]]:
    """Return the file's text and its flaws; a text with flaws must not be used."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)  # no more of it: it may be an endless device
    except OSError as error:
        return "", [Flaw(0, f"cannot be read ({error.strerror})", "a readable file")]
    if len(content) > LARGEST:
        size = f"{LARGEST // 1_000_000} MB"
        return "", [Flaw(0, f"is larger than {size}", f"at most {size}")]
    if not content.strip():
        return "", [Flaw(0, "is empty", "a file with content")]
    if b"\0" in content:
        return "", [Flaw(0, "has a NUL byte: it is binary or in another encoding", UTF8_HINT)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{content[error.start]:02x} is not UTF-8"
        return "", [Flaw(line, problem, UTF8_HINT)]
    return text, list(_format_flaws(text))


def _format_flaws(text: str) -> Iterator[Flaw]:
    """What some programs add to a text: a mark before it, other line ends."""
    if text.startswith("\ufeff"):
        expected = (
            "UTF-8 text without one (in an editor, save as “UTF-8” and not “UTF-8 with BOM”; after "
            "a spreadsheet program, save the CSV file again in an editor)"
        )
        yield Flaw(1, "the file begins with a byte-order mark (U+FEFF)", expected)
    before, found, after = text.partition("\r")
    if found:
        name = "CRLF, as on Windows" if after.startswith("\n") else "CR"
        line = before.count("\n") + 1
        yield Flaw(line, f"the line ends with {name}", "LF (in an editor, choose LF or “Unix”)")


def is_hidden(character: str) -> bool:
    """Return True for a control or format character, half a surrogate pair or a line separator.

    Readers do not see these, and programs may obey them: they move a cursor or reverse the text.
    """
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def hidden_flaws(text: str, first_line: int = 1) -> Iterator[Flaw]:
    """Return the first hidden character of each line; tabs are allowed."""
    for number, line in enumerate(text.split("\n"), start=first_line):
        if line.isprintable():  # nearly all are
            continue
        found = next((c for c in line if c != "\t" and is_hidden(c)), None)
        if found is not None:
            name = unicodedata.name(found, "a control character")
            yield Flaw(number, f"has U+{ord(found):04X} ({name.lower()})", "visible text")


def load_yaml(text: str, expected: str = "YAML") -> tuple[Any, Any, list[Flaw]]:
    """Return the node and the value of a YAML document, and its flaws.

    Args:
        text: the document.
        expected: what it should be, for messages.

    Only plain YAML is accepted: text, numbers, true, false, dates, lists, and mappings whose keys
    are text. Aliases, tags and merges are flaws, and so is a duplicate key, of which YAML itself
    would silently use the last.
    """
    try:
        # Before nodes are made, because a bomb or very deep nesting would end the process.
        if flaws := list(hidden_flaws(text)) or list(_event_flaws(text)):
            return None, None, flaws
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, None, []
        if flaws := list(_node_flaws(node)):
            return None, None, flaws
        return node, loader.construct_document(node), []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = min(mark.line, text.count("\n")) + 1 if mark else 0
        return None, None, [Flaw(line, f"is not YAML ({problem})", expected)]


class _Loader(_SAFE_LOADER):  # type: ignore[misc]
    """Reports the place of a value that looks like a date or a number and is none."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, str(error), node.start_mark
            ) from None


def _event_flaws(text: str) -> Iterator[Flaw]:
    depth = 0
    for event in yaml.parse(text, _SAFE_LOADER):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            yield Flaw(line, "has a YAML alias (*name)", "plain values")
        elif getattr(event, "tag", None) is not None:
            yield Flaw(line, f"has a YAML tag ({event.tag})", "plain values")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                yield Flaw(line, f"more than {DEEPEST} levels of nesting", "fewer")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _node_flaws(node: Any) -> Iterator[Flaw]:
    """Keys that YAML accepts and readers misread; hidden characters written as escapes."""
    if isinstance(node, yaml.ScalarNode):
        yield from hidden_flaws(node.value, node.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _node_flaws(item)
    else:
        yield from _key_flaws([key for key, _ in node.value])
        for pair in node.value:
            for part in pair:
                yield from _node_flaws(part)


def _key_flaws(keys: list[Any]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for key in keys:
        line = key.start_mark.line + 1
        if key.tag != _STRING:
            shown = f'"{key.value}"' if isinstance(key, yaml.ScalarNode) else "of several parts"
            yield Flaw(line, f"the key {shown} is not text", "a name")
        elif key.value in seen:
            yield Flaw(line, f'duplicate field "{key.value}"', "each field once")
        seen.add(str(key.value))
