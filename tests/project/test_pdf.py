"""The book's PDF: tagged and accessible, by the built-in builder and by Quarto."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import page as pdf_checker
import pytest
import yaml
from book_figures import FIGURES, drawn
from pypdf import PdfReader

from letter.data import paths

SETTINGS = yaml.safe_load((paths.PROJECT / "_quarto.yml").read_text(encoding="utf-8"))["book"]
CHAPTERS = [paths.PROJECT / name for name in SETTINGS["chapters"] + SETTINGS["appendices"]]


@pytest.fixture(scope="module", params=["book", "quarto_book"])
def path(request) -> Path:
    folder: Path = request.getfixturevalue(request.param)
    (path,) = folder.glob("*.pdf")
    return path


@pytest.fixture(scope="module")
def pdf(path) -> PdfReader:
    return PdfReader(path)


class Marked(NamedTuple):
    """A piece of a page's content, and the elements that it is in, the outermost first."""

    page: int  # the number of the page's object
    number: int
    inside: tuple[str, ...]


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


def marked(node: Any, page: int = 0, inside: tuple[str, ...] = ()) -> Iterator[Marked]:
    """The marked content of the structure tree in its order."""
    if isinstance(node, int):
        yield Marked(page, node, inside)
        return
    node = node.get_object()
    if isinstance(node, list):
        for part in node:
            yield from marked(part, page, inside)
        return
    page = node.raw_get("/Pg").idnum if "/Pg" in node else page
    if "/MCID" in node:
        yield Marked(page, node["/MCID"], inside)
    elif "/K" in node:
        yield from marked(node["/K"], page, (*inside, node.get("/S", "")))


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


def test_a_checker_of_accessible_pdf_finds_nothing(path):
    report = pdf_checker.validate_pdf(path, profile="ua1")
    assert report.rules.total > 100
    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []


def test_content_is_tagged_in_the_order_in_which_it_is_seen(pdf):
    """But for heads of tables: a cell over two rows is painted after those beside it."""
    tagged: dict[int, list[int]] = {}
    heads: set[tuple[int, int]] = set()
    for found in marked(pdf.root_object["/StructTreeRoot"]):
        if "/THead" in found.inside:
            heads.add((found.page, found.number))
        else:
            tagged.setdefault(found.page, []).append(found.number)
    assert sum(map(len, tagged.values())) > 1000
    for number, page in enumerate(pdf.pages, start=1):
        own = page.indirect_reference.idnum
        content = page.get_contents().get_data()
        painted = [int(n) for n in re.findall(rb"/MCID (\d+)[^\n]*BDC", content)]
        assert [n for n in painted if (own, n) not in heads] == tagged.get(own, []), number


def test_every_head_of_a_column_has_a_name(tags):
    heads = [tag for tag in tags if tag["/S"] == "/TH"]
    assert [head for head in heads if not list(marked(head))] == []


# --- Pages


def test_it_is_short(pdf):
    assert len(pdf.pages) < 45


def test_no_page_is_nearly_empty(pdf, texts, tags):
    with_figures = {tag.raw_get("/Pg").idnum for tag in tags if tag["/S"] == "/Figure"}
    for number, (page, text) in enumerate(zip(pdf.pages, texts, strict=True), start=1):
        lines = [line for line in text.splitlines() if line.strip()]
        rest = lines[2:]  # without the running head and the number
        assert number == 1 or page.indirect_reference.idnum in with_figures or len(rest) > 3, number


def test_tables_and_figures_are_with_their_captions_on_one_page(tags):
    floats = [tag for tag in tags if "/Caption" in kinds_of_parts(tag)]
    assert len(floats) > 25
    for tag in floats:
        assert len({found.page for found in marked(tag)}) == 1, str(floats.index(tag))


def kinds_of_parts(tag: Any) -> list[str]:
    parts = tag.get("/K")
    found = parts if isinstance(parts, list) else [parts]
    return [
        part.get_object().get("/S", "")
        for part in found
        if hasattr(part, "get_object") and isinstance(part.get_object(), dict)
    ]


def test_what_only_a_screen_can_do_is_not_printed(texts):
    whole = "\n".join(texts)
    assert re.findall(r"(?i)\b(?:hover|tap|click)\b.*", whole) == []
    assert "def " not in whole  # the code of the checks


def test_every_chapter_has_a_bookmark(pdf):
    shown = [item.title for item in pdf.outline if not isinstance(item, list)]
    for chapter in CHAPTERS:
        title = re.search(r"^# (.*?)\s*(\{.*)?$", chapter.read_text(encoding="utf-8"), re.MULTILINE)
        assert any(entry.endswith(title[1]) for entry in shown), title[1]


def test_every_figure_has_its_text_alternative(tags):
    found = [str(tag.get("/Alt", "")) for tag in tags if tag["/S"] == "/Figure"]
    shown = [*FIGURES, 'figure_1(cohort, "a")']  # the front page has it too
    assert sorted(found) == sorted(drawn(call).alt for call in shown)


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
