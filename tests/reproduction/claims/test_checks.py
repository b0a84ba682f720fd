"""Checks that return other libraries' values, fail, or do not fit the ledger."""

import math
from decimal import Decimal

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
    LedgerError,
    NothingToComputeError,
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


# --- Values of other libraries, and values that are none


@pytest.mark.parametrize(
    "value", [np.int64(23), np.float64(23.2), np.float32(23), pd.Series([23])[0], np.array(23)]
)
def test_scalars_of_numpy_and_pandas_are_numbers(value):
    assert number(value, "23").status == "reproduced"
    assert number(Bound("≤", value), "23").status == "consistent"


@pytest.mark.parametrize(
    "value", [math.nan, np.float64("nan"), pd.NA, pd.NaT, None, Decimal("nan")]
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
    "value", ["23", True, [23], 23j, np.array([23, 24]), Bound("≤", None), Ends(1, math.nan),
              Convention(Bound("≤", 3)), Convention(None), Convention(3, Threshold("=", 3))],
)  # fmt: skip
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
        (TypeError("a slip"), "failed (TypeError: a slip; made_up.py, line "),
    ],
)
def test_a_broken_check_is_a_defect_that_names_claim_and_check(computed, problem):
    found = results(computed)
    assert found.message.startswith(f"runners (p1): the check how_many {problem}")
    assert found.numbers[0].status is Status.NOT_DERIVABLE
    assert not found.as_expected
    assert not results(computed, expect="not_derivable", **BECAUSE).as_expected


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
    assert found.message == (
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
    with pytest.raises(LedgerError) as error:
        evaluate(ledger, check, RACE)
    assert error.value.defects == (
        "the ledger has no claim winner, which a check computes",
        "the ledger has no claim lap, which a check computes",
        "the ledger has no claim record, which the check of lap reads",
        "course: no check computes it, but its basis is printed",
        "lost: because has placeholders, but there is no check",
    )
    assert str(error.value) == "\n".join(error.value.defects)


def test_an_id_has_one_check():
    check: Checks[None] = Checks()
    check("a", "b", reads=("x",))(lambda *_: Computed(()))
    with pytest.raises(ValueError, match="two checks compute the claim b"):
        check("c", "b")(lambda _: Computed(()))
    assert list(check) == ["a", "b", "c"]
    assert check.get("d") is None
    assert (check.reads("a"), check.reads("c"), check.reads("d")) == (("x",), (), ())


def test_nothing_to_compute_is_no_error_of_the_ledger():
    assert not issubclass(NothingToComputeError, LedgerError | ValueError)
