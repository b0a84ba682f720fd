"""The step in which a new book takes the old one's place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reproduction.book import swap


@pytest.fixture
def dead() -> int:
    """The id of a process that has ended."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    return int(done.stdout)


def folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "index.html").write_text(text)
    return path


def content(path: Path) -> dict[str, str]:
    return {p.name: (p / "index.html").read_text() for p in path.iterdir()}


@pytest.fixture(params=["in one step", "in two"])
def system(request, monkeypatch) -> None:
    if request.param == "in two":
        monkeypatch.setattr(swap, "exchange", lambda *_: False)


@pytest.mark.skipif(sys.platform != "linux", reason="asks for Linux's renameat2")
def test_folders_change_places_in_one_step(tmp_path):
    one, other = folder(tmp_path / "one", "1"), folder(tmp_path / "other", "2")
    assert swap.exchange(one, other)
    assert content(tmp_path) == {"one": "2", "other": "1"}
    assert not swap.exchange(one, tmp_path / "none")


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("before", [{}, {"_book": "old"}])
def test_a_new_folder_takes_the_place(tmp_path, before):
    for name, text in before.items():
        folder(tmp_path / name, text)
    with swap.swapped_in(tmp_path / "_book") as new:
        assert new.parent == tmp_path
        (new / "index.html").write_text("new")
        assert {k: v for k, v in content(tmp_path).items() if k == "_book"} == before
    assert content(tmp_path) == {"_book": "new"}


@pytest.mark.usefixtures("system")
def test_an_error_leaves_the_old_folder(tmp_path):
    folder(tmp_path / "_book", "old")

    def interrupted() -> None:
        with swap.swapped_in(tmp_path / "_book") as new:
            (new / "index.html").write_text("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert content(tmp_path) == {"_book": "old"}


def test_a_book_that_a_killed_build_had_set_aside_goes_back(tmp_path, dead):
    folder(tmp_path / f"._book.old-{dead}", "old")
    folder(tmp_path / f"._book.tmp-{dead}", "half")
    swap.clear_leftovers(tmp_path / "_book")
    assert content(tmp_path) == {"_book": "old"}


def test_scratch_folders_of_killed_builds_go_and_others_stay(tmp_path, dead, monkeypatch):
    monkeypatch.setattr(swap.tempfile, "gettempdir", lambda: str(tmp_path))
    stay = {f"book-{os.getpid()}-a", f"book-{os.getppid()}-a", "book-club-notes", "bookmarks"}
    for name in {*stay, f"book-{dead}-a"}:
        folder(tmp_path / name, "")
    swap.clear_scratch()
    assert set(content(tmp_path)) == stay
