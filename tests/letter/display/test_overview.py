import re

import pytest
from cohort_file import changed

from letter.data import paths
from letter.display.overview import held_against, rebuilt_cells, verdict
from reproduction import project
from reproduction.loading import load

LETTER = load(paths.PROJECT)


@pytest.fixture
def ledger(monkeypatch) -> str:
    monkeypatch.chdir(paths.REPORT)
    return project.ledger_page()


def row_of(ledger: str, claim: str) -> str:
    (row,) = [line for line in ledger.splitlines() if f"{{#claim-{claim} " in line]
    return row


# --- The front page


def test_the_verdict_counts_every_number_once():
    text = verdict(LETTER.outcome, "ledger.qmd")
    inventory = paths.INVENTORY.read_text("utf-8").splitlines()[1:]
    printed = [row for row in inventory if re.match(r"(p\d+|fig1|table[12]),", row)]
    assert f"prints **{len(printed)} numbers** outside the cells of Table 2" in text
    numbers = [int(n) for n in re.findall(r"(?<!Table )\b\d+\b", text)]
    total, compared, *parts = numbers
    assert total == len(printed)
    assert compared == sum(parts[:4])
    assert total == sum(parts)


def test_cells_that_are_shown_as_printed_are_not_counted_as_rebuilt():
    # Table 1: two heads, sex 2, age 1, disease status 4, MRD 2, BCR-ABL, response and transplant 1
    # each, for two groups. Table 2: 20 patients, 15 columns.
    assert rebuilt_cells(LETTER.source) == (2 * (1 + 12), 20 * 15)


def test_the_front_page_counts_what_was_held_against_something():
    others = ("definition", "cited", "not_derivable")
    by_status = LETTER.outcome.by_status
    assert held_against(LETTER.outcome) == len(LETTER.outcome.numbers) - sum(
        by_status[status] for status in others
    )


def test_the_verdict_of_another_outcome_is_its_own(tmp_path):
    path = changed(tmp_path, (8, "cd19_at_relapse", "positive"))
    other = load(paths.PROJECT, cohort=path).outcome
    (before,), (after,) = (
        re.findall(
            r"and \[(\d+)\]\(ledger.qmd#status-contradicted\) are contradicted",
            verdict(outcome, "ledger.qmd"),
        )
        for outcome in (LETTER.outcome, other)
    )
    assert int(after) > int(before)
    assert int(after) == other.by_status["contradicted"]


# --- The ledger


def test_a_row_tells_what_was_computed_from_whom_and_where_it_is_used(ledger):
    row = row_of(ledger, "withdrawal-time")
    assert " | [Months after which consent was withdrawn.]{#claim-withdrawal-time " in row
    assert "](transplantation.qmd#use-withdrawal-time-in-report-transplantation)" in row
    assert "| 1.4 | 1.4; patient 1; [code](checks.qmd#check-withdrawal-time) |" in row
    assert "(findings.qmd#sec-finding-withdrawal)" in row


def test_rows_have_reasons_references_and_more_patients(ledger):
    assert "; patients 12, 14, 20; " in row_of(ledger, "non-responders-five-years")
    assert "[@topp2014; @topp2015]" in row_of(ledger, "relapsed-rfs")
    assert "[Table 2 gives patient 10 one event" in row_of(ledger, "late-relapse-extramedullary")
    assert "[At a glance](../index.qmd#use-mrd-responses-in-index)" in row_of(
        ledger, "mrd-responses"
    )
    assert "| 5.9, 7.6 | – |" in row_of(ledger, "relapsed-rfs")


@pytest.mark.usefixtures("ledger")
def test_every_row_links_to_the_code_of_its_check_and_every_page_exists():
    ledger, code = project.ledger_page(), project.code_of_the_checks()
    linked = set(re.findall(r"checks\.qmd#([\w-]+)", ledger))
    anchors = set(re.findall(r"^### .* \{#(check-[\w-]+) ", code, re.MULTILINE))
    assert linked == anchors
    for target in set(re.findall(r"\]\(([\w./-]+\.qmd)", ledger)):
        assert (paths.REPORT / target).resolve().exists()
