"""``_quarto.yml``: what is taken, what is refused and on which line."""

import re

import pytest
from pypdf import PdfReader
from small_book import CONFIG

from reproduction.book import BookError, build
from reproduction.book.config import checked_config


def defects_of(root) -> list[str]:
    return [str(defect) for defect in checked_config(root)[1]]


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("number-offset: 2\n", "_quarto.yml:6: number-offset is not supported by the built-in"),
        ("crossref:\n  fig-title: Abb.\n", "_quarto.yml:7: crossref.fig-title is not supported"),
        ("lang: de\n", '_quarto.yml:6: lang: "de"; expected en, because'),
        ("filters: [nice]\n", "filter nice: no _extensions/nice/_extension.yml"),
        ("book:\n", '_quarto.yml:6: duplicate field "book"; expected each field once'),
        ("format:\n  html:\n    df-print: paged\n", "_quarto.yml:8: format.html.df-print is"),
        ("format: html\n", '_quarto.yml:6: format: "html"; expected a mapping'),
        ("execute:\n  freeze: auto\n", '_quarto.yml:7: execute.freeze: "auto"; expected false'),
        ("execute: {echo: maybe}\n", '_quarto.yml:6: execute.echo: "maybe"; expected true or'),
        ("jupyter: ir\n", '_quarto.yml:6: jupyter: "ir"; expected python3'),
        ("format:\n  html:\n    css: no.css\n", "_quarto.yml:8: no.css: no such file"),
        ("bibliography: no.bib\n", "_quarto.yml:6: no.bib: no such file"),
        ("  appendices: [a.qmd]\n", "_quarto.yml:6: a.qmd: no such file"),
        ("  appendices: [other.qmd]\n", "chapter other.qmd; expected a .qmd file, once"),
        ("  date: today\n", '_quarto.yml:6: book.date: "today"; expected a fixed date'),
        ("a: [\n", "_quarto.yml:7: "),
    ],
)
def test_refusals_name_the_line(project, added, expected):
    defects = defects_of(project({"_quarto.yml": CONFIG + added}))
    assert any(expected in defect for defect in defects)


def test_all_defects_at_once(project):
    config = CONFIG.replace("type: book", "type: website") + "lang: 1\ntoc: 2\n"
    assert [defect.split(": ")[0] for defect in defects_of(project({"_quarto.yml": config}))] == [
        "_quarto.yml:1",
        "_quarto.yml:6",
        "_quarto.yml:7",
    ]


def test_what_a_book_needs(project, tmp_path):
    assert defects_of(tmp_path)[0].startswith("_quarto.yml: no such file")
    found = defects_of(project({"_quarto.yml": "book:\n  chapters: [other.qmd]\n"}))
    assert [defect.split("; ")[0] for defect in found] == [
        "_quarto.yml:1: project is missing",
        "_quarto.yml:1: book.title is missing",
    ]
    found = defects_of(project({"_quarto.yml": CONFIG.replace("[index", "[other")}))
    assert found[0] == "_quarto.yml:1: the first chapter is other.qmd; expected index.qmd"


def test_what_the_builder_does_not_look_at_passes(project):
    """A project's own keys, looks, and formats that only Quarto makes."""
    more = "reproduction: {ledger: a.yaml}\nformat: {html: {theme: cosmo}, docx: {toc: 2}}\n"
    config, _ = checked_config(
        project({"_quarto.yml": CONFIG + more + "execute: {daemon: false}\n"})
    )
    assert config.chapters == ("index.qmd", "other.qmd")


def test_options_of_a_format_come_before_the_books(project):
    config, _ = checked_config(
        project(
            {
                "_quarto.yml": CONFIG
                + "toc-depth: 2\nexecute: {echo: false}\n"
                + "format: {html: {toc-depth: 3}, docx: {anything: 1}}\n"
            }
        )
    )
    assert [config.option(fmt, "toc_depth") for fmt in ("html", "typst")] == [3, 2]
    assert config.option("html", "echo") is False
    assert config.option("html", "code_fold", "none") == "none"


def test_names(project):
    config, _ = checked_config(
        project({"_quarto.yml": CONFIG.replace("Small", "'A book: of 2 parts'")})
    )
    assert config.pdf_name == "A-book-of-2-parts.pdf"
    assert config.data.book.author == ("A. Author",)
    assert config.chapters == ("index.qmd", "other.qmd")


def test_parts(project):
    chapters = "chapters:\n    - index.qmd\n    - part: Data & more\n      chapters: [other.qmd]"
    config = CONFIG.replace("chapters: [index.qmd, other.qmd]", chapters)
    root = project({"_quarto.yml": config}, index="# One {.unnumbered}\n", other="# Two\n")
    result = build(root, progress=[].append)
    page = (result / "index.html").read_text()
    assert page.index('<li class="part">Data &amp; more</li>') < page.index("Two</a>")
    assert [item.title for item in PdfReader(next(result.glob("*.pdf"))).outline] == [
        "One",
        "Data & more",
        "1 Two",
    ]


PART_PAGE = """\
# The *first* part {#first}

Words. See @fig-a.

## Inside

![Cap](a.svg){#fig-a fig-alt="a"}
"""


def test_a_part_with_a_page_of_its_own(project):
    """As Quarto: the page comes before the part's chapters and has no number."""
    chapters = "chapters:\n    - index.qmd\n    - part: part.qmd\n      chapters: [other.qmd]"
    files = {
        "_quarto.yml": CONFIG.replace("chapters: [index.qmd, other.qmd]", chapters),
        "part.qmd": PART_PAGE,
        "a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    }
    root = project(files, index="# One {.unnumbered}\n", other="# Two\n\n[up](part.qmd#first)\n")
    result = build(root, progress=[].append)
    page = (result / "index.html").read_text()
    link = '<li class=part><a href="part.html">The <em>first</em> part</a></li>'
    assert page.index(link) < page.index("Two</a>")
    assert '<a rel="next" href="part.html">' in page
    page = (result / "part.html").read_text()
    assert re.search(r"<h1[^>]*>The <em>first</em> part</h1>", page)
    assert re.search(r"<h2[^>]*>Inside</h2>", page)
    assert "Figure\u00a01: Cap" in page
    titles = [
        item.title
        for item in PdfReader(next(result.glob("*.pdf"))).outline
        if not isinstance(item, list)
    ]
    assert titles == ["One", "The first part", "1 Two"]
    files["part.qmd"] = "# Part {#sec-part}\n\nSee @sec-part.\n"
    (defect,) = build_defects(project(files))
    assert (
        defect
        == "part.qmd:3: @sec-part refers to nothing; expected the id of a numbered figure, table or section"
    )
    (root / "part.qmd").unlink()
    (defect,) = build_defects(root)
    assert defect == "_quarto.yml:7: part.qmd: no such file; expected one in the project"


def build_defects(root) -> list[str]:
    with pytest.raises(BookError) as caught:
        build(root, progress=[].append)
    return [str(defect) for defect in caught.value.defects]
