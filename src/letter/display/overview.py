"""The outcome in the letter's own words, and what counts as a number."""

import csv
from collections.abc import Iterable
from pathlib import Path

from letter.data import paths
from letter.data.comparisons import REBUILT_TABLE_1_CELLS
from letter.data.letter import Letter
from letter.data.published import Labels
from letter.display.thread import ABBREVIATIONS
from reproduction.claims import Status
from reproduction.claims.display import Markdown, escape, pipe_table, plain
from reproduction.claims.outcome import Outcome
from reproduction.claims.pages import counted

ORACLE = paths.PROJECT / "tests/oracle"
"""What R computed, and with which versions."""


def verdict(outcome: Outcome, ledger: str) -> Markdown:
    """Return how many of the letter's numbers are accounted for, and how.

    Args:
        outcome: with every claim.
        ledger: its page, relative to the page with the text; each count leads to its numbers there.
    """
    shown = {status: counted(outcome, status, ledger) for status in Status}
    parts = [
        f"The letter prints **{len(outcome.numbers)} numbers** outside the cells of Table 2, and "
        "all of them are accounted for.",
        f"{held_against(outcome)} could be held against the patients or "
        f"against other printed numbers: {shown[Status.REPRODUCED]} were recomputed and agree, "
        f"{shown[Status.CONSISTENT]} are consistent, {shown[Status.QUALIFIED]} agree only under a "
        f"convention that the letter does not state, and {shown[Status.CONTRADICTED]} are "
        "contradicted.",
        f"{shown[Status.DEFINITION]} are definitions of the study, {shown[Status.CITED]} are other "
        f"publications' numbers, and {shown[Status.NOT_DERIVABLE]} cannot be checked from anything "
        "that we had.",
    ]
    return Markdown("\n".join(parts) + "\n")


def held_against(outcome: Outcome) -> int:
    """Return how many numbers were held against the patients or against other printed numbers.

    The others are definitions, cited, or not derivable.
    """
    compared = (Status.REPRODUCED, Status.QUALIFIED, Status.CONSISTENT, Status.CONTRADICTED)
    return sum(outcome.by_status.get(status, 0) for status in compared)


def rebuilt_cells(letter: Letter) -> tuple[int, int]:
    """Return how many cells of Table 1 and of Table 2 are computed from the patients.

    In Table 1 these are the heads of the columns and the rows that Table 2 supports; the other
    rows are shown as printed. A cell of either table that differs stops the build.
    """
    return REBUILT_TABLE_1_CELLS, letter.table_2.size


def abbreviations_list() -> Markdown:
    """Return each abbreviation with its long form, in one paragraph."""
    terms = sorted(ABBREVIATIONS.items(), key=lambda item: item[0].casefold())
    return Markdown("; ".join(f"**{short}**, {long}" for short, long in terms) + ".\n")


def second_computation(folder: Path = ORACLE) -> Markdown:
    """Return the software of the second computation with its versions, as a table."""
    rows = list(csv.reader((folder / "versions.csv").read_text(encoding="utf-8").splitlines()))
    return pipe_table(("Software", "Version"), rows[1:], (50, 50))


def second_values(folder: Path = ORACLE) -> int:
    """Return how many values the second computation gives for the review's numbers."""
    texts = (path.read_text(encoding="utf-8") for path in folder.glob("*.csv"))
    return sum(len(text.splitlines()) - 1 for text in texts if text.startswith("quantity,value\n"))


def labels_table(labels: Iterable[Labels]) -> Markdown:
    """Return one row for each rule: why it makes a label, and the letter's labels of the kind."""
    rows = [(rule.rule, ", ".join(escape(plain(text)) for text in rule.printed)) for rule in labels]
    return pipe_table(("Rule", "Labels in the letter"), rows, (50, 50))
