"""Building: what stops it, what it leaves behind, hooks, and the same bytes twice."""

import asyncio
import os
import re
import subprocess
import sys

import pytest
from pypdf import PdfReader
from small_book import CONFIG

from reproduction.book import BookError, build, kernel
from reproduction.book.chapters import Cell, Chapter
from reproduction.book.execute import Runner, execute


def refused(root, *formats, **options) -> BookError:
    with pytest.raises(BookError) as caught:
        build(root, formats or ("html",), report=[].append, **options)
    return caught.value


def quiet(root, *formats, **options):
    return build(root, formats or ("html",), report=[].append, **options)


def tree(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_two_builds_give_the_same_bytes(sample, tmp_path):
    again = quiet(sample.project, "html", "pdf", output_dir=tmp_path / "again")
    assert tree(again.output_dir) == tree(sample.book)


def test_only_what_was_asked_for(project):
    root = project()
    assert {p.name for p in quiet(root, "pdf").output_dir.iterdir()} == {"Small.pdf"}
    result = quiet(root, "html")
    assert {p.name for p in result.output_dir.iterdir()} == {
        "book.css", "book.js", "search.js", "index.html", "other.html", "index.qmd", "other.qmd",
    }  # fmt: skip
    assert result.pdf is None


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
    assert [d.split(":")[0] for d in refused(root).defects] == ["index.qmd", "other.qmd"]
    assert not (root / "ran").exists()


def test_an_id_that_others_refer_to_is_in_one_chapter(project):
    error = refused(project({}, other="# Two {#sec-one}\n"))
    assert error.defects == ["other.qmd:1: sec-one is also in index.qmd; expected another id"]


def test_a_label_is_used_once(project):
    cell = "```{python}\n#| label: a\n1\n```\n"
    error = refused(project({}, index=f"# One\n{cell}", other=f"# Two\n{cell}"))
    assert error.defects == ["other.qmd:2: label a is also at index.qmd:2; expected another"]


def test_an_image_needs_an_alternative_in_print(project):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    root = project({"a.svg": svg}, index="# One\n\nText ![](a.svg)\n")
    assert "a.svg" in str(refused(root, "pdf"))
    assert "expected fig-alt" in str(refused(root, "pdf"))


def test_a_cell_that_raises_leaves_the_old_book(project):
    root = project({}, index="# Old\n")
    before = tree(quiet(root).output_dir)
    cell = "```{python}\n#| label: sum\nclass ClaimError(Exception): pass\n"
    project({}, index=f"# One\n\n{cell}raise ClaimError('16, not 17')\n```\n")
    error = refused(root)
    assert error.defects == ['index.qmd:3: cell "sum" raised ClaimError: 16, not 17']
    assert error.exit_code == 1
    assert tree(root / "_book") == before
    assert [p.name for p in root.iterdir() if p.name.startswith("._book")] == []


def test_an_expression_that_raises(project, monkeypatch):
    root = project({}, index="# One\n\nText `{python} 1 / 0`.\n")
    assert refused(root).defects == [
        "index.qmd:3: `1 / 0` raised ZeroDivisionError: division by zero"
    ]
    monkeypatch.setenv("REPRODUCTION_TRACEBACK", "1")
    assert len(str(refused(root)).splitlines()) > 1


@pytest.mark.parametrize("where", ["cell", "expression"])
def test_code_that_ends_python(project, where):
    code = "__import__('os')._exit(3)"
    text = f"```{{python}}\n{code}\n```" if where == "cell" else f"`{{python}} {code}`"
    error = refused(project({}, index=f"# One\n\n{text}\n"))
    name = "cell" if where == "cell" else f"`{code}`"
    assert (error.exit_code, error.defects) == (1, [f"index.qmd:3: {name} ended its Python"])


def test_a_cancelled_chapter_ends_its_kernel(tmp_path, monkeypatch):
    """However often it is cancelled, and also while the kernel is ending."""
    ended, stop = [], kernel.stop

    async def slowly(client):
        await asyncio.sleep(0.3)
        await stop(client)
        ended.append(client)

    async def cancelled():
        chapter = Chapter("index.qmd", (Cell("index.qmd:1", "1", {}),), ())
        task = asyncio.create_task(execute(chapter, Runner(folder=lambda _: tmp_path)))
        for _ in range(3):
            await asyncio.sleep(0.1)
            task.cancel()
        await task

    monkeypatch.setattr(kernel, "stop", slowly)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert len(ended) == 1


def test_cells_share_a_kernel_and_chapters_do_not(project):
    shared = "# One\n\n```{python}\n#| include: false\nx = 41\n```\n\nIt is `{python} x + 1`.\n"
    root = project({}, index=shared, other="# Two\n\n`{python} 'x' in globals()`\n")
    book = quiet(root).output_dir
    assert "It is 42." in (book / "index.html").read_text()
    assert "<p>False</p>" in (book / "other.html").read_text()


def test_warnings_and_options_of_cells(project):
    code = "import warnings\nwarnings.warn('careful')"
    text = f"# One\n\n```{{python}}\n#| echo: false\n%s{code}\n```\n"
    root = project({}, index=text % "", other=(text % "#| warning: false\n"))
    book = quiet(root).output_dir
    shown = (book / "index.html").read_text()
    assert "line 2: UserWarning: careful" in shown
    assert "ipykernel" not in shown
    assert "careful" not in (book / "other.html").read_text()


def test_a_numbered_cell_shows_one_output(project):
    cell = "# One\n\n```{python}\n#| label: tbl-a\n#| tbl-cap: A\nx = 1\n```\n"
    assert refused(project({}, index=cell)).defects == [
        'index.qmd:3: cell "tbl-a" shows 0 outputs; expected one'
    ]


def test_unnumbered_figures_and_tables_keep_their_captions(project):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    text = "# One\n\n![A dot](a.svg)\n\n| a |\n|---|\n| 1 |\n\n: A table\n\n| b |\n|---|\n| 2 |\n"
    book = quiet(project({"a.svg": svg}, index=text), "html", "pdf").output_dir
    page = (book / "index.html").read_text()
    assert re.findall(r"<figcaption>(.*?)</figcaption>", page) == ["A dot", "A table"]
    assert page.count('<div class="table-frame"') == 2
    words = PdfReader(book / "Small.pdf").pages[-2].extract_text()
    assert "A dot" in words
    assert "A table" in words
    assert "Figure" not in words


def test_landscape_turns_the_page(project):
    text = "# One\n\n::: {.landscape}\nWide\n:::\n"
    pages = PdfReader(quiet(project({}, index=text), "pdf").pdf).pages
    turned = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert [page.extract_text().split()[-2:] for page in turned] == [["Wide", "4"]]


def test_links_in_html_tables(project):
    table = '<table><tr><td id="here"><a href="other.qmd#two">There</a></td></tr></table>'
    html = f"from IPython.display import HTML\nHTML('{table}')"
    text = f"# One\n\n```{{python}}\n#| echo: false\n{html}\n```\n\n[Up](#here)\n"
    book = quiet(project({}, index=text, other="# Two {#two}\n"), "html", "pdf").output_dir
    assert '<a href="other.html#two">There</a>' in (book / "index.html").read_text()
    links = [a for page in PdfReader(book / "Small.pdf").pages[2:] for a in page.get("/Annots", [])]
    assert len(links) == 2


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
    book = quiet(root).output_dir
    assert "Made before" in (book / "other.html").read_text()
    assert (book / "seen").read_text() == "2"


@pytest.mark.parametrize("name", ["pre-render", "post-render"])
def test_a_failed_hook_passes_its_exit_code_on(project, name):
    root = project({"_quarto.yml": with_hook(name, "a.py"), "a.py": "raise SystemExit(7)"})
    error = refused(root)
    assert error.exit_code == 7
    assert error.defects == [
        f"_quarto.yml: {name} hook 'python a.py' ended with exit code 7; expected 0"
    ]
    assert not (root / "_book").exists()


def test_folders_that_are_not_a_book_are_left_alone(project):
    root = project({"notes/thesis.txt": "years of work"})
    assert "is not empty" in str(refused(root, output_dir=root / "notes"))
    assert "holds the project" in str(refused(root, output_dir=root.parent))
    assert (root / "notes/thesis.txt").exists()


def test_what_killed_builds_left_is_cleared(project):
    root = project()
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    dead = int(done.stdout)
    (root / f"._book.tmp-{dead}").mkdir()
    (root / f"._book.tmp-{os.getppid()}").mkdir()
    quiet(root)
    assert [p.name for p in root.glob("._book.*")] == [f"._book.tmp-{os.getppid()}"]


def test_unknown_formats(project):
    assert refused(project(), "docx").defects == ["formats docx; expected html, pdf or both"]
