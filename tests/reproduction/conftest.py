"""A new project, the command run on it, and a chapter of it."""

from pathlib import Path

import pytest
from command import process
from sleep_project import sleep_project

from reproduction import cli


@pytest.fixture(scope="module")
def paper(tmp_path_factory) -> Path:
    return sleep_project(tmp_path_factory.mktemp("cli") / "paper")


@pytest.fixture(scope="session")
def new_book(once) -> Path:
    """The project that ``reproduction init`` writes, with its book."""

    def build(project: Path) -> None:
        done = process("book", sleep_project(project), capture_output=True)
        assert done.returncode == 0, done.stderr

    return once("new", build)


@pytest.fixture
def run(capsys):
    """Run ``reproduction`` and give its exit code, output and error lines."""

    def called(*arguments: object) -> tuple[int, str, list[str]]:
        code = cli.main([*map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err.splitlines()

    return called


@pytest.fixture(autouse=True)
def no_renderer(monkeypatch):
    """No renderer says which chapter it runs."""
    monkeypatch.delenv("QUARTO_DOCUMENT_PATH", raising=False)
    monkeypatch.delenv("QUARTO_DOCUMENT_FILE", raising=False)


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """The working folder is that of a project."""
    monkeypatch.chdir(sleep_project(tmp_path / "paper"))
    return tmp_path / "paper"
