"""Files that cannot be used end in exit code 2, and in lines that say what to do."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from malformed_corpus import BOOK, COHORT, Malformed, corpus

from letter.data import paths
from letter.data.letter import load_letter
from reproduction import cli
from reproduction.book import BookError, build, render
from reproduction.inputs.defects import SHOWN, listed
from reproduction.inputs.text import is_hidden

ALL = list(corpus())
UNUSABLE = 2
LAST_GOOD = "the last good book"

LONGEST = 10  # seconds of work; most take some hundredths of one


@pytest.fixture
def in_time() -> Iterator[None]:
    """Work is measured and not time, which passes faster on a busy machine."""
    before = sum(os.times()[:4])
    yield
    assert sum(os.times()[:4]) - before < LONGEST


def assert_told(case: Malformed, lines: list[str]) -> None:
    """Each line names a file, what is there and what should be; one is about this change."""
    *rest, last = lines
    assert len(rest) <= SHOWN
    if len(rest) < SHOWN:
        rest.append(last)
    for line in rest:
        assert re.match(r"(\S+\.(csv|yaml|yml|qmd|bib)[: ]|pandoc: |output folder )", line), line
        assert "; expected " in line
        assert not any(is_hidden(character) for character in line)
    assert any(case.said in line for line in lines), lines


def restore(path: Path, content: bytes) -> None:
    """Put the good file back."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    path.write_bytes(content)


# --- Data


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(paths.PUBLISHED, folder / "published")
    shutil.copy(paths.COHORT, folder / COHORT)
    return folder


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("case", [case for case in ALL if case.file not in BOOK], ids=str)
def test_the_check_refuses_malformed_data(case, data, capsys, monkeypatch, tried):
    path = data / COHORT if case.file == COHORT else data / "published" / case.file
    good = path.read_bytes()
    monkeypatch.setattr(load_letter, "__defaults__", (paths.COHORT, data / "published"))
    case.write(path)
    try:
        code = cli.main(["check", "--cohort", str(data / COHORT)])
    finally:
        restore(path, good)
    out, err = capsys.readouterr()
    assert (code, out) == (UNUSABLE, "")
    assert_told(case, err.splitlines())
    tried.append(case)


def test_what_was_changed_is_a_letter_without_the_changes(data, monkeypatch):
    monkeypatch.setattr(load_letter, "__defaults__", (paths.COHORT, data / "published"))
    assert cli.main(["check", "--quiet", "--cohort", str(data / COHORT)]) == 0


# --- Books


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("books") / "project"
    for name, text in BOOK.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder.parent / "secret.qmd").write_text("secret\n")
    (folder.parent / "secret.svg").write_text("<svg/>")
    last = folder / "_book" / "index.html"
    last.parent.mkdir()
    last.write_text(LAST_GOOD)
    return folder


def files_beside(project: Path) -> set[str]:
    return {str(path.relative_to(project.parent)) for path in project.parent.rglob("*")}


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("case", [case for case in ALL if case.file in BOOK], ids=str)
def test_the_builder_refuses_malformed_books_and_leaves_the_last_one(case, project, tried):
    path = project / case.file
    good, before = path.read_bytes(), files_beside(project)
    case.write(path)
    try:
        with pytest.raises(BookError) as caught:
            build(project, report=[].append)
    finally:
        restore(path, good)
    assert caught.value.exit_code == UNUSABLE
    assert_told(case, listed(caught.value.defects))
    assert (project / "_book" / "index.html").read_text() == LAST_GOOD
    assert files_beside(project) == before
    tried.append(case)


def test_what_was_changed_is_a_book_without_the_changes(project, tmp_path):
    result = build(project, ["html"], tmp_path / "book", report=[].append)
    assert "½ hour" in (result.output_dir / "report" / "results.html").read_text("utf-8")


def test_a_text_that_pandoc_does_not_end_with_is_given_up(project, monkeypatch):
    monkeypatch.setattr(render, "QUICKEST", 0.5)
    good = (project / "index.qmd").read_bytes()
    (project / "index.qmd").write_text(
        "# A\n\n" + "".join("`" * n + " " for n in range(150)) + "\n"
    )
    try:
        with pytest.raises(BookError, match=r"pandoc: still at work .*; expected chapters without"):
            build(project, report=[].append)
    finally:
        restore(project / "index.qmd", good)


# --- All of them


@pytest.fixture(scope="session")
def tried(last_words) -> Iterator[list[Malformed]]:
    """The malformed files that were refused as they should be, counted at the end."""
    cases: list[Malformed] = []
    yield cases
    counts = Counter(case.file for case in cases)
    files = ", ".join(f"{n} of {file}" for file, n in counts.most_common())
    last_words.append(f"Malformed files: {len(cases)} tried and refused in words: {files}")


def test_there_are_many_and_no_two_are_the_same():
    names = [str(case) for case in ALL]
    assert len(names) == len(set(names))
    assert len(ALL) >= 300


# --- As a user would see it

SAMPLE = (
    "cohort.csv, missing",
    "cohort.csv, a million rows",
    "cohort.csv, UTF-16",
    "cohort.csv, semicolons",
    "claims.yaml, a bomb",
    "claims.yaml, a hundred thousand lists in each other",
    "claims.yaml, a Python call",
    "table2.csv, CRLF",
    "_quarto.yml, a Python call",
    "_quarto.yml, '- report/results.qmd' is '- ../results.qmd'",
    "index.qmd, Latin-1",
    "index.qmd, '```{python}\\n1\\n'",
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A project with the sources, the data and the small book."""
    folder = tmp_path_factory.mktemp("installed") / "project"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("src", "data"):
        shutil.copytree(paths.PROJECT / name, folder / name, ignore=ignored)
    for name, text in BOOK.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def seen_by_a_user(case: Malformed, project: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a copy of the project with the malformed file."""
    command = "book" if case.file in BOOK else "check"
    folder = {COHORT: "data", **dict.fromkeys(BOOK, ".")}.get(case.file, "data/published")
    case.write(project / folder / case.file)
    limited = ["sh", "-c", f'ulimit -t {LONGEST} && exec "$@"', "sh"]
    return subprocess.run(
        [*limited, sys.executable, "-m", "reproduction.cli", command], cwd=project,
        capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(project / "src")},
    )  # fmt: skip


def test_a_sample_of_them_in_processes_of_their_own(installed, tmp_path):
    cases = {str(case): case for case in ALL}

    def run(name: str) -> subprocess.CompletedProcess[str]:
        project = shutil.copytree(installed, tmp_path / str(SAMPLE.index(name)))
        return seen_by_a_user(cases[name], project)

    with ThreadPoolExecutor(2) as pool:
        for name, done in zip(SAMPLE, pool.map(run, SAMPLE), strict=True):
            assert (name, done.returncode, done.stdout) == (name, UNUSABLE, "")
            assert_told(cases[name], done.stderr.splitlines())
            project = tmp_path / str(SAMPLE.index(name))
            assert not list(project.glob("*_book*")), name
            assert not list(project.rglob("owned")), name
