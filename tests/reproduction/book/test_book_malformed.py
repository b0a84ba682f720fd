"""Books that cannot be used end in exit code 2, and leave the last book as it was."""

from pathlib import Path

import pytest
from malformed_book import BOOK, books
from malformed_files import UNUSABLE, assert_told, by_default

from reproduction.book import BookError, build, render
from reproduction.inputs.defects import listed
from reproduction.inputs.manifest import NAME, write_manifest

LAST_GOOD = "the last good book"
TAKES_LONG = repr("[" * 40)  # until pandoc is given up, as in a test of its own


@pytest.fixture
def project(tmp_path) -> Path:
    folder = tmp_path / "books" / "project"
    for name, text in BOOK.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder.parent / "secret.qmd").write_text("secret\n")
    (folder.parent / "secret.svg").write_text("<svg/>")
    last = folder / "_book" / "index.html"
    last.parent.mkdir()
    last.write_text(LAST_GOOD)
    write_manifest(last.parent, last.parent / NAME)
    return folder


def files_beside(project: Path) -> set[str]:
    return {str(path.relative_to(project.parent)) for path in project.parent.rglob("*")}


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("case", by_default(books(), TAKES_LONG))
def test_the_builder_refuses_malformed_books_and_leaves_the_last_one(case, project, tried):
    before = files_beside(project)
    case.write(project / case.file)
    with pytest.raises(BookError) as caught:
        build(project, progress=[].append)
    assert caught.value.exit_code == UNUSABLE
    assert_told(case, listed(caught.value.defects))
    assert (project / "_book" / "index.html").read_text() == LAST_GOOD
    assert files_beside(project) <= before
    tried.append(case)


def test_what_was_changed_is_a_book_without_the_changes(project, tmp_path):
    result = build(project, ["html"], tmp_path / "book", progress=[].append)
    assert "½ hour" in (result / "report" / "results.html").read_text("utf-8")


def test_a_text_that_pandoc_does_not_end_with_is_given_up(project, monkeypatch):
    monkeypatch.setattr(render, "QUICKEST", 0.5)
    text = "# A\n\n" + "".join("`" * n + " " for n in range(150)) + "\n"
    (project / "index.qmd").write_text(text)
    with pytest.raises(BookError, match=r"pandoc: timed out after .*; expected chapters without"):
        build(project, progress=[].append)
