"""What the builder uses of ``_quarto.yml``, of a chapter's front matter and of a cell's options."""

import datetime
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

# Settings of Quarto that change what a reader reads, and that the builder does not carry out.
# Others are about looks, or about how Quarto works, and pass.
CHANGES = frozenset(
    {
        "abstract",
        "abstract-title",
        "brand",
        "citation-location",
        "cite-method",
        "date-format",
        "df-print",
        "dir",
        "doi",
        "fig-cap-location",
        "from",
        "header-includes",
        "html-table-processing",
        "include-before-body",
        "ipynb-filters",
        "keywords",
        "language",
        "metadata-file",
        "metadata-files",
        "number-offset",
        "page-header",
        "params",
        "reference-location",
        "shift-heading-level-by",
        "shortcodes",
        "tbl-cap-location",
        "tbl-colwidths",
        "template",
        "variables",
    }
)
CHANGING_DATES = ("today", "now", "last-modified")


def _as_list(value: Any) -> list[Any]:
    """``None``, one value or a list, as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _kind(holds: Callable[[Any], bool], expected: str) -> BeforeValidator:
    """Refuses other values; the message says what is expected."""

    def check(value: Any) -> Any:
        if not holds(value):
            raise ValueError(expected)
        return value

    return BeforeValidator(check)


def _text(pattern: str, expected: str) -> BeforeValidator:
    form = re.compile(pattern)
    return _kind(lambda value: isinstance(value, str) and bool(form.fullmatch(value)), expected)


def _within(least: float, most: float, kinds: Any, expected: str) -> BeforeValidator:
    return _kind(
        lambda value: isinstance(value, kinds) and value is not True and least <= value <= most,
        expected,
    )


def _one_of(*values: Any) -> BeforeValidator:
    names = [str(value).lower() for value in values]
    allowed = [(type(value), value) for value in values]
    return _kind(lambda value: (type(value), value) in allowed, " or ".join(names))


def _fixed(date: Any) -> Any:
    if str(date) in CHANGING_DATES:
        raise ValueError("a fixed date, because a book that is built again must be the same")
    return str(date) if isinstance(date, datetime.date) else date


# File names are shown in terminals and become URLs and Typst paths: these need no escapes.
FileName = Annotated[str, _text(r"[\w./-]+", "a file's name of letters, digits and . _ - /")]
FileNames = Annotated[tuple[FileName, ...], BeforeValidator(_as_list)]
Text = Annotated[str, _text(r"(?s).*\S.*", "text, in quotes where need be")]
OneLine = Annotated[str, _text(r".*\S.*", "text on one line, in quotes where need be")]
Lines = Annotated[tuple[OneLine, ...], BeforeValidator(_as_list)]
Level = Annotated[int, _within(1, 6, int, "a whole number, 1 to 6")]
Inches = Annotated[float, _within(0.1, 100, (int, float), "a size in inches, 0.1 to 100")]
Length = Annotated[str, _text(r"\d{1,4}(\.\d{1,4})?(mm|cm|in|pt|em|%)", "a length such as 2.4cm")]
Flag = Annotated[bool, _one_of(True, False)]
Never = Annotated[bool, _one_of(False)]
Always = Annotated[bool, _one_of(True)]
Output = Annotated[bool | Literal["asis"], _one_of(True, False, "asis")]
Align = Annotated[str, _one_of("left", "center", "right", "default")]
Paper = Annotated[str, _one_of("a4", "a5", "letter", "legal", "us-letter", "us-legal")]
Label = Annotated[str, _text(r"[A-Za-z0-9_-]+", "letters, digits and hyphens")]
English = Annotated[
    str, _text(r"en(-[A-Za-z0-9]{2,8})*", "en, because the builder's own words are English")
]
Address = Annotated[str, _text(r"https?://[^\s\"'<>]+", "an address that begins with https://")]
PlainName = Annotated[str, _text(r"\w[\w. -]*", "a file's name without folders")]
Date = Annotated[OneLine, BeforeValidator(_fixed)]
Author = Annotated[
    OneLine, BeforeValidator(lambda value: value.get("name") if isinstance(value, dict) else value)
]
Authors = Annotated[tuple[Author, ...], BeforeValidator(_as_list)]


class Settings(BaseModel):
    """A section. Keys have hyphens; those that the builder does not know are not looked at."""

    model_config = ConfigDict(
        frozen=True, extra="allow", alias_generator=lambda name: name.replace("_", "-")
    )


class _Strict(Settings):
    """A section of which every key changes what a reader reads."""

    model_config = ConfigDict(extra="forbid")


class _Cells(Settings):
    """How cells are run and shown and how a chapter is numbered; None where nothing is said."""

    echo: Flag | None = None
    warning: Flag | None = None
    eval: Flag | None = None
    include: Flag | None = None
    output: Output | None = None
    error: Never | None = None
    freeze: Never | None = None
    enabled: Always | None = None
    code_fold: Flag | None = None
    code_summary: Text | None = None
    fig_align: Align | None = None
    fig_width: Inches | None = None
    fig_height: Inches | None = None
    fig_format: Annotated[str, _one_of("svg")] | None = None
    citeproc: Always | None = None
    number_sections: Flag | None = None
    number_depth: Level | None = None
    toc: Flag | None = None
    toc_depth: Level | None = None


class Html(_Cells):
    """``format: html``."""

    css: FileNames = ()
    include_in_header: FileNames = ()
    include_after_body: FileNames = ()


class _Margin(_Strict):
    """The margins of the PDF's pages."""

    x: Length = "2.4cm"
    y: Length = "2.1cm"
    left: Length | None = None
    right: Length | None = None
    top: Length | None = None
    bottom: Length | None = None


class Typst(_Cells):
    """``format: typst``."""

    papersize: Paper = "a4"
    margin: _Margin = _Margin()


def _default(value: Any) -> Any:
    return {} if value == "default" else value


class _Formats(Settings):
    """The formats that the builder makes; others are Quarto's business."""

    html: Annotated[Html, BeforeValidator(_default)] = Html()
    typst: Annotated[Typst, BeforeValidator(_default)] = Typst()


class Project(Settings):
    """``project:``."""

    type: Annotated[str, _one_of("book")]
    output_dir: FileName = "_book"
    pre_render: Lines = ()
    post_render: Lines = ()
    execute_dir: Annotated[str, _one_of("file", "project")] = "file"


class Book(Settings):
    """``book:``."""

    title: OneLine
    subtitle: OneLine | None = None
    author: Authors = ()
    date: Date | None = None
    description: Text | None = None
    chapters: FileNames
    appendices: FileNames = ()
    repo_url: Address | None = None
    output_file: PlainName | None = None
    page_footer: Any = None
    parts: dict[str, OneLine] = {}
    part_pages: FileNames = ()

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, data: Any) -> Any:
        """Put the chapters of parts in their places.

        ``parts`` gets the title by a part's first chapter, or ``part_pages`` the page that is
        the part's title and comes before its chapters.
        """
        if not isinstance(data, dict) or not isinstance(data.get("chapters"), list):
            return data
        chapters: list[Any] = []
        parts: dict[str, Any] = {}
        pages: list[str] = []
        for item in data["chapters"]:
            inside = item.get("chapters") if isinstance(item, dict) else None
            if isinstance(inside, list) and inside and set(item) == {"part", "chapters"}:
                if str(item["part"]).endswith(".qmd"):
                    pages.append(item["part"])
                    chapters.append(item["part"])
                else:
                    parts[str(inside[0])] = item["part"]
                chapters += inside
            else:
                chapters.append(item)
        return {**data, "chapters": chapters, "parts": parts, "part-pages": pages}


class _Crossref(_Strict):
    """``crossref:``."""

    chapters: Always = True


class QuartoYml(_Cells):
    """``_quarto.yml``."""

    project: Project
    book: Book
    execute: _Cells = _Cells()
    format: _Formats = _Formats()
    crossref: _Crossref = _Crossref()
    lang: English = "en"
    bibliography: FileNames = ()
    csl: FileName | None = None
    link_citations: Flag = True
    jupyter: Annotated[str, _one_of("python3")] = "python3"
    engine: Annotated[str, _one_of("jupyter")] = "jupyter"
    filters: FileNames = ()


class FrontMatter(_Strict):
    """A chapter's front matter."""

    title: OneLine | None = None
    number_sections: Flag | None = None
    execute: _Cells = _Cells()


class CellOptions(_Strict):
    """A cell's options; None where nothing is said."""

    label: Label | None = None
    echo: Flag | None = None
    include: Flag | None = None
    eval: Flag | None = None
    output: Output | None = None
    warning: Flag | None = None
    message: Flag | None = None
    error: Never | None = None
    fig_cap: Text | None = None
    fig_alt: Text | None = None
    fig_align: Align | None = None
    tbl_cap: Text | None = None
    code_fold: Flag | None = None
    code_summary: Text | None = None
