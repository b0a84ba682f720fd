"""The whole comparison of the letter with its patients: every claim and every cell."""

import re

from letter.checks import CHECKS
from letter.data.cells import table_1_differences, table_2_differences
from letter.data.letter import Letter
from letter.data.published import TABLE_1_GROUPS
from reproduction.claims import Printed, evaluate, transcription_defects
from reproduction.claims.report import Comparison, Outcome


def compare(letter: Letter) -> Outcome:
    """Evaluate every claim, and compare the transcriptions and the tables cell by cell."""
    return Outcome(evaluate(letter.ledger, CHECKS, letter), comparisons(letter))


def comparisons(letter: Letter) -> tuple[Comparison, ...]:
    """The ledger against its inventory; Table 1 against the ledger; both tables, by cell."""
    printed = printed_quantities(letter)
    body = letter.table_1[list(TABLE_1_GROUPS)]
    return (
        Comparison(
            "The ledger, against the inventory",
            len(printed),
            tuple(transcription_defects(printed, letter.inventory)),
        ),
        Comparison(
            "Table 1 as printed, against the ledger",
            len(table_1_numbers(letter)),
            tuple(table_1_against_ledger(letter)),
        ),
        Comparison(
            "Table 1, cell by cell",
            body.size,
            tuple(str(found) for found in table_1_differences(letter.cohort, letter.table_1)),
        ),
        Comparison(
            "Table 2, cell by cell",
            letter.table_2.size,
            tuple(str(found) for found in table_2_differences(letter.cohort, letter.table_2)),
        ),
    )


def printed_quantities(letter: Letter) -> list[Printed]:
    """Every quantity of the letter's ledger, then the references', in the files' order."""
    return [
        *((entry.at, text, entry.id) for entry in letter.ledger for text in entry.prints),
        *((fact.reference, fact.quantity.text, fact.id) for fact in letter.references),
    ]


def table_1_numbers(letter: Letter) -> list[tuple[str, str]]:
    """Row and number of every number in the cells of Table 1 as printed, without its heads."""
    rows = letter.table_1.iloc[1:]
    return [
        (f"{row['heading']} {row['row']}".strip(), number)
        for _, row in rows.iterrows()
        for group in TABLE_1_GROUPS
        for number in re.findall(r"\d+(?:\.\d+)?", row[group])
    ]


def table_1_against_ledger(letter: Letter) -> list[str]:
    """The first number of Table 1's cells that the ledger has otherwise."""
    ledger = [
        (entry.id, quantity.text)
        for entry in letter.ledger
        if entry.at == "table1" and not entry.id.startswith(("table1-heads", "table1-note"))
        for quantity in entry.quantities
        if quantity.form == "number" and entry.id != "table1-response-cycle"
    ]
    table = table_1_numbers(letter)
    if len(ledger) != len(table):
        return [f"Table 1 has {len(table)} numbers in its cells, the ledger has {len(ledger)}"]
    return [
        f"Table 1, {row}: printed {number}; the ledger has {text} ({claim})"
        for (row, number), (claim, text) in zip(table, ledger, strict=True)
        if number != text
    ][:1]
