import math
from decimal import Decimal
from fractions import Fraction

import pytest
from made_up import LEDGER, RACE, checks, entry, results, whole_paper

from reproduction.claims import (
    Bound,
    Checks,
    Computed,
    Convention,
    Ends,
    Sharpness,
    Status,
    Threshold,
    evaluate,
)

BECAUSE = {"because": "Because."}


def number(value: object, prints: str, basis: str = "patients"):
    """The result of the one number of a claim whose check finds the value."""
    expect = {"expect": "qualified", **BECAUSE}
    (found,) = results(Computed((value,)), prints=[prints], basis=basis, **expect).numbers
    return found


# --- Statuses of numbers


@pytest.mark.parametrize(
    ("basis", "prints", "value", "status"),
    [
        ("patients", "16", 16, "reproduced"),
        ("patients", "31.0", 30.96, "reproduced"),
        ("patients", "≥18", 23, "consistent"),  # any limit up to 23 would have agreed
        ("patients", "<9", 8.55, "consistent"),
        ("patients", "≥18", Bound("≤", 23), "consistent"),
        ("patients", "≥18", Threshold("≥", 18), "consistent"),
        ("patients", "16", Convention(16, 17), "qualified"),
        ("patients", "16", Convention(16), "qualified"),
        ("patients", "16", Convention(17, 16), "reproduced"),  # no convention is needed
        ("patients", "16", Convention(17, 18), "contradicted"),
        ("patients", "6–35", Ends(6.2, 34.9), "reproduced"),
        ("patients", "6–35", Ends(5, 35), "contradicted"),
        ("patients", "6–35", Ends(6, 34), "contradicted"),
        ("patients", "6–35", Convention(Ends(6, 35), Ends(7, 35)), "qualified"),
        ("patients", "6–35", 6, "contradicted"),
        ("patients", "6", Ends(6, 35), "contradicted"),
        ("patients", "16", 15, "contradicted"),
        ("patients", "16", None, "contradicted"),
        ("patients", "6–35", Ends(Bound("≤", 6), Bound("≥", 30)), "consistent"),
        ("patients", "6–35", Ends(Bound("≤", 6), Bound("≥", 36)), "contradicted"),
        ("patients", "6–35", Ends(6, Bound("≥", 36)), "contradicted"),
        ("definition", "6–35", Ends(Threshold("=", 6), Threshold("=", 35)), "definition"),
        ("definition", "6–35", Ends(Threshold("=", 6), Threshold("=", 36)), "contradicted"),
        ("printed", "16", 16, "consistent"),
        ("printed", "16", Convention(16), "qualified"),
        ("printed", "16", 15, "contradicted"),
        ("printed", "16", None, "contradicted"),
        ("definition", "≥5", Threshold("≥", 5), "definition"),
        ("definition", "≥5", Threshold("<", 5), "contradicted"),
        ("definition", "≥5", Threshold("≥", Decimal("4.97")), "contradicted"),
        ("definition", "5", 5, "definition"),
        ("definition", "5", 4, "contradicted"),
        ("definition", "5", None, "definition"),
        ("cited", "5", 5, "cited"),
        ("cited", "5", 6, "contradicted"),
        ("cited", "5", None, "cited"),
        ("unpublished", "5", 5, "not_derivable"),
        ("unpublished", "5", 6, "contradicted"),
        ("unpublished", "5", None, "not_derivable"),
    ],
)
def test_the_status_of_a_number(basis, prints, value, status):
    assert number(value, prints, basis).status == status


@pytest.mark.parametrize(
    ("basis", "status"),
    [("definition", "definition"), ("cited", "cited"), ("unpublished", "not_derivable")],
)
def test_without_a_check_the_basis_is_the_status(basis, status):
    found = results(None, basis=basis)
    assert found.status == status
    assert (found.computed, found.shown, found.check) == (None, (), None)
    assert found.numbers[0].sharpness is Sharpness.NONE


def test_what_a_check_finds_with_the_number_in_hand_is_at_most_consistent():
    check = Checks()

    @check("winner", reads=("winner",))
    def times_as_printed(race, winner):
        return Computed((next(time for time in race.values() if time == winner[0].value),))

    (found,) = evaluate([entry("winner", prints=["29.5"])], check, RACE)
    assert found.status is Status.CONSISTENT


def test_each_number_has_a_status_and_the_claim_the_gravest():
    found = results(
        Computed((4, Convention(50, 60), None, 45)),
        prints=["Four", "50%", "≥5", "46"],
        basis=["patients", "patients", "definition", "patients"],
        expect=["reproduced", "qualified", "definition", "contradicted"],
        **BECAUSE,
    )
    assert [n.status for n in found.numbers] == [
        "reproduced",
        "qualified",
        "definition",
        "contradicted",
    ]
    assert found.status == "contradicted"
    assert found.as_expected
    assert [n.computed for n in found.numbers] == ["4", "50%", None, "45"]
    assert [n.otherwise for n in found.numbers] == [None, "60%", None, None]
    assert [n.unrounded for n in found.numbers] == ["4.0", "50.0", None, "45.0"]
    assert found.shown == ("4", "50%", "nothing", "45")


def test_fewer_values_leave_the_last_numbers_contradicted():
    found = results(Computed((4,)), prints=["Four", "50%"])
    assert [n.status for n in found.numbers] == ["reproduced", "contradicted"]


def test_more_values_than_numbers_contradict_the_last_number_and_are_shown():
    found = results(Computed((4, 31, 44.25)), prints=["Four", "31.0"])
    assert [(n.status, n.computed) for n in found.numbers] == [
        ("reproduced", "4"),
        ("contradicted", "31.0, 44.3"),
    ]


@pytest.mark.parametrize(
    ("value", "prints", "shown"),
    [
        (Bound("≤", 24101), "January 2008", "≤ May 2008"),
        (Bound("=", Fraction(1, 100)), "0.01%", "0.01%"),
        (Threshold("≥", 1e-4), "≥10^-4^", "≥ 10⁻⁴"),
        (Ends(5.96, 35), "6.0–35", "6.0–35"),
        (Ends(5.2, 1.25), "5.2 ± 1.3", "5.2 ± 1.3"),
        (17.6, "≥18", "17.6"),
        (0.0004, "P<0.001", "0.0004"),
        (math.inf, "23", "not reached"),
        # a limit has as many places as show whether it is kept
        (Bound("≤", 17.6), "≥18", "≤ 17.6"),
        (Bound("≤", 17.6), "17", "≤ 18"),
        (Bound("≤", 3.46), "3.5", "≤ 3.46"),
        (Threshold("<", 0.00012), "<10^-4^", "< 1.2 × 10⁻⁴"),
        (Threshold("≥", 5.2), "≥5", "≥ 5.2"),
        (Ends(Bound("≥", 5.5), 35), "6–35", "≥ 6–35"),
    ],
)
def test_a_value_is_shown_as_its_number_is_printed(value, prints, shown):
    assert number(value, prints).computed == shown


# --- What checks read


def test_evidence_that_takes_long_is_made_once_and_only_for_what_is_printed():
    made = []

    def texts():
        made.append(1)
        return {"n": "four"}

    check = Checks()
    check("runners", reads=("runners",))(lambda *_: Computed((Bound("≥", 0),), evidence=texts))
    (found,) = evaluate([entry(because="All {n}.", expect="consistent")], check, None)
    assert found.because == "All four."
    assert found.computed == Computed((Bound("≥", 0),), evidence={"n": "four"})
    assert len(made) == 1
    broken = results(Computed((4,), evidence=lambda: {"n": 1 / 0}), because="All {n}.")
    assert broken.message.startswith("runners (p1): the check how_many failed (ZeroDivisionError")


def test_a_check_is_given_what_the_claims_it_reads_print():
    check = Checks()

    @check("share", reads=("runners", "share"))
    def share(_, runners, share):
        assert [quantity.text for quantity in share] == ["two", "50%"]
        return Computed((2, 100 * share[0].value / runners[0].value))

    check("runners")(checks().get("runners"))
    ledger = [
        entry(),
        entry("share", prints=["two", "50%"], basis="printed", expect="consistent", **BECAUSE),
    ]
    assert evaluate(ledger, check, RACE)[1].as_expected


# --- Nothing to compute


def test_where_the_data_hold_nothing_the_claim_is_contradicted():
    winner = entry("winner", prints=["29.5"], because="{name} won.", expect="qualified")
    _, found = evaluate([entry(), winner], checks(), {})
    assert (found.status, found.shown) == ("contradicted", ())
    assert found.computed == Computed((), evidence={"name": "none"})
    assert found.message == (
        "winner (p1): printed 29.5; computed nothing; contradicted, expected qualified; "
        "check: winner"
    )


# --- A whole paper


def test_a_paper_is_evaluated_in_the_ledgers_order():
    found = evaluate(iter(LEDGER), whole_paper(), RACE)
    assert [result.entry.id for result in found] == [claim.id for claim in LEDGER]
    assert all(result.as_expected for result in found)
    assert found[6].because == "It is the lower of the two middle times; their mean is 31.125."
    assert found[0].computed == Computed((4,), patients=(1, 2, 3, 4))
    names = [result.check.__name__ if result.check else None for result in found]
    assert names[:4] == ["runners", "winner", None, "limit_again"]


def test_a_message_names_claim_printed_computed_statuses_and_check():
    ledger = [entry(prints=["Five", "Four"]), entry("winner", prints=["<29.6"])]
    runners, winner = evaluate(ledger, checks(), RACE)
    assert runners.messages == (
        "runners (p1), number 1: printed Five; computed 4; contradicted, expected reproduced; "
        "check: runners",
        "runners (p1), number 2: printed Four; computed nothing; contradicted, expected "
        "reproduced; check: runners",
    )
    assert winner.message == (
        "winner (p1): printed <29.6; computed 29.5; consistent (any limit above 29.5 would have "
        "passed), expected reproduced; check: winner"
    )


def test_because_explains_the_expected_status_only():
    fields = {"expect": "contradicted", "because": "They are {n}."}
    found = results(Computed((5,), evidence={"n": "five"}), **fields)
    assert found.as_expected
    assert found.because == "They are five."
    agreeing = results(Computed((4,), evidence={"n": "four"}), **fields)
    assert not agreeing.as_expected
    assert agreeing.because == ""
