"""The sample book's HTML pages."""

import html
import json
import re

import pytest

RESPONSE = "report/response.html"


def text_of(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", markup))).strip()


def part(page: str, start: str, end: str) -> str:
    return page[page.index(start) : page.index(end, page.index(start)) + len(end)]


def links(page: str, words: str) -> list[str]:
    return [
        href
        for href, text in re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', page)
        if text_of(text) == words
    ]


def test_files(sample):
    names = {p.relative_to(sample.book).as_posix() for p in sample.book.rglob("*") if p.is_file()}
    assert names == {
        "book.css",
        "book.js",
        "search.js",
        "styles.css",
        "manifest.sha256",
        "sample.pdf",
        "downloads/table.csv",
        "index.html",
        "report/response.html",
        "report/ledger.html",
        "report/references.html",
        "report/notes.html",
        "report/square.svg",
        "report/response_files/fig-curve.svg",
        "index.qmd",
        "report/response.qmd",
        "report/ledger.qmd",
        "report/references.qmd",
        "report/notes.qmd",
    }


def test_progress(sample):
    assert len(sample.reports) == 7
    assert sample.reports[-2:] == ["HTML", "PDF"]
    assert all(re.fullmatch(r"\[\d/5\] \S+\.qmd \d+\.\d s", line) for line in sample.reports[:-2])


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("index.html", "At a glance"),
        (RESPONSE, "1 Response"),
        ("report/ledger.html", "2 Ledger"),
        ("report/references.html", "References"),
        ("report/notes.html", "Appendix A — Notes"),
    ],
)
def test_titles(sample, page, title):
    assert text_of(part(sample.page(page), "<h1", "</h1>")) == title


def test_sections_are_numbered(sample):
    headings = re.findall(r"<h[23].*?</h[23]>", sample.page(RESPONSE))
    assert [text_of(h) for h in headings] == [
        "1.1 The table",
        "1.1.1 A closer look",
        "1.2 The figure",
    ]
    assert 'id="sec-first"' in sample.page("report/notes.html")
    assert "A.1 First" in text_of(sample.page("report/notes.html"))


def test_cross_references_across_pages(sample):
    page = sample.page("index.html")
    # A page without a number names sections by their headings, as Quarto's do.
    assert links(page, "1 Response")[-1] == "report/response.html#sec-response"
    assert links(page, "The table") == ["report/response.html#sec-table"]
    assert links(page, "Appendix A — Notes")[-1] == "report/notes.html#sec-notes"
    assert links(sample.page("report/notes.html"), "Section A.1") == ["#sec-first"]
    assert links(page, "Figure 1.1") == ["report/response.html#fig-curve"]
    assert links(page, "Table 1.1") == ["report/response.html#tbl-arms"]
    assert links(sample.page(RESPONSE), "1.1") == ["#fig-curve"]
    assert links(sample.page("report/notes.html"), "Table A.1") == ["#tbl-note"]


def test_links_between_chapters(sample):
    assert "report/ledger.html#row-two" in links(sample.page("index.html"), "one row of it")
    page = sample.page("report/ledger.html")
    assert links(page, "Back to the response") == ["response.html"]
    assert links(page, "its table") == ["response.html#sec-table"]
    assert links(page, "a row") == ["#row-one"]
    assert links(sample.page(RESPONSE), "here") == ["../downloads/table.csv"]


def test_captions(sample):
    captions = re.findall(r"<figcaption>.*?</figcaption>", sample.page(RESPONSE), re.DOTALL)
    assert [text_of(c) for c in captions] == [
        "Table 1.1: Patients by arm, with a spanner",
        "Figure 1.1: A curve, after Gökbuget and Hoelzer (2014)",
        "Table 1.2: Events",
    ]
    table, figure, _ = re.findall(r'<figure id="\w+-.*?</figure>', sample.page(RESPONSE), re.DOTALL)
    assert table.index("<figcaption") < table.index("<table")
    assert figure.index("<img") < figure.index("<figcaption")


def test_a_figure_is_a_file_with_its_alternative(sample):
    image = part(sample.page(RESPONSE), "<img", ">")
    assert 'src="response_files/fig-curve.svg"' in image
    assert 'alt="A line that falls from 1 to 0."' in image
    svg = sample.page("report/response_files/fig-curve.svg")
    assert svg.lstrip().startswith("<?xml")
    assert "<dc:date>" not in svg


def test_a_figure_is_a_link_to_its_file(sample):
    link = part(sample.page(RESPONSE), '<a href="response_files/fig-curve.svg"', "</a>")
    assert 'class="enlarge"' in link
    assert "<img" in link


def test_a_page_leads_to_its_source(sample):
    assert links(sample.page(RESPONSE), "response.qmd") == ["response.qmd"]
    source = sample.project / "report" / "response.qmd"
    assert sample.page("report/response.qmd") == source.read_text(encoding="utf-8")


def test_the_search_knows_every_section_and_its_words(sample):
    script = sample.page("search.js")
    assert script.startswith("bookSearch(")
    sections = json.loads(script.removeprefix("bookSearch(").removesuffix(");\n"))
    pages = [sample.page(path) for path in {address.split("#")[0] for address, *_ in sections}]
    assert len(pages) == 5
    assert len(sections) == sum(len(re.findall(r"<h[1-6]", page)) for page in pages)
    found = {address: (title, chapter, words) for address, title, chapter, words in sections}
    title, chapter, words = found["report/response.html#sec-table"]
    assert (title, chapter) == ("1.1 The table", "1 Response")
    assert "Patients by arm, with a spanner" in words
    assert "All patients n % Sex Female 11.0 55.0" in words
    assert "<" not in words


def test_tables_scroll_in_their_own_frame(sample):
    frame = part(sample.page(RESPONSE), '<div class="table-frame"', ">")
    assert 'role="region" tabindex="0"' in frame
    inside = sample.page(RESPONSE).partition(frame)[2]
    assert inside.lstrip().startswith('<div id="arms"')  # which the stylesheet counts on
    assert 'aria-label="Table\u00a01.1: Patients by arm' in frame


def test_inline_values(sample):
    page = sample.page(RESPONSE)
    claim = part(page, '<span class="claim', "</span>")
    assert claim == (
        '<span class="claim reproduced" title="as printed" data-claim="mrd">16 of 20</span>'
    )
    assert "which is 0.8 or 80% *of* them" in text_of(page)
    assert "A list with 2" in text_of(page)
    assert re.search(r"Relapse</td>\s*<td[^>]*>3</td>", page)


def test_citations(sample):
    page = sample.page(RESPONSE)
    assert "(Gökbuget and Hoelzer 2014; Topp and Kufer 2011, 3)" in text_of(page)
    assert links(page, "Gökbuget and Hoelzer 2014") == ["references.html#ref-gokbuget2014"]
    assert 'id="ref-gokbuget2014"' in sample.page("report/references.html")
    assert "Blinatumomab for Minimal Residual Disease" in text_of(
        sample.page("report/references.html")
    )


def test_callouts(sample):
    page = sample.page(RESPONSE)
    folded = part(page, '<details class="callout callout-note">', "</details>")
    assert '<summary class="callout-title">How it was <em>done</em></summary>' in folded
    assert "Folded away in HTML." in folded
    warning = part(page, '<aside class="callout callout-warning">', "</aside>")
    assert text_of(warning) == "Mind the gap A warning with its own heading."


def test_conditional_content(sample):
    page = sample.page(RESPONSE)
    assert "Only on pages." in page
    assert "Only in print." not in page


def test_code_folds_where_asked(sample):
    assert "<summary>Code</summary>" in sample.page(RESPONSE)
    assert "<summary>Code</summary>" not in sample.page("report/ledger.html")
    assert 'class="sourceCode python cell-code"' in sample.page("report/ledger.html")
    assert sample.page(RESPONSE).count("cell-code") == 1  # echo is off elsewhere


def test_output_as_it_is(sample):
    assert "Printed <strong>Markdown</strong> with" in sample.page("report/ledger.html")
    assert "a printed line" in part(sample.page(RESPONSE), '<pre class="cell-output', "</pre>")


def test_verbatim_and_raw(sample):
    page = sample.page(RESPONSE)
    assert "```{python} not_run ```" in text_of(page)
    assert '<p id="raw">Raw HTML</p>' in page
    assert "<math" in page


def test_every_page_stands_alone(sample):
    for path in sample.book.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert '<a class="skip" href="#main">' in page
        assert page.count('aria-current="page"') == 1
        assert "Rendered by the built-in builder." in page
        assert 'href="https://example.org/sample"' in page
        assert not re.search(r'(src|<link[^>]* href)="(https?:)?//', page)
        for href in re.findall(r'href="([^"#:]+)[^":]*"', page):
            assert (path.parent / href).exists(), href


def test_previous_and_next(sample):
    page = sample.page("report/ledger.html")
    assert 'rel="prev" href="response.html"' in page
    assert 'rel="next" href="references.html"' in page
