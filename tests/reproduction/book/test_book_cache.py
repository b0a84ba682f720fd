"""Chapters run again when anything that they can depend on has changed, and only then."""

import importlib
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
    build(project, ["html"], report=lines.append)
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
    [("data.txt", "seven", "eight"), ("two.qmd", "1 + 1", "1 + 2"), ("two.qmd", "# Two", "# 2")],
)
def test_a_change_of_data_code_or_titles_runs_every_chapter(built, file, old, new):
    replace(built / file, old, new)
    assert unchanged(built) == set()


def test_changed_data_reach_the_page(built):
    replace(built / "data.txt", "seven", "eight")
    unchanged(built)
    assert "The data say eight" in page(built, "index.html")


def test_a_spoiled_cache_is_no_error(built):
    for kept in (built / ".book-cache").iterdir():
        kept.write_text("{spoiled")
    assert unchanged(built) == set()
    assert "The data say seven" in page(built, "index.html")


def test_a_failed_build_keeps_nothing(project):
    replace(project / "two.qmd", "print(1 + 1)", "1 / 0")
    with pytest.raises(BookError):
        build(project, ["html"], report=lambda _: None)
    replace(project / "two.qmd", "1 / 0", "print(1 + 1)")
    assert unchanged(project) == set()


# --- A hook runs while the book is drafted from what is kept


@pytest.fixture
def hooked(place, books) -> Path:
    return copied(books["hooked"], place)


@pytest.fixture
def typeset(monkeypatch) -> list[str]:
    """Counts how often the book is typeset."""
    builder = importlib.import_module("reproduction.book.build")
    original, calls = builder.typeset, []

    def counted(*arguments):
        calls.append("once")
        return original(*arguments)

    monkeypatch.setattr(builder, "typeset", counted)
    return calls


def test_a_draft_is_the_book_where_the_hook_changes_nothing(hooked, typeset):
    replace(hooked / "index.qmd", "The data say", "The file says")
    assert unchanged(hooked) == BOTH
    assert "The file says seven" in page(hooked, "index.html")
    assert typeset == ["once"]


@pytest.mark.parametrize(
    ("file", "text", "shown"),
    [
        ("index.qmd", INDEX.replace("The data say", "The hook says"), "The hook says seven"),
        ("data.txt", "eight", "The data say eight"),
    ],
)
def test_what_the_hook_changes_is_in_the_book(hooked, typeset, file, text, shown):
    # The hook's own text is a file of the project, so it reads what to write from elsewhere.
    (hooked / ".text").write_text(text)
    (hooked / "hook.py").write_text(f"open({file!r}, 'w').write(open('.text').read())")
    (hooked / ".text").write_text((hooked / file).read_text())
    assert unchanged(hooked) == set()
    (hooked / ".text").write_text(text)
    typeset.clear()
    unchanged(hooked)
    assert typeset == ["once", "once"]
    assert shown in page(hooked, "index.html")


def test_a_hook_that_mends_a_chapter(hooked):
    (hooked / "hook.py").write_text(f"open('index.qmd', 'w').write({INDEX!r})")
    (hooked / "index.qmd").write_text("No title, and [a link](nowhere.qmd)\n")
    unchanged(hooked)
    assert "The data say seven" in page(hooked, "index.html")


# --- What pandoc has read


def test_texts_are_read_once_and_spoiled_ones_again(built):
    first = page(built, "index.html")
    kept = sorted((built / ".book-cache").glob("*.ast"))
    assert len(kept) == 2
    for path in kept:
        path.write_text('{"blocks": [')
    assert unchanged(built) == BOTH
    assert page(built, "index.html") == first
    assert sorted((built / ".book-cache").glob("*.ast")) == kept
    assert all(path.read_text().endswith("}") for path in kept)


def test_a_warning_of_pandoc_is_said_again(built):
    replace(built / "two.qmd", "# Two", "# Two {#a}\n\n## Again {#a}")
    for _ in range(2):
        with pytest.raises(BookError, match="Duplicate identifier"):
            build(built, ["html"], report=lambda _: None)
