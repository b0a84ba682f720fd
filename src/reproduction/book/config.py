"""Read and check ``_quarto.yml``: known keys pass, anything else is refused by line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from reproduction.book.errors import BookError
from reproduction.inputs.text import Flaw, load_yaml, read

CONFIG = "_quarto.yml"
KEPT = ".book-cache"

# Keys by section. Those after the bar are for Quarto only: accepted and not looked at.
SHARED = "echo warning code-fold code-summary toc toc-depth number-sections number-depth fig-format"
KEYS = {
    "": f"project book execute crossref format lang bibliography csl link-citations jupyter"
    f" {SHARED} fig-width fig-height | engine editor reproduction filters",
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
    "papersize": ("a4", "a5", "letter", "legal", "us-letter", "us-legal"),
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """What the values of a key look like, where more of them are possible than one can list."""

    holds: Callable[[Any], bool]
    expected: str

    def or_list(self) -> Kind:
        """One such value or a list of them."""
        return Kind(lambda value: all(map(self.holds, as_list(value))), f"{self.expected}, or a "
                    "list of such")  # fmt: skip


def matching(pattern: str, expected: str) -> Kind:
    """Text that matches as a whole."""
    return Kind(
        lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value)), expected
    )


def within(least: float, most: float, kinds: Any, expected: str) -> Kind:
    """A number between two others."""

    def holds(value: Any) -> bool:
        return isinstance(value, kinds) and value is not True and least <= value <= most

    return Kind(holds, expected)


# File names are shown in terminals and become URLs and Typst paths: these need no escapes.
FILE = matching(r"[\w./-]+", "a file's name of letters, digits and . _ - /")
TEXT = matching(r"(?s).*\S.*", "text, in quotes where need be")
LINE = matching(r".*\S.*", "text on one line, in quotes where need be")
LEVEL = within(1, 6, int, "a whole number, 1 to 6")
INCHES = within(0.1, 100, (int, float), "a size in inches, 0.1 to 100")
LENGTH = matching(r"\d{1,4}(\.\d{1,4})?(mm|cm|in|pt|em|%)", "a length such as 2.4cm")
AUTHOR = Kind(lambda value: LINE.holds(value.get("name") if isinstance(value, dict) else value),
              "a name, or a mapping with a name")  # fmt: skip
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("title", "subtitle", "label"), LINE),
    **dict.fromkeys(("description", "code-summary", "fig-cap", "fig-alt", "tbl-cap"), TEXT),
    **dict.fromkeys(("chapters", "appendices", "bibliography", "css"), FILE.or_list()),
    **dict.fromkeys(("include-in-header", "include-after-body"), FILE.or_list()),
    **dict.fromkeys(("pre-render", "post-render"), LINE.or_list()),
    **dict.fromkeys(("toc-depth", "number-depth"), LEVEL),
    **dict.fromkeys(("fig-width", "fig-height"), INCHES),
    **dict.fromkeys(("x", "y", "left", "right", "top", "bottom"), LENGTH),
    "author": AUTHOR.or_list(),
    "csl": FILE,
    "date": Kind(lambda value: isinstance(value, datetime.date) or LINE.holds(value), "a date"),
    "lang": matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language such as en or en-GB"),
    "output-dir": FILE,
    "output-file": matching(r"\w[\w. -]*", "a file's name without folders"),
    "repo-url": matching(r"https?://[^\s\"'<>]+", "an address that begins with https://"),
}


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
    def kept_dir(self) -> Path:
        """Where the builder keeps what the next build may use; anyone may delete it."""
        return self.root / KEPT

    @property
    def authors(self) -> list[str]:
        """Author names."""
        authors = as_list(self.book.get("author"))
        return [str(a.get("name")) if isinstance(a, dict) else str(a) for a in authors]

    @property
    def pdf_name(self) -> str:
        """The PDF's file name: ``book.output-file``, or the title as Quarto shortens it."""
        name = self.book.get("output-file") or re.sub(r"\W+", "-", str(self.book["title"]))
        return f"{str(name).removesuffix('.pdf').strip('-') or 'book'}.pdf"

    def contributed(self, suffix: str) -> list[str]:
        """The stylesheets or scripts of the extensions whose filters the book names."""
        return [
            path.relative_to(self.root).as_posix()
            for name in as_list(self.data.get("filters"))
            for path in sorted((self.root / "_extensions" / str(name)).glob(f"*{suffix}"))
        ]

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
    text, flaws = read(path)
    if flaws:
        raise BookError(located(CONFIG, flaws))
    data, defects = read_yaml(text, "", CONFIG)
    defects = defects or [*missing_keys(data), *missing_files(root, data, text)]
    if defects:
        raise BookError(defects)
    main, appendices = (as_list(data["book"].get(key)) for key in ("chapters", "appendices"))
    return Config(root, data, (*main, *appendices), frozenset(appendices))


def located(file: str, flaws: Iterable[Flaw], first_line: int = 1) -> list[str]:
    """Flaws of a text that begins on ``first_line`` of a file, as messages."""
    return [
        f"{file}:{first_line + max(line, 1) - 1}: {problem}; expected {expected}"
        for line, problem, expected in flaws
    ]


def read_yaml(
    text: str, section: str, file: str, first_line: int = 1
) -> tuple[dict[str, Any], list[str]]:
    """Read a YAML mapping and check it against ``KEYS``; return it with the defects found."""
    node, data, flaws = load_yaml(text)
    if flaws:
        return {}, located(file, flaws, first_line)
    if not isinstance(data, dict):
        return {}, [f"{file}:{first_line}: not a YAML mapping; expected key: value"]
    return data, list(check_keys(node, data, section, file, first_line))


def check_keys(
    node: Any, data: dict[str, Any], section: str, file: str, first_line: int
) -> Iterator[str]:
    """Yield a defect for each key and value that is not supported."""
    known, _, ignored = KEYS[section].partition(" |")
    for key_node, value_node in node.value:
        key, where = key_node.value, f"{file}:{first_line + key_node.start_mark.line}"
        value, inner = data[key], f"{section}.{key}".removeprefix(".")
        shown = f"{inner} is {repr(value)[:60]}"
        if key not in (known + ignored).split():
            if section != "format":  # another format's settings are Quarto's business
                yield f"{where}: {inner[:60]} is not supported; expected one of {known}"
        elif inner in KEYS and isinstance(value, dict):
            yield from check_keys(value_node, value, inner, file, first_line)
        elif inner in KEYS and (value != "default" or section != "format"):
            yield f"{where}: {shown}; expected a mapping"
        elif key in VALUES and (type(value), value) not in [(type(v), v) for v in VALUES[key]]:
            expected = " or ".join(str(v).lower() for v in VALUES[key])
            yield f"{where}: {shown}; expected {expected}"
        elif key in known.split() and key in KINDS and not KINDS[key].holds(value):
            yield f"{where}: {shown}; expected {KINDS[key].expected}"


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
    folder = (data.get("project") or {}).get("output-dir", "_book")
    files = chapters + others
    for item in [*files, folder]:
        number = next((n for n, t in enumerate(text.splitlines(), 1) if item in t), 1)
        path = PurePosixPath(item)
        if path.is_absolute() or ".." in path.parts or str(path) != item:
            yield f"{CONFIG}:{number}: {item}; expected a path in the project, without .. or ./"
        elif item in files and not own_file(root, root / item):
            yield f"{CONFIG}:{number}: {item}: no such file; expected one in the project"
        elif item in chapters and (not item.endswith(".qmd") or chapters.count(item) > 1):
            yield f"{CONFIG}:{number}: chapter {item}; expected a .qmd file, once"
        elif item.startswith(f"{folder}/"):
            yield f"{CONFIG}:{number}: {item} is in the output folder; expected it elsewhere"
        elif item in others:
            yield from located(item, read(root / item)[1])


def own_file(root: Path, file: Path) -> str | None:
    """A file's path relative to the project, or None where it is not a file of it."""
    try:
        file = file.resolve()
        return file.relative_to(root).as_posix() if file.is_file() else None
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name too long, outside
        return None
