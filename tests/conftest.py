"""What the whole suite shares: the rendered books, and lines at the end of its output."""

import shutil
from pathlib import Path

import pytest

from whole_book import copy_of_the_project, reproduction, run

LINES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def last_words(request) -> list[str]:
    """Lines to be shown after the tests, also where output is captured."""
    return request.config.stash.setdefault(LINES, [])


def pytest_terminal_summary(terminalreporter, config):
    lines = config.stash.get(LINES, [])
    if lines:
        terminalreporter.section("scores")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Path:
    """The whole book, made once by the built-in builder, in a copy of the project."""
    project = copy_of_the_project(tmp_path_factory.mktemp("builtin"))
    done = reproduction(project, "book")
    assert done.returncode == 0, done.stderr
    return project / "_book"


@pytest.fixture(scope="session")
def quarto_book(tmp_path_factory) -> Path:
    """The whole book, made once by Quarto where it is on PATH."""
    quarto = shutil.which("quarto")
    if quarto is None:
        pytest.skip("Quarto is not on PATH")
    project = copy_of_the_project(tmp_path_factory.mktemp("quarto"))
    done = run(project, quarto, "render")
    assert done.returncode == 0, done.stderr
    return project / "_book"
