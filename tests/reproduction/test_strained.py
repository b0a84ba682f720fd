"""Commands where a standard stream is closed, or where the system allows little."""

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sleep_project import sleep_project

CLOSED = (">&-", "2>&-", "<&-", ">&- 2>&- <&-")
ALL, *SOME = reversed(CLOSED)
slow = pytest.mark.slow
LEAST = {"-n": "256 or more", "-v": "1,048,576 or more"}


def run(where: Path, *arguments: str, closed: str = "", limit: Callable[[], None] | None = None):
    """Run ``reproduction`` in a folder, with streams closed as a shell does, or under a limit."""
    command = [sys.executable, "-m", "reproduction.cli", *arguments]
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command],
        cwd=where,
        preexec_fn=limit,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def paper(new_book, tmp_path_factory) -> Path:
    """The project that `init` writes, and its book."""
    return shutil.copytree(new_book, tmp_path_factory.mktemp("strained") / "paper")


@pytest.fixture(scope="module")
def checked(paper) -> str:
    return run(paper, "check", "--format", "json").stdout


@pytest.mark.parametrize("closed", [ALL, *(pytest.param(one, marks=slow) for one in SOME)])
def test_closed_streams_change_nothing_else(paper, checked, closed):
    done = run(paper, "check", "--format", "json", closed=closed)
    shown = checked if ">&-" not in closed.split() else ""
    assert (done.returncode, done.stdout, done.stderr) == (0, shown, "")


@pytest.mark.parametrize("closed", [ALL, *(pytest.param(text, marks=slow) for text in SOME)])
def test_a_file_is_written_where_streams_are_closed(paper, checked, tmp_path, closed):
    done = run(paper, "check", "--format", "json", "--output", str(tmp_path / "a"), closed=closed)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a").read_text() == checked


@slow
@pytest.mark.parametrize("closed", [ALL, CLOSED[0]])
def test_a_book_is_the_same_where_streams_are_closed(paper, closed):
    before = tree(paper / "_book")
    (paper / "new.txt").write_text(closed)  # so that every chapter runs
    done = run(paper, "book", closed=closed)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(paper / "_book") == before


@pytest.mark.parametrize("closed", [ALL, *(pytest.param(text, marks=slow) for text in SOME)])
def test_a_project_is_written_where_streams_are_closed(tmp_path, closed):
    sleep_project(tmp_path / "one")
    done = run(tmp_path, "init", "other", closed=closed)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(tmp_path / "other") == tree(tmp_path / "one")


@pytest.mark.parametrize("closed", [">&-", "<&-"])
def test_a_defect_is_told_where_streams_are_closed(tmp_path, closed):
    done = run(tmp_path, "check", closed=closed)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def limited(option: str, size: int) -> Callable[[], None]:
    kind, unit = {"-n": (resource.RLIMIT_NOFILE, 1), "-v": (resource.RLIMIT_AS, 1024)}[option]
    return lambda: resource.setrlimit(kind, (size * unit, size * unit))


@pytest.mark.parametrize(("option", "size"), [("-n", 16), ("-n", 255), ("-v", 500_000)])
def test_a_book_says_which_limit_is_too_low(paper, option, size):
    before = tree(paper / "_book")
    done = run(paper, "book", limit=limited(option, size))
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert line.startswith(f"ulimit {option}: allows {size:,} ")
    assert line.endswith(f"; expected {LEAST[option]}")
    assert tree(paper / "_book") == before


def just_enough() -> None:
    limited("-n", 256)()
    limited("-v", 1_200_000)()


@pytest.mark.slow
def test_a_book_is_the_same_where_limits_are_just_enough_and_streams_are_closed(paper):
    before = tree(paper / "_book")
    (paper / "new.txt").write_text("so that every chapter runs")
    done = run(paper, "book", closed=ALL, limit=just_enough)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(paper / "_book") == before


@slow
def test_a_file_that_does_not_fit_into_memory_is_no_limit(paper):
    before = tree(paper / "_book")
    with (paper / "large.bin").open("wb") as large:
        large.truncate(1_500_000_000)  # which would not fit into memory, and is hashed in parts
    done = run(paper, "book", limit=just_enough)
    (paper / "large.bin").unlink()
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(paper / "_book") == before


@pytest.mark.parametrize(("option", "size"), [("-n", 10), ("-v", 500_000)])
def test_a_check_takes_little(paper, option, size):
    done = run(paper, "check", "--quiet", limit=limited(option, size))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("as expected\n")
