"""Files that cannot be used end in exit code 2, and in lines that say what to do."""

import re
import shutil
from pathlib import Path

import pytest

from reproduction import cli, paths
from reproduction.book import BookError, build
from reproduction.defects import SHOWN, listed
from reproduction.letter import load_letter
from reproduction.text import is_hidden

from .corpus import BOOK, COHORT, Malformed, corpus

ALL = list(corpus())
UNUSABLE = 2
LAST_GOOD = "the last good book"

# Every one of them ends within ten seconds; most take some hundredths of one.
pytestmark = pytest.mark.timeout(10)


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


def test_what_was_changed_is_a_letter_without_the_changes(data, capsys, monkeypatch):
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


# --- All of them


@pytest.fixture(scope="session")
def tried(last_words) -> list[Malformed]:
    """The malformed files that were refused as they should be."""
    cases: list[Malformed] = []
    return cases


def test_no_two_are_the_same():
    names = [str(case) for case in ALL]
    assert len(names) == len(set(names))
    assert len(ALL) >= 300
