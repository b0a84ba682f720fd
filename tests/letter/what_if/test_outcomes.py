"""Which numbers fall with a change, held against hand counts and against the whole ledger."""

import random
from dataclasses import replace

import pytest
from oracle_csv import TOLERANCE, oracle_values

from letter.checks import CHECKS
from letter.data.cohort import COLUMNS
from letter.data.letter import load_letter
from letter.data.paths import COHORT, PUBLISHED
from letter.definitions.endpoints import five_year_rfs
from letter.what_if import SWITCHES, combinations, valid_changes
from reproduction.claims import evaluate, load_ledger
from reproduction.claims.changes import Changes
from reproduction.inputs.csv_rows import read_rows

ROWS = [row.cells for row in read_rows(COHORT, COLUMNS)]
LEDGER = load_ledger(PUBLISHED / "claims.yaml", ".")
LETTER = load_letter()


@pytest.fixture(scope="module")
def tried():
    return Changes(LEDGER, CHECKS, LETTER.cohort, lambda cohort: replace(LETTER, cohort=cohort))


@pytest.fixture(scope="module")
def changes():
    return valid_changes(ROWS)


def numbers(lost) -> list[tuple[str, int, str | None, str]]:
    return [(n.claim, n.index, n.computed, n.status.value) for n in lost]


def from_scratch(cohort) -> list[tuple[str, int, str | None, str]]:
    """The numbers that have not the status expected of them, by a whole evaluation."""
    results = evaluate(LEDGER, CHECKS, replace(LETTER, cohort=cohort))
    return [
        (result.entry.id, index, number.computed, number.status.value)
        for result in results
        for index, number in enumerate(result.numbers)
        if not number.as_expected
    ]


def test_if_patient_2_had_been_transplanted(tried, changes):
    """Counted by hand: patient 2 is Ph-negative without a response, and relapsed at 3.2 months."""
    (change,) = [c for c in changes if (c.row, c.column) == (1, "hsct_months")]
    cohort = change.applied(LETTER.cohort)
    assert numbers(tried.lost(cohort)) == [
        ("transplanted", 0, "10", "contradicted"),  # nine transplanted
        ("transplanted", 2, "3", "contradicted"),  # of them two without a response
        ("remission-by-transplant", 1, "10", "contradicted"),  # five of nine
        ("remission-by-transplant", 3, "10", "contradicted"),  # and five of 11 others
        # Of the seven Ph-negative patients without a transplant six remain, who all responded: the
        # letter's six needs no convention any more.
        ("untreated-ph-negative", 1, "6", "reproduced"),
        ("transplant-related-death", 0, "10", "contradicted"),  # of nine transplanted
        ("table1-transplant", 2, "5", "contradicted"),  # 4 of 10 below five years
        ("table1-transplant", 3, "50", "contradicted"),
    ]
    assert five_year_rfs(cohort) == five_year_rfs(LETTER.cohort)  # followed through transplant


def test_a_change_of_sex_touches_table_1_alone(tried, changes):
    (change,) = [c for c in changes if (c.row, c.column) == (1, "sex")]
    # Patient 2, a woman with less than five years: of ten, 5 men become 6 and 5 women 4.
    assert numbers(tried.lost(change.applied(LETTER.cohort))) == [
        ("table1-male", 2, "6", "contradicted"),
        ("table1-male", 3, "60", "contradicted"),
        ("table1-female", 2, "4", "contradicted"),
        ("table1-female", 3, "40", "contradicted"),
    ]


def equals_a_whole_evaluation(tried, sample) -> None:
    for change in sample:
        cohort = change.applied(LETTER.cohort)
        assert (change, numbers(tried.lost(cohort))) == (change, from_scratch(cohort))


def test_changes_of_some_columns_equal_a_whole_evaluation(tried, changes):
    chance = random.Random(14)
    columns: dict[str, list] = {}
    for change in changes:
        columns.setdefault(change.column, []).append(change)
    assert len(columns) > 8
    chosen = [chance.choice(columns[name]) for name in chance.sample(sorted(columns), 4)]
    equals_a_whole_evaluation(tried, chosen)


@pytest.mark.slow
def test_many_changes_equal_a_whole_evaluation(tried, changes):
    equals_a_whole_evaluation(tried, random.Random(14).sample(changes, 25))


def test_without_the_columns_that_it_does_not_read_a_check_finds_the_same(tried):
    for check, read in tried.reads.items():
        others = [column for column in LETTER.cohort if column not in read]
        claims = [claim for claim in CHECKS if CHECKS.get(claim) is check]
        printed = {entry.id: entry.quantities for entry in LEDGER}
        arguments = [printed[name] for name in CHECKS.reads(claims[0])]
        less = replace(LETTER, cohort=LETTER.cohort.drop(columns=others))
        assert check(less, *arguments).values == check(LETTER, *arguments).values


# --- Readings


def test_the_letters_own_reading_changes_nothing(tried):
    chosen, cohort = next(combinations(LETTER.cohort))
    assert (chosen, tried.lost(cohort)) == ((0, 0, 0, 0), ())
    r = oracle_values("estimates.csv")
    for name in ("value", "lower", "upper"):
        end = "all_patients.uncensored_at_hsct.rfs_60" + f".{name}".removesuffix(".value")
        assert getattr(five_year_rfs(cohort), name) == pytest.approx(r[end], rel=TOLERANCE)


def test_every_combination_is_there_once():
    found = [chosen for chosen, _ in combinations(LETTER.cohort)]
    assert len(set(found)) == len(found) == 24
    assert [len(options) for options in SWITCHES.values()] == [3, 2, 2, 2]


def by_hand(cohort) -> float:
    """The Kaplan-Meier estimate at 60 months, patient by patient."""
    rows = sorted(zip(cohort["rfs_months"], ~cohort["rfs_event"], strict=True))
    survival = 1.0
    for place, (months, censored) in enumerate(rows):
        if not censored and months <= 60:
            survival *= 1 - 1 / (len(rows) - place)
    return survival


def test_readings_equal_a_whole_evaluation_and_the_estimate_by_hand(tried):
    for number, (chosen, cohort) in enumerate(combinations(LETTER.cohort)):
        assert five_year_rfs(cohort).value == pytest.approx(by_hand(cohort), rel=TOLERANCE)
        if number == 23 or sum(map(bool, chosen)) == 1:  # the last has all switches on
            assert (chosen, numbers(tried.lost(cohort))) == (chosen, from_scratch(cohort))


def test_one_reading_at_a_time_changes_whom_it_names():
    found = dict(combinations(LETTER.cohort))
    before = LETTER.cohort.set_index("patient")
    changed = {
        chosen: {
            int(patient)
            for patient in before.index
            if patient not in set(cohort["patient"])
            or not before.loc[patient].equals(cohort.set_index("patient").loc[patient])
        }
        for chosen, cohort in found.items()
        if sum(map(bool, chosen)) == 1
    }
    assert changed == {
        (1, 0, 0, 0): {11},
        (2, 0, 0, 0): {11},
        (0, 1, 0, 0): {3, 5},
        (0, 0, 1, 0): {1},
        (0, 0, 0, 1): {2},
    }
