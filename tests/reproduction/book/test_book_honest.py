"""Nothing wrong gets into a book in silence: what cells say, show, read and end."""

import base64
import hashlib
import os
import re
import subprocess
import sys

import pytest
from pypdf import PdfReader
from small_book import CONFIG

from reproduction.book import BookError, build

slow = pytest.mark.slow
ENDS = ("quit()", "import sys; sys.exit(0)", "import os; os._exit(0)")
CELL = "```{{python}}\n#| echo: false\n{}\n```\n"


def chapter(code: str) -> str:
    return f"# One\n\n{CELL.format(code)}"


def said(root) -> list[str]:
    with pytest.raises(BookError) as caught:
        build(root, ("html",), progress=[].append)
    return [str(defect) for defect in caught.value.defects]


def page(root) -> str:
    return (build(root, ("html",), progress=[].append) / "index.html").read_text()


@pytest.mark.parametrize(
    "code",
    [
        "import sys; print('careful', file=sys.stderr)",
        pytest.param("import warnings; warnings.warn('careful')", marks=slow),
        pytest.param("import logging; logging.warning('careful')", marks=slow),
    ],
)
def test_what_no_chapter_asked_for_stops_the_build(project, code):
    (defect,) = said(project({}, index=chapter(code)))
    assert defect.startswith("index.qmd:3: cell says on standard error: ")
    assert "careful" in defect
    assert defect.endswith("expected nothing; or warning: true, or false")


@pytest.mark.parametrize(
    "code",
    ["exit()", "raise SystemExit", *(pytest.param(code, marks=slow) for code in ENDS)],
)
def test_an_end_stops_the_build(project, code):
    (defect,) = said(project({}, index=chapter(code)))
    assert defect.startswith("index.qmd:3: cell ")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("object()", "<object object at 0x"),
        ("print(object())", "<object object at 0x"),
        pytest.param("iter([1])", "<list_iterator at 0x", marks=slow),
    ],
)
def test_an_address_stops_the_build(project, code, shown):
    (defect,) = said(project({}, index=chapter(code)))
    assert defect.startswith("index.qmd:3: cell shows <")
    assert shown.split()[-1] in defect


def test_numbers_of_numpy_are_not_shown_by_their_type(project):
    text = "# One\n\n```{python}\n#| include: false\nimport numpy as np\n```\n\n`{python} np.float64(0.5)`\n"
    assert said(project({}, index=text)) == [
        "index.qmd:8: `np.float64(0.5)` shows np.float64(0.5); expected text or a plain number"
    ]


@pytest.mark.parametrize("code", [r"'p\u00a0= 0.5'", r"'a\\b'", r"'two\nlines'"])
def test_a_string_that_quarto_would_show_with_escapes_is_refused(project, code):
    text = f"# One\n\nHere: `{{python}} {code}`\n"
    (defect,) = said(project({}, index=text))
    assert defect.startswith(f"index.qmd:3: `{code}`: Quarto shows escapes: ")
    assert defect.endswith("; expected a value that offers itself as Markdown")


def test_mathematics_and_html_of_cells_are_in_both_formats(project):
    code = (
        "from IPython.display import HTML, Latex, Math, display\n"
        r"display(Math(r'x_1 = 0.5'), Latex(r'$y_2$'), HTML('<p>10<sup>9</sup> <b>bold</b></p>'))"
    )
    root = project({}, index=chapter(code))
    result = build(root, progress=[].append)
    shown = (result / "index.html").read_text()
    assert shown.count("<math") == 2
    assert "10<sup>9</sup> <b>bold</b>" in shown
    words = "".join(page.extract_text() for page in PdfReader(next(result.glob("*.pdf"))).pages)
    assert "0.5" in words
    assert "bold" in words
    assert "display" not in words


def test_outputs_keep_their_order_under_options_as_formatters_write_them(project):
    options = "# | echo: false\n# | warning: false\n"
    code = "from IPython.display import Markdown, display\nprint('first')\ndisplay(Markdown('second'))\nprint('third')"
    shown = page(project({}, index=f"# One\n\n```{{python}}\n{options}{code}\n```\n"))
    assert shown.index("first") < shown.index("second") < shown.index("third")
    assert "echo" not in shown
    assert "display" not in shown


@pytest.mark.slow
def test_the_users_variables_change_no_book(project, monkeypatch):
    code = "import os\nprint(sorted(set(os.environ) & {'MPLBACKEND', 'SECRET', 'PYTHONVERBOSE'}))"
    figure = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    text = "# One\n\n```{python}\n#| label: fig-a\n#| fig-cap: A\n" + figure + "\n```\n"
    root = project({}, index=chapter(code), other=text.replace("# One", "# Two"))
    before = page(root)
    for name, value in {
        "MPLBACKEND": "Agg",
        "SECRET": "1",
        "PYTHONVERBOSE": "1",
        "PYTHONWARNINGS": "error",
        "SOURCE_DATE_EPOCH": "bad",
        "HOME": str(root / "none"),
        "IPYTHONDIR": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)
    (root / "data.txt").write_text("new, so that every chapter runs")
    assert page(root) == before
    assert (root / "_book/other_files/fig-a.svg").exists()


READS = {
    "index": "print(open({outside!r}).read())",
    "pandas": "import pandas as pd\nprint(pd.read_csv({outside!r}).columns[0])",
    "hidden": "print(open('.hidden').read())",
    "program": "import subprocess\nprint(subprocess.run(['cat', {outside!r}], capture_output=True, text=True).stdout)",
}
OWN = "print(open('data.txt').read())"


def test_what_the_cache_does_not_watch_is_read_again(project, tmp_path_factory):
    """A file elsewhere, a hidden file, another program; of the project's own files it knows."""
    outside = tmp_path_factory.mktemp("outside") / "data.csv"
    texts = {name: chapter(code.format(outside=str(outside))) for name, code in READS.items()}
    names = ", ".join(f"{name}.qmd" for name in [*texts, "own"])
    config = CONFIG.replace("index.qmd, other.qmd", names)
    files = {"_quarto.yml": config, ".hidden": "old", "data.txt": "own"}
    root = project(files, **texts, own=chapter(OWN))

    def shown() -> tuple[set[str], list[str]]:
        lines: list[str] = []
        book = build(root, ("html",), progress=lines.append)
        kept = [line.split()[1] for line in lines if line.endswith("unchanged")]
        pages = [(book / f"{name}.html").read_text() for name in texts]
        return {re.search(r"<code>(\w+)", page)[1] for page in pages}, kept

    outside.write_text("old")
    assert shown() == ({"old"}, [])
    outside.write_text("new")
    (root / ".hidden").write_text("new")
    assert shown() == ({"new"}, ["own.qmd"])


def test_an_unreadable_file_that_nothing_uses_is_no_error(project):
    root = project()
    (root / "secret").write_text("x")
    (root / "secret").chmod(0)
    (root / "loop").symlink_to(root / "loop")
    page(root)


def test_all_that_is_refused_is_said_at_once(project):
    root = project({"_quarto.yml": CONFIG + "bibliography: no.bib\n"}, index="# One\n\n::: {.x}\n")
    assert len(said(root)) == 2


REMOTE = '<script src="https://example.org/a.js"></script>'


def test_a_page_has_a_policy_that_its_own_scripts_obey(project):
    config = CONFIG + "format: {html: {include-after-body: end.html}}\n"
    script = "document.title += '!'"
    root = project({"_quarto.yml": config, "end.html": f"<script>{script}</script>"})
    shown = page(root)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', shown)[1]
    assert "default-src 'none'" in policy
    (allowed,) = re.findall(r"script-src ([^;]*)", policy)
    assert {"'self'", f"'sha256-{digest}'"} <= set(allowed.split())
    assert "unsafe" not in allowed


def test_what_a_page_would_load_from_elsewhere_is_refused(project):
    config = CONFIG + "format: {html: {include-in-header: head.html}}\n"
    root = project({"_quarto.yml": config, "head.html": f"<!-- a -->\n{REMOTE}"})
    assert said(root) == [
        "head.html:2: loads https://example.org/a.js; expected a file of the project"
    ]
    root = project(
        {"_quarto.yml": CONFIG},
        index=chapter(f"from IPython.display import HTML\nHTML({REMOTE!r})"),
    )
    (defect,) = said(root)
    assert defect.startswith("index.qmd:6: HTML that loads https://example.org/a.js")


def test_links_of_the_bibliography_have_known_schemes(project):
    bib = "@misc{a,\n title = {T},\n author = {A},\n url = {ftp://example.org/x}\n}\n"
    config = CONFIG + "bibliography: a.bib\n"
    root = project(
        {"_quarto.yml": config, "a.bib": bib},
        index="# One\n\nAs @a.\n\n::: {#refs}\n:::\n",
    )
    assert said(root) == [
        "a.bib:4: link to ftp://example.org/x; expected https, http, mailto or a file"
    ]


@pytest.mark.parametrize(
    "variables",
    [
        {
            "TMPDIR": "/nonexistent",
            "GHCRTS": "-bad",
            "LUA_INIT": "error('x')",
            "PANDOC_PATH": "/nonexistent",
            "SOURCE_DATE_EPOCH": "bad",
            "HOME": "/nonexistent",
        },
        {"TMPDIR": "long"},
    ],
    ids=str,
)
def test_an_odd_environment_makes_the_same_book(project, tmp_path, variables):
    if variables.get("TMPDIR") == "long":
        folder = tmp_path / ("x" * 120)
        folder.mkdir()
        variables = {"TMPDIR": str(folder)}
    root = project({}, index=chapter("print('fine')"), other="# Two\n\n`{python} 1 + 1`\n")
    code = "import sys; from pathlib import Path; from reproduction.book import build\nbuild(Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(root)],
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "fine" in (root / "_book/index.html").read_text()


def test_an_image_that_is_none_is_refused(project):
    code = "from IPython.display import display\ndisplay({'image/png': 'not base64!'}, raw=True)"
    (defect,) = said(project({}, index=chapter(f"#| fig-alt: A\n{code}")))
    assert "not base64" in defect
