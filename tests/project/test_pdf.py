"""The book's PDF: tagged and accessible, by the built-in builder and by Quarto."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from book_figures import FIGURES
from pypdf import PdfReader

from letter.data import paths
from letter.data.cohort import load_cohort

SETTINGS = yaml.safe_load((paths.PROJECT / "_quarto.yml").read_text(encoding="utf-8"))["book"]
CHAPTERS = [paths.PROJECT / name for name in SETTINGS["chapters"] + SETTINGS["appendices"]]


@pytest.fixture(scope="module", params=["book", "quarto_book"])
def pdf(request) -> PdfReader:
    folder: Path = request.getfixturevalue(request.param)
    (path,) = folder.glob("*.pdf")
    return PdfReader(path)


def elements(node: Any) -> Iterator[Any]:
    """The structure tree's elements, each before its children."""
    node = node.get_object()
    if isinstance(node, list):
        for part in node:
            yield from elements(part)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


@pytest.fixture(scope="module")
def tags(pdf) -> list[Any]:
    return list(elements(pdf.root_object["/StructTreeRoot"]))


@pytest.fixture(scope="module")
def texts(pdf) -> list[str]:
    return [page.extract_text() for page in pdf.pages]


def test_it_says_that_it_is_accessible_and_what_it_is(pdf):
    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == SETTINGS["title"]
    assert pdf.metadata.author == SETTINGS["author"]


def test_every_chapter_has_a_bookmark(pdf):
    shown = [item.title for item in pdf.outline if not isinstance(item, list)]
    for chapter in CHAPTERS:
        title = re.search(r"^# (.*?)\s*(\{.*)?$", chapter.read_text(encoding="utf-8"), re.MULTILINE)
        assert any(entry.endswith(title[1]) for entry in shown), title[1]


def test_every_figure_has_its_text_alternative(tags):
    found = [str(tag.get("/Alt", "")) for tag in tags if tag["/S"] == "/Figure"]
    cohort = load_cohort()
    assert sorted(found) == sorted(draw(cohort).alt for draw in FIGURES.values())


def test_tables_have_heads_that_are_repeated(texts, tags):
    kinds = [tag["/S"] for tag in tags]
    assert kinds.count("/THead") == kinds.count("/Table") > 30
    assert kinds.count("/TH") > 100
    first = next(n for n, text in enumerate(texts) if "in its reading order" in text)
    ledger = texts[first + 1 : first + 6]
    heads = ("Claim", "Printed", "Computed", "Status")
    assert all(all(head in text for head in heads) for text in ledger)


def test_claims_are_underlined(pdf, texts):
    """Also after the front page, whose numbers have boxes and no lines."""
    number = next(n for n, text in enumerate(texts) if "Patients had follow-up visits" in text)
    drawn = pdf.pages[number].get_contents().get_data()
    assert len(re.findall(rb"\b0\.588\d* SCN 0\.4 w", drawn)) > 5


def test_links_lead_to_the_pdf_itself_or_to_the_web(pdf):
    annotations = [
        link.get_object().get("/A", {}) for page in pdf.pages for link in page.get("/Annots", [])
    ]
    addresses = [action["/URI"] for action in annotations if "/URI" in action]
    assert len(addresses) > 10
    assert [address for address in addresses if not address.startswith("https://")] == []
