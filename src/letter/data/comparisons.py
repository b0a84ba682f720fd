"""Both printed tables, held against the ledger and against the patients, cell by cell."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from letter.data import table1_rows
from letter.data.cells import differences, table_1_cells, table_2_cells
from letter.data.letter import Letter
from letter.data.published import TABLE_1_GROUPS, TABLE_1_KEYS, TABLE_2_KEYS, Table1, line_name
from reproduction.claims import Entry
from reproduction.claims.outcome import Comparison

# The threshold or count in a label of Table 1; digits of CR1, CR2+ and AF4 are parts of names.
_LABEL_TOKEN = re.compile(r"(?<![\w-])(?:[<≥]10\^-\d\^|\d+)(?= |$)")
# A number in one of its cells, or the threshold in a head.
_TOKEN = re.compile(r"[<≥]10\^-\d\^|[<≥]\d+|\d+(?:\.\d+)?")
# How many cells of Table 1 follow from the patients: heads, and rows with a group. The other rows
# are shown as printed and compared with nothing.
REBUILT_TABLE_1_CELLS = (1 + sum(1 for row in table1_rows.ROWS if row.group)) * len(TABLE_1_GROUPS)


def comparisons(letter: Letter, ledger: Sequence[Entry]) -> tuple[Comparison, ...]:
    """Return Table 1 as printed against the ledger, and both tables against the patients."""
    cohort, table_1, table_2 = letter.cohort, letter.table_1, letter.table_2
    printed, rebuilt = table_1_numbers(table_1), table_1_cells(cohort, table_1)
    return (
        Comparison(
            "Table 1 as printed, against the ledger",
            sum(map(len, printed.values())),
            tuple(_table_1_against_ledger(printed, ledger)),
        ),
        Comparison(
            "Table 1, cell by cell",
            REBUILT_TABLE_1_CELLS,
            tuple(differences(table_1, rebuilt, "table1", TABLE_1_KEYS)),
        ),
        Comparison(
            "Table 2, cell by cell",
            table_2.size,
            tuple(differences(table_2, table_2_cells(cohort), "table2", TABLE_2_KEYS)),
        ),
    )


def table_1_numbers(printed: Table1) -> dict[str, list[str]]:
    """Return the numbers of Table 1's heads, labels and cells, by the claim that holds them."""
    by_line = {(row["heading"], row["row"]): row for row in printed.to_dict("records")}
    heads = [by_line[table1_rows.HEADS][group] for group in TABLE_1_GROUPS]
    thresholds, sizes = zip(*(_TOKEN.findall(head) for head in heads), strict=True)
    numbers: dict[str, list[str]] = defaultdict(
        list, {table1_rows.HEADS_CLAIM: [*thresholds, *sizes]}
    )
    for row in table1_rows.ROWS:
        numbers[row.label_claim or row.claim] += _LABEL_TOKEN.findall(row.label)
        for group in TABLE_1_GROUPS:
            numbers[row.claim] += _TOKEN.findall(by_line[row.line][group])
    return dict(numbers)


def _table_1_against_ledger(
    printed: dict[str, list[str]], ledger: Sequence[Entry]
) -> Iterator[str]:
    """Yield one line for each claim whose numbers differ between Table 1 and the ledger."""
    names = {
        claim: line_name(row.line)
        for row in table1_rows.ROWS
        for claim in (row.claim, row.label_claim)
    }
    in_ledger = {entry.id: list(entry.prints) for entry in ledger}
    for claim, numbers in printed.items():
        if (found := in_ledger.get(claim, [])) != numbers:
            yield (
                f"Table 1, {names.get(claim, 'column heads')}: printed {', '.join(numbers)}; "
                f"the ledger has {', '.join(found) or 'nothing'} ({claim})"
            )
