import json
from xml.etree import ElementTree

import pytest
from made_up import RACE, checks, entry

from reproduction.claims import Checks, evaluate
from reproduction.claims.outcome import (
    Comparison,
    Outcome,
    as_json,
    as_junit,
    as_rows,
    as_text,
    summary,
)

LEDGER = [
    entry("runners", prints=["Four"], says="Runners."),
    entry(
        "record",
        at="p2",
        prints=["26.4", "1999"],
        says="The record, in minutes, and its year.",
        basis="cited",
        expect="cited",
        reference=["almanac1999", "yearbook2000"],
    ),
    entry(
        "winner",
        at="p2",
        prints=["29.5"],
        says="The winner's time, in minutes.",
        because="{name} won.",
    ),
]
GOOD = Outcome(evaluate(LEDGER, checks(), RACE), (Comparison("Results, cell by cell", 8, ()),))
# Without Bo the race is three runners', and the winner another.
WITHOUT_BO = {name: time for name, time in RACE.items() if name != "Bo"}
DIFFERENT = "results, Bo, minutes: printed “29.5”, computed “”"
BAD = Outcome(
    evaluate(LEDGER, checks(), WITHOUT_BO),
    (Comparison("Results, cell by cell", 8, (DIFFERENT, "results, Bo, place: …")),),
)
MESSAGES = [
    "runners (p1): printed Four; computed 3; contradicted, expected reproduced; check: runners",
    "winner (p2): printed 29.5; computed 31.0; contradicted, expected reproduced; check: winner",
]


@pytest.fixture(autouse=True)
def _terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")


# --- The outcome


def test_an_outcome_without_failures_passes():
    assert GOOD.passed
    assert GOOD.failures == []
    assert GOOD.by_status == {"reproduced": 2, "cited": 2}
    assert GOOD.by_sharpness == {"sharp": 2, "none": 2}
    assert len(GOOD.numbers) == 4


def test_claims_and_cells_fail_alike():
    assert not BAD.passed
    assert BAD.failures == [*MESSAGES, DIFFERENT, "results, Bo, place: …"]
    assert BAD.by_status == {"contradicted": 2, "cited": 2}
    assert not Outcome(GOOD.results, BAD.comparisons).passed
    assert not Outcome(BAD.results).passed


# --- Text


def test_the_text_is_grouped_by_place_with_one_summary_line():
    assert (
        as_text(GOOD)
        == """\
p1
  ✓ Runners.                              Four                  4                     reproduced
p2
  ✓ The record, in minutes, and its       26.4, 1999            –                     cited
    year.
  ✓ The winner's time, in minutes.        29.5                  29.5                  reproduced
Results, cell by cell
  ✓ 8 of 8 agree
4 printed numbers: 2 reproduced, 2 cited; checks: 2 sharp, 2 none; as expected
"""
    )


def test_failures_come_last_with_what_is_printed_and_computed():
    text = as_text(BAD)
    assert "  ✗ Runners.                              Four                  3" in text
    assert "  ✗ 6 of 8 agree\n" in text
    assert text.endswith(
        "\n\n4 failures:\n"
        + "".join(f"  ✗ {line}\n" for line in BAD.failures)
        + "\n4 printed numbers: 2 cited, 2 contradicted; checks: 2 bound, 2 none; NOT as expected\n"
    )


def test_quietly_there_are_failures_and_the_summary_only():
    assert as_text(GOOD, failures_only=True) == summary(GOOD) + "\n"
    quiet = as_text(BAD, failures_only=True)
    assert quiet.splitlines() == [
        "",
        "4 failures:",
        *(f"  ✗ {line}" for line in BAD.failures),
        "",
        summary(BAD),
    ]
    assert "Runners." not in quiet


def test_one_failure_is_no_plural():
    text = as_text(Outcome(BAD.results[:1]), failures_only=True)
    assert "\n1 failure:\n" in text


@pytest.mark.parametrize("columns", ["1", "40", "80", "300"])
def test_any_width_holds_every_word(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    says = LEDGER[1].says.split()
    assert {*says, "26.4,", "1999", "cited"} <= set(as_text(GOOD).split())


def test_control_characters_do_not_reach_the_terminal():
    says = "Clear \x1b[2J and\x07 ring \u202e."
    text = as_text(Outcome(evaluate([entry(says=says)], checks_of_runners(), RACE)))
    assert "Clear \\x1b[2J and\\x07 ring \\u202e." in text.replace("\n    ", " ")
    failing = Outcome([], (Comparison("x", 1, ("cell \x1b[31m\x00",)),))
    assert "  ✗ cell \\x1b[31m\\x00\n" in as_text(failing)
    assert not any(c in as_text(failing) for c in "\x1b\x00")


def checks_of_runners():
    check = Checks()
    check("runners")(checks().get("runners"))
    return check


# --- JSON


def test_json_has_the_whole_outcome():
    data = json.loads(as_json(BAD))
    parts = ["passed", "statuses", "sharpness", "claims", "comparisons", "failures"]
    assert list(data) == parts
    assert data["passed"] is False
    assert data["statuses"] == {"cited": 2, "contradicted": 2}
    assert data["sharpness"] == {"bound": 2, "none": 2}
    assert data["comparisons"] == [
        {
            "name": "Results, cell by cell",
            "compared": 8,
            "differences": [DIFFERENT, "results, Bo, place: …"],
        }
    ]
    assert data["failures"] == BAD.failures


def test_json_has_every_field_of_every_claim():
    runners, record, winner = json.loads(as_json(GOOD))["claims"]
    assert winner == {
        "id": "winner",
        "at": "p2",
        "says": "The winner's time, in minutes.",
        "status": "reproduced",
        "expect": "reproduced",
        "as_expected": True,
        "quantities": [
            {
                "printed": "29.5",
                "computed": "29.5",
                "unrounded": "29.5",
                "otherwise": None,
                "basis": "patients",
                "status": "reproduced",
                "expect": "reproduced",
                "sharpness": "sharp",
                "passing": None,
            }
        ],
        "patients": [],
        "check": "winner",
        "because": "Bo won.",
        "reference": [],
        "defect": None,
    }
    assert list(runners) == list(record) == list(winner)
    assert runners["patients"] == [1, 2, 3, 4]
    assert runners["because"] is None
    assert [n["printed"] for n in record["quantities"]] == ["26.4", "1999"]
    first = record["quantities"][0]
    assert (first["computed"], first["unrounded"], record["check"]) == (None, None, None)
    assert (first["sharpness"], first["passing"]) == ("none", "any other value would have passed")
    assert record["reference"] == ["almanac1999", "yearbook2000"]


def test_json_of_a_failed_claim_does_not_explain_another_status():
    winner = json.loads(as_json(BAD))["claims"][2]
    assert (winner["status"], winner["as_expected"], winner["because"]) == (
        "contradicted",
        False,
        None,
    )


def test_json_is_readable_utf_8_and_ends_with_a_line_end():
    text = as_json(Outcome(evaluate([entry(prints=["≥4"])], checks_of_runners(), RACE)))
    assert '"≥4"' in text
    assert text.endswith("}\n")


# --- JUnit


def cases_of(outcome: Outcome) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
    root = ElementTree.fromstring(as_junit(outcome).encode())
    assert root.tag == "testsuites"
    (suite,) = root
    assert suite.tag == "testsuite"
    return suite, list(suite)


def test_junit_has_a_test_case_for_each_claim_and_comparison():
    suite, cases = cases_of(GOOD)
    assert suite.attrib == {"name": "claims", "tests": "4", "failures": "0", "errors": "0"}
    assert [(case.tag, case.attrib) for case in cases] == [
        ("testcase", {"classname": "p1", "name": "runners"}),
        ("testcase", {"classname": "p2", "name": "record"}),
        ("testcase", {"classname": "p2", "name": "winner"}),
        ("testcase", {"classname": "comparison", "name": "Results, cell by cell"}),
    ]
    assert not any(len(case) for case in cases)
    assert as_junit(GOOD).startswith("<?xml version='1.0' encoding='utf-8'?>\n<testsuites>")


def test_junit_counts_failures_and_gives_their_messages():
    suite, cases = cases_of(BAD)
    assert (suite.get("tests"), suite.get("failures")) == ("4", "3")
    failures = {case.get("name"): [*case] for case in cases}
    assert failures["record"] == []
    (runners,) = failures["runners"]
    assert (runners.tag, runners.attrib, runners.text) == (
        "failure",
        {"message": MESSAGES[0]},
        MESSAGES[0],
    )
    (cells,) = failures["Results, cell by cell"]
    assert cells.attrib == {"message": DIFFERENT}
    assert cells.text == f"{DIFFERENT}\nresults, Bo, place: …"


def test_junit_is_well_formed_whatever_a_message_holds():
    line = '<b> & "x" ]]> \x00\x1b\ufffe\ud800'
    _, (case,) = cases_of(Outcome([], (Comparison("x", 1, (line,)),)))
    (failure,) = case
    assert failure.text == '<b> & "x" ]]> \\x00\\x1b\\ufffe\\ud800'


# --- Rows for a CSV file


def test_rows_are_flat_text_one_for_each_number():
    runners, record, year, winner = as_rows(GOOD.results)
    assert winner == {
        "id": "winner",
        "position": "1",
        "at": "p2",
        "printed": "29.5",
        "computed": "29.5",
        "unrounded": "29.5",
        "otherwise": "",
        "basis": "patients",
        "status": "reproduced",
        "expect": "reproduced",
        "sharpness": "sharp",
        "passing": "",
        "says": "The winner's time, in minutes.",
        "patients": "",
        "check": "winner",
        "because": "Bo won.",
        "reference": "",
    }
    assert runners["patients"] == "1–4"
    assert (record["printed"], record["computed"], record["check"]) == ("26.4", "", "")
    assert (year["printed"], year["position"]) == ("1999", "2")
    assert record["reference"] == year["reference"] == "almanac1999; yearbook2000"
