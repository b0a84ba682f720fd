"""Write the book's HTML pages."""

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape
from itertools import pairwise
from pathlib import Path, PurePosixPath
from string import Template
from typing import Any

from reproduction.book.chapters import Chapter
from reproduction.book.config import Config
from reproduction.book.render import Rendered

ASSETS = Path(__file__).with_name("assets")
STYLESHEET, SCRIPT, INDEX = "book.css", "book.js", "search.js"
POLICY_MARK = "default-src 'none'"
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
    " base-uri 'none'; form-action 'none'; script-src 'self'"
)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
END_OF_HEADING = re.compile(r"</h[1-6]>")
TAG = r"""(?:[^<>"']|"[^"]*"|'[^']*')*>"""
UNSEEN = re.compile(
    rf"<(style|script|annotation)\b{TAG}.*?</\1>|</?(?:a|code|em|span|strong|sub|sup)\b{TAG}",
    re.DOTALL,
)
OTHER_TAG = re.compile(rf"<[/!\w]{TAG}")


def pages(
    config: Config, chapters: Sequence[Chapter], rendered: Rendered, *, pdf: bool
) -> dict[str, str]:
    """The text of every page, of the stylesheet and of the scripts, by its path in the book."""
    template = Template((ASSETS / "page.html").read_text(encoding="utf-8"))
    pages = (chapter.page for chapter in chapters)
    places = list(zip(pages, rendered.chapters, strict=True))
    files = {name: (ASSETS / name).read_text(encoding="utf-8") for name in (STYLESHEET, SCRIPT)}
    texts = {
        page: _with_policy(
            template.substitute(_fields(config, rendered, places, position, pdf=pdf))
        )
        for position, (page, _) in enumerate(places)
    }
    return texts | files | {INDEX: _search_index(places)}


def _with_policy(page: str) -> str:
    """The page with a policy that lets its own scripts run and nothing be loaded from elsewhere."""
    hashes = (hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(page))
    own = "".join(f" 'sha256-{base64.b64encode(each).decode()}'" for each in hashes)
    return page.replace(POLICY_MARK, f"{POLICY}{own}", 1)


def _search_index(places: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """Address, title, chapter and words of every section.

    A script, because a page that is opened as a file may not load data.
    """
    found = [
        [
            f"{page}#{section['id']}",
            section["text"],
            _chapter_title(record)["text"] if section["level"] > 1 else "",
            words,
        ]
        for page, record in places
        for section, words in zip(record["sections"], _section_words(record), strict=True)
    ]
    return f"bookSearch({json.dumps(found, ensure_ascii=False)});\n"


def _section_words(record: dict[str, Any]) -> Iterator[str]:
    """What a reader sees of each section of a chapter, without its heading."""
    output, starts = record["output"], [0]
    for section in record["sections"]:
        own_id = output.find(f'id="{section["id"]}"', starts[-1])
        starts.append(max(starts[-1], output.rfind("<", 0, max(own_id, 0))))
    for start, end in pairwise([*starts[1:], len(output)]):
        body = END_OF_HEADING.split(output[start:end], maxsplit=1)[-1]
        yield " ".join(unescape(OTHER_TAG.sub(" ", UNSEEN.sub("", body))).split())


def _fields(
    config: Config,
    rendered: Rendered,
    places: list[tuple[str, dict[str, Any]]],
    position: int,
    *,
    pdf: bool,
) -> dict[str, str]:
    """What the page template is filled with."""
    page, record = places[position]
    book, html = config.data.book, config.data.format.html
    title = _chapter_title(record)
    styles = [STYLESHEET, *html.css, *rendered.dependencies("stylesheets")]
    return {
        "lang": escape(config.data.lang),
        "title": escape(title["text"] if position else book.title),
        "book": escape(book.title),
        "home": _relative(page, places[0][0]),
        "root": _relative(page, "."),
        "script": _relative(page, SCRIPT),
        "styles": "\n".join(f'<link rel="stylesheet" href="{_relative(page, s)}">' for s in styles),
        "scripts": _scripts(page, rendered.dependencies("scripts")),
        "scripts_after_body": _scripts(page, rendered.dependencies("scripts_after_body")),
        "meta": _meta(config),
        "header": _included(config, html.include_in_header),
        "footer": _included(config, html.include_after_body),
        "contents": _contents(config, places, page),
        "here": _on_this_page(config, record),
        "front": "" if position else _front(config),
        "body": record["output"],
        "turn": _turn(places, position),
        "foot": _foot_links(config, page, pdf)
        + _source_link(book.repo_url, PurePosixPath(record["path"]).name),
    }


def _scripts(page: str, paths: Iterable[str]) -> str:
    """Scripts of the book, seen from a page."""
    return "\n".join(f'<script src="{_relative(page, path)}"></script>' for path in paths)


def _chapter_title(record: dict[str, Any]) -> dict[str, Any]:
    """The record of a chapter's own heading."""
    return next(section for section in record["sections"] if section["level"] == 1)


def _relative(page: str, target: str) -> str:
    """A URL of one file of the book, seen from a page."""
    return escape(os.path.relpath(target, PurePosixPath(page).parent).replace(os.sep, "/"))


def _meta(config: Config) -> str:
    """Author and description for machines."""
    book = config.data.book
    found = {"author": ", ".join(book.author), "description": book.description}
    return "\n".join(
        f'<meta name="{name}" content="{escape(str(value))}">'
        for name, value in found.items()
        if value
    )


def _included(config: Config, files: Sequence[str]) -> str:
    """The files that the configuration puts into every page."""
    return "\n".join((config.root / file).read_text(encoding="utf-8") for file in files)


def _contents(config: Config, places: list[tuple[str, dict[str, Any]]], page: str) -> str:
    """The list of all chapters, with the current one marked."""
    items: list[str] = []
    for target, record in places:
        here = ' aria-current="page"' if target == page else ""
        if part := config.data.book.parts.get(record["path"]):
            items.append(f'<li class="part">{escape(part)}</li>')
        appendix = config.appendices & {record["path"]}
        first = appendix and not any("appendix" in item for item in items)
        kind = "part" if record["path"] in config.data.book.part_pages else ""
        kind = "appendix" if first else kind
        items.append(
            f'<li{f" class={kind}" if kind else ""}><a href="{_relative(page, target)}"{here}>'
            f"{_chapter_title(record)['html']}</a></li>"
        )
    return "\n".join(items)


def _on_this_page(config: Config, record: dict[str, Any]) -> str:
    """Links to the page's sections, if it has several."""
    depth = min(config.option("html", "toc_depth", 3), 3)
    sections = [s for s in record["sections"] if 1 < s["level"] <= depth and s["id"]]
    if not sections or not config.option("html", "toc", True):
        return ""
    items = "\n".join(
        f'<li class="level-{s["level"]}"><a href="#{escape(s["id"])}">{s["html"]}</a></li>'
        for s in sections
    )
    title = '<nav class="here" aria-label="On this page"><p>On this page</p>'
    return f"{title}\n<ul>\n{items}\n</ul></nav>"


def _front(config: Config) -> str:
    """The book's title block, on the first page only."""
    book = config.data.book
    lines = [f'<p class="book-title">{escape(book.title)}</p>']
    if book.subtitle:
        lines.append(f'<p class="book-subtitle">{escape(book.subtitle)}</p>')
    byline = [", ".join(book.author), book.date or ""]
    lines.append(f'<p class="book-author">{escape(" · ".join(filter(None, byline)))}</p>')
    return '<header class="front">\n' + "\n".join(lines) + "\n</header>"


def _turn(places: list[tuple[str, dict[str, Any]]], position: int) -> str:
    """Links to the previous and the next page."""
    page = places[position][0]
    links = []
    for name, step in (("prev", -1), ("next", 1)):
        if 0 <= position + step < len(places):
            target, record = places[position + step]
            word = "Previous" if step < 0 else "Next"
            links.append(
                f'<a rel="{name}" href="{_relative(page, target)}"><span>{word}</span> '
                f"{_chapter_title(record)['html']}</a>"
            )
    return "\n".join(links)


def _foot_links(config: Config, page: str, pdf: bool) -> str:
    """The links of ``page-footer``, that to the PDF if there is one; the rest is for Quarto."""
    links = re.findall(r"\[([^]]+)\]\(/([^)]+)\)", str(config.data.book.page_footer))
    return "".join(
        f' <a href="{_relative(page, re.sub(r"[.]qmd$", ".html", target))}">{escape(name)}</a> ·'
        for name, target in links
        if pdf or target != config.pdf_name
    )


def _source_link(url: str | None, name: str) -> str:
    """Links to the chapter's source, a file beside it, and to the book's, if it has an address."""
    chapter = f' Source of this page: <a href="{escape(name)}">{escape(name)}</a>.'
    return chapter + (f' <a href="{escape(url)}">Source of this book</a>.' if url else "")
