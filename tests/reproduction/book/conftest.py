"""The sample book, built once, and a way to write small books."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from short_book import Book, short_book
from small_book import CONFIG

from reproduction.book import build

SAMPLE = Path(__file__).parent / "sample"


class Built(NamedTuple):
    project: Path
    book: Path
    reports: list[str]

    def page(self, name: str) -> str:
        return (self.book / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    project = tmp_path_factory.mktemp("sample") / "project"
    shutil.copytree(SAMPLE, project)
    reports: list[str] = []
    result = build(project, progress=reports.append)
    return Built(project, result, reports)


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Writes a book of two chapters; more files or other contents are given by name."""

    def write(files: Mapping[str, str] | None = None, /, **chapters: str) -> Path:
        contents = {
            "_quarto.yml": CONFIG,
            "index.qmd": "# One {#sec-one}\n",
            "other.qmd": "# Two\n",
            **(files or {}),
            **{f"{name}.qmd": text for name, text in chapters.items()},
        }
        for name, text in contents.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Book:
    # Sockets are in the scratch folder, and their names must be short.
    return short_book(tmp_path_factory.mktemp("short"), tmp_path_factory.mktemp("t"))
