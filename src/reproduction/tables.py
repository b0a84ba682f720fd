"""The letter's two tables, rebuilt from the patients: as text, compared, and as Great Tables."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import pandas as pd
from great_tables import GT, html, loc, style

from reproduction.defects import printable, quoted
from reproduction.published import (
    DISEASE_STATUS,
    HEADS,
    MRD_METHOD,
    MRD_STATUS,
    NOT_APPLICABLE,
    SEX,
    TABLE_1_COLUMNS,
    TABLE_1_GROUPS,
    TABLE_1_KEYS,
    TABLE_1_LINES,
    TABLE_2_COLUMNS,
    TABLE_2_KEYS,
    Line,
    line_name,
)
from reproduction.rounding import Number, fixed
from reproduction.summaries import (
    MedianRange,
    Share,
    by_rfs_5y,
    counted_as_five_years,
    having,
    median_range,
    share,
    withdrew,
)

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
Align = Literal["left", "center", "right"]


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
        cohort: as `reproduction.cohort.load_cohort` returns it.
        printed: as `reproduction.published.load_table_1` returns it; the cells of the lines in
            `NOT_DERIVABLE` are taken from it, and nothing else.

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
        if line in NOT_DERIVABLE:
            cells = [as_printed.loc[line, group] for group in TABLE_1_GROUPS]
        else:
            cells = [_table_1_cell(line, group, groups[group]) for group in TABLE_1_GROUPS]
        rows.append([*line, *cells])
    return pd.DataFrame(rows, columns=list(TABLE_1_COLUMNS))


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
        cohort: as `reproduction.cohort.load_cohort` returns it.

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


# --- Great Tables ---------------------------------------------------------------------------

DAGGER = "†"

# The notes say what the letter's notes say, in our words; the abbreviations are the letter's.
TABLE_1_NOTES = (
    "* One of them completed the study in remission just short of five years "
    "(59.7 months or 4.97 years in the letter’s note, 59.5 months in Table 2).",
    "** One of them withdrew consent and is censored at day 43 (1.4 months).",
    "*** A patient can have rearrangements and a translocation.",
    f"{DAGGER} As printed: not derivable from Table 2. All other rows are computed from it.",
)
TABLE_2_NOTES = (
    "* Censored: still ongoing when last assessed.",
    "** Censored when the patient withdrew consent, at day 43 (1.4 months).",
    f"{NOT_APPLICABLE} Not applicable.",
)
ABBREVIATIONS: Mapping[str, str] = {
    "CR1": "first hematologic complete remission",
    "CR2+": "second or greater hematologic complete remission",
    "HSCT": "hematopoietic stem cell transplantation",
    "Ig": "immunoglobulin",
    "incr.": "increased",
    "mo.": "months",
    "MolF": "molecularly refractory",
    "MolR": "molecular relapse",
    "MRD": "minimal residual disease",
    "PCR": "polymerase chain reaction",
    "Ph–": "Philadelphia chromosome–negative",
    "Ph+": "Philadelphia chromosome–positive",
    "RFS": "relapse-free survival",
    "TCR": "T-cell receptor",
    "y": "years",
}
_TABLE_1_ABBREVIATIONS = ("CR1", "CR2+", "HSCT", "Ig", "MRD", "PCR", "RFS", "TCR")
_TABLE_2_ABBREVIATIONS = (
    "CR1", "CR2+", "HSCT", "incr.", "mo.", "MolF", "MolR", "MRD", "Ph–", "Ph+", "RFS", "y",
)  # fmt: skip


def abbreviations_note(terms: Sequence[str]) -> str:
    """The terms and their long forms as one note."""
    return "; ".join(f"{term}: {ABBREVIATIONS[term]}" for term in terms) + "."


def table_1(cohort: pd.DataFrame, printed: pd.DataFrame) -> GT:
    """Table 1 as the letter lays it out, computed where the patients allow it.

    Args:
        cohort: as `reproduction.cohort.load_cohort` returns it.
        printed: as `reproduction.published.load_table_1` returns it.

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
    notes = [*TABLE_1_NOTES, abbreviations_note(_TABLE_1_ABBREVIATIONS)]
    align: dict[str, Align] = dict.fromkeys(TABLE_1_GROUPS, "center")
    return journal_style(table, "table-1", align, notes)


def _table_1_rows(lines: pd.DataFrame) -> Iterator[list[str]]:
    """The lines in HTML, and one more above each block for its heading."""
    above = ""
    for heading, row, *cells in lines.itertuples(index=False):
        if heading and heading != above:
            yield [rich(heading), "", ""]
        above = heading
        indent = "\u2003" if heading else ""
        if (heading, row) in NOT_DERIVABLE:
            yield [indent + _as_printed(row + DAGGER), *map(_as_printed, cells)]
        else:
            yield [indent + rich(row), *map(rich, cells)]


def _as_printed(text: str) -> str:
    return f"<em>{rich(text)}</em>"


_TABLE_2_LABELS: Mapping[str, str] = {
    "sex": "Sex",
    "age": "Age (y)",
    "ph_status": "Ph status",
    "molf_molr": "MolF/ MolR",
    "cr": "CR1/ CR2+",
    "mrd": "MRD",
    "dose_increased": "Dose incr.",
    "response": "Response",
    "response_months": "Duration (mo.)",
    "hsct_months": "Time to HSCT (mo.)",
    "rfs_months": "Duration (mo.)",
    "rfs_at_least_5y": "≥5\N{NO-BREAK SPACE}y",
    "event_type": "Type of event",
    "cd19_positive": "CD19-positive relapse",
}
_TABLE_2_SPANNERS: Mapping[str, Sequence[str]] = {
    "Baseline characteristics": ("sex", "age", "ph_status", "molf_molr", "cr", "mrd"),
    "MRD response": ("response", "response_months"),
    "RFS": ("rfs_months", "rfs_at_least_5y"),
}
# In percent, for the PDF, where a column that is too narrow runs into the next.
_TABLE_2_WIDTHS: Mapping[str, float] = {
    "patient": 6.5,
    "sex": 4,
    "age": 4.5,
    "ph_status": 6,
    "molf_molr": 6,
    "cr": 6,
    "mrd": 6.5,
    "dose_increased": 5.5,
    "response": 8,
    "response_months": 7.5,
    "hsct_months": 6.5,
    "rfs_months": 7.5,
    "rfs_at_least_5y": 5,
    "event_type": 12,
    "cd19_positive": 8.5,
}
_TABLE_2_GROUPS = {"No": "RFS <5 years", "Yes": "RFS ≥5 years"}


def table_2(cohort: pd.DataFrame) -> GT:
    """Table 2 as the letter lays it out, computed from the patients.

    Args:
        cohort: as `reproduction.cohort.load_cohort` returns it.

    Returns:
        A table without a title, one row a patient, under a heading for each RFS group.
    """
    cells = table_2_cells(cohort)
    groups = cells["rfs_at_least_5y"].map(_TABLE_2_GROUPS)
    frame = cells.assign(group=groups)
    table = (
        GT(frame, rowname_col="patient", groupname_col="group")
        .fmt(rich, columns=list(TABLE_2_COLUMNS))
        .tab_stubhead("Patient")
        .cols_label({**_TABLE_2_LABELS})
        .cols_width({column: f"{width}%" for column, width in _TABLE_2_WIDTHS.items()})
    )
    for label, columns in _TABLE_2_SPANNERS.items():
        table = table.tab_spanner(label, columns=list(columns))
    notes = [*TABLE_2_NOTES, abbreviations_note(_TABLE_2_ABBREVIATIONS)]
    align: dict[str, Align] = dict.fromkeys(_TABLE_2_LABELS, "center")
    align["event_type"] = "left"
    # Fifteen columns need smaller type and less air.
    return journal_style(table, "table-2", align, notes).tab_options(
        table_font_size="75%",
        column_labels_padding_horizontal="3px",
        data_row_padding_horizontal="3px",
    )


def table_1_download(cohort: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """What `table_1` shows, in the columns of the published CSV file and one more.

    Returns:
        `table_1_cells` with ``basis``: ``computed``, or ``as printed`` for `NOT_DERIVABLE` lines.
    """
    cells = table_1_cells(cohort, printed)
    lines = zip(cells["heading"], cells["row"], strict=True)
    basis = ["as printed" if line in NOT_DERIVABLE else "computed" for line in lines]
    return cells.assign(basis=basis)


def table_2_download(cohort: pd.DataFrame) -> pd.DataFrame:
    """What `table_2` shows, in the columns of the published CSV file."""
    return table_2_cells(cohort)


def rich(text: str) -> str:
    """The text in HTML: escaped, and what stands between carets as a superscript.

    Examples:
        >>> rich("MRD <10^-3^")
        'MRD &lt;10<sup>−3</sup>'
    """
    return re.sub(r"\^-([0-9]+)\^", r"<sup>−\1</sup>", escape(text))


# Black stands for the page's colour: on screen, text and rules take that, light or dark. Quarto
# translates the CSS outside this block for the PDF, and knows neither "inherit" nor "currentcolor".
_INK = "#000000"
_SCREEN_CSS = """
@media screen {{
  #{id} .gt_table, #{id} .gt_table * {{
    color: inherit; background-color: transparent; border-color: currentcolor;
  }}
  #{id} .gt_table {{ table-layout: auto !important; }}
  #{id} .gt_table sup {{ font-size: 75%; line-height: 0; }}
}}
"""


def journal_style(
    table: GT, table_id: str, align: Mapping[str, Align], notes: Sequence[str] = ()
) -> GT:
    """A table as journals set them: three rules, no stripes, the page's own font and colours.

    Args:
        table: any table; its stub and row groups are set to the left.
        table_id: its id in the page; fixed, so that the same table is the same bytes.
        align: for each column outside the stub.
        notes: lines under the table, plain text; superscripts as in `rich`.
    """
    for note in notes:
        table = table.tab_source_note(html(rich(note)))
    table = _journal_rules(_aligned(table.with_id(table_id), align))
    return table.opt_css(_SCREEN_CSS.format(id=table_id))


def _aligned(table: GT, align: Mapping[str, Align]) -> GT:
    """Alignment is at each cell too: pandoc reads it there, and reads no style sheet."""
    for side in sorted(set(align.values())):
        columns = [column for column, value in align.items() if value == side]
        table = table.cols_align(side, columns=columns).tab_style(
            style.text(align=side),
            [loc.body(columns=columns), loc.column_labels(columns=columns)],
        )
    places = [loc.stub(), loc.stubhead(), loc.row_groups(), loc.source_notes()]
    return table.tab_style(style.text(align="left"), places)


def _journal_rules(table: GT) -> GT:
    return table.tab_options(
        # No font family: the page's in HTML, the document's in PDF.
        table_font_names=[],
        table_font_size="85%",
        table_font_color=_INK,
        table_background_color="transparent",
        table_border_top_color=_INK,
        table_border_top_width="2px",
        table_border_bottom_style="none",
        column_labels_font_weight="bold",
        column_labels_border_top_style="none",
        column_labels_border_bottom_color=_INK,
        column_labels_border_bottom_width="1px",
        column_labels_padding="3px",
        column_labels_padding_horizontal="4px",
        row_group_font_weight="bold",
        row_group_padding="3px",
        row_group_padding_horizontal="4px",
        row_group_border_top_style="none",
        row_group_border_bottom_style="none",
        stub_border_style="none",
        stub_font_weight="normal",
        data_row_padding="2px",
        data_row_padding_horizontal="4px",
        table_body_hlines_style="none",
        table_body_border_top_style="none",
        table_body_border_bottom_color=_INK,
        table_body_border_bottom_width="2px",
        source_notes_padding="2px",
        source_notes_padding_horizontal="4px",
        source_notes_font_size="90%",
    )
