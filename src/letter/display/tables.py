"""The letter's two tables as Great Tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from great_tables import GT, html

from letter.data.cells import table_1_cells, table_2_cells
from letter.data.published import NOT_APPLICABLE, TABLE_1_GROUPS, TABLE_2_COLUMNS, Table1
from letter.data.table1_rows import NOT_DERIVABLE, ROWS
from letter.definitions.groups import Cohort, counted_as_five_years, withdrew_consent
from letter.display.thread import ABBREVIATIONS
from reproduction.claims.rounding import fixed
from reproduction.tables import Align, indented, journal_style, rich

DAGGER = "†"

_TABLE_1_ABBREVIATIONS = ["CR1", "CR2+", "HSCT", "Ig", "MRD", "PCR", "RFS", "TCR"]
_TABLE_2_ABBREVIATIONS = [
    *("CR1", "CR2+", "HSCT", "incr.", "mo.", "MolF", "MolR", "MRD", "Ph–", "Ph+", "RFS", "y")
]


def abbreviations_note(terms: Sequence[str]) -> str:
    """Return the terms and their long forms as one note."""
    return "; ".join(f"{term}: {ABBREVIATIONS[term]}" for term in terms) + "."


def table_1_notes(cohort: Cohort) -> list[str]:
    """Return what the letter's notes to Table 1 say, in our words, from the patients."""
    short = [
        f"* Includes patient {row.patient}, in remission at the end of the study just short of "
        f"five years ({fixed(row.rfs_months, 1)} months in Table 2)."
        for row in counted_as_five_years(cohort).itertuples()
    ]
    withdrew = [
        f"** Includes patient {row.patient}, censored on withdrawing consent "
        f"({fixed(row.rfs_months, 1)} months)."
        for row in withdrew_consent(cohort).itertuples()
    ]
    return [
        *short,
        *withdrew,
        "*** A patient can have rearrangements and a translocation.",
        f"{DAGGER} As printed: not derivable from Table 2. All other rows are computed from it.",
    ]


TABLE_2_NOTES = (
    "* Censored: by the letter's note at the end of follow-up. For MRD responses this can only "
    "mean the last assessment.",
    "** Censored when the patient withdrew consent.",
    f"{NOT_APPLICABLE} Not applicable.",
)


def table_1(cohort: Cohort, printed: Table1) -> GT:
    """Return Table 1 as the letter lays it out, computed where the patients allow it.

    Returns:
        A table without a title. Rows that are taken as printed have a dagger and are italic.

    Raises:
        ValueError: as `table_1_cells`.
    """
    cells = table_1_cells(cohort, printed)
    heads, lines = cells.iloc[0], cells.iloc[1:]
    frame = pd.DataFrame(_table_1_rows(lines), columns=["row", *TABLE_1_GROUPS])
    table = (
        GT(frame, rowname_col="row")
        .fmt_passthrough(columns=["row", *TABLE_1_GROUPS], escape=False)
        .tab_stubhead("Characteristic")
        .cols_label({group: html(rich(heads[group])) for group in TABLE_1_GROUPS})
    )
    notes = [*table_1_notes(cohort), abbreviations_note(_TABLE_1_ABBREVIATIONS)]
    align: dict[str, Align] = dict.fromkeys(TABLE_1_GROUPS, "center")
    return journal_style(table, "table-1", align, notes)


def _table_1_rows(lines: pd.DataFrame) -> Iterator[list[str]]:
    """Yield the lines in HTML, and one more above each block for its heading.

    A line's label has the claim that holds its numbers, to be found by.
    """
    claims = {row.line: row.claim for row in ROWS}
    above = ""
    for heading, row, *cells in lines.itertuples(index=False):
        if heading and heading != above:
            yield [rich(heading), "", ""]
        above = heading
        printed = (heading, row) in NOT_DERIVABLE
        show = _as_printed if printed else rich
        label = show(row + DAGGER if printed else row)
        found = f'<span data-claim="{claims[heading, row]}">{label}</span>'
        yield [indented(found) if heading else found, *map(show, cells)]


def _as_printed(text: str) -> str:
    return f"<em>{rich(text)}</em>"


def _patient(number: str) -> str:
    """Return a patient's number, by which a script or a style finds the row."""
    return f'<span data-patient="{rich(number)}">{rich(number)}</span>'


class Column(NamedTuple):
    """A column of Table 2: its heading; in words, as two have one heading; its width in percent.

    The width is for the PDF, where a column that is too narrow runs into the next.
    """

    heading: str
    words: str
    width: float


TABLE_2: Mapping[str, Column] = {
    "sex": Column("Sex", "sex", 4),
    "age": Column("Age (y)", "age", 4.5),
    "ph_status": Column("Ph status", "Ph status", 6),
    "molf_molr": Column("MolF/ MolR", "molecular failure or relapse", 6),
    "cr": Column("CR1/ CR2+", "remission at treatment", 6),
    "mrd": Column("MRD", "MRD at baseline", 6.5),
    "dose_increased": Column("Dose incr.", "dose increased", 5.5),
    "response": Column("Response", "MRD response", 8),
    "response_months": Column("Duration (mo.)", "months of MRD response", 7.5),
    "hsct_months": Column("Time to HSCT (mo.)", "months to HSCT", 6.5),
    "rfs_months": Column("Duration (mo.)", "months of RFS", 7.5),
    "rfs_at_least_5y": Column("≥5\N{NO-BREAK SPACE}y", "RFS of at least five years", 5),
    "event_type": Column("Type of event", "type of event", 12),
    "cd19_positive": Column("CD19-positive relapse", "CD19-positive relapse", 8.5),
}
_PATIENT_WIDTH = 6.5
_TABLE_2_SPANNERS: Mapping[str, Sequence[str]] = {
    "Baseline characteristics": ("sex", "age", "ph_status", "molf_molr", "cr", "mrd"),
    "MRD response": ("response", "response_months"),
    "RFS": ("rfs_months", "rfs_at_least_5y"),
}
_TABLE_2_GROUPS = {"No": "RFS <5 years", "Yes": "RFS ≥5 years"}


def table_2(cohort: Cohort) -> GT:
    """Return Table 2 as the letter lays it out, computed from the patients.

    Returns:
        A table without a title, one row a patient, under a heading for each RFS group.
    """
    cells = table_2_cells(cohort)
    return set_table_2(cells, cells.map(rich), "table-2")


def set_table_2(cells: pd.DataFrame, shown: pd.DataFrame, table_id: str) -> GT:
    """Lay out Table 2 from its cells, as `table_2_cells` returns them, and the same in HTML."""
    groups = cells["rfs_at_least_5y"].map(_TABLE_2_GROUPS)
    frame = shown.assign(group=groups, patient=cells["patient"].map(_patient))
    table = (
        GT(frame, rowname_col="patient", groupname_col="group")
        .fmt_passthrough(columns=list(TABLE_2_COLUMNS), escape=False)
        .tab_stubhead("Patient")
        .cols_label({name: column.heading for name, column in TABLE_2.items()})
        .cols_width({name: f"{column.width}%" for name, column in TABLE_2.items()})
        .cols_width({"patient": f"{_PATIENT_WIDTH}%"})
    )
    for label, columns in _TABLE_2_SPANNERS.items():
        table = table.tab_spanner(label, columns=list(columns))
    notes = [*TABLE_2_NOTES, abbreviations_note(_TABLE_2_ABBREVIATIONS)]
    align: dict[str, Align] = dict.fromkeys(TABLE_2, "center")
    align["event_type"] = "left"
    # Fifteen columns need smaller type and less air.
    return journal_style(table, table_id, align, notes).tab_options(
        table_font_size="75%",
        column_labels_padding_horizontal="2px",
        data_row_padding_horizontal="2px",
    )
