"""Typeset the book's PDF."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import typst

from reproduction.book.chapters import Chapter
from reproduction.book.config import Config
from reproduction.book.errors import BookError
from reproduction.book.render import Rendered
from reproduction.book.syntax import Line, Place
from reproduction.inputs.defects import Defect

TEMPLATE = Path(__file__).with_name("assets") / "book.typ"
# A problem as Typst reports it: what, and the file and line of where.
PROBLEM = re.compile(
    r"^(?:error|warning): (.+)(?:\n\s*┌─ (?:.*/)?([\w.-]+):(\d+):\d+)?", re.MULTILINE
)
QUOTED = re.compile(r"the text `\"(.+?)\"`")
WORD = re.compile(r"\w{2,}")
PAPER = {"letter": "us-letter", "legal": "us-legal"}


def _chapter_texts(rendered: Rendered) -> dict[str, str]:
    """Each chapter as a Typst file, by name, and one more where citations have their own list."""
    return {
        f"c{number}.typ": f'#import "/book.typ": *\n{chapter["output"]}'
        for number, chapter in enumerate(rendered.chapters, 1)
        if not chapter.get("is_empty")
    }


def _chapter_number(name: str) -> int:
    """A chapter's number, from 1, by its file's name."""
    return int(name[1:].removesuffix(".typ"))


def _source(config: Config, rendered: Rendered, texts: Sequence[str]) -> str:
    """The whole book as one Typst text, which includes the files of its chapters."""
    book, typst_settings = config.data.book, config.data.format.typst
    margin = typst_settings.margin.model_dump(exclude_none=True)
    settings = {
        "title": _text(book.title),
        "subtitle": _text(book.subtitle),
        "authors": f"({''.join(_text(name) + ', ' for name in book.author)})",
        "date": _text(book.date),
        "lang": _text(config.data.lang.split("-")[0]),
        "paper": _text(PAPER.get(typst_settings.papersize, typst_settings.papersize)),
        "margin": f"({', '.join(f'{side}: {size}' for side, size in margin.items())})",
        "toc": str(config.option("typst", "toc", True)).lower(),
        "toc-depth": str(config.option("typst", "toc_depth", 2)),
    }
    given = ", ".join(f"{name}: {value}" for name, value in settings.items())
    paths = [chapter["path"] for chapter in rendered.chapters]
    titles = [config.data.book.parts.get(paths[_chapter_number(name) - 1]) for name in texts]
    parts = [f"#book-heading(1, none, false)[#{_text(t)}]\n" if t else "" for t in titles]
    shown = [f'{part}#include "{name}"' for part, name in zip(parts, texts, strict=True)]
    return "\n\n".join(['#import "/book.typ": *', f"#show: book.with({given})", *shown])


def _text(value: object) -> str:
    """A Typst string, or none."""
    return "none" if value is None else json.dumps(str(value), ensure_ascii=False)


def typeset(config: Config, chapters: Sequence[Chapter], rendered: Rendered, folder: Path) -> bytes:
    """The book as PDF/UA-1, typeset in ``folder``, which holds its images.

    Raises:
        BookError: with every error and warning of the typesetter.
    """
    shutil.copy(TEMPLATE, folder / TEMPLATE.name)
    texts = _chapter_texts(rendered)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    main = folder / "main.typ"
    main.write_text(_source(config, rendered, list(texts)), encoding="utf-8")
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(main),
            root=str(folder),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise BookError(_defects(error.diagnostic or error.message, texts, chapters)) from None
    if warnings:
        said = "".join(str(getattr(w, "diagnostic", None) or w) for w in warnings)
        raise BookError(_defects(said, texts, chapters))
    return bytes(pdf)


def _defects(said: str, texts: Mapping[str, str], chapters: Sequence[Chapter]) -> list[Defect]:
    """What the typesetter says, each at the line of a chapter that its place came from."""
    found: dict[Defect, None] = {}
    for match in PROBLEM.finditer(said):
        problem = f"PDF: {match[1]}"
        name, number = match[2] or "", int(match[3] or 0)
        if name in texts and number:
            chapter = chapters[_chapter_number(name) - 1]
            hint = QUOTED.search(match[1])
            place = _origin(texts[name].split("\n")[number - 1], chapter, hint[1] if hint else "")
            found[place.defect(problem, "text that can be typeset")] = None
        else:
            found[Defect("PDF", "", match[1], "")] = None
    return list(found) or [Defect("PDF", "", said.strip(), "")]


def _origin(line: str, chapter: Chapter, quoted: str) -> Place:
    """Where a line of Typst came from: the chapter's line that has most of its words."""
    words = set(WORD.findall(line))

    def likeness(source: Line) -> tuple[bool, int]:
        return bool(quoted) and quoted in source.text, len(words & set(WORD.findall(source.text)))

    best = max(chapter.lines, key=likeness, default=None)
    return best.place if best and any(likeness(best)) else Place(chapter.path, 1)
