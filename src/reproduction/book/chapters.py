"""Split a ``.qmd`` file into prose and cells, each with its file and line.

What the builder does not support is found here, before anything runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from reproduction.book.config import located, own_file, read_yaml
from reproduction.inputs.text import hidden_flaws, read

INLINE = re.compile(r"(^|[^`])`\{python\}[ \t]([^`]+)`", re.MULTILINE)
INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(\S+)\s*>\}\}\s*$")
FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$")
DIV = re.compile(r"^\s*(:{3,})\s*(.*?)[\s:]*$")
LANGUAGE = re.compile(r"^\{+\s*([A-Za-z][\w+-]*)")
TITLE = re.compile(r"^#\s+\S")
MOST_LINES, MOST_INCLUDES, LONGEST_LINE = 50_000, 500, 20_000
DEEPEST_BRACKETS = 6  # pandoc takes twice as long for each further one
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
REFUSED = (
    (re.compile(r"\.panel-[\w-]+"), "headings or a table"),
    (re.compile(r"\.column-[\w-]+|\.aside\b|\.margin-[\w-]+"), "text in the main column"),
    (re.compile(r"\blayout(-[\w-]+)?="), "one figure or table after another"),
    (re.compile(r"#(eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau)-[\w-]+"),
     "an id that begins with fig-, tbl- or sec-"),
    (re.compile(r"\b(when|unless)-(profile|meta)="), "when-format or unless-format"),
    (re.compile(r'\b(when|unless)-format=(?!"?(html|typst)\b)"?[\w:-]*'), 'html or typst'),
)  # fmt: skip


class Line(NamedTuple):
    """A line of a chapter and where it was written, which may be an included file."""

    file: str
    number: int
    text: str

    @property
    def where(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.number}"


@dataclass(frozen=True)
class Cell:
    """A Python cell: its place, its code without options, and its options."""

    where: str
    code: str
    options: dict[str, Any]

    @property
    def name(self) -> str:
        """What messages call the cell."""
        label = self.options.get("label")
        return f'cell "{label}"' if label else "cell"


@dataclass(frozen=True)
class Inline:
    """An inline expression in prose."""

    where: str
    code: str

    @property
    def name(self) -> str:
        """What messages call the expression."""
        return f"`{self.code}`"


Prose = tuple["str | Inline", ...]


@dataclass(frozen=True)
class Chapter:
    """A parsed chapter.

    Attributes:
        path: the source's path, relative to the project, with forward slashes.
        parts: prose and cells in reading order.
        lines: every line read, included files in place.
        meta: the front matter.
    """

    path: str
    parts: tuple[Prose | Cell, ...]
    lines: tuple[Line, ...]
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The HTML page's path in the book."""
        return self.path.removesuffix(".qmd") + ".html"

    @property
    def cells(self) -> list[Cell]:
        """The chapter's cells."""
        return [part for part in self.parts if isinstance(part, Cell)]

    def locate(self, token: str) -> str:
        """``file:line`` of the first line that holds ``token``, else the file."""
        found = (line.where for line in self.lines if token in line.text)
        return next(found, f"{self.path} (made by a cell)")


class Block(NamedTuple):
    """Lines of one kind: ``text``, ``code`` (a plain fenced block) or ``cell``."""

    kind: str
    lines: list[Line]


def parse(root: Path, path: str) -> tuple[Chapter, list[str]]:
    """Parse one chapter; return it with every defect found."""
    defects: list[str] = []
    lines = list(islice(read_lines(root, path, defects, (), []), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        defects.append(f"{path}:1: more than {MOST_LINES:,} lines; expected fewer")
    if not lines or len(lines) > MOST_LINES:
        return Chapter(path, (), ()), defects
    meta, body = front_matter(lines, defects)
    blocks = list(split_blocks(body, defects))
    text = [line for block in blocks if block.kind == "text" for line in block.lines]
    defects.extend(title_defects(path, text, meta))
    defects.extend(div_defects(text))
    defects.extend(bracket_defects(text))
    defects.extend(defect for block in blocks for defect in block_defects(block))
    parts: list[Prose | Cell] = []
    for block in blocks:
        if block.kind == "cell":
            parts.append(read_cell(block.lines, defects))
        else:
            parts.append(tuple(split_inline(block)))
    return Chapter(path, tuple(parts), tuple(lines), meta), defects


def split_blocks(lines: list[Line], defects: list[str]) -> Iterator[Block]:
    """Cut lines at code fences, the way pandoc does: a longer fence holds shorter ones."""
    text: list[Line] = []
    position = 0
    while position < len(lines):
        line, opening = lines[position], FENCE.match(lines[position].text)
        if not opening:
            text.append(line)
            position += 1
            continue
        yield Block("text", text)
        text = []
        defects.extend(fence_defects(line, opening))
        end = closing_fence(lines, position, opening[2])
        if end is None:
            defects.append(f"{line.where}: code fence is not closed; expected {opening[2]}")
            return
        kind = "cell" if opening[3] == "{python}" else "code"
        yield Block(kind, lines[position : end + 1])
        position = end + 1
    yield Block("text", text)


def read_lines(
    root: Path, path: str, defects: list[str], inside: tuple[str, ...], included: list[str]
) -> Iterator[Line]:
    """Yield a file's lines with included files in place.

    Args:
        root: the project's folder.
        path: the file, relative to it.
        defects: what is found to be wrong is added here.
        inside: the files that the file is included in.
        included: every file that was included so far is added here.
    """
    content, flaws = read(root / path)
    defects.extend(located(path, flaws or hidden_flaws(content)))
    for number, text in enumerate([] if flaws else content.splitlines(), 1):
        line, include = Line(path, number, text), INCLUDE.match(text)
        if len(text) > LONGEST_LINE:
            defects.append(f"{line.where}: more than {LONGEST_LINE:,} characters; expected fewer")
            continue
        if not include:
            yield line
            continue
        folder = root if include[1].startswith("/") else (root / path).parent
        file = own_file(root, folder / include[1].lstrip("/"))
        if file is None:
            defects.append(f"{line.where}: {include[1]}: no such file; expected one to include")
        elif file in (path, *inside):
            defects.append(f"{line.where}: {include[1]} includes itself; expected another file")
        elif len(included) == MOST_INCLUDES:
            defects.append(f"{line.where}: more than {MOST_INCLUDES} includes; expected fewer")
            return
        else:
            included.append(file)
            yield from read_lines(root, file, defects, (*inside, path), included)


def front_matter(lines: list[Line], defects: list[str]) -> tuple[dict[str, Any], list[Line]]:
    """Take the YAML front matter off the lines."""
    if not lines or lines[0].text.rstrip() != "---":
        return {}, lines
    ends = (i for i, line in enumerate(lines) if i and line.text.rstrip() in ("---", "..."))
    end = next(ends, 0)
    if not end:
        defects.append(f"{lines[0].where}: front matter is not closed; expected ---")
        return {}, lines[1:]
    meta = read_options([line.text for line in lines[1:end]], lines[0], "front matter", defects)
    return meta, lines[end + 1 :]


def read_options(
    texts: list[str], before: Line, section: str, defects: list[str]
) -> dict[str, Any]:
    """Read and check YAML that begins on the line after ``before``."""
    if not "".join(texts).strip():
        return {}
    data, found = read_yaml("\n".join(texts), section, before.file, before.number + 1)
    defects.extend(found)
    return {} if found else data


def closing_fence(lines: list[Line], start: int, opening: str) -> int | None:
    """The index of the line that closes the fence opened at ``start``."""
    closing = re.compile(rf"^\s*{re.escape(opening[0])}{{{len(opening)},}}\s*$")
    return next((i for i in range(start + 1, len(lines)) if closing.match(lines[i].text)), None)


def fence_defects(line: Line, opening: re.Match[str]) -> Iterator[str]:
    """Refuse cells of other languages and cells that Quarto and pandoc would read differently."""
    indent, ticks, info = opening.groups()
    language = LANGUAGE.match(info)
    if not language:
        return
    if info.startswith("{{"):
        yield f"{line.where}: {info} block; expected plain code such as ```python"
    elif language[1] != "python":
        yield f"{line.where}: {{{language[1]}}} cell; expected {{python}}"
    elif info != "{python}":
        yield f"{line.where}: cell header {info}; expected {{python}} and #| options"
    elif indent or ticks != "```":
        yield f"{line.where}: cell is indented or has a longer fence; expected ```{{python}}"


def read_cell(lines: list[Line], defects: list[str]) -> Cell:
    """Read a cell from its fences and what is between them."""
    inner = [line.text for line in lines[1:-1]]
    count = next((i for i, text in enumerate(inner) if not text.startswith("#|")), len(inner))
    texts = [text.removeprefix("#|").removeprefix(" ") for text in inner[:count]]
    options = read_options(texts, lines[0], "cell", defects)
    cell = Cell(lines[0].where, "\n".join(inner[count:]).strip("\n"), options)
    defects.extend(cell_defects(cell))
    return cell


def cell_defects(cell: Cell) -> Iterator[str]:
    """Check what options say together."""
    label = str(cell.options.get("label", ""))
    for kind in ("fig", "tbl"):
        if label.startswith(f"{kind}-") and not cell.options.get(f"{kind}-cap"):
            yield f"{cell.where}: label {label} without {kind}-cap; expected a caption"
        if cell.options.get(f"{kind}-cap") and not label.startswith(f"{kind}-"):
            yield f"{cell.where}: {kind}-cap without a label {kind}-…; expected both"
    for key in ("fig-cap", "tbl-cap", "fig-alt"):
        if "{python}" in str(cell.options.get(key, "")):
            yield f"{cell.where}: inline code in {key}; expected plain text"
    if re.search(r"[^\w-]", label):
        yield f"{cell.where}: label {label!r}; expected letters, digits and hyphens"


def block_defects(block: Block) -> Iterator[str]:
    """Refuse what Quarto would understand in prose or plain code and this builder does not."""
    for line in block.lines if block.kind != "cell" else ():
        if "{{<" in line.text:
            yield f"{line.where}: shortcode {line.text.strip()}; expected only {{{{< include >}}}}"
        if block.kind == "text":
            yield from text_defects(line)
        elif INLINE.search(line.text):
            yield f"{line.where}: inline code in a code block, which Quarto runs; expected a cell"


def text_defects(line: Line) -> Iterator[str]:
    """Refuse syntax in one line of prose."""
    rest = INLINE.sub(r"\1", line.text)
    for language in re.findall(r"`(?:\{(\w+)\}|r (?=[^`]+`))", rest):
        yield f"{line.where}: inline code {language or 'r'}; expected `{{python}} …` on one line"
    if rest != line.text and re.match(r"\s*(#+|:|Table:)\s", line.text):
        yield f"{line.where}: inline code in a heading or caption; expected plain text"
    for braces in re.findall(r"\{[^{}]*\}", CODE_SPAN.sub("", line.text)):
        for pattern, instead in REFUSED:
            if found := pattern.search(braces):
                yield f"{line.where}: {found[0]} is not supported; expected {instead}"


def split_inline(block: Block) -> Iterator[str | Inline]:
    """Prose as text and inline expressions."""
    for line in block.lines:
        start = 0
        for found in INLINE.finditer(line.text) if block.kind == "text" else ():
            yield line.text[start : found.start()] + found[1]
            yield Inline(line.where, found[2])
            start = found.end()
        yield line.text[start:] + "\n"


def title_defects(path: str, text: list[Line], meta: dict[str, Any]) -> Iterator[str]:
    """A chapter has one title, in its front matter or as its level-1 heading."""
    titles = [line for line in text if TITLE.match(line.text)]
    extra = titles if "title" in meta else titles[1:]
    yield from (f"{line.where}: second chapter title; expected one" for line in extra)
    if not titles and "title" not in meta:
        yield f"{path}:1: no chapter title; expected # Title"


def div_defects(text: list[Line]) -> Iterator[str]:
    """Every ``:::`` div is closed, and nothing else is."""
    opened: list[Line] = []
    for line in text:
        fence = DIV.match(line.text)
        if fence and fence[2]:
            opened.append(line)
        elif fence and opened:
            opened.pop()
        elif fence:
            yield f"{line.where}: {fence[1]} closes nothing; expected an open div"
    yield from (f"{line.where}: div is not closed; expected :::" for line in opened)


def bracket_defects(text: list[Line]) -> Iterator[str]:
    """No paragraph holds so many open brackets that pandoc would not come to an end."""
    depth = 0
    for line in text:
        depth = depth if line.text.strip() else 0
        for bracket in re.findall(r"\\.|[][]", CODE_SPAN.sub("", line.text)):
            depth = max(0, depth + {"[": 1, "]": -1}.get(bracket, 0))
            if depth > DEEPEST_BRACKETS:
                depth = 0
                yield f"{line.where}: more than {DEEPEST_BRACKETS} open brackets; expected fewer"
