"""The letter's two tables as text, rebuilt from the patients and compared cell by cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from letter.data.published import (
    DISEASE_STATUS,
    HEADS,
    MRD_METHOD,
    MRD_STATUS,
    NOT_APPLICABLE,
    SEX,
    TABLE_1_COLUMNS,
    TABLE_1_KEYS,
    TABLE_1_LINES,
    TABLE_2_COLUMNS,
    TABLE_2_KEYS,
    Line,
    line_name,
)
from letter.definitions.summaries import (
    MedianRange,
    Share,
    by_rfs_5y,
    counted_as_five_years,
    having,
    median_range,
    share,
    withdrew,
)
from reproduction.claims.rounding import Number, fixed
from reproduction.inputs.defects import printable, quoted

# What Table 2 does not print for each patient, so that Table 1 cannot be checked against it.
NOT_DERIVABLE: frozenset[Line] = frozenset(
    {
        ("", "Prior consolidation II, n (%)"),
        (MRD_METHOD, "Ig/TCR rearrangements PCR"),
        (MRD_METHOD, "MLL-AF4 translocations PCR"),
        ("", "Number of blinatumomab cycles, median (range)"),
    }
)

Summary = Callable[[pd.DataFrame], str]


def share_text(value: Share) -> str:
    """A count and its whole percentage as the letter prints them, such as ``3 (30)``."""
    return f"{value.n} ({fixed(value.percent)})"


def median_range_text(value: MedianRange) -> str:
    """A median and range as the letter prints them, such as ``48.5 (23-77)`` or ``4 (1-7)``."""
    middle = fixed(value.median, 1).removesuffix(".0")
    return f"{middle} ({fixed(value.lowest)}-{fixed(value.highest)})"


def _count(**values: object) -> Summary:
    return lambda patients: share_text(share(having(patients, **values)))


DERIVABLE: Mapping[Line, Summary] = {
    (SEX, "Male"): _count(sex="M"),
    (SEX, "Female"): _count(sex="F"),
    ("", "Age, years, median (range)"): lambda p: median_range_text(median_range(p["age_years"])),
    (DISEASE_STATUS, "Molecular relapse in CR1"): _count(
        molecular_status="relapse", remission="CR1"
    ),
    (DISEASE_STATUS, "Molecular relapse in CR2+"): _count(
        molecular_status="relapse", remission="CR2+"
    ),
    (DISEASE_STATUS, "Molecular failure in CR1"): _count(
        molecular_status="failure", remission="CR1"
    ),
    (DISEASE_STATUS, "Molecular failure in CR2+"): _count(
        molecular_status="failure", remission="CR2+"
    ),
    (MRD_STATUS, "MRD <10^-3^"): _count(baseline_mrd="below_1e-3"),
    (MRD_STATUS, "MRD ≥10^-3^"): _count(baseline_mrd="at_least_1e-3"),
    # BCR-ABL is the Philadelphia chromosome's fusion gene.
    (MRD_METHOD, "BCR-ABL translocations PCR"): _count(ph_status="positive"),
    # All responses came in the first cycle, the letter says.
    ("", "Complete MRD response after 1 cycle, n (%)"): _count(mrd_response=True),
    ("", "Allogeneic HSCT after blinatumomab treatment, n (%)"): lambda p: share_text(
        share(p["hsct_months"].notna())
    ),
}


def table_1_cells(cohort: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """Table 1 from the patients, in the shape and words of the printed one.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.
        printed: as `letter.data.published.load_table_1` returns it; counts, medians and ranges
            of the lines in `NOT_DERIVABLE` are taken from it, and nothing else.

    Returns:
        The columns and lines of ``printed``, in the letter's order, all cells ``str``.

    Raises:
        ValueError: nobody, or everybody, has RFS of at least five years.
        KeyError: ``printed`` lacks a line that is taken from it.
    """
    groups = by_rfs_5y(cohort)
    as_printed = printed.set_index(list(TABLE_1_KEYS))
    rows = []
    for line in TABLE_1_LINES:
        cells = []
        for group, patients in groups.items():
            if line in NOT_DERIVABLE:
                cells.append(_carried_over(str(as_printed.loc[line, group]), patients))
            else:
                cells.append(_table_1_cell(line, group, patients))
        rows.append([*line, *cells])
    return pd.DataFrame(rows, columns=list(TABLE_1_COLUMNS))


def _carried_over(cell: str, patients: pd.DataFrame) -> str:
    """The cell as printed, but for a percentage: its count and the group's size give that."""
    count = re.fullmatch(r"([0-9]+) \([0-9]+\)", cell)
    return share_text(Share(int(count[1]), len(patients))) if count else cell


def _table_1_cell(line: Line, group: str, patients: pd.DataFrame) -> str:
    return _head(group, patients) if line == HEADS else DERIVABLE[line](patients)


_HEAD_LABELS = {"rfs_at_least_5y": "RFS ≥5 years", "rfs_below_5y": "RFS <5 years"}


def _head(group: str, patients: pd.DataFrame) -> str:
    marks = {"*": counted_as_five_years(patients), "**": withdrew(patients)}
    shown = ",".join(mark for mark, of_interest in marks.items() if of_interest.any())
    return f"{_HEAD_LABELS[group]} (n={len(patients)}{shown})"


_YES_NO = {True: "Yes", False: "No"}
_PH = {"positive": "Ph+", "negative": "Ph–"}
_MOLECULAR = {"failure": "MolF", "relapse": "MolR"}
_MRD = {"below_1e-3": "<10^-3^", "at_least_1e-3": "≥10^-3^"}
_EVENT = {
    "hematologic_relapse": "Hematologic",
    "extramedullary_relapse": "Extramedullary",
    "death_in_remission": "Death in remission",
    "withdrew_consent": NOT_APPLICABLE,
    "none": NOT_APPLICABLE,
}
_CD19 = {"positive": "Yes", "negative": "No", "unknown": "Unknown"}


def table_2_cells(cohort: pd.DataFrame) -> pd.DataFrame:
    """Table 2 from the patients, in the columns and words of the printed one.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.

    Returns:
        One row a patient, in the cohort's order, all cells ``str``. Every column of the cohort
        shows: what has no column of its own is a footnote mark.
    """
    ongoing = cohort["mrd_response_ongoing"].fillna(False).astype(bool)
    return pd.DataFrame(
        {
            "patient": cohort["patient"].map(str),
            "sex": cohort["sex"],
            "age": cohort["age_years"].map(str),
            "ph_status": cohort["ph_status"].map(_PH),
            "molf_molr": cohort["molecular_status"].map(_MOLECULAR),
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


def _rfs_marks(cohort: pd.DataFrame) -> pd.Series:
    at_withdrawal = withdrew(cohort)
    at_end = ~cohort["rfs_event"] & ~at_withdrawal
    return _mark("*", at_end) + _mark("**", at_withdrawal)


@dataclass(frozen=True)
class CellDifference:
    """One cell that is printed one way and computed another.

    Attributes:
        table: ``table1`` or ``table2``.
        row: the line's label, or ``patient 7``.
        column: the column's name in the CSV file.
        printed: the cell as printed; empty where the printed table lacks the row.
        computed: the cell as computed; empty where the patients do not give the row.
    """

    table: str
    row: str
    column: str
    printed: str
    computed: str

    def __str__(self) -> str:
        values = f"printed {quoted(self.printed)}, computed {quoted(self.computed)}"
        return printable(f"{self.table}, {self.row}, {self.column}: {values}")


def differences(
    printed: pd.DataFrame, computed: pd.DataFrame, table: str, keys: Sequence[str]
) -> list[CellDifference]:
    """All cells that differ between two tables of text, in the printed order.

    Args:
        printed: the table as printed, all cells ``str``.
        computed: the table as computed, with the same columns.
        table: its name, for the result.
        keys: the columns that identify a row.

    Raises:
        ValueError: the columns differ, or a row's keys stand twice in a table.
    """
    if list(printed.columns) != list(computed.columns):
        raise ValueError(f"columns {list(printed.columns)} and {list(computed.columns)} differ")
    left, right = _cells_by_key(printed, keys), _cells_by_key(computed, keys)
    found = []
    for key in dict.fromkeys([*left, *right]):
        for column in (c for c in printed.columns if c not in keys):
            pair = left.get(key, {}).get(column, ""), right.get(key, {}).get(column, "")
            if pair[0] != pair[1]:
                found.append(CellDifference(table, _row_name(key), column, *pair))
    return found


def _cells_by_key(
    frame: pd.DataFrame, keys: Sequence[str]
) -> dict[tuple[str, ...], dict[str, str]]:
    rows = frame.to_dict("records")
    cells = {tuple(row[key] for key in keys): row for row in rows}
    if len(cells) != len(rows):
        raise ValueError(f"a row's {', '.join(keys)} stands twice")
    return cells


def _row_name(key: tuple[str, ...]) -> str:
    return line_name((key[0], key[1])) if len(key) == 2 else f"patient {key[0]}"


def table_1_differences(cohort: pd.DataFrame, printed: pd.DataFrame) -> list[CellDifference]:
    """Where the printed Table 1 differs from the patients; empty if they agree."""
    return differences(printed, table_1_cells(cohort, printed), "table1", TABLE_1_KEYS)


def table_2_differences(cohort: pd.DataFrame, printed: pd.DataFrame) -> list[CellDifference]:
    """Where the printed Table 2 differs from the patients; empty if they agree."""
    return differences(printed, table_2_cells(cohort), "table2", TABLE_2_KEYS)
