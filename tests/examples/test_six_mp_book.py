"""The book of the second paper, by each renderer."""

import csv
import io
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from page_content import content
from pypdf import PdfReader
from six_mp import REPOSITORY, copied
from whole_book import run

from reproduction import cli

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def built(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def make(folder: Path) -> None:
        assert cli.main(["book", str(copied(folder))]) == 0

    return once("six-mp", make) / "_book"


@pytest.fixture(scope="session")
def by_quarto(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    quarto = shutil.which("quarto")
    if quarto is None:
        pytest.skip("Quarto is not on PATH")

    def make(folder: Path) -> None:
        done = run(copied(folder), quarto, "render", PYTHONPATH=str(REPOSITORY / "src"))
        assert done.returncode == 0, done.stderr

    return once("six-mp-by-quarto", make) / "_book"


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def shown_claims(page: Path) -> list[tuple[str, str, str]]:
    """Link, status and text of each claim in the prose."""
    claim = re.compile(r'<a href="([^"]+)" class="claim claim-([a-z-]+)"[^>]*>(.*?)</a>', re.DOTALL)
    return [
        (link, status, text_of(text))
        for link, status, text in claim.findall(page.read_text("utf-8"))
    ]


def test_the_prose_has_the_claims_with_their_statuses(built, project):
    front, second = shown_claims(built / "index.html"), shown_claims(built / "reanalysis.html")
    assert front[3] == (
        "ledger.html#claim-entered",
        "consistent",
        "Ninety-two patients entered, and corticosteroids induced a complete or partial remission "
        "in sixty-two of them (67%)∼",
    )
    assert ("ledger.html#claim-weekly-rate", "contradicted", "7.8%≠") in second
    assert (
        "ledger.html#claim-hazard-ratio",
        "qualified",
        "4.52 times that with 6-MP (95% confidence interval 2.03 to 10.09)≈",
    ) in second
    shown = {link.partition("#claim-")[2] for link, *_ in (*front, *second)}
    assert shown == {entry.id for entry in project.ledger}


def test_a_claim_tells_how_it_was_found(built):
    page = (built / "index.html").read_text("utf-8")
    (link, *_) = re.findall(r'<a href="[^"]*#claim-pairs"[^>]*>', page)
    facts = {name: unescape(value) for name, value in re.findall(r'data-([a-z]+)="([^"]*)"', link)}
    assert facts["status"] == "reproduced"
    assert facts["found"] == "Abstract prints 21, 42. Computed from patients 1–42: 21, 42."
    assert facts["patients"].split() == [str(patient) for patient in range(1, 43)]


def test_the_ledger_has_a_row_for_each_claim(built, project):
    cells = content(built / "ledger.html")["cells"]
    assert cells.count("Claim") == 5  # a table for each place
    assert len(cells) == 4 * (5 + len(project.ledger))
    row = next(n for n, cell in enumerate(cells) if cell.startswith("Institutions"))
    assert (cells[row - 1], *cells[row + 1 : row + 3]) == ("cited", "eleven", "–")
    assert "(Gehan and Freireich 2011)" in cells[row]


def test_the_evidence_is_computed(built):
    text = text_of((built / "reanalysis.html").read_text("utf-8"))
    # By hand: 30 / 541 and 42 / 541 in percent.
    assert "The relapses divided by the weeks are 5.5% a week." in text
    assert "All 42 patients divided by the weeks are 7.8%" in text
    assert "give 4.82 (2.15 to 10.81)." in text  # R's coxph


def test_the_table_and_the_figure_are_there(built):
    page = built / "reanalysis.html"
    found = content(page)
    assert [caption.split(":")[0].replace("\xa0", " ") for caption in found["captions"]] == [
        "Figure 2.1",
        "Table 2.1",
    ]
    assert found["cells"][6:18] == [
        "6-MP",
        "21",
        "9",
        "359",
        "2.5",
        "23 (13 to not reached)",
        "Placebo",
        "21",
        "21",
        "182",
        "11.5",
        "8 (4 to 11)",
    ]
    alt = "The median is 23 weeks with 6-MP and 8 weeks with Placebo."
    assert alt in page.read_text("utf-8")


def test_the_downloads_hold_what_is_shown(built, project):
    assert {path.stem for path in (built / "downloads").iterdir()} == {
        "claims",
        "figure-1",
        "table-1",
    }
    rows = list(
        csv.DictReader(io.StringIO((built / "downloads" / "figure-1.csv").read_text("utf-8")))
    )
    relapses = {
        name: sum(int(row["events"]) for row in rows if row["treatment"] == name)
        for name in ("6-MP", "Placebo")
    }
    assert relapses == {"6-MP": 9, "Placebo": 21}
    claims = (built / "downloads" / "claims.csv").read_text("utf-8")
    assert all(f"{entry.id}," in claims for entry in project.ledger)


def test_the_pdf_has_both_chapters_and_the_ledger(built):
    (file,) = built.glob("*.pdf")
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)
    assert "9 of 21 relapsed; of those with placebo, 21 of 21" in text
    assert "23 (13 to not reached)" in text
    assert "so patients in remission seem to have been counted as relapses" in text


@pytest.mark.parametrize("kind", ["headings", "captions", "cells", "references", "claims"])
def test_quarto_makes_the_same_book(built, by_quarto, kind):
    pages = sorted(path.name for path in built.glob("*.html"))
    assert pages == sorted(path.name for path in by_quarto.glob("*.html"))
    for page in pages:
        ours, theirs = content(built / page)[kind], content(by_quarto / page)[kind]
        if kind == "headings" and page == "index.html":
            theirs = theirs[1:]  # Quarto's front page has the book's title as a heading
        assert ours == theirs, page
