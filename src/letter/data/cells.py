"""The letter's two tables as text, rebuilt from the patients and compared cell by cell."""

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from letter.data import table1_rows
from letter.data.published import (
    NOT_APPLICABLE,
    TABLE_1_COLUMNS,
    TABLE_1_KEYS,
    TABLE_2_COLUMNS,
    Table1,
    line_name,
)
from letter.definitions.events import EVENT_TYPES
from letter.definitions.groups import Cohort, counted_as_five_years, withdrew_consent
from reproduction.claims.rounding import Number, fixed, percent
from reproduction.inputs.defects import printable, quoted


def table_1_cells(cohort: Cohort, printed: Table1) -> pd.DataFrame:
    """Return Table 1 from the patients, in the shape and words of the printed one.

    The counts, medians and ranges of the lines in `table1_rows.NOT_DERIVABLE` are taken from the
    printed one, and nothing else.

    Raises:
        ValueError: nobody, or everybody, has RFS of at least five years.
        KeyError: ``printed`` lacks a line that is taken from it.
    """
    columns = dict(table1_rows.by_column(cohort))
    as_printed = printed.set_index(list(TABLE_1_KEYS))
    rows = [
        [*table1_rows.HEADS, *(_head(column, patients) for column, patients in columns.items())]
    ]
    for row in table1_rows.ROWS:
        cells = (
            CELL_TEXT[row.kind](*row.numbers(patients))
            if row.group
            else _carried_over(str(as_printed.loc[row.line, column]), patients)
            for column, patients in columns.items()
        )
        rows.append([*row.line, *cells])
    return pd.DataFrame(rows, columns=list(TABLE_1_COLUMNS))


def count_text(n: Number, percentage: Number) -> str:
    """Return a count and its percentage as the letter prints them, such as ``3 (30)``."""
    return f"{fixed(n)} ({fixed(percentage)})"


def range_text(median: Number, lowest: Number, highest: Number) -> str:
    """Return a median and its range as the letter prints them, such as ``4 (1-7)``."""
    return f"{fixed(median, 1).removesuffix('.0')} ({fixed(lowest)}-{fixed(highest)})"


# A cell of Table 1 of each kind, from its numbers.
CELL_TEXT: Mapping[str, Callable[..., str]] = {"count": count_text, "range": range_text}


def _carried_over(cell: str, patients: Cohort) -> str:
    """Return the cell as printed, but with its percentage computed from its count."""
    count = re.fullmatch(r"([0-9]+) \([0-9]+\)", cell)
    if count is None:
        return cell
    return count_text(int(count[1]), percent(int(count[1]), len(patients)))


def _head(column: str, patients: Cohort) -> str:
    marks = {"*": counted_as_five_years(patients), "**": withdrew_consent(patients)}
    shown = ",".join(mark for mark, marked in marks.items() if len(marked))
    return f"{table1_rows.COLUMN_LABELS[column]} (n={len(patients)}{shown})"


_YES_NO = {True: "Yes", False: "No"}
PH = {"positive": "Ph+", "negative": "Ph–"}
MOLECULAR = {"failure": "MolF", "relapse": "MolR"}
_MRD = {"below_1e-3": "<10^-3^", "at_least_1e-3": "≥10^-3^"}
_EVENT = {name: event.printed or NOT_APPLICABLE for name, event in EVENT_TYPES.items()}
_CD19 = {"positive": "Yes", "negative": "No", "unknown": "Unknown"}


def table_2_cells(cohort: Cohort) -> pd.DataFrame:
    """Return Table 2 from the patients, in the columns and words of the printed one.

    Returns:
        One row for each patient, in the cohort's order, all cells ``str``. Every column of the
        cohort is shown: those without a column of their own as footnote marks.
    """
    ongoing = cohort["mrd_response_ongoing"].fillna(False).astype(bool)
    return pd.DataFrame(
        {
            "patient": cohort["patient"].map(str),
            "sex": cohort["sex"],
            "age": cohort["age_years"].map(str),
            "ph_status": cohort["ph_status"].map(PH),
            "molf_molr": cohort["molecular_status"].map(MOLECULAR),
            "cr": cohort["remission"],
            "mrd": cohort["baseline_mrd"].map(_MRD),
            "dose_increased": cohort["dose_increased"].map(_YES_NO),
            "response": cohort["mrd_response"].map(_YES_NO),
            "response_months": cohort["mrd_response_months"].map(_months) + _mark("*", ongoing),
            "hsct_months": cohort["hsct_months"].map(_months),
            "rfs_months": cohort["rfs_months"].map(_months) + _rfs_marks(cohort),
            "rfs_at_least_5y": cohort["rfs_5y"].map(_YES_NO),
            "event_type": cohort["event_type"].map(_EVENT),
            "cd19_positive": cohort["cd19_at_relapse"].map(_CD19).fillna(NOT_APPLICABLE),
        },
        columns=list(TABLE_2_COLUMNS),
    )


def _months(value: Number) -> str:
    return NOT_APPLICABLE if pd.isna(value) else fixed(value, 1)


def _mark(mark: str, where: pd.Series) -> pd.Series:
    return where.map({True: mark, False: ""})


def _rfs_marks(cohort: Cohort) -> pd.Series:
    censored = ~cohort["rfs_event"]
    withdrew = cohort.index.isin(withdrew_consent(cohort).index)
    return _mark("*", censored & ~withdrew) + _mark("**", censored & withdrew)


def differences(
    printed: pd.DataFrame, computed: pd.DataFrame, table: str, keys: Sequence[str]
) -> list[str]:
    """Return all cells that differ between two tables of text, each in a line, in printed order.

    Args:
        printed: the table as printed, all cells ``str``.
        computed: the table as computed, with the same columns.
        table: its name, for the result.
        keys: the columns that identify a row.

    Raises:
        ValueError: a row's keys are there twice in a table.
    """
    left, right = (frame.set_index([*keys], verify_integrity=True) for frame in (printed, computed))
    rows = left.index.append(right.index.difference(left.index, sort=False))
    left, right = (frame.reindex(rows, fill_value="") for frame in (left, right))
    found = []
    for i, j in np.argwhere((left != right).to_numpy()):
        values = f"printed {quoted(left.iat[i, j])}, computed {quoted(right.iat[i, j])}"
        found.append(printable(f"{table}, {_row_name(rows[i])}, {left.columns[j]}: {values}"))
    return found


def _row_name(key: str | tuple[str, str]) -> str:
    return f"patient {key}" if isinstance(key, str) else line_name(key)
