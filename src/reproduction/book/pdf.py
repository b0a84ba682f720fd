"""Typeset the book's PDF."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import typst

from reproduction.book.config import Config
from reproduction.book.errors import BookError
from reproduction.book.render import Rendered
from reproduction.inputs.defects import Defect

TEMPLATE = Path(__file__).with_name("assets") / "book.typ"
PAPER = {"letter": "us-letter", "legal": "us-legal"}


def source(config: Config, rendered: Rendered) -> str:
    """The whole book as one Typst text."""
    book, typst_settings = config.data.book, config.data.format.typst
    margin = typst_settings.margin.model_dump(exclude_none=True)
    settings = {
        "title": text(book.title),
        "subtitle": text(book.subtitle),
        "authors": f"({''.join(text(name) + ', ' for name in book.author)})",
        "date": text(book.date),
        "lang": text(config.data.lang.split("-")[0]),
        "paper": text(PAPER.get(typst_settings.papersize, typst_settings.papersize)),
        "margin": f"({', '.join(f'{side}: {size}' for side, size in margin.items())})",
        "toc": str(config.option("typst", "toc", True)).lower(),
        "toc-depth": str(config.option("typst", "toc_depth", 2)),
    }
    given = ", ".join(f"{name}: {value}" for name, value in settings.items())
    shown = [chapter["output"] for chapter in rendered.chapters if not chapter.get("is_empty")]
    return "\n\n".join(['#import "/book.typ": *', f"#show: book.with({given})", *shown])


def text(value: object) -> str:
    """A Typst string, or none."""
    return "none" if value is None else json.dumps(str(value), ensure_ascii=False)


def typeset(config: Config, rendered: Rendered, folder: Path) -> bytes:
    """The book as PDF/UA-1, typeset in ``folder``, which holds its images.

    Raises:
        BookError: with every error and warning of the typesetter.
    """
    shutil.copy(TEMPLATE, folder / TEMPLATE.name)
    main = folder / "main.typ"
    main.write_text(source(config, rendered), encoding="utf-8")
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(main), root=str(folder), ignore_system_fonts=True, pdf_standards=["ua-1"],
            timestamp=0,
        )  # fmt: skip
    except typst.TypstError as error:
        raise BookError(messages([error])) from None
    if warnings:
        raise BookError(messages(warnings))
    return bytes(pdf)


def messages(problems: Iterable[object]) -> list[Defect]:
    """A defect for each of the typesetter's problems."""
    return [Defect("PDF", "", str(getattr(p, "message", p)), "") for p in problems]
