"""What each table and figure shows, as CSV files that anyone can read."""

import csv
import io
import os
import re
from collections.abc import Mapping
from decimal import Decimal
from numbers import Integral, Real
from pathlib import Path

import pandas as pd

from letter.data.cells import table_1_cells, table_2_cells
from letter.data.letter import Letter
from letter.data.table1 import NOT_DERIVABLE
from letter.definitions.endpoints import PANELS, by_curve
from letter.definitions.groups import Group
from letter.outcome import compare
from reproduction.claims.report import Outcome, as_rows
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


def book_frames(letter: Letter, outcome: Outcome | None = None) -> dict[str, pd.DataFrame]:
    """Everything that the book offers for download, by file name without ``.csv``.

    Args:
        letter: what is compared.
        outcome: of `compare`, where that is known already.
    """
    return {
        "table-1": table_1_download(letter.cohort, letter.table_1),
        "table-2": table_2_download(letter.cohort),
        **figure_frames(letter.cohort),
        "claims": pd.DataFrame(as_rows((outcome or compare(letter)).results)),
    }


def write_downloads(folder: Path, frames: Mapping[str, pd.DataFrame]) -> list[Path]:
    """Write each frame to ``folder`` as a CSV file: the same bytes for the same frame.

    UTF-8 with LF. Floats have the fewest digits that read back as the same float, booleans are
    ``true`` and ``false``, and what is missing is empty. The index is left out. A file is
    replaced whole or not at all.

    Args:
        folder: made where it does not exist.
        frames: file name, without ``.csv``, to what goes in it.

    Returns:
        The files, in the order of ``frames``.

    Raises:
        ValueError: a name is not a plain file name; a spreadsheet program would run a cell.
        TypeError: a cell is not text, a number, a boolean or missing.
    """
    texts = {_path(folder, name): csv_text(frame) for name, frame in frames.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        _replace(path, text)
    return list(texts)


def csv_text(frame: pd.DataFrame) -> str:
    """The text that `write_downloads` writes for ``frame``.

    Examples:
        >>> csv_text(pd.DataFrame({"event": [True, False], "months": [0.1, None]}))
        'event,months\\ntrue,0.1\\nfalse,\\n'
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [[_cell(value) for value in frame[column]] for column in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return file.getvalue()


# A spreadsheet program takes other text that begins with = + - @ for a formula, and runs it.
_HARMLESS = re.compile(r"[^=+\-@\t\r].*|[-+\d.,;%\s]*", re.DOTALL)


def _cell(value: object) -> str:
    if isinstance(value, str):
        if not _HARMLESS.fullmatch(value):
            raise ValueError(f"{value!r} in a download: expected text that is no formula")
        return value
    if value is None or value is pd.NA or value != value:  # NaN alone is unequal to itself
        return ""
    if pd.api.types.is_bool(value):
        return "true" if value else "false"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Real):
        return repr(float(value))
    raise TypeError(f"{value!r} in a download: expected text, a number, true, false or nothing")


def _path(folder: Path, name: str) -> Path:
    if not name or Path(name).name != name:
        raise ValueError(f'"{name}": expected a file name without folders')
    return folder / f"{name}.csv"


def _replace(path: Path, text: str) -> None:
    """Write the file beside its place, then move it there, so that no reader sees half of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
