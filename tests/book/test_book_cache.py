"""Chapters run again when anything that they can depend on has changed, and only then."""

from pathlib import Path

import pytest

from reproduction.book import BookError, build

SETTINGS = """\
project: {type: book}
book: {title: A book, author: A. Author, chapters: [index.qmd, two.qmd]}
"""
INDEX = """\
# Front {.unnumbered}

The data say `{python} open("data.txt").read()`.
"""
TWO = """\
# Two

```{python}
print(1 + 1)
```
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name, text in {
        "_quarto.yml": SETTINGS,
        "index.qmd": INDEX,
        "two.qmd": TWO,
        "data.txt": "seven",
    }.items():
        (folder / name).write_text(text)
    return folder


def unchanged(project: Path) -> set[str]:
    """Build, and say which chapters were not run."""
    lines: list[str] = []
    build(project, ["html"], report=lines.append)
    return {line.split()[1] for line in lines if line.endswith("unchanged")}


def replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


def page(project: Path, name: str) -> str:
    return (project / "_book" / name).read_text()


BOTH = {"index.qmd", "two.qmd"}


def test_nothing_runs_again_where_nothing_changed(project):
    assert unchanged(project) == set()
    first = page(project, "index.html")
    assert unchanged(project) == BOTH
    assert page(project, "index.html") == first


def test_a_change_of_prose_runs_nothing_and_shows(project):
    unchanged(project)
    replace(project / "index.qmd", "The data say", "The file says")
    assert unchanged(project) == BOTH
    assert "The file says seven" in page(project, "index.html")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("data.txt", "seven", "eight"), ("two.qmd", "1 + 1", "1 + 2"), ("two.qmd", "# Two", "# 2")],
)
def test_a_change_of_data_code_or_titles_runs_every_chapter(project, file, old, new):
    unchanged(project)
    replace(project / file, old, new)
    assert unchanged(project) == set()


def test_changed_data_reach_the_page(project):
    unchanged(project)
    replace(project / "data.txt", "seven", "eight")
    unchanged(project)
    assert "The data say eight" in page(project, "index.html")


def test_a_spoiled_cache_is_no_error(project):
    unchanged(project)
    for kept in (project / ".book-cache").iterdir():
        kept.write_text("{spoiled")
    assert unchanged(project) == set()
    assert "The data say seven" in page(project, "index.html")


def test_a_failed_build_keeps_nothing(project):
    replace(project / "two.qmd", "print(1 + 1)", "1 / 0")
    with pytest.raises(BookError):
        build(project, ["html"], report=lambda _: None)
    replace(project / "two.qmd", "1 / 0", "print(1 + 1)")
    assert unchanged(project) == set()
