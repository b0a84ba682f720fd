"""A paper's project: found, loaded and evaluated once; and what its chapters call.

A project is a folder with a Quarto book. The ``reproduction:`` mapping of its ``_quarto.yml`` names
the ledger, the inventory and the code (see `reproduction.settings.Settings`). The code defines

- ``check``, the `reproduction.claims.Checks` of the paper's claims,
- ``load(files)``, which returns what the checks take (``files``: `reproduction.settings.Files`),

and, where the paper has them,

- ``comparisons(source, ledger)``: tables that are compared cell by cell,
- ``transcribed(source)``: quantities that the inventory holds beside the ledger's,
- ``downloads(project)``: data frames by file name, which the book offers as CSV files.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from reproduction.claims import (
    Checks,
    Entry,
    LedgerError,
    Printed,
    Result,
    evaluate,
    load_inventory,
    load_ledger,
    transcription_defects,
)
from reproduction.claims.display import Markdown, check_table, escape, inline_claim
from reproduction.claims.report import Comparison, Outcome
from reproduction.inputs.defects import Defect, InputError, quoted
from reproduction.inputs.places import shown
from reproduction.loading import load_code, raised_in
from reproduction.settings import CONFIG, Config, Files, find_root, read_config

T = TypeVar("T")


class ClaimError(AssertionError):
    """A claim has not the status that the ledger expects, or a comparison found a difference."""


@dataclass(frozen=True)
class Project:
    """A paper's project, loaded and evaluated.

    Attributes:
        config: its folder, its settings and its chapters.
        files: the files that were read.
        code: the module with its checks.
        ledger: what the paper prints, one entry a claim.
        source: what the code's ``load`` returned.
        outcome: the result of every claim and of every comparison.
    """

    config: Config
    files: Files
    code: ModuleType
    ledger: tuple[Entry, ...]
    source: Any
    outcome: Outcome

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.config.root

    @property
    def checks(self) -> Checks[Any]:
        """The functions that compute claims."""
        registry: Checks[Any] = self.code.check
        return registry

    @property
    def inputs(self) -> list[Path]:
        """The files that the outcome depends on, as far as they are known."""
        code = self.root / self.config.settings.code
        own = [self.root / CONFIG, self.files.ledger, self.files.inventory, self.files.cohort]
        folders = [*self.files.published.glob("*"), *([code] if code.is_file() else code.rglob("*"))]
        return [path for path in [*own, *folders] if path and path.is_file()]

    def downloads(self) -> Mapping[str, Any]:
        """The data frames that the book offers beside its claims, by file name without suffix."""
        offered = getattr(self.code, "downloads", None)
        return offered(self) if offered else {}


def load(
    folder: Path | None = None, cohort: Path | None = None, published: Path | None = None
) -> Project:
    """Load a project and evaluate every claim; whether they are as expected is not asked.

    Args:
        folder: the project's folder or one in it; the working folder if None.
        cohort: a file to read in place of the project's ``cohort``.
        published: a folder to read in place of the project's ``published``.

    Raises:
        InputError: with all defects of the ledger, the inventory and what the code loads.
    """
    config = read_config(find_root((folder or Path.cwd()).absolute()))
    files = config.files(cohort, published)
    code_path = config.root / config.settings.code
    code = load_code(code_path)
    parts, defects = _all_loaded(
        lambda: load_ledger(files.ledger),
        lambda: load_inventory(files.inventory),
        lambda: _run(code_path, code.load, files),
    )
    if defects:
        raise InputError(defects)
    ledger, inventory, source = parts
    try:
        results = _run(code_path, evaluate, ledger, code.check, source)
    except LedgerError as error:
        expected = "claims and checks that fit each other"
        raise InputError([Defect(shown(files.ledger), "", str(error), expected)]) from error
    found = tuple(_comparisons(code, code_path, ledger, inventory, source, files))
    return Project(config, files, code, ledger, source, Outcome(results, found))


def _all_loaded(*loaders: Callable[[], Any]) -> tuple[list[Any], list[Defect]]:
    """What each loader returns, and the defects of all of them."""
    loaded, defects = [], []
    for loader in loaders:
        try:
            loaded.append(loader())
        except InputError as error:
            defects.extend(error.defects)
    return loaded, list(dict.fromkeys(defects))


def _run(code_path: Path, function: Callable[..., T], *arguments: Any) -> T:
    """Call the project's code; what it raises becomes a defect of it."""
    try:
        return function(*arguments)
    except (InputError, LedgerError):
        raise
    except Exception as error:
        raise raised_in(error, code_path) from error


def _comparisons(
    code: ModuleType,
    code_path: Path,
    ledger: Sequence[Entry],
    inventory: Sequence[Printed],
    source: Any,
    files: Files,
) -> Iterator[Comparison]:
    """The ledger against its inventory; then what the project's code compares."""
    transcribed = getattr(code, "transcribed", None)
    others: Iterable[Printed] = _run(code_path, transcribed, source) if transcribed else ()
    printed = [*((entry.at, text, entry.id) for entry in ledger for text in entry.prints), *others]
    _refuse_unknown_claims(files.inventory, inventory, {claim for _, _, claim in printed})
    yield Comparison(
        "The ledger, against the inventory",
        len(printed),
        tuple(transcription_defects(printed, inventory)),
    )
    if comparisons := getattr(code, "comparisons", None):
        yield from _run(code_path, comparisons, source, ledger)


def _refuse_unknown_claims(path: Path, inventory: Sequence[Printed], known: set[str]) -> None:
    defects = [
        Defect(shown(path), f"row {row}, column claim", quoted(claim), "a claim of the ledger")
        for row, (_, _, claim) in enumerate(inventory, start=2)
        if claim not in known
    ]
    if defects:
        raise InputError(defects)


# --- What chapters call


def current() -> Project:
    """The project that the working folder is in, loaded once for each process.

    Every claim of the ledger and every comparison is enforced, whether or not a chapter shows it.

    Raises:
        ClaimError: with one line for each claim that has not the status expected of it and for
            each difference.
        InputError: the project cannot be loaded.
    """
    return _enforced(find_root(Path.cwd()))


@cache
def _enforced(root: Path) -> Project:
    project = load(root)
    if not project.outcome.passed:
        raise ClaimError("\n".join(project.outcome.failures))
    _show_tables_as_markdown()
    return project


@cache
def _results(root: Path) -> dict[str, Result]:
    return {result.entry.id: result for result in _enforced(root).outcome.results}


_shown: set[str] = set()
"""The ids of the claims that this process, which is a chapter's own, has shown."""


def claim(name: str, template: str = "{0}") -> Markdown:
    """A claim of the paper, for running text: what is printed, linked to its row in the ledger.

    Args:
        name: the claim's id in the ledger.
        template: text with ``{0}``, ``{1}`` … for the claim's quantities in digits;
            ``{0:word}`` and ``{0:Word}`` give number words.

    Raises:
        LookupError: the ledger has no such claim.
        ClaimError: as `current`.
    """
    result = _result(name)
    _shown.add(name)
    return inline_claim(result, template, _link_to(current().config.settings.ledger_page))


def because(name: str) -> Markdown:
    """The evidence for a claim's status, as the ledger has it, with computed values filled in.

    Raises:
        LookupError: the ledger has no such claim.
    """
    result = _result(name)
    _shown.add(name)
    return Markdown(escape(result.because))


def _result(name: str) -> Result:
    project = current()
    results = _results(project.root)
    if name not in results:
        raise LookupError(f"no claim in {shown(project.files.ledger)} has the id {name}")
    return results[name]


def checks_of_this_chapter(*places: str) -> Markdown:
    """The table of the claims that this chapter has shown so far, in the ledger's order.

    Args:
        places: also all claims that are printed there (``table1``, ``fig1``).
    """
    project = current()
    checked = [r for r in project.outcome.results if r.entry.id in _shown or r.entry.at in places]
    return check_table(checked, _link_to(project.config.settings.ledger_page))


def ledger_page() -> Markdown:
    """The whole ledger, one section and one table for each place of the paper."""
    from reproduction.claims.pages import ledger

    project = current()
    page = project.config.settings.checks_page
    return ledger(project.outcome, _used_in(project), page and _link_to(page))


def number_map() -> Markdown:
    """Every printed number in reading order, by status, each linked to its claim."""
    from reproduction.claims import pages

    project = current()
    return pages.number_map(project.outcome, _link_to(project.config.settings.ledger_page))


def status_table() -> Markdown:
    """One row for each status: how many numbers and claims have it, and what it means."""
    from reproduction.claims import pages

    return pages.status_table(current().outcome)


def code_of_the_checks() -> Markdown:
    """The code of every check, one section for each module."""
    from reproduction.claims import pages

    return pages.code(current().checks)


def _link_to(page: str) -> str:
    """A page of the project, relative to the chapter that is being rendered.

    A chapter's cells run in its folder, or in the project's with ``execute-dir: project``;
    renderers say in QUARTO_DOCUMENT_PATH where the chapter is.
    """
    here = os.environ.get("QUARTO_DOCUMENT_PATH") or Path.cwd()
    return Path(os.path.relpath(current().root / page, here)).as_posix()


def _used_in(project: Project) -> dict[str, list[str]]:
    """The chapters that show each claim, as Markdown links, by claim id."""
    from reproduction.claims.pages import claims_in, title_of

    used: dict[str, list[str]] = {}
    for chapter in project.config.chapters:
        text = (project.root / chapter).read_text(encoding="utf-8")
        for name in claims_in(text):
            title = title_of(text) or Path(chapter).stem
            used.setdefault(name, []).append(f"[{escape(title)}]({_link_to(chapter)})")
    return used


def _show_tables_as_markdown() -> None:
    """Have notebooks show Great Tables as Markdown that holds their HTML.

    A page with an HTML output makes Quarto load scripts from other hosts, which no reader needs.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        formatters = shell.display_formatter.formatters
        formatters["text/html"].for_type_by_name("great_tables.gt", "GT", lambda _: None)
        formatters["text/markdown"].for_type_by_name(
            "great_tables.gt", "GT", lambda table: f"```{{=html}}\n{table._repr_html_()}\n```\n"
        )
