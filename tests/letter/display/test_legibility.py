"""Every figure of the book can be read: on phones, in the column, in the dark, in print."""

import re

import pytest
from book_figures import FIGURES
from legible import defects

from letter.data.cohort import load_cohort
from letter.data.paths import PROJECT, REPORT


@pytest.fixture(scope="module", params=FIGURES)
def figure(request):
    draw, cohort = FIGURES[request.param], load_cohort()
    return draw(cohort), draw(cohort)


def test_all_text_is_large_dark_whole_and_apart(figure):
    assert defects(figure[0]) == []


def test_colours_are_the_pages_and_each_build_gives_the_same(figure):
    picture, again = figure
    assert picture.markdown == again.markdown
    for kind in ("wide", "narrow"):
        page = getattr(picture, kind).page_svg(kind, picture.alt)
        assert re.findall(r": ?#[0-9a-fA-F]{6}", page) == []
        assert "var(--drawing-ink)" in page


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


@pytest.mark.parametrize("call", [call for call in FIGURES if call.startswith("review_figures")])
def test_no_result_is_typed_in_an_alternative_of_the_review(call):
    assert not re.search(r"\d", FIGURES[call](load_cohort()).alt)
