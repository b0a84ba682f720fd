"""Every figure of the book, by the call that its chapter has."""

from letter.definitions.endpoints import PANELS
from letter.display.figures import figure_1
from letter.display.swimmer import swimmer
from letter.review import figures as review

REVIEW = [name for name in vars(review) if name.endswith("_figure") and name != "survival_figure"]
FIGURES = {
    **{f'figure_1(cohort, "{panel}")': lambda c, p=panel: figure_1(c, p) for panel in PANELS},
    "swimmer(cohort)": swimmer,
    **{f"review_figures.{name}(cohort)": getattr(review, name) for name in REVIEW},
}
