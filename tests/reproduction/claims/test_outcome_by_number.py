"""What the reports say of each number: its status and its sharpness."""

import json

import pytest
from made_up import LEDGER as EVERY_STATUS
from made_up import RACE, entry, whole_paper

from reproduction.claims import Checks, evaluate
from reproduction.claims.outcome import Outcome, as_json, as_junit, as_text, sharpness_as_text
from reproduction.claims.running import Paper


def test_the_sharpness_of_every_number_is_told_with_what_it_is_held_against(whole):
    paper = Paper(EVERY_STATUS, whole_paper(), RACE)
    lines = sharpness_as_text(whole, paper).splitlines()
    assert lines[:5] == [
        "p1",
        "  sharp  runners: Four (reproduced), held against patients: 4",
        "  sharp  winner: 29.5 (reproduced), held against patients: 29.5",
        "  bound  limit: <60 (definition), definition, no check; limit-again, slowest held against "
        "it; of the values tried, ≥60, ≤60 would have passed; others only together with "
        "<60, 1 (Paragraph 2)",
        "p2",
    ]
    for line in (
        "  bound  slowest[1]: <45 (consistent), held against patients: 44; "
        "any limit above 44 would have passed",
        "  bound  slowest[2]: 12 (consistent), held against printed: < 15; "
        "any value < 15 would have passed",
        "  none   age[1]: 31 (not derivable), held against unpublished: nothing; "
        "any other value would have passed",
        "  bound  last: 45.0 (contradicted), held against patients: 44.0; 44.0 would have agreed",
        "  limit[1] <60 → <120; limit-again[1] <60 → <120; limit-again[2] 1 → 2",
        "  teams[1] 2 → 1; teams[2] 2 → 4",
    ):
        assert line in lines
    assert [line.split()[:2] for line in lines[-3:]] == [
        ["8", "sharp:"],
        ["4", "bound:"],
        ["2", "none:"],
    ]


def test_numbers_of_a_claim_with_different_statuses_have_them_all_in_the_table(whole):
    assert "nothing, 4            not derivable,\n" in as_text(whole)
    record = json.loads(as_json(whole))["claims"][7]
    assert (record["status"], record["expect"]) == ("not_derivable", "not_derivable")
    assert [n["status"] for n in record["quantities"]] == ["not_derivable", "reproduced"]


@pytest.fixture
def whole() -> Outcome:
    return Outcome(evaluate(EVERY_STATUS, whole_paper(), RACE))


def test_every_status_is_counted_the_gravest_last(whole):
    assert whole.by_status == {
        "reproduced": 3,
        "definition": 3,
        "cited": 1,
        "consistent": 4,
        "qualified": 1,
        "not_derivable": 1,
        "contradicted": 1,
    }
    assert next(iter(whole.by_status)) == "reproduced"
    assert list(whole.by_status)[-1] == "contradicted"


def test_a_broken_check_fails_and_is_named_in_every_format():
    check = Checks()
    check("runners")(lambda _: 1 / 0)
    outcome = Outcome(evaluate([entry()], check, RACE))
    (failure,) = outcome.failures
    assert failure.startswith("runners (p1): the check <lambda> failed (ZeroDivisionError")
    assert not outcome.passed
    assert json.loads(as_json(outcome))["claims"][0]["defect"] in failure
    assert failure in as_text(outcome)
    assert "ZeroDivisionError" in as_junit(outcome)
