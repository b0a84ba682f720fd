"""Put a chapter and its outputs together as one pandoc Markdown text for a format."""

import ast
import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from reproduction.book.chapters import Cell, Chapter, Inline
from reproduction.book.config import Config
from reproduction.book.execute import COLOUR, Output, Outputs
from reproduction.book.reading import BookError

IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
# Quarto's order of preference.
PRIORITY = {
    "html": ("text/html", "text/markdown", *IMAGES, "text/latex", "text/plain"),
    "typst": ("text/markdown", *IMAGES, "text/latex", "text/html", "text/plain"),
}
# What matplotlib's calls return beside a figure, as Quarto tells it from values meant to be shown.
ARTIST = re.compile(r"^[<(\[].*[>)\]]$|^Text\([-\d]|[\s\S]*<matplotlib\.")
REPR = re.compile(r"<[^\n]*?\bat 0x[0-9a-fA-F]+>|<IPython\.core\.display\.\w+ object>")
NUMPY = re.compile(r"np\.\w+\(.*\)$", re.DOTALL)
FORMULA = re.compile(r"(\$\$?)\s*(?:\\displaystyle\s)?([^$]+)\1")
STRING = re.compile(r"^(['\"]).*\1$", re.DOTALL)
PUNCTUATION = re.compile(r"[!#-&(-/:-@\[-`{-~]")


@dataclass
class Assembly:
    """A chapter's Markdown and the image files that it shows, by path in the book."""

    text: str = ""
    images: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Style:
    """How a chapter is shown in a format."""

    config: Config
    chapter: Chapter
    fmt: str

    def of(self, cell: Cell, name: str, default: Any) -> Any:
        """Return a cell's own option, else its chapter's, else the book's."""
        nearer = cell.options, self.chapter.meta.execute
        return self.config.option(self.fmt, name, default, *nearer)


def assemble(config: Config, chapter: Chapter, outputs: Outputs | None, fmt: str) -> Assembly:
    """Put outputs in their places; without outputs, put in what is known before running."""
    assembly, style = Assembly(), Style(config, chapter, fmt)
    texts = [f"# {chapter.meta.title}\n"] if chapter.meta.title else []
    left = iter(outputs or [])
    position = 0
    for part in chapter.parts:
        if isinstance(part, Cell):
            position += 1
            shown = None if outputs is None else next(left)
            stem = part.options.label or f"cell-{position}"
            texts.append("\n" + _cell_markdown(part, shown, style, stem, assembly) + "\n")
            continue
        for piece in part:
            if isinstance(piece, str):
                texts.append(piece)
            else:
                texts.append("0" if outputs is None else _inline_markdown(piece, next(left), style))
    assembly.text = "".join(texts)
    return assembly


def _inline_markdown(piece: Inline, outputs: list[Output], style: Style) -> str:
    """Return an inline value as Markdown: Markdown as it is, strings escaped as Quarto does."""
    none = {"data": {"text/plain": "None"}}
    value = next((o for o in outputs if o["output_type"] == "execute_result"), none)
    kind, data = _preferred(value, style.fmt, piece)
    if kind == "text/html":
        return f"`{data}`{{=html}}"
    if kind == "text/markdown":
        return data
    if kind == "text/plain" and NUMPY.match(data):
        raise BookError(
            [piece.place.defect(f"{piece.name} shows {data}", "text or a plain number")]
        )
    if kind != "text/plain":
        raise BookError([piece.place.defect(f"{piece.name} is {kind}", "text")])
    if not STRING.match(data):
        return data
    text = str(ast.literal_eval(data))
    if text != data[1:-1]:  # which is what Quarto shows
        problem = f"{piece.name}: Quarto shows escapes: {data[1:-1][:60]}"
        raise BookError([piece.place.defect(problem, "a value that offers itself as Markdown")])
    return PUNCTUATION.sub(r"\\\g<0>", text)


def _preferred(output: Output, fmt: str, step: Cell | Inline) -> tuple[str, str]:
    """Return the representation of an output that the format shows: its MIME type and its data.

    Mathematics in LaTeX is given as Markdown.
    """
    data = output["data"]
    kind = next((kind for kind in PRIORITY[fmt] if kind in data), None)
    if kind is None:
        problem = f"{step.name}: an output has only {', '.join(data)}"
        raise BookError([step.place.defect(problem, "text, a table or an image")])
    shown = "".join(data[kind])
    if kind == "text/latex":
        formula = FORMULA.fullmatch(shown.strip())
        if not formula:
            problem = f"{step.name}: LaTeX beyond a formula: {shown[:60]!r}"
            raise BookError([step.place.defect(problem, "a formula in $ or $$")])
        return "text/markdown", f"{formula[1]}{formula[2].strip()}{formula[1]}"
    if kind == "text/plain":
        _refuse_repr(step, shown)
    return kind, shown


def _refuse_repr(step: Cell | Inline, text: str) -> None:
    """Stop where an object's address would be published instead of what it holds."""
    if found := REPR.search(text):
        problem = f"{step.name} shows {found[0]}"
        raise BookError([step.place.defect(problem, "what it holds, or no output")])


def _is_warning_shown(cell: Cell, output: Output, style: Style) -> bool:
    """Return True where a chapter asks for what a cell says on standard error.

    Raises:
        BookError: it does not say.
    """
    asked = style.of(cell, "warning", None)
    if asked is None:
        said = " ".join(COLOUR.sub("", output["text"]).split())
        problem = f"{cell.name} says on standard error: {said[:200]}"
        raise BookError([cell.place.defect(problem, "nothing; or warning: true, or false")])
    return bool(asked)


def _cell_markdown(
    cell: Cell, outputs: list[Output] | None, style: Style, stem: str, assembly: Assembly
) -> str:
    """Return a cell's code and outputs, as far as its options show them."""
    if not style.of(cell, "include", True):
        return ""
    blocks = [_echo(cell, style)] if style.of(cell, "echo", True) and cell.code else []
    mode = style.of(cell, "output", True)
    bodies: list[str] = []
    count = 0
    for output in _displays(outputs or []) if mode is not False else ():
        if "data" not in output:
            is_markdown = mode == "asis" and output["name"] == "stdout"
            if output["name"] == "stdout" or _is_warning_shown(cell, output, style):
                above = blocks if cell.numbered and not is_markdown else bodies
                above.append(_stream(cell, output, is_markdown))
            continue
        kind, data = _preferred(output, style.fmt, cell)
        if kind in IMAGES:
            count += 1
            number = f"-{count}" if count > 1 else ""
            path = PurePosixPath(style.chapter.path)
            name = f"{path.stem}_files/{stem}{number}.{IMAGES[kind]}"
            file = (path.parent / name).as_posix()
            assembly.images[file] = _image_bytes(cell, kind, data)
            data = _image(cell, name)
        elif kind == "text/html":
            data = f"::: {{.cell-html}}\n{_fenced(data, '{=html}')}\n:::"
        elif kind == "text/plain":
            data = _fenced(data, "{.cell-output}")
        bodies.append(data)
    if cell.numbered and mode is not False:
        bodies = [_captioned(cell, bodies, outputs is None)]
    return "\n\n".join(blocks + bodies)


def _echo(cell: Cell, style: Style) -> str:
    """Return the cell's code as a block."""
    fold = ""
    if style.of(cell, "code_fold", False):
        fold = f" code-fold={_quoted(style.of(cell, 'code_summary', 'Code'))}"
    return _fenced(cell.code, f"{{.python .cell-code{fold}}}")


def _displays(outputs: list[Output]) -> Iterator[Output]:
    """Yield outputs without the values that matplotlib's calls happen to return."""
    images = any(set(IMAGES) & set(output.get("data", ())) for output in outputs)
    for output in outputs:
        data = output.get("data", {})
        if not (images and list(data) == ["text/plain"] and ARTIST.match(data["text/plain"])):
            yield output


def _stream(cell: Cell, output: Output, is_markdown: bool) -> str:
    """Return what a cell printed: a code block unless the cell says ``output: asis``."""
    text = COLOUR.sub("", output["text"])
    _refuse_repr(cell, text)
    if is_markdown:
        return text
    return _fenced(text.rstrip("\n"), f"{{.cell-output .{output['name']}}}")


def _image(cell: Cell, name: str) -> str:
    """Return a figure's image, with its text alternative."""
    alt = cell.options.fig_alt or cell.options.fig_cap
    if not alt:
        raise BookError([cell.place.defect(f"{cell.name} shows a figure", "fig-alt")])
    align = cell.options.fig_align or "default"
    return f"::: {{.cell-image src={_quoted(name)} alt={_quoted(alt)} align={align}}}\n:::"


def _captioned(cell: Cell, bodies: list[str], dry: bool) -> str:
    """Return a numbered figure or table."""
    if len(bodies) != 1 and not dry:
        raise BookError([cell.place.defect(f"{cell.name} shows {len(bodies)} outputs", "one")])
    caption = cell.options.fig_cap if cell.numbered == "fig" else cell.options.tbl_cap
    return "\n\n".join(
        [
            f":::::: {{.cell-float #{cell.options.label}}}",
            *bodies,
            f"::: {{.cell-caption}}\n{str(caption).strip()}\n:::",
            "::::::",
        ]
    )


def _fenced(text: str, info: str) -> str:
    """Return a fenced block with more backticks than the text has."""
    longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks} {info}\n{text}\n{ticks}"


def _quoted(text: str) -> str:
    """Return the text as a value of a pandoc attribute."""
    return '"' + " ".join(str(text).split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _image_bytes(cell: Cell, kind: str, data: str) -> bytes:
    """Return an image's file content."""
    if kind == "image/svg+xml":
        return data.encode()
    try:
        return base64.b64decode(data)
    except ValueError as error:
        problem = f"{cell.name} shows an image that is not base64 ({error})"
        raise BookError([cell.place.defect(problem, "an image")]) from None
