"""What Quarto would understand in a chapter's text and this builder does not."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reproduction.inputs.defects import Defect

INLINE = re.compile(r"(^|[^`])`\{python\}[ \t]([^`]+)`", re.MULTILINE)
FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$")
DIV = re.compile(r"^\s*(:{3,})\s*(.*?)[\s:]*$")
LANGUAGE = re.compile(r"^\{+\s*([A-Za-z][\w+-]*)")
TITLE = re.compile(r"^#\s+\S")
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
TAG = re.compile(r"</?([A-Za-z][\w-]*)(?:\s[^<>]*)?/?>")
MATH_SPAN = re.compile(r"\$(?!\s)[^$]+(?<!\s)\$")
_TAGS = """
a b br del div em i img s span strong sub sup u table tbody td tfoot th thead tr
"""
TAGS = frozenset(_TAGS.split())
TARGET = re.compile(r"\]\(<[^>]*>")
ANNOTATION = re.compile(r"(#|//|--|%|;)\s*<\d+>\s*$")
REFUSED = (
    (re.compile(r"\.panel-[\w-]+"), "headings or a table"),
    (re.compile(r"\.column-[\w-]+|\.aside\b|\.margin-[\w-]+"), "text in the main column"),
    (re.compile(r"\blayout(-[\w-]+)?="), "one figure or table after another"),
    (
        re.compile(
            r"#(eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau)-[\w-]+"
        ),
        "an id that begins with fig-, tbl- or sec-",
    ),
    (re.compile(r"\.(proof|solution|remark)\b"), "the paragraph with its own first words"),
    (re.compile(r"\.(unlisted|appendix|incremental|hidden|content-block)\b"), "text without it"),
    (re.compile(r"\btbl-colwidths="), "the lengths of a pipe table's dashes"),
    (re.compile(r"\b(code-line-numbers|filename|lst-cap)="), "text without it"),
    (re.compile(r"\b(when|unless)-(profile|meta)="), "when-format or unless-format"),
    (re.compile(r'\b(when|unless)-format=(?!"?(html|typst)\b)"?[\w:-]*'), "html or typst"),
)


class Place(NamedTuple):
    """A file, as the user would type it, and a line of it."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def defect(self, problem: str, expected: str = "") -> Defect:
        """Return a defect that is here."""
        return Defect(self.file, self.line, problem, expected)


class Line(NamedTuple):
    """A line of a chapter and where it was written, which may be an included file."""

    place: Place
    text: str


def fence_defects(line: Line, opening: re.Match[str]) -> Iterator[Defect]:
    """Refuse cells of other languages and cells that Quarto and pandoc would read differently."""
    indent, ticks, info = opening.groups()
    yield from _attribute_defects(line, info)
    language = LANGUAGE.match(info)
    if not language:
        return
    if info.startswith("{{"):
        yield line.place.defect(f"{info} block", "plain code such as ```python")
    elif language[1] != "python":
        yield line.place.defect(f"{{{language[1]}}} cell", "{python}")
    elif info != "{python}":
        yield line.place.defect(f"cell header {info}", "{python} and #| options")
    elif indent or ticks != "```":
        yield line.place.defect("cell is indented or has a longer fence", "```{python}")


def block_defects(kind: str, lines: Iterable[Line]) -> Iterator[Defect]:
    """Refuse what Quarto would understand in prose or plain code and this builder does not."""
    for line in lines if kind != "cell" else ():
        if "{{<" in line.text:
            yield line.place.defect(f"shortcode {line.text.strip()}", "only {{< include >}}")
        if kind == "text":
            yield from _text_defects(line)
        elif INLINE.search(line.text):
            yield line.place.defect("inline code in a code block, which Quarto runs", "a cell")
    for line in lines if kind != "text" else ():
        if ANNOTATION.search(line.text):
            yield line.place.defect("code annotation", "a comment, or text below the code")


def _text_defects(line: Line) -> Iterator[Defect]:
    """Refuse syntax in one line of prose."""
    rest = INLINE.sub(r"\1", line.text)
    for language in re.findall(r"`(?:\{(\w+)\}|r (?=[^`]+`))", rest):
        yield line.place.defect(f"inline code {language or 'r'}", "`{python} …` on one line")
    for found in INLINE.finditer(line.text):
        if not _is_expression(found[2]):
            yield line.place.defect(f"`{found[2]}` is not a Python expression", "one expression")
    if rest != line.text and re.match(r"\s*(#+|:|Table:)\s", line.text):
        yield line.place.defect("inline code in a heading or caption", "plain text")
    text = CODE_SPAN.sub("", line.text)
    for tag in TAG.findall(TARGET.sub("", MATH_SPAN.sub("", text))):
        if tag.lower() not in TAGS:
            yield line.place.defect(f"raw HTML <{tag}>", "Markdown, or a block ```{=html}")
    yield from _attribute_defects(line, text)


def _attribute_defects(line: Line, text: str) -> Iterator[Defect]:
    """Refuse attributes in braces that mean something to Quarto."""
    for braces in re.findall(r"\{[^{}]*\}", text):
        for pattern, instead in REFUSED:
            if found := pattern.search(braces):
                yield line.place.defect(f"{found[0]} is not supported", instead)


def _is_expression(code: str) -> bool:
    """Return True if Python evaluates the code to a value."""
    try:
        ast.parse(code.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def title_defects(path: str, text: list[Line], is_given: bool) -> Iterator[Defect]:
    """Refuse a chapter without one title, in its front matter or as its level-1 heading."""
    titles = [line for line in text if TITLE.match(line.text)]
    for line in titles if is_given else titles[1:]:
        yield line.place.defect("second chapter title", "one")
    if not titles and not is_given:
        yield Defect(path, 1, "no chapter title", "# Title")
    for line in text[: text.index(titles[0])] if titles else ():
        if line.text.strip() and not DIV.match(line.text) and not line.text.startswith("<!--"):
            yield line.place.defect("text before the chapter's title", "the title first")
            return


def div_defects(text: list[Line]) -> Iterator[Defect]:
    """Refuse ``:::`` that closes nothing, and a div that is not closed."""
    opened: list[Line] = []
    for line in text:
        fence = DIV.match(line.text)
        if fence and fence[2]:
            opened.append(line)
        elif fence and opened:
            opened.pop()
        elif fence:
            yield line.place.defect(f"{fence[1]} closes nothing", "an open div")
    yield from (line.place.defect("div is not closed", ":::") for line in opened)
