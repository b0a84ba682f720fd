"""How every table of the review is laid out."""

from collections.abc import Mapping, Sequence

import pandas as pd
from great_tables import GT

from reproduction.tables import journal_style, rich

INTERVALS = "95% confidence intervals in parentheses."

POPULATION_LABELS: Mapping[str, str] = {
    "all_patients": "All patients",
    "ph_negative": "Ph-negative",
    "molecular_failure_cr1": "Molecular failure in CR1",
}


def table(
    name: str,
    head: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: Sequence[str],
) -> GT:
    """Return a table with one column of row labels.

    Args:
        name: what the table is called in the page, after ``review-``.
        head: the heading above the row labels.
        columns: the other headings.
        rows: each a label and its cells; a label alone is a heading within the table.
        notes: the notes below.
    """
    ids = [f"c{i}" for i in range(len(columns))]
    filled = [[*row, *[""] * (1 + len(ids) - len(row))] for row in rows]
    frame = pd.DataFrame(filled, columns=["row", *ids])
    made = (
        GT(frame, rowname_col="row")
        .fmt(rich, columns=["row", *ids])
        .tab_stubhead(head)
        .cols_label(dict(zip(ids, columns, strict=True)))
    )
    return journal_style(made, f"review-{name}", dict.fromkeys(ids, "center"), notes)


def indented(label: str) -> str:
    """Return the label of a row below a heading within the table."""
    return f"\u2003{label}"
