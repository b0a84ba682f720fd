"""Other forms of the book: Quarto's profiles for Word and LaTeX, and its hooks."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path

import pypandoc
import pytest
import typst
import yaml
from fontTools.ttLib import TTFont
from matplotlib import get_data_path

from letter.data import paths

BOOK = yaml.safe_load((paths.PROJECT / "_quarto.yml").read_text(encoding="utf-8"))
PROFILES = {
    path.stem.removeprefix("_quarto-"): yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(paths.PROJECT.glob("_quarto-*.yml"))
}
LATEX = PROFILES["latex"]
NO_FONT_HAS_IT = "\ue123"


# --- Profiles


def test_each_form_has_a_folder_of_its_own_that_git_ignores():
    folders = [settings["project"]["output-dir"] for settings in (BOOK, *PROFILES.values())]
    assert sorted(folders) == ["_book", "_latex", "_word"]
    ignored = (paths.PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {f"{folder}/" for folder in folders} <= set(ignored)


@pytest.mark.parametrize(("profile", "made"), [("word", "docx"), ("latex", "pdf")])
def test_quarto_reads_a_profile_as_one_format_in_its_own_folder(profile, made):
    quarto = shutil.which("quarto")
    if quarto is None:
        pytest.skip("Quarto is not on PATH")
    words = [quarto, "inspect", str(paths.PROJECT), "--profile", profile]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    config = json.loads(said)["config"]
    assert config["format"] == {made: "default"}
    assert config["project"]["output-dir"] == f"_{profile}"


# --- Tables of the Word form


IN_WORD = """quarto = {doc = {is_format = function(name) return name == 'docx' end}}
return dofile(%r)
"""


def in_word(tmp_path: Path, columns: int) -> str:
    """The XML of a Word file with a table of so many columns, as the form's filter leaves it."""
    filter_ = tmp_path / "word.lua"
    filter_.write_text(IN_WORD % str(paths.REPORT / "assets/tables.lua"), encoding="utf-8")
    cells = "<td>MRD &lt;10<sup>−3</sup></td>" * columns
    file = tmp_path / "table.docx"
    pypandoc.convert_text(
        f"<table><thead><tr>{'<th>Age</th>' * columns}</tr></thead><tr>{cells}</tr></table>",
        "docx",
        format="html",
        outputfile=str(file),
        extra_args=["--lua-filter", str(filter_)],
    )
    with zipfile.ZipFile(file) as word:
        return word.read("word/document.xml").decode()


def test_a_table_of_many_columns_is_in_small_type_in_word(tmp_path):
    runs = re.findall(r"<w:r>(.*?)</w:r>", in_word(tmp_path, 15))
    assert {'<w:sz w:val="12"' in run for run in runs} == {True}
    words = ["".join(re.findall(r"<w:t[^>]*>(.*?)</w:t>", run)) for run in runs]
    assert "".join(words) == "Age" * 15 + "MRD &lt;10−3" * 15
    raised = [word for word, run in zip(words, runs, strict=True) if "superscript" in run]
    assert raised == ["−3"] * 15


def test_a_table_of_few_columns_keeps_its_type_in_word(tmp_path):
    assert "<w:sz " not in in_word(tmp_path, 4)


# --- Fonts of the LaTeX form


@pytest.fixture(scope="module")
def characters(book) -> set[str]:
    """The characters beyond ASCII that the book's pages show."""
    found: set[str] = set()
    for page in book.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        text = text[text.index("<main") : text.index("</main>")]
        text = re.sub(r"<(script|style|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
        found |= set(unescape(re.sub(r"<[^>]*>", "", text)))
    seen = {character for character in found if not character.isascii() and character.isprintable()}
    assert seen >= set("≥≤≈≠≡∼⁻−†")
    return seen


def outline(character: str, style: str) -> str:
    """How Typst, which brings the font of the LaTeX form, draws a character with it alone."""
    text = f'#set text(font: "{LATEX["mainfont"]}", fallback: false, {style})\n{character}'
    return typst.compile(text.encode(), format="svg").decode()


@pytest.mark.parametrize("style", ['style: "normal"', 'style: "italic"', "weight: 700"])
def test_the_font_of_the_text_has_every_character(characters, style):
    missing = outline(NO_FONT_HAS_IT, style)
    assert missing != outline("≥", style)
    assert [c for c in sorted(characters) if outline(c, style) == missing] == []


def test_the_font_of_code_has_every_character(characters):
    file = Path(get_data_path(), "fonts/ttf", LATEX["monofont"].replace(" ", "") + ".ttf")
    assert {chr(code) for code in TTFont(file).getBestCmap()} >= characters


# --- Hooks


def test_a_hook_without_the_environment_says_what_to_do():
    for hook in ("pre-render", "post-render"):
        script = BOOK["project"][hook].split()[0]
        # -S: without the packages of the environment.
        words = [sys.executable, "-S", script]
        done = subprocess.run(words, cwd=paths.PROJECT, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith(f"{sys.executable}, the Python that Quarto found, has no")
        assert "`. .venv/bin/activate`" in done.stderr
        assert "`make book`" in done.stderr
