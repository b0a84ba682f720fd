"""The project that `reproduction init` writes: it passes, it builds, and it is one to keep."""

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader
from sleep_project import sleep_project

from reproduction import cli
from reproduction.claims import Status
from reproduction.loading import load
from reproduction.scaffold import PROJECT

REPOSITORY = Path(__file__).parents[2]
EXTENSION = Path("_extensions") / "reproduction"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with this environment's commands before others."""
    scripts = str(Path(sys.executable).parent)
    changes = {
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "QUARTO_PYTHON": sys.executable,
        "PYTHONPATH": str(REPOSITORY / "src"),
    }
    return subprocess.run(
        command, cwd=folder, env=os.environ | changes, capture_output=True, text=True, check=False
    )


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


# --- What is written


def test_it_writes_a_project_and_says_what_comes_next(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["init", "paper"]) == 0
    written = {path.relative_to("paper").as_posix() for path in Path("paper").rglob("*")}
    assert written >= {
        "_quarto.yml",
        "index.qmd",
        "ledger.qmd",
        "references.qmd",
        "claims.yaml",
        "inventory.csv",
        "sleep.csv",
        "checks.py",
        "references.bib",
        "README.md",
        ".gitignore",
        "_extensions/reproduction/_extension.yml",
        "_extensions/reproduction/claims.lua",
        "_extensions/reproduction/claims.css",
        "_extensions/reproduction/claims.js",
        "_extensions/reproduction/ledger.js",
    }
    assert not [name for name in written if "__pycache__" in name]
    out = capsys.readouterr().out
    assert "reproduction check paper\n" in out
    assert "paper/README.md says what to change first" in out


def test_an_empty_folder_will_do(tmp_path):
    assert cli.main(["init", str(tmp_path)]) == 0
    assert (tmp_path / "_quarto.yml").is_file()


@pytest.mark.parametrize("name", ["notes.txt", ".git"])
def test_a_folder_that_is_not_empty_is_refused(tmp_path, capsys, name):
    (tmp_path / name).write_text("mine")
    assert cli.main(["init", str(tmp_path)]) == 2
    assert (
        capsys.readouterr().err == f"{tmp_path}: is not empty; expected a new or an empty folder\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_is_refused(tmp_path, capsys):
    (tmp_path / "paper").write_text("mine")
    assert cli.main(["init", str(tmp_path / "paper")]) == 2
    assert "is a file; expected a new or an empty folder" in capsys.readouterr().err
    assert (tmp_path / "paper").read_text() == "mine"


def test_its_readme_names_files_that_are_there(tmp_path):
    paper = sleep_project(tmp_path)
    readme = (paper / "README.md").read_text("utf-8")
    named = set(re.findall(r"`([\w.]+\.(?:yaml|csv|py|qmd|yml|bib))`", readme))
    assert named >= {"claims.yaml", "inventory.csv", "sleep.csv", "checks.py", "index.qmd"}
    assert [name for name in named if not (paper / name).is_file()] == []
    commands = set(re.findall(r"^    reproduction (\w+)", readme, re.MULTILINE))
    assert commands == {"check", "sharpness", "book"}


# --- It is right


def test_it_passes_and_shows_four_statuses(tmp_path):
    outcome = load(sleep_project(tmp_path)).outcome
    assert outcome.passed
    assert set(outcome.by_status) == {
        Status.REPRODUCED,
        Status.QUALIFIED,
        Status.CONTRADICTED,
        Status.CONSISTENT,
    }


def test_its_numbers_are_those_of_a_paired_t_test(tmp_path):
    """R: t.test(extra ~ group, data = sleep, paired = TRUE) gives t = -4.0621, p = 0.002833."""
    found = load(sleep_project(tmp_path))
    difference = found.source["difference"]
    assert difference.mean() / difference.sem() == pytest.approx(4.0621, abs=5e-5)
    chance = found.code.chance_above_zero(difference.mean() / difference.std(ddof=0), 10)
    assert 2 * (1 - chance) == pytest.approx(0.002833, abs=5e-7)


# --- The look of the marks


def test_this_projects_extension_is_the_one_that_is_written():
    ours = {path.name: path.read_bytes() for path in (REPOSITORY / EXTENSION).iterdir()}
    assert ours == {path.name: path.read_bytes() for path in (PROJECT / EXTENSION).iterdir()}


def test_the_stylesheet_has_the_colours_of_every_status():
    css = (PROJECT / EXTENSION / "claims.css").read_text("utf-8")
    colours = dict(re.findall(r"--claim-([\w-]+): (light-dark\(.*?\));", css))
    for status in Status:
        name = status.value.replace("_", "-")
        assert colours[name] == f"light-dark({status.light}, {status.dark})"
        assert f".claim-{name}, .status-{name} {{ --status: var(--claim-{name}); }}" in css


# --- It builds


@pytest.fixture(scope="module")
def book(new_book) -> Path:
    return new_book / "_book"


@pytest.fixture(scope="module")
def quarto_book(tmp_path_factory) -> Path:
    quarto = shutil.which("quarto")
    if quarto is None:
        pytest.skip("Quarto is not on PATH")
    paper = sleep_project(tmp_path_factory.mktemp("quarto") / "paper")
    done = run(paper, quarto, "render")
    assert done.returncode == 0, done.stderr
    return paper / "_book"


@pytest.fixture(scope="module", params=["book", "quarto_book"])
def rendered(request) -> Path:
    """The book of each renderer."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


def test_the_pages_are_there_with_downloads_and_a_manifest(rendered):
    assert {"index.html", "ledger.html", "references.html", "manifest.sha256"} <= {
        path.name for path in rendered.iterdir()
    }
    assert (rendered / "downloads" / "claims.csv").is_file()
    assert len(list(rendered.glob("*.pdf"))) == 1


def test_claims_link_to_their_rows(rendered):
    front = (rendered / "index.html").read_text("utf-8")
    links = re.findall(r'<a href="([^"]*#claim-[^"]+)" class="claim claim-([a-z-]+)"', front)
    assert links[:2] == [
        ("./ledger.html#claim-means", "reproduced"),
        ("./ledger.html#claim-deviations", "qualified"),
    ] or links[:2] == [
        ("ledger.html#claim-means", "reproduced"),
        ("ledger.html#claim-deviations", "qualified"),
    ]
    ledger = (rendered / "ledger.html").read_text("utf-8")
    assert all(f'id="claim-{name}"' in ledger for name in ("means", "deviations", "chance"))
    assert "the standard deviations are 1.79, 2.00, 1.23." in text_of(front)


def test_pages_load_the_look_of_the_marks_and_hold_no_latex(rendered):
    for page in ("index.html", "ledger.html"):
        text = (rendered / page).read_text("utf-8")
        for name in ("claims.css", "claims.js"):
            (link,) = re.findall(rf'(?:href|src)="([^"]*{name})"', text)
            own = (PROJECT / EXTENSION / name).read_bytes()
            assert (rendered / link).read_bytes() == own
        assert "usepackage" not in text


def test_the_pdf_has_the_claims_and_begins_with_the_title(rendered):
    (file,) = rendered.glob("*.pdf")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(file).pages]
    assert "usepackage" not in " ".join(pages)
    assert pages[0].startswith("Ten patients")
    assert any("odds of 666" in page for page in pages)


def test_a_wrong_number_that_no_chapter_shows_stops_both_commands(tmp_path):
    paper = sleep_project(
        tmp_path,
        ("claims.yaml", '"666"', '"667"'),
        ("inventory.csv", "2,666", "2,667"),
        (
            "index.qmd",
            "The chance that drug 2 is the better one is given as "
            '`{python} claim("chance", "{0}, or odds of {1}")` to one.\n',
            "",
        ),
    )
    done = run(paper, sys.executable, "-m", "reproduction.cli", "book", "--to", "html")
    assert done.returncode == 1
    assert "chance (p1), number 2: printed 667; computed 666" in done.stdout + done.stderr
    assert not (paper / "_book" / "index.html").exists()


def test_a_wrong_number_in_a_chapter_stops_the_book_by_file_and_line(tmp_path):
    """Without the check before rendering, the chapter itself stops the build."""
    paper = sleep_project(
        tmp_path,
        ("claims.yaml", '"666"', '"667"'),
        ("inventory.csv", "2,666", "2,667"),
        ("_quarto.yml", "  pre-render: reproduction check --quiet --downloads\n", ""),
    )
    done = run(paper, sys.executable, "-m", "reproduction.cli", "book", "--to", "html")
    assert done.returncode == 1
    assert re.search(r"^\w+\.qmd:\d+: .*ClaimError", done.stderr)
    assert "chance (p1), number 2: printed 667; computed 666" in done.stderr
    assert not (paper / "_book").exists()
