"""Every figure of the book can be read: on phones, in the column, in the dark, in print."""

import re

import pytest
from book_figures import FIGURES
from legible import defects

from letter.data.cohort import load_cohort
from letter.data.paths import PROJECT, REPORT


@pytest.fixture(scope="module", params=FIGURES)
def call(request):
    return request.param


@pytest.fixture(scope="module")
def figure(call):
    return FIGURES[call](load_cohort())


def test_all_text_is_large_dark_whole_and_apart(figure):
    assert defects(figure) == []


def test_colours_are_the_pages_and_each_build_gives_the_same(figure, call):
    assert figure.markdown == FIGURES[call](load_cohort()).markdown
    for kind in ("wide", "narrow"):
        page = getattr(figure, kind).page_svg(kind, figure.alt)
        assert re.findall(r": ?#[0-9a-fA-F]{6}", page) == []
        assert "var(--drawing-ink)" in page


def test_no_result_is_typed_in_an_alternative_of_the_review(figure, call):
    if call.startswith("review_figures"):
        assert not re.search(r"\d", figure.alt)


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
