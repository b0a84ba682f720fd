"""Every number of the letter by itself: its status, and whether its check can fail."""

import csv
import re
import shutil
from decimal import Decimal

import pytest

from letter.checks import CHECKS
from letter.data import paths
from letter.data.letter import load_letter
from reproduction.claims import (
    Entry,
    Sharpness,
    Status,
    evaluate,
    load_ledger,
)
from reproduction.claims.running import Paper
from reproduction.cli import main

LETTER = load_letter()
LEDGER = load_ledger(paths.CLAIMS)
RESULTS = {result.entry.id: result for result in evaluate(LEDGER, CHECKS, LETTER)}
PAPER = Paper(LEDGER, CHECKS, LETTER)
NUMBERS = [
    (claim, index, number)
    for claim, result in RESULTS.items()
    for index, number in enumerate(result.numbers)
]


def places(*statuses):
    """Claim and index of every number with one of the statuses."""
    return [(claim, index) for claim, index, number in NUMBERS if number.status in statuses]


def place_name(place):
    return f"{place[0]}-{place[1] + 1}"


@pytest.mark.parametrize("claim", RESULTS)
def test_every_number_has_the_status_expected(claim):
    assert RESULTS[claim].as_expected, RESULTS[claim].message


def test_the_letters_numbers_by_status():
    counts = {s.value: sum(n.status is s for _, _, n in NUMBERS) for s in Status}
    assert counts == {
        "contradicted": 4,
        "not_derivable": 7,
        "qualified": 17,
        "consistent": 37,
        "cited": 20,
        "definition": 28,
        "reproduced": 106,
    }


def test_contradicted_are_four_numbers_and_not_the_patient_whom_the_note_means():
    assert places(Status.CONTRADICTED) == [
        ("late-relapse-extramedullary", 0),
        ("late-relapse-extramedullary", 1),
        ("table1-note-five-years", 1),
        ("table1-note-five-years", 2),
    ]


def test_of_a_claim_only_what_is_in_doubt_is_qualified():
    statuses = {
        claim: [n.status.value for n in result.numbers] for claim, result in RESULTS.items()
    }
    assert statuses["first-follow-up-remission"] == ["qualified", "reproduced", "qualified"]
    assert statuses["untreated-ph-negative"] == ["reproduced", "qualified", "definition"]
    assert " ".join(statuses["remission-by-transplant"]) == (
        "qualified reproduced reproduced reproduced definition"
    )


@pytest.mark.parametrize("place", places(Status.QUALIFIED), ids=place_name)
def test_a_qualified_number_has_a_convention_and_its_reason(place):
    claim, index = place
    number = RESULTS[claim].numbers[index]
    assert number.otherwise != number.computed
    assert RESULTS[claim].because


# --- Checks that can fail


def test_no_reproduced_number_is_other_than_sharp():
    assert {n.sharpness for _, _, n in NUMBERS if n.status is Status.REPRODUCED} == {
        Sharpness.SHARP
    }


@pytest.mark.parametrize("place", places(Status.CONSISTENT), ids=place_name)
def test_the_check_of_a_consistent_number_can_fail(place):
    assert RESULTS[place[0]].numbers[place[1]].sharpness is not Sharpness.NONE


def test_only_other_sources_unpublished_data_dose_and_length_of_a_cycle_go_unchecked():
    """Dose and length of a cycle are printed once, so there is nothing to hold them against."""
    unchecked = {(c, n.status) for c, _, n in NUMBERS if n.sharpness is Sharpness.NONE}
    once = {("dose", Status.DEFINITION), ("cycle-length", Status.DEFINITION)}
    assert once <= unchecked
    assert {status for _, status in unchecked - once} == {Status.CITED, Status.NOT_DERIVABLE}


def test_further_cycles_are_at_least_those_that_table_1_has_beyond_the_first_four():
    number = RESULTS["cycles"].numbers[1]
    assert (number.status, number.sharpness) == (Status.DEFINITION, Sharpness.BOUND)
    assert (number.computed, number.passing) == ("≥ 3", "any value ≥ 3 would have passed")


def test_the_letters_numbers_by_sharpness():
    counts = {kind.value: sum(n.sharpness is kind for _, _, n in NUMBERS) for kind in Sharpness}
    assert counts == {"sharp": 173, "bound": 20, "none": 26}


def changed(entry: Entry, index: int, token: str) -> Entry:
    prints = [*entry.prints[:index], token, *entry.prints[index + 1 :]]
    return Entry.model_validate(entry.model_dump() | {"prints": prints})


def one_more(token: str) -> str:
    """The token with its number one unit higher in the last printed place."""
    words = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ]
    if token.lower() in words[:-1]:
        return words[words.index(token.lower()) + 1]
    if token == "both":
        return "three"
    if token == "Nineteen":
        return "twenty"
    number = re.search(r"\d+(?:\.\d+)?", token)
    assert number is not None
    value = Decimal(number[0])
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    return token.replace(number[0], f"{value + step:f}", 1)


@pytest.mark.parametrize("place", places(Status.REPRODUCED), ids=place_name)
def test_one_unit_in_the_last_place_of_a_reproduced_number_is_noticed(place):
    """Without the inventory and the printed tables, which could be changed along with it."""
    claim, index = place
    ledger = [
        changed(entry, index, one_more(entry.prints[index])) if entry.id == claim else entry
        for entry in LEDGER
    ]
    assert Paper(ledger, CHECKS, LETTER).status(claim, index) is Status.CONTRADICTED


@pytest.mark.parametrize(
    ("claim", "index", "other"),
    [
        ("table1-mrd-low", 0, "≥10^-3^"),
        ("table1-mrd-high", 0, "<10^-3^"),
        ("mrd-definition", 0, "less than 10^-4^"),
        ("enrolment-mrd", 0, "<10^-4^"),
        ("endpoint-mrd", 0, "≥10^-4^"),
        ("rfs-groups", 0, "<5"),
        ("table1-heads", 1, "≥5"),
    ],
)
def test_a_reversed_relation_is_noticed(claim, index, other):
    ledger = [changed(e, index, other) if e.id == claim else e for e in LEDGER]
    assert Paper(ledger, CHECKS, LETTER).status(claim, index) is Status.CONTRADICTED


@pytest.mark.parametrize(
    ("claim", "index", "other", "status"),
    [
        ("minimum-age", 0, "≥20", Status.CONSISTENT),
        ("minimum-age", 0, "≥21", Status.CONTRADICTED),
        ("first-cycle-responses", 0, "second", Status.CONTRADICTED),
        ("first-cycle-transplants", 0, "second", Status.CONTRADICTED),
        ("table1-note-withdrawal", 1, "44", Status.CONTRADICTED),
        ("cycles", 1, "up to two", Status.CONTRADICTED),
        ("table1-cycles", 3, "3.6", Status.CONTRADICTED),
        ("table1-cycles", 3, "3.4", Status.CONSISTENT),
        ("non-responders-mrd", 1, "<1.0x10^-3^", Status.CONTRADICTED),
        ("late-relapse-extramedullary", 0, "32.1", Status.CONSISTENT),
        ("remission-by-transplant", 0, "four", Status.REPRODUCED),
        ("untreated-ph-negative", 1, "seven", Status.REPRODUCED),
        ("table1-note-five-years", 1, "59.5", Status.REPRODUCED),
    ],
)
def test_other_numbers_would_have_another_status(claim, index, other, status):
    ledger = [changed(e, index, other) if e.id == claim else e for e in LEDGER]
    assert Paper(ledger, CHECKS, LETTER).status(claim, index) is status


# --- The same in files: ledger, inventory and printed table changed together


def write_changed(folder, claim: str, index: int, new: str):
    """Copy data/published with one number changed wherever it was transcribed."""
    published = shutil.copytree(paths.PUBLISHED, folder / "published")
    entry = next(entry for entry in LEDGER if entry.id == claim)
    old = "[" + ", ".join(f'"{token}"' for token in entry.prints) + "]"
    prints = [*entry.prints[:index], new, *entry.prints[index + 1 :]]
    text = (published / "claims.yaml").read_text("utf-8")
    start = text.index(f"- id: {claim}\n")
    place = text.index(f"prints: {old}", start)
    now = "[" + ", ".join(f'"{token}"' for token in prints) + "]"
    text = text[:place] + text[place:].replace(old, now, 1)
    (published / "claims.yaml").write_text(text, "utf-8")
    rows = read(published / "inventory.csv")
    [row for row in rows if row["claim"] == claim][index]["token"] = new
    write(published / "inventory.csv", rows)
    return published


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("claim", "index", "new", "cell"),
    [
        ("mrd-responses", 1, "17", None),
        ("death-in-remission", 1, "19.2", None),
        ("table1-male", 2, "6", ("Male", "rfs_below_5y", "6 (50)")),
        (
            "table1-age",
            0,
            "48.6",
            ("Age, years, median (range)", "rfs_at_least_5y", "48.6 (23-77)"),
        ),
        ("table1-heads", 2, "11", ("", "rfs_at_least_5y", "RFS ≥5 years (n=11*)")),
    ],
)
def test_a_number_changed_wherever_it_was_transcribed_fails(
    tmp_path, capsys, claim, index, new, cell
):
    published = write_changed(tmp_path, claim, index, new)
    if cell:
        rows = read(published / "table1.csv")
        label, column, text = cell
        next(row for row in rows if row["row"] == label)[column] = text
        write(published / "table1.csv", rows)
    assert main(["check", str(paths.PROJECT), "--published", str(published)]) == 1
    said = capsys.readouterr().out
    place = f"{claim} ({RESULTS[claim].entry.at}), number {index + 1}: printed {new}"
    assert place in said
    # The transcriptions agree with each other, so only the check can have noticed.
    assert "the ledger has" not in said
