"""Split a ``.qmd`` file into prose and cells, each with its file and line.

What the builder does not support is found here, before anything runs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

from reproduction.book import syntax
from reproduction.book.reading import own_file, read_yaml
from reproduction.book.settings import CellOptions, FrontMatter, Settings
from reproduction.book.syntax import FENCE, INLINE, Line, Place
from reproduction.inputs.defects import Defect
from reproduction.inputs.text import hidden_defects, read

INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(\S+)\s*>\}\}\s*$")
TABLE = re.compile(r"^\s{0,3}<table[\s>]")
OPTION = re.compile(r"^#\s*\| ?")
S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class Cell:
    """A Python cell: its place, its code without options, and its options."""

    place: Place
    code: str
    options: CellOptions = field(default_factory=CellOptions)

    @property
    def name(self) -> str:
        """What messages call the cell."""
        return f'cell "{self.options.label}"' if self.options.label else "cell"

    @property
    def numbered(self) -> str:
        """``fig`` or ``tbl`` for a cell that is numbered, else nothing."""
        kind = (self.options.label or "").partition("-")[0]
        return kind if kind in ("fig", "tbl") and "-" in str(self.options.label) else ""


@dataclass(frozen=True)
class Inline:
    """An inline expression in prose."""

    place: Place
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
    meta: FrontMatter = field(default_factory=FrontMatter)

    @property
    def page(self) -> str:
        """The HTML page's path in the book."""
        return self.path.removesuffix(".qmd") + ".html"

    @property
    def cells(self) -> list[Cell]:
        """The chapter's cells."""
        return [part for part in self.parts if isinstance(part, Cell)]

    @property
    def code(self) -> list[Cell | Inline]:
        """The chapter's cells and inline expressions, in reading order."""
        return [
            piece
            for part in self.parts
            for piece in ([part] if isinstance(part, Cell) else part)
            if not isinstance(piece, str)
        ]

    def defect(self, token: str, problem: str, expected: str) -> Defect:
        """A defect at the first line that holds ``token``, else in the file as a whole."""
        found = next((line.place for line in self.lines if token in line.text), None)
        if found is None:
            return Defect(self.path, "made by a cell", problem, expected)
        return found.defect(problem, expected)


class _Block(NamedTuple):
    """Lines of one kind: ``text``, ``code`` (a plain fenced block) or ``cell``."""

    kind: str
    lines: list[Line]


def parse(root: Path, path: str) -> tuple[Chapter, list[Defect]]:
    """Parse one chapter; return it with every defect found."""
    defects: list[Defect] = []
    lines = list(_read_lines(root, path, defects))
    if not lines:
        return Chapter(path, (), ()), defects
    before = len(defects)
    meta, body = _front_matter(lines, defects)
    is_titled = meta.title is not None or len(defects) > before
    blocks = list(_split_blocks(body, defects))
    text = [line for block in blocks if block.kind == "text" for line in block.lines]
    defects.extend(syntax.title_defects(path, text, is_titled))
    defects.extend(syntax.div_defects(text))
    for block in blocks:
        defects.extend(syntax.block_defects(block.kind, block.lines))
    blocks = [part for block in blocks for part in _split_tables(block)]
    parts = tuple(
        _read_cell(block.lines, defects) if block.kind == "cell" else tuple(_split_inline(block))
        for block in blocks
    )
    return Chapter(path, parts, tuple(lines), meta), defects


def _split_blocks(lines: list[Line], defects: list[Defect]) -> Iterator[_Block]:
    """Cut lines at code fences, the way pandoc does: a longer fence holds shorter ones."""
    text: list[Line] = []
    position = 0
    while position < len(lines):
        line, opening = lines[position], FENCE.match(lines[position].text)
        if not opening:
            text.append(line)
            position += 1
            continue
        yield _Block("text", text)
        text = []
        defects.extend(syntax.fence_defects(line, opening))
        end = _closing_fence(lines, position, opening[2])
        if end is None:
            defects.append(line.place.defect("code fence is not closed", opening[2]))
            return
        kind = "cell" if opening[3] == "{python}" else "code"
        yield _Block(kind, lines[position : end + 1])
        position = end + 1
    yield _Block("text", text)


def _split_tables(block: _Block) -> Iterator[_Block]:
    """Cut text at HTML tables, which pandoc would take for text between tags."""
    text: list[Line] = []
    table: list[Line] = []
    for line in block.lines:
        if block.kind == "text" and (table or TABLE.match(line.text)):
            table.append(line)
            if "</table>" in line.text:
                yield _Block(block.kind, text)
                fences = [line._replace(text=fence) for fence in ("", "```{=html}", "```", "")]
                yield _Block("code", [*fences[:2], *table, *fences[2:]])
                text, table = [], []
        else:
            text.append(line)
    yield _Block(block.kind, text + table)


def _closing_fence(lines: list[Line], start: int, opening: str) -> int | None:
    """The index of the line that closes the fence opened at ``start``."""
    closing = re.compile(rf"^\s*{re.escape(opening[0])}{{{len(opening)},}}\s*$")
    return next((i for i in range(start + 1, len(lines)) if closing.match(lines[i].text)), None)


def _read_lines(
    root: Path, path: str, defects: list[Defect], inside: tuple[str, ...] = ()
) -> Iterator[Line]:
    """Yield a file's lines with included files in place.

    Args:
        root: the project's folder.
        path: the file, relative to it.
        defects: what is found to be wrong is added here.
        inside: the files that the file is included in.
    """
    content, unusable = read(root / path, path)
    defects.extend(unusable or hidden_defects(content, path))
    for number, text in enumerate([] if unusable else content.splitlines(), 1):
        line, include = Line(Place(path, number), text), INCLUDE.match(text)
        if not include:
            yield line
            continue
        folder = root if include[1].startswith("/") else (root / path).parent
        file = own_file(root, folder / include[1].lstrip("/"))
        if file is None:
            defects.append(line.place.defect(f"{include[1]}: no such file", "one to include"))
        elif file in (path, *inside):
            defects.append(line.place.defect(f"{include[1]} includes itself", "another file"))
        else:
            yield from _read_lines(root, file, defects, (*inside, path))


def _front_matter(lines: list[Line], defects: list[Defect]) -> tuple[FrontMatter, list[Line]]:
    """Take the YAML front matter off the lines."""
    if lines[0].text.rstrip() != "---":
        return FrontMatter(), lines
    ends = (i for i, line in enumerate(lines) if i and line.text.rstrip() in ("---", "..."))
    end = next(ends, 0)
    if not end:
        defects.append(lines[0].place.defect("front matter is not closed", "---"))
        return FrontMatter(), lines[1:]
    texts = [line.text for line in lines[1:end]]
    return _read_options(texts, lines[0].place, FrontMatter, defects), lines[end + 1 :]


def _read_options(texts: list[str], before: Place, kind: type[S], defects: list[Defect]) -> S:
    """Read and check YAML that begins on the line after ``before``."""
    if not "".join(texts).strip():
        return kind()
    data, found = read_yaml("\n".join(texts), kind, before.file, before.line + 1)
    defects.extend(found)
    return data or kind()


def _read_cell(lines: list[Line], defects: list[Defect]) -> Cell:
    """Read a cell from its fences and what is between them."""
    inner = [line.text for line in lines[1:-1]]
    count = next((i for i, text in enumerate(inner) if not OPTION.match(text)), len(inner))
    texts = [OPTION.sub("", text) for text in inner[:count]]
    options = _read_options(texts, lines[0].place, CellOptions, defects)
    cell = Cell(lines[0].place, "\n".join(inner[count:]).strip("\n"), options)
    defects.extend(_cell_defects(cell))
    return cell


def _cell_defects(cell: Cell) -> Iterator[Defect]:
    """Check what options say together."""
    options, defect = cell.options, cell.place.defect
    for kind, caption in (("fig", options.fig_cap), ("tbl", options.tbl_cap)):
        if cell.numbered == kind and not caption:
            yield defect(f"label {options.label} without {kind}-cap", "a caption")
        if caption and cell.numbered != kind:
            yield defect(f"{kind}-cap without a label {kind}-…", "both")
    for key in ("fig_cap", "tbl_cap", "fig_alt"):
        if "{python}" in str(getattr(options, key)):
            yield defect(f"inline code in {key.replace('_', '-')}", "plain text")


def _split_inline(block: _Block) -> Iterator[str | Inline]:
    """Prose as text and inline expressions."""
    for line in block.lines:
        start = 0
        for found in INLINE.finditer(line.text) if block.kind == "text" else ():
            yield line.text[start : found.start()] + found[1]
            yield Inline(line.place, found[2])
            start = found.end()
        yield line.text[start:] + "\n"
