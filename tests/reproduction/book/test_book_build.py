"""Building: what stops it, what it leaves behind, hooks, and the same bytes twice."""

import re
import sys

import pytest
from pypdf import PdfReader
from small_book import CONFIG

from reproduction.book import BookError, build


def refused(root, *formats, **options) -> BookError:
    with pytest.raises(BookError) as caught:
        build(root, formats or ("html",), progress=[].append, **options)
    return caught.value


def said(root, *formats, **options) -> list[str]:
    return [str(defect) for defect in refused(root, *formats, **options).defects]


def quiet(root, *formats, **options):
    return build(root, formats or ("html",), progress=[].append, **options)


def tree(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.slow  # test_strained.py compares two builds of a smaller book
def test_two_builds_give_the_same_bytes(sample, tmp_path):
    again = quiet(sample.project, "html", "pdf", output_dir=tmp_path / "again")
    assert tree(again) == tree(sample.book)


def test_only_what_was_asked_for(project):
    root = project()
    assert {p.name for p in quiet(root, "pdf").iterdir()} == {
        "Small.pdf",
        "manifest.sha256",
    }
    result = quiet(root, "html")
    assert {p.name for p in result.iterdir()} == {
        "book.css",
        "book.js",
        "search.js",
        "index.html",
        "other.html",
        "index.qmd",
        "other.qmd",
        "manifest.sha256",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("See @fig-none.", "index.qmd:3: @fig-none refers to nothing"),
        ("See @nobody2000.", "index.qmd:3: @nobody2000 is not in the bibliography"),
        ("[a](no.qmd)", "index.qmd:3: link to no.qmd; expected a chapter of the book"),
        ("[a](other.qmd#no)", "index.qmd:3: link to other.qmd#no; expected an id on that page"),
        ("[a](#no)", "index.qmd:3: link to #no; expected an id on that page"),
        ("[a](no.csv)", "index.qmd:3: no.csv: no such file"),
        ("![a](no.svg)", "index.qmd:3: no.svg: no such file"),
        ("[a]{#x} [b]{#x}", "index.qmd:3: id x is twice on the page"),
        ("## A {#sec-one}", "index.qmd:3: Duplicate identifier 'sec-one'"),
        ("::: {.callout-hint}\na\n:::", "callout-hint is not supported; expected note"),
        ("::: {#fig-a}\n:::", "fig-a has no caption"),
    ],
)
def test_defects_of_the_text_name_the_line(project, text, message):
    root = project({}, index=f"# One {{#sec-one}}\n\n{text}\n")
    error = refused(root)
    assert error.exit_code == 2
    assert message in str(error)
    assert not (root / "_book").exists()


def test_defects_of_all_chapters_come_at_once_and_before_anything_runs(project):
    mark = "```{python}\nopen('ran', 'w')\n```\n"
    root = project({}, index=f"# One\n{mark}\n@fig-a\n", other=f"# Two\n{mark}\n@tbl-b\n")
    assert [defect.file for defect in refused(root).defects] == ["index.qmd", "other.qmd"]
    assert not (root / "ran").exists()


def test_an_id_that_others_refer_to_is_in_one_chapter(project):
    defects = said(project({}, other="# Two {#sec-one}\n"))
    assert defects == ["other.qmd:1: sec-one is also in index.qmd; expected another id"]


def test_a_label_is_used_once(project):
    cell = "```{python}\n#| label: a\n1\n```\n"
    defects = said(project({}, index=f"# One\n{cell}", other=f"# Two\n{cell}"))
    assert defects == ["other.qmd:2: label a is also at index.qmd:2; expected another"]


def test_an_image_needs_an_alternative_in_print(project):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    root = project({"a.svg": svg}, index="# One\n\nText ![](a.svg)\n")
    assert "a.svg" in str(refused(root, "pdf"))
    assert "expected fig-alt" in str(refused(root, "pdf"))


def test_a_cell_that_raises_leaves_the_old_book(project):
    root = project({}, index="# Old\n")
    before = tree(quiet(root))
    cell = "```{python}\n#| label: sum\nclass ClaimError(Exception): pass\n"
    project({}, index=f"# One\n\n{cell}raise ClaimError('16, not 17')\n```\n")
    error = refused(root)
    assert [str(d) for d in error.defects] == [
        'index.qmd:3: cell "sum" raised ClaimError: 16, not 17'
    ]
    assert error.exit_code == 1
    assert tree(root / "_book") == before
    assert [p.name for p in root.iterdir() if p.name.startswith("._book")] == []


def test_an_expression_that_raises(project):
    root = project({}, index="# One\n\nText `{python} 1 / 0`.\n")
    assert said(root) == ["index.qmd:3: `1 / 0` raised ZeroDivisionError: division by zero"]
    assert "1 / 0" in refused(root).traceback


@pytest.mark.parametrize("where", ["cell", "expression"])
def test_code_that_ends_python(project, where):
    code = "__import__('os')._exit(3)"
    text = f"```{{python}}\n{code}\n```" if where == "cell" else f"`{{python}} {code}`"
    error = refused(project({}, index=f"# One\n\n{text}\n"))
    name = "cell" if where == "cell" else f"`{code}`"
    assert (error.exit_code, str(error)) == (1, f"index.qmd:3: {name} ended its Python")


def test_cells_share_a_kernel_and_chapters_do_not(project):
    shared = "# One\n\n```{python}\n#| include: false\nx = 41\n```\n\nIt is `{python} x + 1`.\n"
    root = project({}, index=shared, other="# Two\n\n`{python} 'x' in globals()`\n")
    book = quiet(root)
    assert "It is 42." in (book / "index.html").read_text()
    assert "<p>False</p>" in (book / "other.html").read_text()


def test_warnings_and_options_of_cells(project):
    code = "import warnings\nwarnings.warn('careful')"
    text = f"# One\n\n```{{python}}\n#| echo: false\n%s{code}\n```\n"
    root = project({}, index=text % "#| warning: true\n", other=(text % "#| warning: false\n"))
    book = quiet(root)
    shown = (book / "index.html").read_text()
    assert "line 2: UserWarning: careful" in shown
    assert "ipykernel" not in shown
    assert "careful" not in (book / "other.html").read_text()


def test_a_numbered_cell_shows_one_output(project):
    cell = "# One\n\n```{python}\n#| label: tbl-a\n#| tbl-cap: A\nx = 1\n```\n"
    assert said(project({}, index=cell)) == [
        'index.qmd:3: cell "tbl-a" shows 0 outputs; expected one'
    ]


def test_unnumbered_figures_and_tables_keep_their_captions(project):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    text = "# One\n\n![A dot](a.svg)\n\n| a |\n|---|\n| 1 |\n\n: A table\n\n| b |\n|---|\n| 2 |\n"
    book = quiet(project({"a.svg": svg}, index=text), "html", "pdf")
    page = (book / "index.html").read_text()
    assert re.findall(r"<figcaption>(.*?)</figcaption>", page) == ["A dot", "A table"]
    assert page.count('<div class="table-frame"') == 2
    pages = PdfReader(book / "Small.pdf").pages
    words = " ".join(page.extract_text() for page in pages)
    assert "A dot" in words
    assert "A table" in words
    assert "Figure" not in words


def test_landscape_turns_the_page(project):
    text = "# One\n\n::: {.landscape}\nWide\n:::\n"
    pages = PdfReader(quiet(project({}, index=text), "pdf") / "Small.pdf").pages
    turned = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert [page.extract_text().split()[-2] for page in turned] == ["Wide"]


def test_links_in_html_tables(project):
    table = '<table><tr><td id="here"><a href="other.qmd#two">There</a></td></tr></table>'
    html = f"from IPython.display import HTML\nHTML('{table}')"
    text = f"# One\n\n```{{python}}\n#| echo: false\n{html}\n```\n\n[Up](#here)\n"
    book = quiet(project({}, index=text, other="# Two {#two}\n"), "html", "pdf")
    assert '<a href="other.html#two">There</a>' in (book / "index.html").read_text()
    links = [a for page in PdfReader(book / "Small.pdf").pages for a in page.get("/Annots", [])]
    assert len(links) == 2 + 2  # and the chapters in the table of contents


HOOK = "import os, pathlib; p = pathlib.Path(os.environ['QUARTO_PROJECT_OUTPUT_DIR'])"


def with_hook(name: str, code: str) -> str:
    return CONFIG.replace("{type: book}", f"\n  type: book\n  {name}: python {code}")


def test_hooks(project):
    root = project(
        {
            "_quarto.yml": CONFIG.replace(
                "{type: book}",
                "\n  type: book\n  pre-render: [python a.py]\n  post-render: python b.py",
            ),
            "a.py": "open('other.qmd', 'w').write('# Made before')",
            "b.py": f"{HOOK}\n(p / 'seen').write_text(str(len(list(p.glob('*.html')))))\n",
        }
    )
    book = quiet(root)
    assert "Made before" in (book / "other.html").read_text()
    assert (book / "seen").read_text() == "2"


def test_a_hook_that_is_a_python_file_runs_in_this_python(project):
    text = CONFIG.replace("{type: book}", "\n  type: book\n  post-render: own/b.py two words")
    code = f"{HOOK}\nimport sys\n(p / 'seen').write_text('|'.join([sys.prefix, *sys.argv[1:]]))\n"
    book = quiet(project({"_quarto.yml": text, "own/b.py": code}))
    assert (book / "seen").read_text() == f"{sys.prefix}|two|words"


@pytest.mark.parametrize("name", ["pre-render", "post-render"])
def test_a_failed_hook_passes_its_exit_code_on(project, name):
    root = project({"_quarto.yml": with_hook(name, "a.py"), "a.py": "raise SystemExit(7)"})
    error = refused(root)
    assert error.exit_code == 7
    assert [str(defect) for defect in error.defects] == [
        f"_quarto.yml: {name} hook 'python a.py' ended with exit code 7; expected 0"
    ]
    assert not (root / "_book").exists()


@pytest.mark.parametrize("name", ["notes.txt", "index.html", "thesis.pdf", ".git/config"])
@pytest.mark.parametrize("folder", ["_book", "elsewhere"])
def test_files_that_no_build_made_are_refused_by_name(project, folder, name):
    root = project({f"{folder}/{name}": "years of work"})
    message = f"{folder}/{name}: was not made by the builder"
    assert message in str(refused(root, output_dir=root / folder))
    assert (root / folder / name).read_text() == "years of work"


def test_a_file_added_to_a_book_is_refused(project):
    root = project()
    (quiet(root) / "notes.txt").write_text("mine")
    assert "_book/notes.txt: was not made by the builder" in str(refused(root))
    assert (root / "_book" / "notes.txt").read_text() == "mine"
    (root / "_book" / "notes.txt").unlink()
    quiet(root)


def test_a_link_or_a_file_is_no_output_folder(project):
    root = project({"away/keep.txt": "mine", "file": "mine"})
    (root / "_book").symlink_to(root / "away")
    assert "_book: is a symbolic link" in str(refused(root))
    assert "file: is a file" in str(refused(root, output_dir=root / "file"))
    assert "holds the project" in str(refused(root, output_dir=root.parent))
    assert (root / "away" / "keep.txt").read_text() == (root / "file").read_text() == "mine"


def test_unknown_formats(project):
    with pytest.raises(ValueError, match="formats docx; expected html, pdf or both"):
        build(project(), ("docx",))
