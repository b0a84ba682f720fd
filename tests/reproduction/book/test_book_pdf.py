"""The sample book's PDF."""

import base64
import re
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from reproduction.book import build
from reproduction.book.assemble import assemble
from reproduction.book.chapters import parse
from reproduction.book.config import checked_config
from reproduction.book.render import render


@pytest.fixture(scope="module")
def pdf(sample):
    return PdfReader(sample.book / "sample.pdf")


@pytest.fixture(scope="module")
def text(pdf):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


def test_metadata(pdf):
    assert pdf.metadata.title == "A sample book"
    assert pdf.metadata.author == "A. Author"
    dates = {pdf.metadata.creation_date, pdf.metadata.modification_date}
    assert dates <= {None, datetime(1970, 1, 1, tzinfo=UTC)}  # never the day of the build
    assert pdf.root_object["/Lang"] == "en"


def test_it_is_pdf_ua_1(pdf):
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.root_object["/Metadata"].get_data().decode()
    assert pdf.root_object["/MarkInfo"]["/Marked"]


def test_outline(pdf):
    titles = [item.title for item in pdf.outline if not isinstance(item, list)]
    assert titles == ["At a glance", "1 Response", "2 Ledger", "A Notes", "References"]


def test_links(pdf):
    annotations = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    targets = [a["/A"].get("/URI") for a in annotations if "/A" in a]
    assert "https://example.org/" in targets
    assert not any(target and "downloads" in target for target in targets)
    assert sum("/Dest" in a or "/D" in a.get("/A", {}) for a in annotations) > 15


@pytest.mark.parametrize(
    "words",
    [
        "The chapter on response is Chapter 1, its sections begin with Section 1.1",
        "the notes are in Appendix A",
        "Table 1.1: Patients by arm, with a spanner",
        "Figure 1.1: A curve, after Gökbuget and Hoelzer (2014)",
        "Table A.1: A note",
        "Only in print.",
        "Folded away in HTML.",
        "Source: the sample.",
        "16 of 20 responded, which is 0.8 or 80% *of* them",
        "The file is here.",
    ],
)
def test_words(text, words):
    assert words in text


@pytest.mark.parametrize("words", ["Only on pages.", "Raw HTML", "font-family", "gt_table"])
def test_words_that_stay_out(text, words):
    assert words not in text


def typst_of(project, body: str, output: dict) -> str:
    root = project({}, index=f"# One\n\n{body}\n")
    config, _ = checked_config(root)
    chapters = [parse(root, path)[0] for path in config.chapters]
    texts = [assemble(config, chapters[0], [[output]], "typst").text, "# Two\n"]
    return render("typst", config, chapters, texts).chapters[0]["output"]


@pytest.fixture
def great_table(project):
    import pandas as pd
    from great_tables import GT, loc, style

    frame = pd.DataFrame({"g": ["A", "A"], "item": ["x", "y"], "n": [1, 2], "p": [3, 4]})
    table = (
        GT(frame, rowname_col="item", groupname_col="g", id="t")
        .tab_header("The title", "The subtitle")
        .tab_stubhead("Item")
        .tab_spanner("Both", ["n", "p"])
        .tab_stub_indent(rows=[1], indent=2)
        .tab_style(style.text(weight="bold"), loc.body(columns="p", rows=[1]))
        .tab_style(style.fill("#d9d9d9"), loc.body(columns="n", rows=[1]))
        .tab_footnote("A note", loc.body(columns="n", rows=[0]))
        .tab_source_note("A source")
    )
    cell = "```{python}\n#| echo: false\nx\n```"
    output = {"output_type": "execute_result", "data": {"text/html": table._repr_html_()}}
    return typst_of(project, cell, output)


def test_a_great_table_keeps_its_header(great_table):
    header = great_table[great_table.index("table.header(") :]
    assert "table.cell(align: left, rowspan: 2)[#strong[Item]]" in header
    assert re.search(r"table\.cell\(align: center, colspan: 2[^)]*\)+\[#strong\[Both\]\]", header)
    assert great_table.index("#table-title[The title]") < great_table.index("table.header(")
    assert "#table-title[The subtitle]" in great_table


def test_a_great_table_keeps_its_rows(great_table):
    assert re.search(r"colspan: 3\)\[#strong\[A\]\]", great_table)
    assert "[#h(1.0em)y]" in great_table
    assert "[#strong[4]]" in great_table
    assert "[#super[#emph[1]] 1]" in great_table


def test_a_great_table_keeps_the_shade_of_a_cell(great_table):
    assert re.findall(r'fill: rgb\("(.*?)"\)[^\[]*\[(.*?)\]', great_table) == [("#d9d9d9", "2")]


def test_a_great_table_keeps_its_notes(great_table):
    notes = re.findall(r"#table-note\[(.*)\]", great_table)
    assert notes == ["A source", "#super[#emph[1]] A note"]
    assert "style" not in great_table


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
IMAGES = """\
# One

![A dot](my%20fig.png){width=300}

![Half](my%20fig.png){width="50%"}

Inline ![dot](my%20fig.png){width=48px height=0.5in} here.
"""


def test_images_have_the_size_that_they_are_given(project):
    """In points: a pixel is 1/96 inch, and the text is as wide as A4 without its margins."""
    root = project({}, index=IMAGES)
    (root / "my fig.png").write_bytes(PIXEL)
    result = build(root, progress=[].append)
    assert (result / "my fig.png").read_bytes() == PIXEL
    assert '<img src="my%20fig.png"' in (result / "index.html").read_text()
    sizes: list[tuple[float, float]] = []

    def draws(operator, _, matrix, __) -> None:
        if operator == b"Do":
            sizes.append((round(abs(matrix[0])), round(abs(matrix[3]))))

    for page in PdfReader(next(result.glob("*.pdf"))).pages:
        page.extract_text(visitor_operand_before=draws)
    assert sizes == [(225, 225), (230, 230), (36, 36)]


COMMANDS = r"""# One

```{python}
#| echo: false
print("\x1b[31mred\x1b[0m \x1b[38;5;196mmore\x1b[0m \x1b[38:2::1:2:3mexact\x1b[0m", end=" ")
print("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\ \x1b]0;title\x07\x1b[2Kend")
```
"""


def test_commands_to_a_terminal_are_left_out_of_what_a_cell_prints(project):
    result = build(project({}, index=COMMANDS), progress=[].append)
    shown = "red more exact link end"
    assert f"<code>{shown}</code>" in (result / "index.html").read_text()
    assert shown in "".join(
        page.extract_text() for page in PdfReader(next(result.glob("*.pdf"))).pages
    )
