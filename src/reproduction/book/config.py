"""Read and check ``_quarto.yml``: known keys pass, anything else is refused by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import BookError

CONFIG = "_quarto.yml"

# Keys by section. Those after the bar are for Quarto only: accepted and not looked at.
SHARED = "echo warning code-fold code-summary toc toc-depth number-sections number-depth fig-format"
KEYS = {
    "": f"project book execute crossref format lang bibliography csl link-citations jupyter"
    f" {SHARED} fig-width fig-height | engine editor",
    "project": "type output-dir pre-render post-render execute-dir | preview",
    "book": "title subtitle author date description chapters appendices repo-url output-file |"
    " page-footer page-navigation sidebar search navbar reader-mode downloads sharing favicon"
    " cover-image cover-image-alt repo-actions repo-branch repo-subdir site-url open-graph"
    " back-to-top-navigation twitter-card margin-header margin-footer issue-url tools",
    "execute": "echo warning output eval include error cache freeze enabled | daemon debug",
    "crossref": "chapters",
    "format": "html typst",
    "format.html": f"{SHARED} css include-in-header include-after-body fig-width fig-height |"
    " theme code-tools code-copy code-link code-overflow code-block-bg code-block-border-left"
    " highlight-style grid page-layout toc-title toc-location toc-expand smooth-scroll"
    " anchor-sections link-external-icon link-external-newwindow link-external-filter mainfont"
    " fontsize linestretch linkcolor max-width lightbox callout-appearance callout-icon"
    " citations-hover footnotes-hover crossrefs-hover html-math-method embed-resources"
    " respect-user-color-scheme canonical-url fig-dpi",
    "format.typst": f"{SHARED} papersize margin | fig-width fig-height fig-dpi mainfont fontsize"
    " codefont mathfont linestretch linkcolor citecolor filecolor section-numbering keep-typ"
    " columns citeproc template-partials brand brand-mode font-paths pdf-standard toc-title"
    " toc-indent title-block-style highlight-style syntax-highlighting include-in-header",
    "format.typst.margin": "x y left right top bottom",
    "front matter": "title number-sections execute",
    "front matter.execute": "echo warning output eval include error",
    "cell": "label echo include eval output warning error fig-cap fig-alt fig-align tbl-cap"
    " code-fold code-summary | message",
}
FLAG = (True, False)
VALUES: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("echo", "warning", "eval", "include"), FLAG),
    **dict.fromkeys(("code-fold", "toc", "number-sections", "link-citations"), FLAG),
    "output": (*FLAG, "asis"), "fig-format": ("svg",),
    "error": (False,), "cache": (False,), "freeze": (False,), "enabled": (True,),
    "type": ("book",), "jupyter": ("python3",), "engine": ("jupyter",),
    "execute-dir": ("file", "project"), "fig-align": ("left", "center", "right", "default"),
}  # fmt: skip


@dataclass(frozen=True)
class Config:
    """A checked ``_quarto.yml``.

    Attributes:
        root: the project's folder, absolute.
        data: the file's content.
        chapters: paths of chapters and appendices in reading order, relative to ``root``.
        appendices: those of ``chapters`` that are appendices.
    """

    root: Path
    data: dict[str, Any]
    chapters: tuple[str, ...]
    appendices: frozenset[str]

    @property
    def book(self) -> dict[str, Any]:
        """The ``book:`` section."""
        return dict(self.data["book"])

    @property
    def output_dir(self) -> Path:
        """Where the book goes unless the caller says otherwise."""
        return self.root / str(self.data["project"].get("output-dir", "_book"))

    @property
    def authors(self) -> list[str]:
        """Author names."""
        authors = as_list(self.book.get("author"))
        return [str(a.get("name")) if isinstance(a, dict) else str(a) for a in authors]

    @property
    def pdf_name(self) -> str:
        """The PDF's file name: ``book.output-file``, or the title as Quarto shortens it."""
        name = self.book.get("output-file") or re.sub(r"\W+", "-", str(self.book["title"]))
        return f"{str(name).removesuffix('.pdf').strip('-')}.pdf"

    def hooks(self, name: str) -> list[str]:
        """Command lines of the ``pre-render`` or ``post-render`` hook."""
        return as_list(self.data["project"].get(name))

    def option(self, fmt: str, key: str, default: Any = None) -> Any:
        """A format's setting, else the book's, else ``execute``'s, else ``default``."""
        formats = self.data.get("format")
        own = formats.get(fmt) if isinstance(formats, dict) else None
        for place in (own, self.data, self.data.get("execute")):
            if isinstance(place, dict) and key in place:
                return place[key]
        return default


def as_list(value: Any) -> list[Any]:
    """``None``, one value or a list, as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def read_config(root: Path) -> Config:
    """Read and check the project's ``_quarto.yml``.

    Raises:
        BookError: with every unknown key, wrong value and missing file.
    """
    path = root / CONFIG
    if not path.is_file():
        raise BookError(f"{CONFIG}: no such file in {root}; expected a Quarto book project")
    text = path.read_text(encoding="utf-8")
    data, defects = read_yaml(text, "", CONFIG)
    defects = defects or [*missing_keys(data), *missing_files(root, data, text)]
    if defects:
        raise BookError(defects)
    main, appendices = (as_list(data["book"].get(key)) for key in ("chapters", "appendices"))
    return Config(root, data, (*main, *appendices), frozenset(appendices))


def read_yaml(
    text: str, section: str, file: str, first_line: int = 1
) -> tuple[dict[str, Any], list[str]]:
    """Read a YAML mapping and check it against ``KEYS``; return it with the defects found."""
    try:
        node, data = yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{first_line + (mark.line if mark else 0)}"
        return {}, [f"{where}: {getattr(error, 'problem', 'not YAML')}; expected YAML"]
    if not isinstance(data, dict):
        return {}, [f"{file}:{first_line}: not a YAML mapping; expected key: value"]
    return data, list(check_keys(node, data, section, file, first_line))


def check_keys(
    node: Any, data: dict[str, Any], section: str, file: str, first_line: int
) -> Iterator[str]:
    """Yield a defect for each key and value that is not supported."""
    known, _, ignored = KEYS[section].partition(" |")
    seen: set[str] = set()
    for key_node, value_node in node.value:
        key, where = key_node.value, f"{file}:{first_line + key_node.start_mark.line}"
        value, inner = data[key], f"{section}.{key}".removeprefix(".")
        if key in seen:
            yield f"{where}: {key} is given twice; expected once"
        seen.add(key)
        if key not in (known + ignored).split():
            if section != "format":  # another format's settings are Quarto's business
                yield f"{where}: {inner} is not supported; expected one of {known}"
        elif inner in KEYS and isinstance(value, dict):
            yield from check_keys(value_node, value, inner, file, first_line)
        elif inner in KEYS and value != "default":
            yield f"{where}: {inner} is {value!r}; expected a mapping"
        elif key in VALUES and value not in VALUES[key]:
            expected = " or ".join(str(v).lower() for v in VALUES[key])
            yield f"{where}: {inner} is {value!r}; expected {expected}"


def missing_keys(data: dict[str, Any]) -> Iterator[str]:
    """Yield what a book cannot do without, and a date that would change from day to day."""
    for section, key in (("project", "type"), ("book", "title"), ("book", "chapters")):
        if not (data.get(section) or {}).get(key):
            yield f"{CONFIG}:1: {section}.{key} is missing; expected a value"
    date = (data.get("book") or {}).get("date")
    if date in ("today", "now", "last-modified"):
        yield f"{CONFIG}:1: book.date is {date}; expected a fixed date"


def missing_files(root: Path, data: dict[str, Any], text: str) -> Iterator[str]:
    """Yield chapters and other files that are not there."""
    book = data.get("book") or {}
    chapters = as_list(book.get("chapters")) + as_list(book.get("appendices"))
    html = (data.get("format") or {}).get("html")
    places = [data, html if isinstance(html, dict) else {}]
    keys = ("bibliography", "csl", "css", "include-in-header", "include-after-body")
    others = [item for place in places for key in keys for item in as_list(place.get(key))]
    if chapters and chapters[0] != "index.qmd":
        yield f"{CONFIG}:1: the first chapter is {chapters[0]}; expected index.qmd"
    for item in chapters + others:
        number = next((n for n, t in enumerate(text.splitlines(), 1) if str(item) in t), 1)
        if not isinstance(item, str) or not (root / item).is_file():
            yield f"{CONFIG}:{number}: {item}: no such file; expected one in the project"
        elif item in chapters and (not item.endswith(".qmd") or chapters.count(item) > 1):
            yield f"{CONFIG}:{number}: chapter {item}; expected a .qmd file, once"
