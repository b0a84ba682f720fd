"""Typeset the book's PDF."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import typst

from reproduction.book.config import Config
from reproduction.book.errors import BookError
from reproduction.book.render import Rendered

TEMPLATE = Path(__file__).with_name("book.typ")
PAPER = {"letter": "us-letter", "legal": "us-legal"}


def source(config: Config, rendered: Rendered) -> str:
    """The whole book as one Typst text."""
    book = config.book
    settings = {
        "title": text(book["title"]),
        "subtitle": text(book.get("subtitle")),
        "authors": f"({''.join(text(name) + ', ' for name in config.authors)})",
        "date": text(book.get("date")),
        "lang": text(str(config.data.get("lang", "en")).split("-")[0]),
        "paper": text(paper(config)),
        "toc": str(config.option("typst", "toc", True)).lower(),
        "toc-depth": str(config.option("typst", "toc-depth", 2)),
    }
    if margin := config.option("typst", "margin"):
        sides = {"x": "2.4cm", "y": "2.6cm", **margin}
        settings["margin"] = f"({', '.join(f'{side}: {size}' for side, size in sides.items())})"
    given = ", ".join(f"{name}: {value}" for name, value in settings.items())
    shown = [chapter["output"] for chapter in rendered.chapters if not chapter.get("is_empty")]
    return "\n\n".join(['#import "/book.typ": *', f"#show: book.with({given})", *shown])


def text(value: object) -> str:
    """A Typst string, or none."""
    return "none" if value is None else json.dumps(str(value), ensure_ascii=False)


def paper(config: Config) -> str:
    """The paper by Typst's name."""
    name = str(config.option("typst", "papersize", "a4"))
    return PAPER.get(name, name)


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


def messages(problems: Iterable[object]) -> list[str]:
    """One line for each of the typesetter's problems."""
    return [f"PDF: {getattr(problem, 'message', problem)}" for problem in problems]
