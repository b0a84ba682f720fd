"""What the whole suite shares: the rendered books, and lines at the end of its output."""

import fcntl
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import any_input  # noqa: F401, registers the profiles
import pytest
from hypothesis import settings
from malformed_files import LONGEST, Malformed
from whole_book import copy_of_the_project, reproduction, run

LINES = pytest.StashKey[list[str]]()
# Each process of the tests takes one file after another: the longest first, and all end together.
# The first makes the whole book; the other files that need it come when it is there.
FIRST = (
    "test_browser",
    "test_book_interrupted",
    "test_book_honest",
    "test_book_cache",
    "test_book_at_once",
    "test_book_build",
    "test_six_mp_book",
    "test_strained",
    "test_environment",
    "test_browser_claims",
    "test_wheel",
    "test_boundaries",
)


def pytest_configure(config):
    """Without the slow tests, properties are tried with a sample of their examples."""
    settings.load_profile("sample" if config.option.markexpr == "not slow" else "all")


def pytest_xdist_auto_num_workers():
    """One more than processors: kernels, browsers and commands are mostly waited for."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items):
    order = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


# --- Lines after the tests, which run in processes of their own


@pytest.fixture(scope="session")
def last_words(request) -> list[str]:
    """Lines to be shown after the tests, also where output is captured."""
    return request.config.stash.setdefault(LINES, [])


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["last_words"] = session.config.stash.get(LINES, [])


def pytest_testnodedown(node):
    lines = getattr(node, "workeroutput", {}).get("last_words", [])
    node.config.stash.setdefault(LINES, []).extend(lines)


def pytest_terminal_summary(terminalreporter, config):
    lines = config.stash.get(LINES, [])
    if lines:
        terminalreporter.section("scores")
        for line in lines:
            terminalreporter.write_line(line)


# --- Malformed files: work is limited, and what was tried is counted


@pytest.fixture
def in_time() -> Iterator[None]:
    """Work is measured and not time, which passes faster on a busy machine."""
    before = sum(os.times()[:4])
    yield
    assert sum(os.times()[:4]) - before < LONGEST


@pytest.fixture(scope="session")
def tried(last_words) -> Iterator[list[Malformed]]:
    """The malformed files that were refused as they should be, counted at the end."""
    cases: list[Malformed] = []
    yield cases
    counts = Counter(case.file for case in cases)
    files = ", ".join(f"{n} of {file}" for file, n in counts.most_common())
    last_words.append(f"Malformed files: {len(cases)} tried and refused in words: {files}")


# --- Books, each rendered once


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id) -> Callable[[str, Callable[[Path], None]], Path]:
    """Gives a folder of that name, filled by the first process of the tests that asks for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                make(folder)
                done.touch()
        return folder

    return made


def render(project: Path, *command: str) -> None:
    """Render the book in a copy of the project."""
    copy_of_the_project(project)
    done = run(project, *command) if command else reproduction(project, "book")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def book(once) -> Path:
    """The whole book, made by the built-in builder."""
    return once("builtin", render) / "_book"


@pytest.fixture(scope="session")
def quarto_book(once) -> Path:
    """The whole book, made by Quarto where it is on PATH."""
    quarto = shutil.which("quarto")
    if quarto is None:
        pytest.skip("Quarto is not on PATH")
    return once("quarto", lambda project: render(project, quarto, "render")) / "_book"
