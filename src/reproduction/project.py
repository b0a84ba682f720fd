"""What a project's chapters call: its claims in prose, its ledger and its tables as Markdown.

A project is a folder with a Quarto book; `reproduction.loading` says what else belongs to it. It is
found from the working folder, loaded and evaluated once for each chapter.
"""

import os
import sys
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from reproduction.claims import pages, thread
from reproduction.claims.display import Markdown, check_table, escape, folded, inline_claim
from reproduction.claims.thread import Note
from reproduction.loading import Project, load
from reproduction.settings import find_root

__all__ = [
    "ClaimError",
    "Project",
    "because",
    "checks_of_this_chapter",
    "claim",
    "code_of_the_checks",
    "current",
    "ledger_link",
    "ledger_page",
    "load",
    "number_map",
    "page_data",
    "sharpness_sentence",
    "status_table",
]


class ClaimError(AssertionError):
    """A claim has not the status that the ledger expects, or a comparison found a difference."""


def current() -> Project:
    """Return the project that the working folder is in, loaded once for each process.

    Every claim of the ledger and every comparison is enforced, whether or not a chapter shows it.

    Raises:
        ClaimError: with one line for each claim that has not the status expected of it and for
            each difference.
        InputError: the project cannot be loaded.
    """
    return _enforced(find_root())


@cache
def _enforced(root: Path) -> Project:
    project = load(root)
    if not project.outcome.passed:
        raise ClaimError("\n".join(project.outcome.failures))
    _show_tables_as_markdown()
    return project


_shown: dict[tuple[Path, str], dict[str, bool]] = defaultdict(dict)
"""By project and chapter, the claims that it has shown so far; True: in a sentence of its own."""


def _shown_here() -> dict[str, bool]:
    return _shown[current().root, _chapter_file()]


def claim(name: str, template: str = "{0}") -> Markdown:
    """Return a claim for running text: what is printed, linked to its row in the ledger.

    Args:
        name: the claim's id in the ledger.
        template: text with ``{0}``, ``{1}`` … for the claim's quantities in digits;
            ``{0:word}`` and ``{0:Word}`` give number words.

    Raises:
        LookupError: the ledger has no such claim.
        ClaimError: as `current`.
    """
    result = current().result(name)
    file, shown = _chapter_file(), _shown_here()
    anchor = _anchor(name, file) if file and not shown.get(name) else ""
    shown[name] = True
    return inline_claim(result, template, ledger_link(), anchor)


def because(name: str) -> Markdown:
    """Return the evidence for a claim's status, as the ledger has it, with computed values.

    Raises:
        LookupError: the ledger has no such claim.
    """
    result = current().result(name)
    _shown_here().setdefault(name, False)
    return Markdown(escape(result.because))


def checks_of_this_chapter(*places: str) -> Markdown:
    """Return the claims that this chapter has shown so far, in the ledger's order.

    The folded table is for HTML pages; the PDF has the same rows in the ledger.

    Args:
        places: also all claims that are printed there (``table1``, ``fig1``).
    """
    project = current()
    shown = _shown_here()
    checked = [
        result
        for result in project.outcome.results
        if result.entry.id in shown or result.entry.at in places
    ]
    return folded("Checks of this page", check_table(checked, ledger_link()))


def ledger_page() -> Markdown:
    """Return the whole ledger, one section and one table for each place of the paper."""
    project = current()
    page = project.config.settings.checks_page
    return pages.ledger(project.outcome, _used_in(project), page and _link_to(page), _notes())


def number_map() -> Markdown:
    """Return every printed number in reading order, by status, each linked to its claim."""
    return pages.number_map(current().outcome, ledger_link())


def page_data() -> Markdown:
    """Return what this page's script needs to show patients, findings and abbreviations."""
    project = current()
    return thread.page_data(
        project.outcome.results, ledger_link(), project.units, _notes(), project.abbreviations
    )


def status_table() -> Markdown:
    """Return one row for each status: how many numbers have it, by sharpness, and what it means."""
    return pages.status_table(current().outcome, ledger_link())


def sharpness_sentence() -> Markdown:
    """Return how many of the printed numbers are sharp, bound and unchecked, as a sentence."""
    return pages.sharpness_sentence(current().outcome)


def code_of_the_checks() -> Markdown:
    """Return the code of every check, one section for each module."""
    return pages.code(current().checks)


def ledger_link() -> str:
    """Return the page with the ledger, relative to the chapter that is being rendered."""
    return _link_to(current().config.settings.ledger_page)


def _notes() -> list[Note]:
    """Return the findings, with links that are relative to this chapter."""
    return [replace(note, link=_link_to(note.link)) for note in current().notes]


def _link_to(page: str) -> str:
    """Return a page of the project, relative to the chapter that is being rendered.

    A chapter's cells run in its folder, or in the project's with ``execute-dir: project``;
    renderers say in QUARTO_DOCUMENT_PATH where the chapter is.
    """
    here = os.environ.get("QUARTO_DOCUMENT_PATH") or Path.cwd()
    return Path(os.path.relpath(current().root / page, here)).as_posix()


def _chapter_file() -> str:
    """Return the path in the project of the chapter that a renderer runs, or nothing."""
    file = os.environ.get("QUARTO_DOCUMENT_FILE", "")
    here = Path(os.environ.get("QUARTO_DOCUMENT_PATH", ""), file)
    return Path(os.path.relpath(here, current().root)).as_posix() if file else ""


def _anchor(name: str, chapter: str) -> str:
    """Return the id of a claim's first sentence in a chapter; in print all share a document."""
    return f"use-{name}-in-{chapter.removesuffix('.qmd').replace('/', '-')}"


def _used_in(project: Project) -> dict[str, list[str]]:
    """Return the sentences that show each claim first in a chapter, as links, by claim id."""
    used: dict[str, list[str]] = {}
    for chapter in project.config.chapters:
        text = (project.root / chapter).read_text(encoding="utf-8")
        for name in pages.claims_in(text):
            title = pages.title_of(text) or Path(chapter).stem
            link = f"[{escape(title)}]({_link_to(chapter)}#{_anchor(name, chapter)})"
            used.setdefault(name, []).append(link)
    return used


class TableError(BaseException):
    """A table cannot be rendered. IPython swallows what is an Exception, and shows nothing."""


def _show_tables_as_markdown() -> None:
    """Have notebooks show Great Tables as Markdown that holds their HTML.

    A page with an HTML output makes Quarto load scripts from other hosts, which no reader needs.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        formatters = shell.display_formatter.formatters
        formatters["text/html"].for_type_by_name("great_tables.gt", "GT", lambda _: None)
        formatters["text/markdown"].for_type_by_name("great_tables.gt", "GT", _table)


def _table(table: Any) -> str:
    try:
        return f"```{{=html}}\n{table._repr_html_()}\n```\n"
    except Exception as error:
        raise TableError(f"{type(error).__name__}: {error}") from error
