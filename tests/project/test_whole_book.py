"""The book, rendered for real: once by the built-in builder, and by Quarto where it is on PATH."""

import csv
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from page_content import Content, content
from pypdf import PdfReader
from whole_book import copy_of_the_project, reproduction

from letter.data import paths
from reproduction.inputs.manifest import NAME, write_manifest
from reproduction.loading import load

FIGURE_COLUMNS = [
    "curve",
    "time_months",
    "at_risk",
    "events",
    "censored",
    "survival",
    "ci_lower",
    "ci_upper",
]


def build(project: Path) -> subprocess.CompletedProcess[str]:
    return reproduction(project, "book")


# --- What is in it


def test_there_is_a_page_for_each_chapter_and_one_pdf(book):
    chapters = {path.stem for path in paths.REPORT.glob("[!_]*.qmd")}
    assert (book / "index.html").is_file()
    assert {path.stem for path in (book / "report").glob("*.html")} == chapters
    (pdf,) = book.glob("*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_every_page_names_its_renderer(book):
    for page in book.rglob("*.html"):
        assert "Rendered by the built-in builder" in page.read_text(encoding="utf-8"), page


@pytest.mark.parametrize("panel", ["a", "b", "c"])
def test_figure_downloads_have_their_columns_and_a_row_for_time_0(book, panel):
    with (book / "downloads" / f"figure-1{panel}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == FIGURE_COLUMNS
    starts = [row for row in rows if row["time_months"] == "0.0"]
    assert [row["curve"] for row in starts] == ["uncensored_at_hsct", "censored_at_hsct"]
    patients = {"a": 20, "b": 15, "c": 15}[panel]
    for curve in ("uncensored_at_hsct", "censored_at_hsct"):
        ends = [int(r["events"]) + int(r["censored"]) for r in rows if r["curve"] == curve]
        assert sum(ends) == patients


def test_the_ledger_download_has_every_claim(book):
    with (book / "downloads" / "claims.csv").open(encoding="utf-8") as file:
        downloaded = [(row["id"], row["status"]) for row in csv.DictReader(file)]
    assert downloaded == [
        (result.entry.id, number.status)
        for result in load(paths.PROJECT).outcome.results
        for number in result.numbers
    ]


def test_the_ledger_page_has_a_row_for_every_claim(book):
    page = (book / "report" / "ledger.html").read_text(encoding="utf-8")
    for entry in load(paths.PROJECT).ledger:
        assert f'id="claim-{entry.id}"' in page


# --- What stops it


CHANGES = {
    "a published number": (
        "data/published/claims.yaml",
        'prints: ["Ten", "50%", "5"]',
        'prints: ["Eleven", "50%", "5"]',
        ["remission-at-five-years", "Eleven", "10", "contradicted"],
        1,
    ),
    "a patient": (
        "data/cohort.csv",
        "2,F,62,negative,relapse",
        "2,F,62,negative,failure",
        ["molecular-status-below-five-years", "patient 2", "MolR", "MolF"],
        1,
    ),
    "a wrong value": (
        "data/cohort.csv",
        "12,M,40,positive",
        "12,X,40,maybe",
        ["data/cohort.csv: row 13, column sex", "row 13, column ph_status"],
        2,
    ),
}


@pytest.mark.parametrize(
    "change",
    [pytest.param("a published number", marks=pytest.mark.slow), "a patient", "a wrong value"],
)
def test_a_change_stops_the_book_and_leaves_the_last_one(tmp_path, change):
    file, old, new, expected, code = CHANGES[change]
    project = copy_of_the_project(tmp_path)
    last = project / "_book" / "index.html"
    last.parent.mkdir()
    last.write_text("the last good book")
    write_manifest(last.parent, last.parent / NAME)
    changed = (project / file).read_text(encoding="utf-8")
    assert changed.count(old) == 1
    (project / file).write_text(changed.replace(old, new), encoding="utf-8")

    done = build(project)

    assert done.returncode == code
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    for text in expected:
        assert text in said
    assert {path.name for path in last.parent.iterdir()} == {"index.html", NAME}
    assert last.read_text() == "the last good book"


# --- Two renderers, one book


@pytest.mark.parametrize("kind", ["headings", "captions", "cells", "references", "claims"])
def test_quarto_and_the_builder_make_the_same_book(book, quarto_book, kind):
    pages = sorted(path.relative_to(book) for path in book.rglob("*.html"))
    assert pages == sorted(path.relative_to(quarto_book) for path in quarto_book.rglob("*.html"))
    compared = 0
    for page in pages:
        ours, theirs = content(book / page)[kind], content(quarto_book / page)[kind]
        if kind == "headings" and page.name == "index.html":
            theirs = theirs[1:]  # Quarto's front page has the book's title as a heading
        assert ours == theirs, page
        compared += len(ours)
    assert compared > 5


class Outside(HTMLParser):
    """The texts of a page outside its main part, of which each renderer has some of its own."""

    OWN: frozenset[str] = frozenset(
        {
            "Skip to the text",
            "Contents",
            "On this page",
            "Appendix",
            "—",
            "Table of contents",
            "Appendices",
            *("Rendered by Quarto", "Rendered by Quarto.", "PDF", "·"),  # ours is in the main part
            *("Theme", "system", "light", "dark"),  # Quarto has a button without words
        }
    )
    HIDDEN: frozenset[str] = frozenset({"main", "script", "style", "title"})
    SOURCE = "quarto-embedded-source-code-modal"

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in Content.VOID:
            self._open.append((tag, tag in self.HIDDEN or dict(attrs).get("id") == self.SOURCE))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not any(is_hidden for _, is_hidden in self._open):
            self.found |= {" ".join(data.split()).removeprefix("— ")} - self.OWN - {""}


def outside(page: Path) -> set[str]:
    parser = Outside()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


def test_nothing_stray_is_on_a_page(book, quarto_book):
    """Beside the main part, readers get the same titles and sections, and no other text."""
    for page in sorted(path.relative_to(book) for path in book.rglob("*.html")):
        ours, theirs = outside(book / page), outside(quarto_book / page)
        assert len(ours) > 20
        assert ours == theirs, page


def title_block(page: Path) -> list[str]:
    """Title, subtitle and author of the book, above the first page's text."""
    text = page.read_text(encoding="utf-8")
    block = text[text.index("<header", text.index("<main")) :]
    block = re.sub(r"<button.*?</button>", "", block[: block.index("</header>")], flags=re.DOTALL)
    pieces = (" ".join(piece.split()) for piece in re.sub(r"<[^>]*>", "\n", block).split("\n"))
    return [piece for piece in pieces if piece and piece != "Author"]


def test_the_book_begins_with_its_title(book, quarto_book):
    ours = title_block(book / "index.html")
    assert len(ours) == 3
    assert ours == title_block(quarto_book / "index.html")


def test_the_pdf_begins_with_its_title_page(book, quarto_book):
    first = []
    for folder in (book, quarto_book):
        (path,) = folder.glob("*.pdf")
        first.append(PdfReader(path).pages[0].extract_text().split())
    assert first[0] == first[1]
    assert len(first[0]) > 10
