"""What each table and figure shows, as CSV files that anyone can read."""

import pandas as pd

from letter.data.cells import table_1_cells, table_2_cells
from letter.data.letter import Letter
from letter.data.table1 import NOT_DERIVABLE
from letter.definitions.endpoints import PANELS, by_curve
from letter.definitions.groups import Group
from reproduction.loading import Project
from reproduction.survival.kaplan_meier import kaplan_meier


def figure_frames(cohort: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The curves of Figure 1, ``figure-1a`` to ``figure-1c``, as `curves` returns them."""
    return {f"figure-1{panel}": curves(cohort, population) for panel, population in PANELS.items()}


def curves(cohort: pd.DataFrame, population: Group) -> pd.DataFrame:
    """Both curves of one panel of Figure 1, as numbers.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.
        population: which patients, one of `letter.definitions.endpoints.PANELS`.

    Returns:
        For each ``curve`` (a key of `letter.definitions.endpoints.CURVES`) one row for time 0 and
        one for each distinct time: ``curve``, ``time_months``, ``at_risk``, ``events``,
        ``censored``, ``survival`` (a proportion), ``ci_lower`` and ``ci_upper`` (95%, log-log).

    Raises:
        ValueError: the population has no patients.
    """
    frames = []
    for curve, group in by_curve(cohort, population).items():
        estimate = kaplan_meier(group["time_months"], group["event"])
        estimate.insert(0, "curve", curve)
        frames.append(estimate.rename(columns={"time": "time_months"}))
    return pd.concat(frames, ignore_index=True)


def table_1_download(cohort: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """What Table 1 shows, in the columns of the published CSV file and one more.

    Returns:
        `table_1_cells` with ``basis``: ``computed``, or ``as printed`` for `NOT_DERIVABLE` lines.
    """
    cells = table_1_cells(cohort, printed)
    lines = zip(cells["heading"], cells["row"], strict=True)
    basis = ["as printed" if line in NOT_DERIVABLE else "computed" for line in lines]
    return cells.assign(basis=basis)


def table_2_download(cohort: pd.DataFrame) -> pd.DataFrame:
    """What Table 2 shows, in the columns of the published CSV file."""
    return table_2_cells(cohort)


def downloads(project: Project) -> dict[str, pd.DataFrame]:
    """What the book offers for download beside its claims, by file name without ``.csv``."""
    letter: Letter = project.source
    return {
        "table-1": table_1_download(letter.cohort, letter.table_1),
        "table-2": table_2_download(letter.cohort),
        **figure_frames(letter.cohort),
    }
