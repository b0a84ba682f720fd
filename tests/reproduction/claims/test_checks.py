"""Checks that return other libraries' values, fail, or do not fit the ledger."""

import json
import math
from decimal import Decimal
from fractions import Fraction
from functools import partial

import numpy as np
import pandas as pd
import pytest
from made_up import RACE, checks, entry, results

from reproduction.claims import (
    Bound,
    Checks,
    Computed,
    Convention,
    Ends,
    Status,
    Threshold,
    evaluate,
)
from reproduction.claims.outcome import Outcome, as_json, as_rows, as_text
from reproduction.inputs.defects import InputError

BECAUSE = {"because": "Because."}


def number(value: object, prints: str, basis: str = "patients"):
    """The result of the one number of a claim whose check finds the value."""
    expect = {"expect": "qualified", **BECAUSE}
    (found,) = results(Computed((value,)), prints=[prints], basis=basis, **expect).numbers
    return found


# --- Values of other libraries, and values that are none


@pytest.mark.parametrize(
    "value", [np.int64(23), np.float64(23.2), np.float32(23), pd.Series([23])[0], np.array(23)]
)
def test_scalars_of_numpy_and_pandas_are_numbers(value):
    assert number(value, "23").status == "reproduced"
    assert number(Bound("≤", value), "23").status == "consistent"


@pytest.mark.parametrize(
    "value", [math.nan, np.float64("nan"), pd.NA, pd.NaT, None, Decimal("nan"), Decimal("sNaN")]
)
def test_a_missing_value_is_none(value):
    found = number(value, "23")
    assert (found.status, found.computed) == ("contradicted", None)


@pytest.mark.parametrize("value", [math.inf, np.inf, -math.inf, Decimal("Infinity")])
def test_infinity_is_no_finite_number(value):
    assert number(value, "23").status == "contradicted"


def test_infinity_is_what_is_printed_as_not_reached():
    assert number(math.inf, "not reached").status == "reproduced"
    assert number(50.8, "not reached").status == "contradicted"


@pytest.mark.parametrize(
    "value",
    [
        *("23", True, [23], 23j, np.array([23, 24]), Bound("≤", None), Ends(1, math.nan)),
        *(Convention(Bound("≤", 3)), Convention(None), Convention(3, Threshold("=", 3))),
        *(Bound("==", 23), Threshold(">=", 23), Ends(1, Convention(2)), Ends(1, Ends(2, 3))),
    ],
)
def test_what_cannot_be_compared_is_a_defect_that_names_claim_and_check(value):
    found = results(Computed((value,)))
    (message,) = found.messages
    assert message.startswith("runners (p1): the check how_many returned a value that cannot be ")
    assert message.endswith("; expected a number, Bound, Threshold, Convention, Ends or None")
    assert not found.as_expected


@pytest.mark.parametrize(
    ("computed", "problem"),
    [
        (Computed(23), "returned the values 23; expected a tuple, one for each number"),
        (23, "returned 23; expected Computed(…)"),
        (ValueError("no time"), "failed (ValueError: no time; made_up.py, line "),
        (ZeroDivisionError(), "failed (ZeroDivisionError; made_up.py, line "),
        (SystemExit(3), "failed (SystemExit: 3; made_up.py, line "),
        (TypeError("a slip"), "failed (TypeError: a slip; made_up.py, line "),
        (Computed((4,), patients=7), "returned the patients 7; expected their whole numbers"),
        (Computed((4,), patients=("A",)), "returned the patients ('A',); expected"),
        (Computed((4,), patients=(1.0,)), "returned the patients (1.0,); expected"),
    ],
)
def test_a_broken_check_is_a_defect_that_names_claim_and_check(computed, problem):
    found = results(computed)
    assert found.messages[0].startswith(f"runners (p1): the check how_many {problem}")
    assert found.numbers[0].status is Status.NOT_DERIVABLE
    assert not found.as_expected
    assert not results(computed, expect="not_derivable", **BECAUSE).as_expected


@pytest.mark.parametrize(
    ("evidence", "problem"),
    [
        (None, "gives the evidence None; expected a mapping"),
        (lambda: None, "gives the evidence None; expected a mapping"),
        (lambda: 1 / 0, "failed (ZeroDivisionError: division by zero; test_checks.py"),
    ],
)
def test_evidence_that_is_none_is_a_defect(evidence, problem):
    found = results(Computed((4,), evidence=evidence))
    assert found.messages[0].startswith(f"runners (p1): the check how_many {problem}")


def test_one_limit_for_both_ends_of_a_range_is_a_defect():
    for limit in (Bound("≤", 9), Threshold("=", 6)):
        found = results(Computed((limit,)), prints=["6–35"], basis="printed")
        assert found.messages[0] == (
            f"runners (p1): the check how_many returned {limit} for “6–35”; "
            "expected Ends of two limits"
        )


@pytest.mark.parametrize(
    "value", [10**400, Fraction(10**400, 3), Decimal("1e400")], ids=["whole", "third", "decimal"]
)
def test_a_number_beyond_all_floats_has_an_outcome_in_every_form(value):
    whole = Outcome([results(Computed((value,)))])
    assert '"contradicted"' in as_json(whole)
    assert "1 contradicted" in as_text(whole)
    assert as_rows(whole.results)[0]["unrounded"] in (
        "1.00000000000e+400",
        "3.33333333333e+399",
        "1e+400",
    )


def test_numbers_of_patients_may_be_numpys():
    found = results(Computed((4,), patients=tuple(np.array([2, 1]))))
    assert json.loads(as_json(Outcome([found])))["claims"][0]["patients"] == [2, 1]


def test_a_check_has_a_name():
    with pytest.raises(TypeError, match="the check of runners is functools.partial.*a function"):
        Checks()("runners")(partial(lambda n, _: Computed((n,)), 4))


def test_a_broken_check_does_not_hide_what_the_others_found():
    check = checks()
    check("record")(lambda _: 1 / 0)
    check("last")(lambda _: Computed(("x",)))
    ledger = [entry("record"), entry(), entry("last"), entry("winner", prints=["29.5"])]
    found = evaluate(ledger, check, RACE)
    assert [bool(result.defect) for result in found] == [True, False, True, False]
    assert [result.status for result in found][1::2] == ["reproduced", "reproduced"]


def test_evidence_that_is_missing_is_a_defect():
    found = results(Computed((4,), evidence={"c": "x"}), because="{b}, {a} and {c}.")
    assert found.messages[0] == (
        "runners (p1): the check how_many gives no evidence a, b; because asks for it"
    )
    assert not found.as_expected
    assert found.because == ""


# --- A ledger and checks that do not fit


def test_all_misfits_are_told_at_once():
    check = checks()
    check("lap", reads=("record", "runners"))(lambda *_: Computed(()))
    ledger = [
        entry(),
        entry("course", basis=["cited", "printed"], prints=["1", "2"]),
        entry("lost", basis="unpublished", expect="not_derivable", because="Not by {name}."),
    ]
    with pytest.raises(InputError) as error:
        evaluate(ledger, check, RACE, "claims.yaml")
    assert [defect.problem for defect in error.value.defects] == [
        "the ledger has no claim winner, which a check computes",
        "the ledger has no claim lap, which a check computes",
        "the ledger has no claim record, which the check of lap reads",
        "course: no check computes it, but its basis is printed",
        "lost: because has placeholders, but there is no check",
    ]
    expected = "; expected a ledger and checks that fit each other"
    for line in str(error.value).split("\n"):
        assert line.startswith("claims.yaml: ")
        assert line.endswith(expected)


def test_an_id_has_one_check():
    check: Checks[None] = Checks()
    check("a", "b", reads=("x",))(lambda *_: Computed(()))
    with pytest.raises(ValueError, match="two checks compute the claim b"):
        check("c", "b")(lambda _: Computed(()))
    assert list(check) == ["a", "b", "c"]
    assert check.get("d") is None
    assert (check.reads("a"), check.reads("c"), check.reads("d")) == (("x",), (), ())
