import dataclasses

import pytest
from cohort_file import changed, cohorts, letter_rows, write_cohort
from hypothesis import HealthCheck, example, given, settings

from letter.data.cohort import load_cohort
from letter.data.letter import Letter, load_letter
from letter.outcome import compare, comparisons, printed_quantities, table_1_numbers
from reproduction.claims import Entry
from reproduction.claims.report import Outcome, as_json, as_junit, as_rows, as_text
from reproduction.inputs.defects import InputError


@pytest.fixture(scope="module")
def letter() -> Letter:
    return load_letter()


def with_prints(letter: Letter, claim: str, *prints: str) -> Letter:
    """The letter with other quantities in one claim of its ledger."""
    ledger = tuple(
        Entry.model_validate(entry.model_dump() | {"prints": list(prints)})
        if entry.id == claim
        else entry
        for entry in letter.ledger
    )
    assert ledger != letter.ledger
    return dataclasses.replace(letter, ledger=ledger)


def failures(letter: Letter) -> list[str]:
    return [line for part in comparisons(letter) for line in part.differences]


# --- The letter


def test_every_claim_is_as_expected_and_every_cell_equal(letter):
    outcome = compare(letter)
    assert outcome.failures == []
    assert {part.name: part.compared for part in outcome.comparisons} == {
        # 216 in the letter and 9 in the references
        "The ledger, against the inventory": 225,
        # 12 rows of two counts with percentages, 2 of medians with ranges in two columns; the
        # heads are not counted
        "Table 1 as printed, against the ledger": 14 * 4 + 2 * 6,
        # 17 lines, the heads included, in two columns
        "Table 1, cell by cell": 17 * 2,
        "Table 2, cell by cell": 20 * 15,
    }


def test_the_letters_numbers_by_status(letter):
    counts = compare(letter).quantities
    assert sum(counts.values()) == 216
    assert list(counts) == [
        "reproduced", "qualified", "consistent", "contradicted", "cited", "not_derivable",
    ]  # fmt: skip


def test_the_printed_quantities_are_the_ledgers_and_then_the_references(letter):
    printed = printed_quantities(letter)
    assert printed[0] == ("p1", "greater than 80%", "background-rates")
    assert printed[-1] == ("zugmaier2014", "November 2009", "last-treatment")


def test_the_numbers_of_table_1_are_those_of_its_cells(letter):
    numbers = table_1_numbers(letter)
    assert numbers[:4] == [
        ("Sex, n (%) Male", "3"),
        ("Sex, n (%) Male", "30"),
        ("Sex, n (%) Male", "5"),
        ("Sex, n (%) Male", "50"),
    ]
    assert [n for row, n in numbers if row == "Age, years, median (range)"] == [
        "48.5", "23", "77", "54.5", "20", "72",
    ]  # fmt: skip


# --- What differs is named


def test_a_ledger_that_differs_from_the_inventory_is_named(letter):
    assert failures(with_prints(letter, "withdrawal-reported-earlier", "2.7")) == [
        "p10, quantity 27: the ledger has “2.7” (withdrawal-reported-earlier), "
        "the inventory has “2.6” (withdrawal-reported-earlier)"
    ]


def test_a_ledger_that_differs_from_table_1_is_named(letter):
    other = with_prints(letter, "table1-male", "3", "30", "6", "50")
    assert "Table 1, Sex, n (%) Male: printed 5; the ledger has 6 (table1-male)" in failures(other)
    longer = with_prints(letter, "table1-male", "3", "30", "6", "50", "1")
    assert "Table 1 has 68 numbers in its cells, the ledger has 69" in failures(longer)


def test_a_claim_that_differs_from_the_patients_is_named(letter):
    other = with_prints(letter, "mrd-responses", "80%", "17", "20")
    assert compare(other).failures[0] == (
        "mrd-responses (p4): printed 80%, 17, 20; computed 80%, 16, 20; "
        "contradicted, expected reproduced"
    )


def test_a_known_contradiction_fails_when_it_goes_away(letter):
    other = with_prints(letter, "table1-note-five-years", "one", "59.5", "4.96")
    assert compare(other).failures[0] == (
        "table1-note-five-years (table1): printed one, 59.5, 4.96; computed 1, 59.5, 4.96; "
        "reproduced, expected contradicted"
    )


def test_one_patient_that_differs_shows_in_every_claim_and_cell_it_is_in(letter, tmp_path):
    path = changed(tmp_path, (8, "cd19_at_relapse", "positive"))
    other = dataclasses.replace(letter, cohort=load_cohort(path))
    assert compare(other).failures == [
        "hematologic-relapses (p10): printed six, two, two, two; computed 6, 2, 3, 1; "
        "contradicted, expected reproduced",
        'table2, patient 8, cd19_positive: printed "Unknown", computed "Yes"',
    ]


def test_a_qualified_claim_that_fails_shows_what_was_computed(letter, tmp_path):
    path = changed(tmp_path, (9, "rfs_months", "32.9"))
    other = dataclasses.replace(letter, cohort=load_cohort(path))
    (message,) = [
        line for line in compare(other).failures if line.startswith("first-follow-up-remission")
    ]
    assert message == (
        "first-follow-up-remission (p4): printed 12, 20, 60%; computed 11, 20, 55%; "
        "contradicted, expected qualified"
    )


def test_more_values_than_are_printed_all_show(letter, tmp_path):
    path = changed(
        tmp_path,
        (2, "event_type", "withdrew_consent"),
        (2, "rfs_event", "false"),
        (2, "cd19_at_relapse", ""),
    )
    other = dataclasses.replace(letter, cohort=load_cohort(path))
    found = compare(other).failures
    assert (
        "withdrawal-time (p10): printed 1.4; computed 1.4, 3.2; "
        "contradicted, expected reproduced" in found
    )


def test_an_interim_analysis_without_the_transplanted_is_no_error(letter, tmp_path):
    rows = [row | {"hsct_months": ""} for row in letter_rows()]
    other = dataclasses.replace(letter, cohort=load_cohort(write_cohort(tmp_path / "c.csv", rows)))
    (result,) = [r for r in compare(other).results if r.entry.id == "first-follow-up-remission"]
    assert result.as_expected
    assert result.computed is not None
    assert result.computed.evidence["transplanted"] == "none"


# --- Whatever the patients are


ONLY_EVENTS = [
    row | {"rfs_event": "true", "event_type": "death_in_remission", "cd19_at_relapse": ""}
    for row in letter_rows()
]


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=cohorts())
@example(rows=letter_rows())
@example(rows=ONLY_EVENTS)
@example(rows=[letter_rows()[0], letter_rows()[10] | {"patient": "2"}])
def test_any_valid_patients_have_an_outcome_in_every_format(rows, letter, tmp_path):
    path = write_cohort(tmp_path / "cohort.csv", rows)
    try:
        other = load_letter(path)
    except InputError as error:
        (defect,) = error.defects
        assert "every patient has" in str(defect)
        assert len({row["rfs_5y"] for row in rows}) == 1
        return
    outcome = compare(other)
    assert isinstance(outcome, Outcome)
    assert outcome.passed == (rows == letter_rows())
    for write in (as_text, as_json, as_junit):
        assert write(outcome).endswith("\n")
    assert len(as_rows(outcome.results)) == len(letter.ledger)
    for result in outcome.results:
        assert len(result.shown) == len(result.unrounded)
        assert "{" not in result.because
