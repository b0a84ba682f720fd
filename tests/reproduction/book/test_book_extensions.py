"""Quarto extensions: filters, their stylesheets and scripts, and what of Quarto's API they use."""

import re

import pytest
from pypdf import PdfReader
from small_book import CONFIG

from reproduction.book import BookError, build

FOLDER = "_extensions/marks"
FILTER = """\
if quarto.doc.is_format('html') then
  quarto.doc.add_html_dependency {
    name = 'marks', version = '1.2', stylesheets = {'marks.css'},
    scripts = {'head.js', {path = 'end.js', afterBody = true}},
  }
elseif quarto.doc.is_format('latex') then
  quarto.doc.use_latex_package('multirow')
end
return {{Str = function(el)
  if el.text == 'MARK' then return pandoc.Strong {quarto.doc.is_format('typst') and 'print' or 'page'} end
end}}
"""


@pytest.fixture
def extended(project):
    def write(lua: str = FILTER, **chapters: str):
        return project(
            {
                "_quarto.yml": CONFIG + "filters: [marks]\n",
                f"{FOLDER}/_extension.yml": "title: Marks\ncontributes: {filters: [marks.lua]}\n",
                f"{FOLDER}/marks.lua": lua,
                f"{FOLDER}/marks.css": "b { color: red }",
                f"{FOLDER}/head.js": "1",
                f"{FOLDER}/end.js": "2",
            },
            **{"index": "# One\n\nA MARK here.\n", "report/deep": "# Deep\n", **chapters},
        )

    return write


def said(root) -> list[str]:
    with pytest.raises(BookError) as caught:
        build(root, ("html",), progress=[].append)
    return [str(defect) for defect in caught.value.defects]


def test_a_filter_changes_both_formats(extended):
    root = extended()
    result = build(root, progress=[].append)
    assert "<strong>page</strong>" in (root / "_book/index.html").read_text()
    assert "A print here." in "".join(
        page.extract_text() for page in PdfReader(next(result.glob("*.pdf"))).pages
    )


def test_stylesheets_and_scripts_are_copied_and_linked_on_each_page(extended):
    root = extended()
    settings = root / "_quarto.yml"
    settings.write_text(settings.read_text().replace("other.qmd", "report/deep.qmd"))
    book = build(root, ("html",), progress=[].append)
    files = book / "site_libs/quarto-contrib/marks-1.2"
    assert {p.name: p.read_text()[0] for p in files.iterdir()} == {
        "marks.css": "b",
        "head.js": "1",
        "end.js": "2",
    }
    for page, up in (("index.html", ""), ("report/deep.html", "../")):
        head, body = (book / page).read_text().split("</head>")
        base = f"{up}site_libs/quarto-contrib/marks-1.2/"
        assert f'<link rel="stylesheet" href="{base}marks.css">' in head
        assert f'<script src="{base}head.js"></script>' in head
        assert re.search(rf'<script src="{base}end.js"></script>\s*</body>', body)


@pytest.mark.parametrize(
    ("lua", "expected"),
    [
        (
            "\nquarto.doc.include_text('in-header', 'x')",
            "marks.lua:2: quarto.doc.include_text is not",
        ),
        ("quarto.log.output('x')", "marks.lua:1: quarto.log is not supported"),
        (
            "quarto.doc.add_html_dependency{name='a', head='x'}",
            "marks.lua:1: an HTML dependency with head",
        ),
        ("quarto.doc.add_html_dependency{name='a', scripts={'no.js'}}", "no.js: no such file"),
        ("x = nil + 1", "marks.lua:1: the filter fails: "),
        ("return {", "marks.lua:1: the filter fails: "),
    ],
)
def test_what_else_a_filter_asks_for_is_refused(extended, lua, expected):
    (defect, *_) = said(extended(lua))
    assert expected in defect
    assert defect.startswith(FOLDER)
    assert len(defect.splitlines()) == 1


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (
            "_quarto.yml",
            CONFIG + "filters: [none]\n",
            "_quarto.yml:6: filter none: no _extensions/",
        ),
        (
            "_quarto.yml",
            CONFIG + "filters: [a.lua]\n",
            "_quarto.yml:6: filter a.lua: no _extensions/",
        ),
        (f"{FOLDER}/_extension.yml", "title: Marks\n", "_extension.yml: contributes no filters"),
        (f"{FOLDER}/_extension.yml", "contributes: {filters: [no.lua]}\n", "no.lua: no such file"),
        (f"{FOLDER}/_extension.yml", "a: [\n", "_extension.yml:2: "),
    ],
)
def test_an_extension_that_cannot_be_used(extended, file, text, expected):
    root = extended()
    (root / file).write_text(text)
    assert any(expected in defect for defect in said(root))
