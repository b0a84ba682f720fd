"""Whatever a book's files hold, they are used or refused in words: nothing else is raised."""

import re

import pytest
import yaml
from any_input import examples, structures
from hypothesis import given
from hypothesis import strategies as st
from malformed_book import BOOK, CONFIG

from reproduction.book import settings
from reproduction.book.chapters import parse
from reproduction.book.config import checked_config

MODELS = (settings.QuartoYml, settings.Project, settings.Book, settings.Html, settings.Typst)
NAMES = sorted({name.replace("_", "-") for model in MODELS for name in model.model_fields})


@st.composite
def configurations(draw: st.DrawFn) -> object:
    """The book's configuration with one value replaced by any structure, or such a structure."""
    config = yaml.safe_load(BOOK[CONFIG])
    value = draw(structures(NAMES))
    key = draw(st.sampled_from(NAMES))
    section = draw(
        st.sampled_from(
            [
                config,
                config["project"],
                config["book"],
                None,
                config["format"]["html"],
                config["format"]["typst"],
            ]
        )
    )
    if section is None:
        return value
    section[key] = value
    return config


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project").resolve()
    for name, text in BOOK.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@examples(80)
@given(config=configurations())
def test_any_structure_is_a_configuration_or_is_refused(config, project):
    text = yaml.safe_dump(config, allow_unicode=True)
    (project / CONFIG).write_text(text, "utf-8", "surrogatepass")
    config, defects = checked_config(project)
    assert config or defects
    if config and not defects:
        assert config.output_dir.is_relative_to(project)
        assert "/" not in config.pdf_name
        assert config.chapters[0] == "index.qmd"


# --- Chapters


PIECES = (
    "# A\n",
    "```",
    "{python}",
    "\n",
    "#| ",
    "label: ",
    "[",
    "]",
    "{",
    "}",
    ":::",
    " ",
    "`",
    "$",
    "{{< include ",
    ">}}",
    "index.qmd",
    "---\n",
    "title: a",
    "echo: ",
    "{=html}",
    "@sec-a",
    "a",
    "fig-a",
    "~~~",
    "\t",
    "* ",
    "![",
    "(",
    ")",
    "|",
    "\u202e",
    "\x00",
    "é",
    "'",
    '"',
    "&a",
    "*a",
)


@examples(150)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25))
def test_any_text_is_a_chapter_or_is_refused(pieces, project):
    text = "".join(pieces)
    (project / "any.qmd").write_text(text, "utf-8", "surrogatepass")
    _, defects = parse(project, "any.qmd")
    assert all(
        re.match(r"(\S+:\d+: .*|\S+: (is empty|has a NUL byte.*)); expected ", defect, re.DOTALL)
        for defect in map(str, defects)
    )
