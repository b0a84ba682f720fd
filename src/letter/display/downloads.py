"""What each table and figure shows, as data frames that the project writes as CSV files."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

import pandas as pd

from letter.data.cells import table_1_cells, table_2_cells
from letter.data.letter import Letter
from letter.data.published import Table1
from letter.data.table1_rows import NOT_DERIVABLE
from letter.definitions.endpoints import PANELS, by_curve, curve
from letter.definitions.groups import Cohort, Group
from letter.definitions.readings import leave_one_out
from letter.definitions.treatment import response_start_bounds
from letter.display.what_if import cells_download
from letter.review import figures, tables
from letter.review.formatting import Shown
from letter.review.quantities import quantities
from reproduction.figures.panels import Panel
from reproduction.loading import Project

Frames = dict[str, Callable[[], pd.DataFrame]]


def downloads(project: Project) -> Frames:
    """Return what the book offers beside its claims, by file name without ``.csv``."""
    letter: Letter = project.source
    cohort = letter.cohort
    return {
        "table-1": partial(table_1_download, cohort, letter.table_1),
        "table-2": partial(table_2_cells, cohort),
        **{f"figure-1{panel}": partial(curves, cohort, PANELS[panel]) for panel in PANELS},
        "figure-course": partial(course, cohort),
        "cells": partial(cells_download, project),
        **review_tables(cohort),
        **review_figures(cohort),
    }


def table_1_download(cohort: Cohort, printed: Table1) -> pd.DataFrame:
    """Return what Table 1 shows, in the columns of the published CSV file and one more.

    Returns:
        `table_1_cells` with ``basis``: ``computed``, or ``as printed`` for `NOT_DERIVABLE` lines.
    """
    cells = table_1_cells(cohort, printed)
    lines = zip(cells["heading"], cells["row"], strict=True)
    basis = ["as printed" if line in NOT_DERIVABLE else "computed" for line in lines]
    return cells.assign(basis=basis)


def curves(cohort: Cohort, population: Group) -> pd.DataFrame:
    """Return both curves of one of the `PANELS` of Figure 1, as numbers.

    Returns:
        For each ``curve`` (a key of `letter.definitions.endpoints.CURVES`) one row for time 0 and
        one for each distinct time: ``curve``, ``time_months``, ``at_risk``, ``events``,
        ``censored``, ``survival`` (a proportion), ``ci_lower`` and ``ci_upper`` (95%, log-log).

    Raises:
        ValueError: the population has no patients.
    """
    return _stacked({name: curve(rows) for name, rows in by_curve(cohort, population).items()})


def course(cohort: Cohort) -> pd.DataFrame:
    """Return what the lanes of the swimmer plot show, one row for each patient, in months.

    Returns:
        ``patient``, ``rfs_months``, ``event_type``, ``hsct_months`` and, of an MRD response, the
        latest ``response_start_months``, ``response_months`` and ``response_end``: ``lost``,
        ``most likely at relapse``, or ``ongoing`` when last assessed.
    """
    bounds = response_start_bounds(cohort)
    rows = cohort[["patient", "rfs_months", "event_type", "hsct_months"]].assign(
        response_start_months=bounds["latest"], response_months=cohort["mrd_response_months"]
    )
    end = cohort["mrd_response_ongoing"].map({True: "ongoing", False: "lost"})
    at_relapse = bounds["ends_at_relapse"].reindex(cohort.index, fill_value=False)
    return rows.assign(response_end=end.mask(at_relapse, "most likely at relapse"))


def review_tables(cohort: Cohort) -> Frames:
    """Return the review's tables as they are shown, such as ``review-table-bounds``."""
    shown = cache(lambda: Shown(quantities(cohort)))

    def cells(name: str) -> pd.DataFrame:
        return tables.TABLES[name](shown()).frame()

    return {
        f"review-table-{name.replace('_', '-')}": partial(cells, name) for name in tables.TABLES
    }


def review_figures(cohort: Cohort) -> Frames:
    """Return the curves of the review's figures, such as ``review-figure-bounds``."""
    frames: Frames = {
        "transplantation": lambda: _panels(figures.transplant_panels(cohort)),
        "subgroups": lambda: _panels(figures.subgroup_panels(cohort)),
        "bounds": lambda: _stacked(figures.bounds_curves(cohort)),
        "competing": lambda: _incidences(cohort),
        "leave-one-out": lambda: leave_one_out(cohort),
    }
    return {f"review-figure-{name}": frame for name, frame in frames.items()}


def _panels(panels: Sequence[Panel]) -> pd.DataFrame:
    return _stacked({panel.title: _stacked(panel.curves) for panel in panels}, "panel")


def _incidences(cohort: Cohort) -> pd.DataFrame:
    incidences = {
        title: _stacked({label: area.curve for label, area in areas.items()})
        for title, areas in figures.incidence_areas(cohort).items()
    }
    return _stacked(incidences, "panel")


def _stacked(frames: Mapping[str, pd.DataFrame], column: str = "curve") -> pd.DataFrame:
    """Return the frames one below the other, with their names in a first column."""
    named = pd.concat(frames, names=[column]).reset_index(column).reset_index(drop=True)
    return named.rename(columns={"time": "time_months"})
