"""Every figure of the book can be read: on phones, in the column, in the dark, in print."""

import re

import pytest
from book_figures import FIGURES, drawn
from legible import defects

from letter.data.cohort import load_cohort
from letter.data.paths import PROJECT, REPORT


@pytest.mark.parametrize("call", FIGURES)
def test_all_text_is_large_dark_whole_and_apart(call):
    assert defects(drawn(call)) == []


FIRST, *OTHERS = FIGURES


@pytest.mark.parametrize(
    "call", [FIRST, *(pytest.param(call, marks=pytest.mark.slow) for call in OTHERS)]
)
def test_each_build_gives_the_same(call):
    assert drawn(call).markdown == FIGURES[call](load_cohort()).markdown


@pytest.mark.parametrize("call", FIGURES)
def test_colours_are_the_pages(call):
    picture = drawn(call)
    for kind in ("wide", "narrow"):
        page = getattr(picture, kind).page_svg(kind, picture.alt)
        assert re.findall(r": ?#[0-9a-fA-F]{6}", page) == []
        assert "var(--drawing-ink)" in page


@pytest.mark.parametrize("call", [call for call in FIGURES if call.startswith("review_figures")])
def test_no_result_is_typed_in_an_alternative_of_the_review(call):
    assert not re.search(r"\d", drawn(call).alt)


def test_these_are_all_the_figures_of_the_book():
    chapters = [PROJECT / "index.qmd", *sorted(REPORT.glob("*.qmd"))]
    cells = [
        cell
        for chapter in chapters
        for cell in re.findall(
            r"^```\{python\}\n(.*?)^```", chapter.read_text("utf-8"), re.DOTALL | re.MULTILINE
        )
        if re.search(r"^#\| label: fig-", cell, re.MULTILINE)
    ]
    assert sorted(cell.strip().splitlines()[-1] for cell in cells) == sorted(FIGURES)
