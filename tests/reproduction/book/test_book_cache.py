"""Chapters run again when anything that they can depend on has changed, and only then."""

import shutil
from collections.abc import Mapping
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


FILES = {"_quarto.yml": SETTINGS, "index.qmd": INDEX, "two.qmd": TWO, "data.txt": "seven"}
HOOK = {
    "_quarto.yml": SETTINGS.replace("{type: book}", "{type: book, pre-render: python hook.py}"),
    "hook.py": "",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """The folder of every project here: what is kept belongs to one place."""
    return tmp_path_factory.mktemp("book") / "project"


def written(place: Path, files: Mapping[str, str]) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, text in files.items():
        (place / name).write_text(text)
    return place


@pytest.fixture(scope="module")
def books(place, tmp_path_factory) -> dict[str, Path]:
    """Two projects that have been built, one of them with a hook."""
    store = tmp_path_factory.mktemp("built")
    found = {}
    for name, files in {"plain": FILES, "hooked": FILES | HOOK}.items():
        assert unchanged(written(place, files)) == set()
        found[name] = shutil.copytree(place, store / name)
    return found


def copied(book: Path, place: Path) -> Path:
    shutil.rmtree(place)
    return shutil.copytree(book, place)


@pytest.fixture
def project(place) -> Path:
    """A project that has not been built."""
    return written(place, FILES)


@pytest.fixture
def built(place, books) -> Path:
    """A project that has been built."""
    return copied(books["plain"], place)


def unchanged(project: Path) -> set[str]:
    """Build, and say which chapters were not run."""
    lines: list[str] = []
    build(project, ["html"], progress=lines.append)
    return {line.split()[1] for line in lines if line.endswith("unchanged")}


def replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


def page(project: Path, name: str) -> str:
    return (project / "_book" / name).read_text()


BOTH = {"index.qmd", "two.qmd"}


def test_nothing_runs_again_where_nothing_changed(built):
    first = page(built, "index.html")
    assert unchanged(built) == BOTH
    assert page(built, "index.html") == first


def test_a_change_of_prose_runs_nothing_and_shows(built):
    replace(built / "index.qmd", "The data say", "The file says")
    assert unchanged(built) == BOTH
    assert "The file says seven" in page(built, "index.html")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data.txt", "seven", "eight"),
        pytest.param("two.qmd", "1 + 1", "1 + 2", marks=pytest.mark.slow),
        pytest.param("two.qmd", "# Two", "# 2", marks=pytest.mark.slow),
    ],
)
def test_a_change_of_data_code_or_titles_runs_every_chapter(built, file, old, new):
    replace(built / file, old, new)
    assert unchanged(built) == set()
    assert f"The data say {(built / 'data.txt').read_text()}" in page(built, "index.html")


SPOILED = ("[]", "[[1]]", '{"a": 1}', "[[], [], []]")


@pytest.mark.parametrize(
    "text",
    [
        "{spoiled",
        '[[{"output_type": "stream"}]]',
        *(pytest.param(text, marks=pytest.mark.slow) for text in SPOILED),
    ],
)
def test_a_spoiled_cache_is_no_error(built, text):
    for kept in (built / ".book-cache").iterdir():
        kept.write_text(text)
    assert unchanged(built) == set()
    assert "The data say seven" in page(built, "index.html")


def test_a_failed_build_keeps_nothing(project):
    replace(project / "two.qmd", "print(1 + 1)", "1 / 0")
    with pytest.raises(BookError):
        build(project, ["html"], progress=lambda _: None)
    replace(project / "two.qmd", "1 / 0", "print(1 + 1)")
    assert unchanged(project) == set()


# --- A hook may change what the book is made of


@pytest.mark.parametrize(
    ("file", "text", "shown"),
    [
        ("index.qmd", INDEX.replace("The data say", "The hook says"), "The hook says seven"),
        pytest.param("data.txt", "eight", "The data say eight", marks=pytest.mark.slow),
    ],
)
def test_what_a_hook_changes_is_in_the_book(place, books, file, text, shown):
    hooked = copied(books["hooked"], place)
    (hooked / "hook.py").write_text(f"open({file!r}, 'w').write({text!r})")
    unchanged(hooked)
    assert shown in page(hooked, "index.html")


def test_a_hook_that_mends_a_chapter(place, books):
    hooked = copied(books["hooked"], place)
    (hooked / "hook.py").write_text(f"open('index.qmd', 'w').write({INDEX!r})")
    (hooked / "index.qmd").write_text("No title, and [a link](nowhere.qmd)\n")
    unchanged(hooked)
    assert "The data say seven" in page(hooked, "index.html")


def test_a_warning_of_pandoc_is_said_again(built):
    replace(built / "two.qmd", "# Two", "# Two {#a}\n\n## Again {#a}")
    for _ in range(2):
        with pytest.raises(BookError, match="Duplicate identifier"):
            build(built, ["html"], progress=lambda _: None)
