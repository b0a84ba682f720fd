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
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


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
    others = ("reproduction-book-2024-dra", "book-2024-draft", "reproduction-book-²")
    for name in others:
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes.txt").write_text("mine")
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


# Ends, as if it were killed, before the first thing that it does to a file, before the second, …
KILLED = """\
import os, sys
from pathlib import Path
from reproduction.book.folders import held_folder

def end_at(last):
    count = 0
    def hook(event, arguments):
        nonlocal count
        if event in ("os.mkdir", "open", "os.remove", "os.rmdir", "os.rename"):
            count += 1
            if count == last:
                os._exit(1)
    return hook

for last in range(1, 1000):
    child = os.fork()
    if child == 0:
        sys.addaudithook(end_at(last))
        with held_folder(Path(sys.argv[1]), sys.argv[2]) as folder:
            (folder / "new").mkdir()
            for name in "abc":
                (folder / "new" / name).write_text(name)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(last)
"""


def test_a_build_killed_at_any_step_leaves_nothing_that_the_next_one_does_not_remove(tmp_path):
    prefix = "reproduction-book-"
    words = [sys.executable, "-c", KILLED, str(tmp_path), prefix]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    count = int(done.stdout)
    left_over = list(tmp_path.iterdir())
    assert 15 < count < 100
    assert 10 < len(left_over) < count
    assert any(not list(folder.iterdir()) for folder in left_over)
    folders.clear(tmp_path, prefix)
    assert list(tmp_path.iterdir()) == []


CLEARS = """\
import sys
from pathlib import Path
from reproduction.book.folders import clear
print(flush=True)
while True:
    clear(Path(sys.argv[1]), sys.argv[2])
"""


def test_a_folder_is_held_though_another_build_clears_all_the_while(tmp_path):
    prefix = "reproduction-book-"
    words = [sys.executable, "-c", CLEARS, str(tmp_path), prefix]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout is not None
            other.stdout.readline()
            for number in range(500):
                with folders.held_folder(tmp_path, prefix) as folder:
                    (folder / "mine").write_text(str(number))
                    assert (folder / folders.MARK).exists()
                    assert (folder / "mine").read_text() == str(number)
        finally:
            other.kill()
    assert list(tmp_path.iterdir()) == []
