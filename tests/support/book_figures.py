"""Every figure of the book, by the call that its chapter has."""

from functools import cache

from letter.data.cohort import load_cohort
from letter.definitions.endpoints import PANELS
from letter.display.figures import figure_1
from letter.display.swimmer import swimmer
from letter.review import figures as review
from reproduction.figures.drawing import Picture

REVIEW = [name for name in vars(review) if name.endswith("_figure") and name != "survival_figure"]
FIGURES = {
    **{f'figure_1(cohort, "{panel}")': lambda c, p=panel: figure_1(c, p) for panel in PANELS},
    "swimmer(cohort)": swimmer,
    **{f"review_figures.{name}(cohort)": getattr(review, name) for name in REVIEW},
}


@cache
def drawn(call: str) -> Picture:
    """A figure of the letter's patients, drawn once for many tests, which change nothing of it."""
    return FIGURES[call](load_cohort())
