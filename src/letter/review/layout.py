"""What a table of the review says, and how it is laid out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import NamedTuple, TypeAlias

import pandas as pd
from great_tables import GT

from letter.review.formatting import Shown
from reproduction.tables import indented, journal_style, rich

Cell: TypeAlias = Callable[[str], str]
"""What makes a cell from the key of its row."""


class Table(NamedTuple):
    """What a table says.

    Attributes:
        head: the heading above the row labels.
        columns: the other headings.
        rows: each the heading of its block within the table or "", its label, and its cells.
        notes: the notes below.
    """

    head: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str]

    def frame(self) -> pd.DataFrame:
        """Return the cells under their headings, with a column ``group`` where there are blocks."""
        # Spaces that only keep a line together are of no use in a data file.
        cells = pd.DataFrame(self.rows, columns=["group", self.head, *self.columns])
        cells = cells.replace("\u00a0", " ", regex=True)
        return cells if cells["group"].any() else cells.drop(columns="group")

    def lines(self) -> Iterator[list[str]]:
        """Yield the rows as they are shown, with a line for the heading of each block.

        Labels are HTML.
        """
        above = ""
        for group, label, *cells in self.rows:
            if group and group != above:
                yield [rich(group), *[""] * len(cells)]
            above = group
            yield [indented(rich(label)) if group else rich(label), *cells]


def grid(
    head: str,
    blocks: Mapping[str, Mapping[str, str]],
    columns: Mapping[str, Cell],
    *notes: str,
) -> Table:
    """Return a table in which each column makes its cells in the same way.

    Args:
        head: the heading above the row labels.
        blocks: under the heading of each block, or "", the key of each row with its label.
        columns: under the heading of each column, what makes a cell from its row's key.
        notes: the notes below.
    """
    rows = [
        [block, label, *(cell(key) for cell in columns.values())]
        for block, labels in blocks.items()
        for key, label in labels.items()
    ]
    return Table(head, list(columns), rows, notes)


TABLES: dict[str, Callable[[Shown], Table]] = {}
"""What each table says, by name."""


def laid_out(content: Callable[[Shown], Table]) -> Callable[[Shown], GT]:
    """Return a function that lays the table out for a page, and note what it says in `TABLES`."""
    TABLES[content.__name__] = content
    table_id = f"review-{content.__name__.replace('_', '-')}"

    @wraps(content)
    def table(shown: Shown) -> GT:
        said = content(shown)
        ids = [f"c{i}" for i in range(len(said.columns))]
        made = (
            GT(pd.DataFrame(said.lines(), columns=["row", *ids]), rowname_col="row")
            .fmt_passthrough(columns="row", escape=False)
            .fmt(rich, columns=ids)
            .tab_stubhead(said.head)
            .cols_label(dict(zip(ids, said.columns, strict=True)))
        )
        return journal_style(made, table_id, dict.fromkeys(ids, "center"), said.notes)

    return table
