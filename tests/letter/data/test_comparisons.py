import dataclasses

import pytest
from any_input import examples
from cohort_file import changed, cohorts, letter_rows, write_cohort
from hypothesis import example, given

from letter.checks import CHECKS
from letter.data import paths
from letter.data.cohort import load_cohort
from letter.data.comparisons import comparisons, table_1_numbers
from letter.data.letter import Letter, load_letter, transcribed
from reproduction.claims import Entry, evaluate, load_inventory, load_ledger, transcription_defects
from reproduction.inputs.defects import InputError

LETTER = load_letter()
LEDGER = load_ledger(paths.CLAIMS)


def with_prints(claim: str, *prints: str) -> list[Entry]:
    """The ledger with other quantities in one claim."""

    def changed_entry(entry: Entry) -> Entry:
        first = {"basis": entry.basis[:1], "expect": entry.expect[:1]}
        return Entry.model_validate(entry.model_dump() | first | {"prints": list(prints)})

    return [changed_entry(entry) if entry.id == claim else entry for entry in LEDGER]


def differences(letter: Letter, ledger=LEDGER) -> list[str]:
    return [line for part in comparisons(letter, ledger) for line in part.differences]


def failures(letter: Letter) -> list[str]:
    """One line for each number of the letter without the status expected of it."""
    return [line for result in evaluate(LEDGER, CHECKS, letter) for line in result.messages]


def with_patients(tmp_path, *changes: tuple[int, str, str]) -> Letter:
    return dataclasses.replace(LETTER, cohort=load_cohort(changed(tmp_path, *changes)))


# --- The letter


def test_every_transcription_agrees_with_the_other_and_every_cell_is_equal():
    assert differences(LETTER) == []
    assert {part.name: part.compared for part in comparisons(LETTER, LEDGER)} == {
        # 14 rows of two counts with percentages, 2 of medians with ranges, in two columns; four
        # numbers in the heads, two thresholds and a cycle in labels
        "Table 1 as printed, against the ledger": 14 * 4 + 2 * 6 + 4 + 3,
        # 13 of 17 lines, the heads included, in two columns; Table 2 supports no other
        "Table 1, cell by cell": 13 * 2,
        "Table 2, cell by cell": 20 * 15,
    }
    printed = [(entry.at, token, entry.id) for entry in LEDGER for token in entry.prints]
    assert len(printed) == 219
    inventory = load_inventory(paths.INVENTORY)
    assert transcription_defects([*printed, *transcribed(LETTER)], inventory) == []


def test_the_references_quantities_are_transcribed_by_reference():
    printed = transcribed(LETTER)
    assert ("topp2012", "33", "first-follow-up-months") in printed
    assert ("zugmaier2014", "November 2009", "last-treatment") in printed


def test_the_numbers_of_table_1_are_those_of_its_heads_labels_and_cells():
    numbers = table_1_numbers(LETTER.table_1)
    assert numbers["table1-heads"] == ["≥5", "<5", "10", "10"]
    assert numbers["table1-male"] == ["3", "30", "5", "50"]
    assert numbers["table1-age"] == ["48.5", "23", "77", "54.5", "20", "72"]
    assert numbers["table1-mrd-low"] == ["<10^-3^", "3", "30", "1", "10"]
    assert numbers["table1-mll-af4"] == ["1", "10", "1", "10"]
    assert numbers["table1-response-cycle"] == ["1"]


# --- What differs is named


@pytest.mark.parametrize(
    ("claim", "prints", "expected"),
    [
        (
            "table1-male",
            ["3", "30", "6", "50"],
            "Table 1, Sex, n (%): Male: printed 3, 30, 5, 50; the ledger has 3, 30, 6, 50",
        ),
        (
            "table1-heads",
            ["≥5", "<5", "10"],
            "Table 1, column heads: printed ≥5, <5, 10, 10; the ledger has ≥5, <5, 10",
        ),
        (
            "table1-mrd-high",
            ["<10^-3^", "7", "70", "9", "90"],
            "Table 1, MRD status, n (%): MRD ≥10^-3^: printed ≥10^-3^, 7, 70, 9, 90; "
            "the ledger has <10^-3^, 7, 70, 9, 90",
        ),
    ],
)
def test_a_ledger_that_differs_from_table_1_is_named(claim, prints, expected):
    assert differences(LETTER, with_prints(claim, *prints)) == [f"{expected} ({claim})"]


def test_a_claim_that_is_missing_is_named():
    (difference,) = differences(LETTER, [e for e in LEDGER if e.id != "table1-response-cycle"])
    assert difference == (
        "Table 1, Complete MRD response after 1 cycle, n (%): printed 1; "
        "the ledger has nothing (table1-response-cycle)"
    )


def test_one_patient_that_differs_shows_in_every_claim_and_cell_it_is_in(tmp_path):
    letter = with_patients(tmp_path, (8, "cd19_at_relapse", "positive"))
    assert failures(letter) == [
        "hematologic-relapses (p10), number 3: printed two; computed 3; contradicted, "
        "expected reproduced; check: hematologic_relapses",
        "hematologic-relapses (p10), number 4: printed two; computed 1; contradicted, "
        "expected reproduced; check: hematologic_relapses",
    ]
    assert differences(letter) == [
        'table2, patient 8, cd19_positive: printed "Unknown", computed "Yes"'
    ]


def test_more_values_than_are_printed_all_show(tmp_path):
    changes = (10, "hsct_months", ""), (9, "hsct_months", "18.7"), (9, "rfs_months", "44.3")
    letter = with_patients(tmp_path, *changes, (4, "hsct_months", "3.0"))
    (message,) = [line for line in failures(letter) if line.startswith("late-relapse (")]
    assert message.startswith("late-relapse (p10): printed 50.8; computed 5.1, 44.3; contradicted")


def test_a_first_follow_up_without_the_transplanted_is_no_error(tmp_path):
    rows = [row | {"hsct_months": ""} for row in letter_rows()]
    cohort = load_cohort(write_cohort(tmp_path / "cohort.csv", rows))
    results = evaluate(LEDGER, CHECKS, dataclasses.replace(LETTER, cohort=cohort))
    (result,) = [r for r in results if r.entry.id == "first-follow-up-remission"]
    assert result.as_expected
    assert result.computed is not None
    assert result.computed.evidence["transplanted"] == "none"


# --- Whatever the patients are


ONLY_EVENTS = [
    row | {"rfs_event": "true", "event_type": "death_in_remission", "cd19_at_relapse": ""}
    for row in letter_rows()
]


@examples(15)
@given(rows=cohorts())
@example(rows=letter_rows())
@example(rows=ONLY_EVENTS)
@example(rows=[letter_rows()[0], letter_rows()[10] | {"patient": "2"}])
def test_no_check_breaks_whoever_the_patients_are(rows, tmp_path):
    path = write_cohort(tmp_path / "cohort.csv", rows)
    try:
        letter = load_letter(path)
    except InputError as error:
        (defect,) = error.defects
        assert "every patient has" in str(defect)
        assert len({row["rfs_5y"] for row in rows}) == 1
        return
    results = evaluate(LEDGER, CHECKS, letter)
    assert [result.defect for result in results if result.defect] == []
    assert all(result.as_expected for result in results) == (rows == letter_rows())
    assert (differences(letter) == []) == (rows == letter_rows())
