"""Hostile text in a ledger is text in a terminal, for programs and in a spreadsheet program."""

import json
from xml.etree import ElementTree

import pytest
from hostile import HOSTILE
from made_up import results

from reproduction.claims import Bound, Computed
from reproduction.claims.outcome import Comparison, Outcome, as_json, as_junit, as_rows, as_text
from reproduction.inputs.defects import Defect, printable
from reproduction.inputs.text import is_hidden

UNSEEN = "\x1b[31m \x9b2J \x07 \u202e \u200b \u2028 \r"


def outcome(says: str, *differences: str) -> Outcome:
    """One claim that is as expected, and cells that are not."""
    return Outcome((results(Computed((4,)), says=says),), (Comparison("cells", 1, differences),))


def test_a_terminal_gets_no_control_characters():
    text = as_text(outcome(f"A{UNSEEN}", f"B{UNSEEN}"))
    assert not any(is_hidden(character) for character in text.replace("\n", ""))
    assert "B\\x1b[31m \\x9b2J \\x07 \\u202e \\u200b \\u2028 \\r" in text
    assert str(Defect("f", "", UNSEEN, UNSEEN)).count("\\x1b") == 2
    assert printable("é ≥ \u00a0 ½ 🦠") == "é ≥ \u00a0 ½ 🦠"


@pytest.mark.parametrize("value", HOSTILE)
def test_json_and_junit_keep_it_whole(value):
    found = outcome(f"A {value}", value)
    assert json.loads(as_json(found))["claims"][0]["says"] == f"A {value}"
    root = ElementTree.fromstring(as_junit(found).encode())
    assert [failure.text for failure in root.iter("failure")] == [value]
    assert {element.tag for element in root.iter()} <= {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
    }


@pytest.mark.parametrize("value", HOSTILE)
def test_rows_for_a_csv_file_keep_it_whole(value):
    (row,) = as_rows(outcome(f"A {value}").results)
    assert row["says"] == f"A {value}"


def test_no_cell_of_the_rows_is_a_formula():
    prints = ["P = 0.03", "−4.2", "≥5"]
    found = results(Computed((0.04, Bound("≤", 3), 6)), prints=prints)
    for row in as_rows([found]):
        assert not [text for text in row.values() if text.startswith(("=", "+", "@", "-"))]
