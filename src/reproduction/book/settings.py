"""What the builder uses of ``_quarto.yml``, of a chapter's front matter and of a cell's options."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from reproduction.inputs.models import Misfit

CHANGING_DATES = ("today", "now", "last-modified")


def _as_tuple(value: Any) -> Any:
    """Return None, one value or a list as a tuple."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def _fixed(date: Any) -> Any:
    if str(date) in CHANGING_DATES:
        raise Misfit("", "a fixed date, because a book that is built again must be the same")
    return str(date) if isinstance(date, datetime.date) else date


def _name(author: Any) -> Any:
    return author.get("name") if isinstance(author, dict) else author


def _is(expected: str, pattern: str | None = None, **limits: Any) -> Any:
    """Return what a value that is not None has to be, in words and for pydantic."""
    whole = f"^(?:{pattern})$" if pattern else None
    return Field(description=expected, strict=True, pattern=whole, **limits)


# File names are shown in terminals and become URLs and Typst paths: these need no escapes.
_FILE, _FILE_NAME = r"[\w./-]+", "a file's name of letters, digits and . _ - /"
_LINE, _ONE_LINE = r".*\S.*", "text on one line, in quotes where need be"
_AsTuple = BeforeValidator(_as_tuple)

# What a book must have, or has as it is.
_FileName = Annotated[str, _is(_FILE_NAME, _FILE)]
FileNames = Annotated[
    tuple[_FileName, ...], _AsTuple, Field(description=f"{_FILE_NAME}, or a list of them")
]
_Line = Annotated[str, _is(_ONE_LINE, _LINE)]
_Lines = Annotated[tuple[_Line, ...], _AsTuple, Field(description=f"{_ONE_LINE}, or a list of it")]
_Authors = Annotated[
    tuple[Annotated[_Line, BeforeValidator(_name)], ...],
    _AsTuple,
    Field(description="a name in quotes where need be, or a list of names"),
]
_Paper = Annotated[
    Literal["a4", "a5", "letter", "legal", "us-letter", "us-legal"],
    Field(description="a4 or a5 or letter or legal or us-letter or us-legal"),
]
_English = Annotated[
    str, _is("en, because the builder's own words are English", r"en(-[A-Za-z0-9]{2,8})*")
]

# What is None where nothing is said.
_Text = Annotated[str | None, _is("text, in quotes where need be", r"(?s).*\S.*")]
_OneLine = Annotated[str | None, _is(_ONE_LINE, _LINE)]
_Date = Annotated[_OneLine, BeforeValidator(_fixed)]
_OneFile = Annotated[str | None, _is(_FILE_NAME, _FILE)]
_Label = Annotated[str | None, _is("letters, digits and hyphens", r"[A-Za-z0-9_-]+")]
_Address = Annotated[
    str | None, _is("an address that begins with https://", r"https?://[^\s\"'<>]+")
]
_PlainName = Annotated[str | None, _is("a file's name without folders", r"\w[\w. -]*")]
_Length = Annotated[
    str | None, _is("a length such as 2.4cm", r"\d{1,4}(\.\d{1,4})?(mm|cm|in|pt|em|%)")
]
_Level = Annotated[int | None, _is("a whole number, 1 to 6", ge=1, le=6)]
_Inches = Annotated[float | None, _is("a size in inches, 0.1 to 100", ge=0.1, le=100)]
_Flag = Annotated[bool | None, _is("true or false")]
_Never = Annotated[Literal[False] | None, Field(description="false")]
_Always = Annotated[Literal[True] | None, Field(description="true")]
_Svg = Annotated[Literal["svg"] | None, Field(description="svg")]
_Output = Annotated[Literal[True, False, "asis"] | None, Field(description="true or false or asis")]
_Align = Annotated[
    Literal["left", "center", "right", "default"] | None,
    Field(description="left or center or right or default"),
]


class Settings(BaseModel):
    """A section. Keys have hyphens; those that the builder does not know are not looked at."""

    model_config = ConfigDict(
        frozen=True, extra="allow", alias_generator=lambda name: name.replace("_", "-")
    )


class _Strict(Settings):
    """A section of which every key changes what a reader reads."""

    model_config = ConfigDict(extra="forbid")


class _Cell(Settings):
    """How a cell is run and shown; None where nothing is said."""

    echo: _Flag = None
    include: _Flag = None
    eval: _Flag = None
    output: _Output = None
    warning: _Flag = None
    error: _Never = None
    fig_align: _Align = None
    code_fold: _Flag = None
    code_summary: _Text = None


class _Cells(_Cell):
    """How all cells are run and shown and how a chapter is numbered."""

    freeze: _Never = None
    enabled: _Always = None
    fig_width: _Inches = None
    fig_height: _Inches = None
    fig_format: _Svg = None
    citeproc: _Always = None
    number_sections: _Flag = None
    number_depth: _Level = None
    toc: _Flag = None
    toc_depth: _Level = None


class Html(_Cells):
    """``format: html``."""

    css: FileNames = ()
    include_in_header: FileNames = ()
    include_after_body: FileNames = ()


class _Margin(_Strict):
    """The margins of the PDF's pages."""

    x: _Length = "2.4cm"
    y: _Length = "2.1cm"
    left: _Length = None
    right: _Length = None
    top: _Length = None
    bottom: _Length = None


class Typst(_Cells):
    """``format: typst``."""

    papersize: _Paper = "a4"
    margin: _Margin = _Margin()


def _default(value: Any) -> Any:
    return {} if value == "default" else value


class _Formats(Settings):
    """The formats that the builder makes; others are Quarto's business."""

    html: Annotated[Html, BeforeValidator(_default)] = Html()
    typst: Annotated[Typst, BeforeValidator(_default)] = Typst()


class Project(Settings):
    """``project:``."""

    type: Literal["book"] = Field(description="book")
    output_dir: _FileName = "_book"
    pre_render: _Lines = ()
    post_render: _Lines = ()
    execute_dir: Literal["file", "project"] = Field(default="file", description="file or project")


class Book(Settings):
    """``book:``."""

    title: _Line
    subtitle: _OneLine = None
    author: _Authors = ()
    date: _Date = None
    description: _Text = None
    chapters: FileNames
    appendices: FileNames = ()
    repo_url: _Address = None
    output_file: _PlainName = None
    page_footer: Any = None
    parts: dict[str, _Line] = {}
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

    chapters: _Always = True


class QuartoYml(_Cells):
    """``_quarto.yml``."""

    project: Project
    book: Book
    execute: _Cells = _Cells()
    format: _Formats = _Formats()
    crossref: _Crossref = _Crossref()
    lang: _English = "en"
    bibliography: FileNames = ()
    csl: _OneFile = None
    link_citations: _Flag = True
    jupyter: Literal["python3"] = Field(default="python3", description="python3")
    engine: Literal["jupyter"] = Field(default="jupyter", description="jupyter")
    filters: FileNames = ()


class FrontMatter(_Strict):
    """A chapter's front matter."""

    title: _OneLine = None
    number_sections: _Flag = None
    execute: _Cells = _Cells()


class CellOptions(_Cell, _Strict):
    """A cell's own options."""

    label: _Label = None
    message: _Flag = None
    fig_cap: _Text = None
    fig_alt: _Text = None
    tbl_cap: _Text = None
