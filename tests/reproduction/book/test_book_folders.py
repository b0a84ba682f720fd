"""Folders that builds hold: a new book takes the old one's place, and killed builds' go."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reproduction.book import folders
from reproduction.inputs.manifest import NAME, write_manifest

LEFT = """\
import os, sys
from pathlib import Path
from reproduction.book.folders import held_folder
with held_folder(Path(sys.argv[1]), sys.argv[2]) as folder:
    for name in sys.argv[3:]:
        (folder / name).mkdir()
        (folder / name / "index.html").write_text(name)
    print(folder.name, flush=True)
    sys.stdin.read()
    os._exit(0)  # as if it were killed
"""


def holder(parent: Path, prefix: str, *names: str) -> subprocess.Popen[str]:
    """A process that holds a folder with these in it until its input ends, and leaves it then."""
    return subprocess.Popen(
        [sys.executable, "-c", LEFT, str(parent), prefix, *names],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def left(parent: Path, prefix: str, *names: str) -> Path:
    """A folder that a killed process has left."""
    said, _ = holder(parent, prefix, *names).communicate()
    return parent / said.strip()


def book(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "index.html").write_text(text)
    write_manifest(path, path / NAME)
    return path


def content(path: Path) -> dict[str, str]:
    return {p.name: (p / "index.html").read_text() for p in path.iterdir() if not p.is_file()}


@pytest.fixture(params=["in one step", "in two"])
def system(request, monkeypatch) -> None:
    if request.param == "in two":
        monkeypatch.setattr(folders, "exchange", lambda *_: False)


@pytest.mark.skipif(sys.platform != "linux", reason="asks for Linux's renameat2")
def test_folders_change_places_in_one_step(tmp_path):
    one, other = book(tmp_path / "one", "1"), book(tmp_path / "other", "2")
    assert folders.exchange(one, other)
    assert content(tmp_path) == {"one": "2", "other": "1"}
    assert not folders.exchange(one, tmp_path / "none")


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("before", [{}, {"_book": "old"}])
def test_a_new_folder_takes_the_place(tmp_path, before):
    for name, text in before.items():
        book(tmp_path / name, text)
    with folders.swapped_in(tmp_path / "_book") as new:
        (new / "index.html").write_text("new")
        assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".")] == list(before)
    assert content(tmp_path) == {"_book": "new"}


@pytest.mark.usefixtures("system")
def test_an_error_leaves_the_old_folder(tmp_path):
    book(tmp_path / "_book", "old")

    def interrupted() -> None:
        with folders.swapped_in(tmp_path / "_book") as new:
            (new / "index.html").write_text("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert content(tmp_path) == {"_book": "old"}


def test_a_book_that_a_killed_build_had_set_aside_goes_back(tmp_path):
    left(tmp_path, "._book.reproduction-book-", "old", "new")
    folders.clear(tmp_path, "._book.reproduction-book-", tmp_path / "_book")
    assert content(tmp_path) == {"_book": "old"}


def test_folders_of_killed_builds_go_and_others_stay(tmp_path):
    running = holder(tmp_path, "reproduction-book-", "its own")
    assert running.stdout is not None
    held = running.stdout.readline().strip()
    left(tmp_path, "reproduction-book-", "half")
    others = ("reproduction-book-2024-draft", "book-2024-draft", "reproduction-book-²")
    for name in others:
        (tmp_path / name).mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / folders.MARK).touch()
    (tmp_path / "reproduction-book-link").symlink_to(elsewhere)
    folders.clear(tmp_path, "reproduction-book-")
    stay = {held, *others, "elsewhere", "reproduction-book-link"}
    assert {path.name for path in tmp_path.iterdir()} == stay
    assert (elsewhere / folders.MARK).exists()
    running.communicate()


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="another owner needs root")
def test_a_folder_of_another_owner_stays(tmp_path):
    folder = left(tmp_path, "reproduction-book-")
    os.chown(folder, 1234, 1234)
    folders.clear(tmp_path, "reproduction-book-")
    assert folder.exists()
