"""What reaches a page and the PDF: one SVG for each width, coloured by the page."""

import re
import xml.etree.ElementTree as ElementTree
from base64 import b64decode
from io import BytesIO

import matplotlib
import matplotlib.pyplot as plt
import nbclient
import nbformat
import pypandoc
import pytest
import typst
from pypdf import PdfReader

from reproduction.figures.drawing import Drawing, Picture, panel_axes, stylesheet
from reproduction.figures.style import NARROW, PALETTE, TEAL, WIDE
from reproduction.figures.survival import survival_figure

GROUPS = {"Group": ([1, 2, 3], [True, False, True]), "Other": ([2, 3, 3], [True, True, False])}


def some_figure(alt="What it shows"):
    labels = {"x_label": "Weeks", "y_label": "In remission", "alt": alt}
    return survival_figure(GROUPS, ticks=[0, 1, 2, 3], **labels)


def elements(svg):
    return list(ElementTree.fromstring(svg).iter())


@pytest.mark.parametrize("kind", ["wide", "narrow"])
def test_a_page_has_text_and_colours_of_its_stylesheet(kind):
    svg = getattr(some_figure(), kind).page_svg(kind, "a")
    words = {element.text for element in elements(svg) if element.tag.endswith("}text")}
    assert {"Group", "Other", "Weeks", "In remission", "At risk"} <= words
    assert set(re.findall(r"var\(--drawing-(\w+)\)", svg)) >= {"ink", "teal", "orange"}
    assert re.findall(r": ?#[0-9a-fA-F]{6}", svg) == []


def test_ids_are_the_drawings_own_and_lead_somewhere():
    picture = some_figure()
    pages = [picture.wide.page_svg("wide", "a"), picture.narrow.page_svg("narrow", "a")]
    ids = [re.findall(r'\bid="([^"]+)"', page) for page in pages]
    for own, page in zip(ids, pages, strict=True):
        assert len(set(own)) == len(own) > 0
        assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page)) <= {
            pair for name in own for pair in ((name, ""), ("", name))
        }
    assert set(ids[0]).isdisjoint(ids[1])


def test_a_part_can_be_found_by_its_data():
    def draw(width):
        figure = Drawing(figsize=(width, 1))
        axes = figure.place("a", (0.5, 0.2, 1, 0.5))
        axes.plot([0, 1], [0, 1], color=TEAL, gid="data-patient:7")
        return figure

    svg = Picture(draw, "a").wide.page_svg("wide", "a")
    (part,) = [e for e in elements(svg) if e.get("data-patient") == "7"]
    assert any("--drawing-teal" in e.get("style", "") for e in part.iter())


def test_the_alternative_is_text_and_nothing_else():
    svg = some_figure('<b> & "quoted"').wide.page_svg("wide", '<b> & "quoted"')
    assert elements(svg)[0].get("aria-label") == '<b> & "quoted"'
    assert elements(svg)[0].get("role") == "img"


def test_print_has_outlines_and_nothing_that_changes():
    first, second = some_figure().wide.print_svg(), some_figure().wide.print_svg()
    assert first == second
    assert "<text" not in first
    assert "<dc:date>" not in first
    assert "matplotlib.org" not in first


def test_typst_takes_the_print_drawing_with_its_alternative(tmp_path):
    alt = r'Two "curves" \ and more'
    (source,) = re.findall(r"```\{=typst\}\n(.*?)\n```", some_figure(alt).markdown, re.DOTALL)
    (tmp_path / "a.typ").write_text(source, encoding="utf-8")
    found = typst.query(tmp_path / "a.typ", "image", field="alt", one=True)
    assert found == '"Two \\"curves\\" \\\\ and more"'
    assert typst.compile(tmp_path / "a.typ").startswith(b"%PDF")


def test_other_formats_take_the_print_drawing_too():
    picture = some_figure("It shows [two] *curves*")
    (image,) = re.findall(r"^!\[.*$", picture.markdown, re.MULTILINE)
    text = pypandoc.convert_text(image, "html", "markdown-implicit_figures")
    assert 'alt="It shows [two] *curves*"' in text
    (data,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', text)
    assert b64decode(data).decode() == picture.wide.print_svg()


def test_the_styles_have_each_colour_for_light_and_for_dark_pages():
    text = stylesheet()
    for name, (light, dark) in PALETTE.items():
        assert f"--drawing-{name}:{light};" in text
        assert f"--drawing-{name}:light-dark({light},{dark});" in text
    assert text.count("{") == text.count("}")


def test_the_users_own_settings_change_nothing_and_are_not_changed():
    theirs = {
        "font.size": 30,
        "savefig.bbox": "tight",
        "axes.facecolor": "black",
        "svg.fonttype": "none",
        "text.color": "white",
    }
    with matplotlib.rc_context(theirs):
        before = dict(matplotlib.rcParams)
        with_theirs = some_figure().markdown
        assert dict(matplotlib.rcParams) == before
    assert with_theirs == some_figure().markdown


def test_nothing_stays_open_in_pyplot():
    before = plt.get_fignums()
    some_figure()
    assert plt.get_fignums() == before


@pytest.mark.filterwarnings("default")  # what jupyter_client says of its own
def test_a_notebook_shows_a_figure_once_as_markdown():
    cell = (
        "from reproduction.figures.survival import survival_figure\n"
        "survival_figure({'A': ([1, 2], [True, False])}, ticks=[0, 2], x_label='x', y_label='y',"
        " alt='a')"
    )
    # What Quarto runs first: it asks matplotlib's figures to show themselves as PNG.
    setup = (
        "import matplotlib.pyplot\n"
        "from matplotlib_inline.backend_inline import set_matplotlib_formats\n"
        'set_matplotlib_formats("retina")'
    )
    cells = [nbformat.v4.new_code_cell(source) for source in (setup, cell)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    (output,) = notebook.cells[1].outputs
    assert set(output.data) == {"text/markdown", "text/plain"}
    expected = survival_figure(
        {"A": ([1, 2], [True, False])}, ticks=[0, 2], x_label="x", y_label="y", alt="a"
    )
    assert output.data["text/markdown"] == expected.markdown


def test_latex_gets_a_pdf(monkeypatch):
    assert some_figure().pdf is None
    monkeypatch.setenv("QUARTO_FIG_FORMAT", "pdf")  # as Quarto sets it for LaTeX
    data = some_figure()._repr_mimebundle_()
    (page,) = PdfReader(BytesIO(b64decode(data["application/pdf"]))).pages
    text = page.extract_text()
    words = ("Weeks", "In remission", "At risk", "Group")
    assert [word for word in words if word not in text] == []
    assert float(page.mediabox.width) / 72 == pytest.approx(WIDE, abs=0.01)


def test_word_gets_a_png_with_its_text_and_no_second_caption(monkeypatch):
    monkeypatch.setenv("QUARTO_FIG_FORMAT", "png")  # as Quarto sets it for Word
    (image,) = re.findall(r"^!\[.*$", some_figure("a [b]").markdown, re.MULTILINE)
    text = pypandoc.convert_text(image, "html", "markdown")
    (data,) = re.findall(r'src="data:image/png;base64,([^"]*)"', text)
    assert b64decode(data).startswith(b"\x89PNG")
    assert 'alt="a [b]"' in text
    assert "<figure" not in text


@pytest.mark.parametrize(("width", "columns"), [(WIDE, 2), (NARROW, 1)])
def test_panels_stand_side_by_side_or_one_below_the_other(width, columns):
    figure, axes = panel_axes(["a", "b", "c"], width, 0.5)
    assert [ax.get_label() for ax in axes] == ["a", "b", "c"]
    boxes = [ax.get_position() for ax in axes]
    assert len({round(box.x0, 6) for box in boxes}) == columns
    assert len({round(box.y0, 6) for box in boxes}) == (2 if columns == 2 else 3)
    assert boxes[0].y0 > boxes[2].y1
    assert all(box.x1 < 1 and box.y1 < 1 for box in boxes)
    assert figure.get_figwidth() == width
