"""Fragments of Markdown as Quarto documents it: each renders as Quarto does, or is refused by line.

``fragments/rendered.md`` and ``fragments/refused.md`` hold them, with ``%%`` between two. What
Quarto 1.10.18 makes of the first is in ``fragments/expected.json``; run this file as a script,
with Quarto on PATH, to make it again.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

HERE = Path(__file__).parent / "fragments"
EXPECTED = HERE / "expected.json"
CONFIG = """\
project: {type: book}
book: {title: Fragments, author: A. Author, chapters: [index.qmd]}
format: {html: {toc: false}, typst: {papersize: a4}}
"""
SHOWN = frozenset(
    [
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "del",
        "dd",
        "dt",
        "em",
        "hr",
        "i",
        "img",
        "li",
        "mark",
        "ol",
        "pre",
        "s",
        "strong",
        "sub",
        "sup",
        "table",
        "td",
        "th",
        "u",
        "ul",
        "h2",
        "h3",
    ]
)
SAME = {"b": "strong", "i": "em", "s": "del"}  # said in HTML or in Markdown
# What is on pages and not in print, or has letters in print that are marks in HTML.
NOT_ALIKE = ("for pages", "only on pages", "shown on pages", "alpha", "roman", "$", "[x]", "^[")


def fragments(name: str) -> list[str]:
    return (HERE / name).read_text("utf-8").split("\n%%\n")


RENDERED = fragments("rendered.md")
REFUSED = [tuple(text.split("\n", 1)) for text in fragments("refused.md")]


class Shape(HTMLParser):
    """What a reader gets of each section: its text and the elements that mean something."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: dict[str, list[str]] = {}
        self._now: list[str] = []
        self._hidden: list[str] = []
        self._note: bool = False

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if re.fullmatch(r"f\d+", given.get("id", "")):
            self._now = self.sections.setdefault(given["id"], [])
        classes = given.get("class", "").split()
        if (
            tag in ("nav", "footer")
            or given.get("role") == "doc-endnotes"
            or "footnotes" in classes
        ):
            self._now = []
        if tag in ("semantics", "button"):
            self._hidden.append(tag)
        if tag == "annotation":
            self._hidden.append("")
        if tag == "input":
            self._now.append("[x]" if "checked" in given else "[ ]")
        if tag == "a" and ("sourceCode" in classes or "aria-hidden" in given):
            return
        if tag in SHOWN and "bi" not in classes:
            self._now.append(f"<{SAME.get(tag, tag)}>")

    def handle_endtag(self, tag):
        if tag == "annotation" or (self._hidden and self._hidden[-1] == tag):
            self._hidden.pop()

        if tag in ("p", "div", "li", "td", "th", "dt", "dd", "pre", "h2"):
            self._now.append(" ")

    def handle_data(self, data):
        if self._hidden and self._hidden[-1]:
            return
        data = re.sub(r"^\\[(\[]|\\[)\]]$", "", data.strip("\n")) if "\\" in data else data
        self._now.append(data)


def shapes(page: Path) -> dict[str, str]:
    parser = Shape()
    parser.feed(page.read_text("utf-8").replace("\u00a0", " "))
    joined = {name: " ".join("".join(parts).split()) for name, parts in parser.sections.items()}
    return {name: re.sub(r" ?(<\w+>) ?", r"\1", text) for name, text in joined.items()}


def write(folder: Path) -> Path:
    """A book with a section for each fragment."""
    folder.mkdir(exist_ok=True)
    (folder / "_quarto.yml").write_text(CONFIG)
    sections = (
        f"## Section {number:03} {{#f{number:03}}}\n\n{text}\n"
        for number, text in enumerate(RENDERED, 1)
    )
    (folder / "index.qmd").write_text("# Fragments\n\n" + "\n".join(sections), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    from reproduction.book import build

    project = write(tmp_path_factory.mktemp("fragments") / "project")
    return build(project, progress=[].append)


@pytest.fixture(scope="module")
def found(book) -> dict[str, str]:
    return shapes(book / "index.html")


NAMES = [f"f{number:03}" for number in range(1, len(RENDERED) + 1)]


def test_there_are_enough_of_them():
    assert len(RENDERED) + len(REFUSED) >= 120
    assert len(set(RENDERED)) == len(RENDERED)


@pytest.mark.parametrize("name", NAMES)
def test_a_fragment_renders_as_quarto_renders_it(found, name):
    assert found[name] == json.loads(EXPECTED.read_text("utf-8"))[name]


@pytest.mark.skipif(not shutil.which("quarto"), reason="Quarto is not on PATH")
def test_quarto_renders_what_is_expected_of_it(tmp_path):
    assert quarto_shapes(tmp_path) == json.loads(EXPECTED.read_text("utf-8"))


def letters(text: str) -> str:
    """Letters and digits alone: lines are broken, and marks of lists drawn, elsewhere."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


@pytest.fixture(scope="module")
def printed(book) -> dict[str, str]:
    pages = PdfReader(book / "Fragments.pdf").pages[2:]
    bodies = (re.sub(r"^Fragments\s*Fragments\n|\n\d+$", "", page.extract_text()) for page in pages)
    text = "\n".join(bodies)
    parts = re.split(r"1\.\d+\s+Section (\d{3})", text)
    return {f"f{name}": body for name, body in zip(parts[1::2], parts[2::2], strict=True)}


ALIKE = [
    name
    for name, text in zip(NAMES, RENDERED, strict=True)
    if not any(word in text.lower() for word in NOT_ALIKE)
]


@pytest.mark.parametrize("name", ALIKE)
def test_print_has_the_words_of_the_page(found, printed, name):
    page = re.sub(r"<\w+>", " ", found[name]).partition(f"Section {name[1:]}")[2]
    kept = str.isalpha if "<ol>" in found[name] else str.isalnum  # numbers of items are drawn
    ours, theirs = (sorted(filter(kept, letters(text))) for text in (printed[name], page))
    assert ours == theirs


@pytest.mark.parametrize(("message", "text"), REFUSED)
def test_a_fragment_is_refused_by_line(project, message, text):
    from reproduction.book import BookError, build

    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    root = project({"a.svg": svg}, index=f"# One\n\n{text}\n")
    with pytest.raises(BookError) as caught:
        build(root, progress=[].append)
    said = [str(defect) for defect in caught.value.defects]
    assert any(message in line for line in said), said
    assert all(re.match(r"index\.qmd:\d+: ", line) for line in said), said


def quarto_shapes(folder: Path) -> dict[str, str]:
    project = write(folder / "quarto")
    subprocess.run(
        ["quarto", "render", "--to", "html", "--quiet"],
        cwd=project,
        check=True,
        env=os.environ | {"QUARTO_PYTHON": sys.executable},
        stdout=subprocess.DEVNULL,
    )
    return shapes(project / "_book" / "index.html")


if __name__ == "__main__":
    made = quarto_shapes(Path(sys.argv[1]))
    EXPECTED.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
