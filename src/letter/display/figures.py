"""Figure 1 of the letter, drawn again. Nothing is estimated here.

Colours mean the same in every figure of the book: teal is relapse-free survival, orange is
transplant, magenta is relapse, olive the second of two groups that are neither, and ink and greys
are all else.
"""

from collections.abc import Mapping

import pandas as pd

from letter.axes import FROM_START, SURVIVAL, month_ticks, year_names
from letter.definitions.endpoints import CURVE_LABELS, PANELS, by_curve, curve, followed
from letter.definitions.schedule import FIVE_YEARS_MONTHS
from letter.text import counted, proportion
from reproduction.figures.drawing import Picture
from reproduction.figures.survival import survival_figure
from reproduction.survival.kaplan_meier import estimate_at

PANEL_LABELS: Mapping[str, str] = {
    "a": "all {n} patients",
    "b": "{n} patients with Philadelphia chromosome-negative disease",
    "c": "{n} patients with molecular failure in first hematologic remission",
}


def figure_1(cohort: pd.DataFrame, panel: str) -> Picture:
    """Draw a panel of Figure 1: RFS with and without censoring at transplant.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.
        panel: ``a`` (all patients), ``b`` (Ph-negative) or ``c`` (molecular failure in CR1).

    Returns:
        As `survival_figure`. It has no title: the caption says which patients these are.

    Raises:
        KeyError: there is no such panel.
        ValueError: the panel has no patients, or a curve ends before 5 years.
    """
    groups = by_curve(cohort, PANELS[panel])
    ticks = month_ticks(cohort)
    return survival_figure(
        {CURVE_LABELS[name]: followed(rows) for name, rows in groups.items()},
        ticks=ticks,
        x_label=FROM_START,
        y_label=SURVIVAL,
        upper=year_names(ticks),
        alt=figure_1_alt_text(cohort, panel),
    )


def figure_1_alt_text(cohort: pd.DataFrame, panel: str) -> str:
    """Say what a panel of Figure 1 shows, in two sentences, for those who do not see it.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.
        panel: as for `figure_1`.

    Raises:
        KeyError: there is no such panel.
        ValueError: the panel has no patients, or a curve ends before 5 years.
    """
    groups = by_curve(cohort, PANELS[panel])
    patients = PANEL_LABELS[panel].format(n=len(PANELS[panel](cohort)))
    results = " and ".join(
        f"{_five_years(group)} {CURVE_LABELS[name].lower()}" for name, group in groups.items()
    )
    return (
        f"Kaplan-Meier curves of relapse-free survival in {patients}. At 5 years it is {results}."
    )


def _five_years(group: pd.DataFrame) -> str:
    found = estimate_at(curve(group), FIVE_YEARS_MONTHS)
    value, low, high = (proportion(x, 1) for x in (found.value, found.lower, found.upper))
    events = int((group["event"] & (group["time_months"] <= FIVE_YEARS_MONTHS)).sum())
    return (
        f"{value} (95% confidence interval {low} to {high}; "
        f"{counted(events, 'relapse or death', 'relapses or deaths')})"
    )
