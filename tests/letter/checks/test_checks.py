"""Each check against values counted by hand, and the checks as the book shows them."""

import inspect
from pathlib import Path
from typing import Any

import pytest
from counted_by_hand import EXPECTED

from letter import checks
from letter.checks import CHECKS
from letter.data import paths
from letter.data.letter import load_letter
from reproduction.claims import (
    Bound,
    Computed,
    Convention,
    Quantity,
    Threshold,
    Value,
    load_ledger,
)

LETTER = load_letter()
LEDGER = {entry.id: entry for entry in load_ledger(paths.CLAIMS)}


def arguments(claim: str) -> list[tuple[Quantity, ...]]:
    """What the claims that a check reads print."""
    return [LEDGER[read].quantities for read in CHECKS.reads(claim)]


def found(claim: str) -> Computed:
    check = CHECKS.get(claim)
    assert check is not None
    return check(LETTER, *arguments(claim))


def plain(value: Value) -> Any:
    """A value as its kind, its relation and its numbers, which are compared nearly."""
    match value:
        case Bound(relation, number) | Threshold(relation, number):
            return (type(value).__name__, relation, nearly(number))
        case Convention(under, otherwise):
            return ("Convention", nearly(under), nearly(otherwise))
    return nearly(value)


def nearly(number: Any) -> Any:
    return None if number is None else pytest.approx(float(number), rel=1e-12)


def exactly(value: Value) -> Any:
    match value:
        case Bound(relation, number) | Threshold(relation, number):
            return (type(value).__name__, relation, float(number))
        case Convention(under, otherwise):
            return ("Convention", *(None if x is None else float(x) for x in (under, otherwise)))
    return None if value is None else float(value)


@pytest.mark.parametrize("claim", EXPECTED)
def test_each_check_finds_what_was_counted_by_hand(claim):
    computed, expected = found(claim), EXPECTED[claim]
    assert list(map(exactly, computed.values)) == list(map(plain, expected.values))
    assert computed.patients == expected.patients
    assert all(type(number) is int for number in computed.patients)
    assert dict(computed.texts) == expected.evidence


def test_every_check_has_a_value_worked_out_by_hand():
    assert set(EXPECTED) == set(CHECKS)


def test_every_number_that_needs_a_check_has_one():
    needed = {e.id for e in LEDGER.values() if {"patients", "printed"} & set(e.basis)}
    assert needed <= set(CHECKS)
    never = {e.id for e in LEDGER.values() if set(e.basis) <= {"cited", "unpublished"}}
    assert not never & set(CHECKS)


# --- The checks as the book shows them

FUNCTIONS = list(dict.fromkeys(CHECKS.get(claim) for claim in CHECKS))


def test_a_name_is_one_piece_of_code_because_anchors_are_made_of_names():
    code = {(function.__name__, function.__code__) for function in FUNCTIONS}
    assert len({name for name, _ in code}) == len(code)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_every_check_says_on_one_line_what_it_counts(function):
    first, *rest = (function.__doc__ or "").split("\n")
    assert first.endswith(".")
    assert len(first) > 10
    assert not rest or not rest[0].strip()


def test_every_check_is_in_a_topic_that_the_book_lists():
    files = {path.stem for path in Path(checks.__file__).parent.glob("*.py")}
    topics = {f"letter.checks.{name}" for name in files - {"__init__", "counting"}}
    assert {function.__module__ for function in FUNCTIONS} == topics
    for name in topics:
        assert inspect.getdoc(__import__(name, fromlist=["x"]))


def test_checks_leave_the_letter_as_it_is():
    before = load_letter()
    for claim in CHECKS:
        check = CHECKS.get(claim)
        assert check is not None
        check(before, *arguments(claim))
    assert before.cohort.equals(LETTER.cohort)
    assert before.table_1.equals(LETTER.table_1)
    assert before.table_2.equals(LETTER.table_2)
