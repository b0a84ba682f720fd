from fractions import Fraction

import pytest
from made_up import RACE, checks, entry

from reproduction.claims import (
    Bound,
    Checks,
    Computed,
    LedgerError,
    NothingToComputeError,
    Result,
    evaluate,
)
from reproduction.claims.evaluation import AGREEING, UNCHECKED


def result(computed: Computed | None = None, **fields: object) -> Result:
    """The one claim of a paper, with what its check finds (None: there is no check)."""
    check: Checks[None] = Checks()
    if computed is not None:
        check("runners")(lambda _: computed)
    (found,) = evaluate([entry(**fields)], check, None)
    return found


# --- Statuses


@pytest.mark.parametrize(
    ("basis", "status"),
    [
        ("patients", "reproduced"),
        ("table1", "consistent"),
        ("arithmetic", "consistent"),
        ("protocol", "consistent"),
    ],
)
def test_what_agrees_is_reproduced_or_consistent_by_its_basis(basis, status):
    found = result(Computed((4,)), basis=basis)
    assert found.status == status == AGREEING[basis]
    assert (found.shown, found.unrounded, found.otherwise) == (("4",), ("4.0",), ())


@pytest.mark.parametrize(
    ("basis", "status"),
    [("cited", "cited"), ("protocol", "cited"), ("unpublished", "not_derivable")],
)
def test_what_nothing_recomputes_is_cited_or_not_derivable_by_its_basis(basis, status):
    found = result(basis=basis)
    assert found.status == status == UNCHECKED[basis]
    assert (found.computed, found.shown, found.check) == (None, (), None)


def test_what_agrees_only_under_a_convention_is_qualified():
    found = result(Computed((5,), under=(4,)))
    assert found.status == "qualified"
    assert (found.shown, found.otherwise) == (("4",), ("5",))


def test_without_a_value_of_its_own_the_convention_still_qualifies():
    found = result(Computed(None, under=(4,)))
    assert (found.status, found.shown, found.otherwise) == ("qualified", ("4",), ())


def test_what_agrees_plainly_is_not_qualified_by_a_convention():
    assert result(Computed((4,), under=(5,))).status == "reproduced"


@pytest.mark.parametrize(
    ("computed", "shown"),
    [
        (Computed((5,)), ("5",)),
        (Computed((5,), under=(6,)), ("5",)),
        (Computed(None, under=(6,)), ("6",)),
        (Computed(None), ()),
        (Computed(()), ()),
        (Computed((4, 5)), ("4", "5")),  # one more than is printed
    ],
)
def test_what_does_not_agree_is_contradicted_and_shows_what_was_computed(computed, shown):
    found = result(computed)
    assert (found.status, found.shown) == ("contradicted", shown)


def test_an_expected_contradiction_is_as_expected():
    fields = {"expect": "contradicted", "because": "They are {n}."}
    found = result(Computed((5,), evidence={"n": "five"}), **fields)
    assert found.as_expected
    assert found.because == "They are five."
    agreeing = result(Computed((4,), evidence={"n": "four"}), **fields)
    assert not agreeing.as_expected
    assert agreeing.because == ""  # it explains a contradiction that is none


def test_every_printed_quantity_has_to_agree_in_its_order():
    prints = ["Ten", "50%", "<5"]
    assert result(Computed((10, Fraction(50), 4)), prints=prints).status == "reproduced"
    for values in ((10, 50, 5), (50, 10, 4), (10, 50), (10, 50, 4, 4)):
        assert result(Computed(values), prints=prints).status == "contradicted"


# --- Bounds


@pytest.mark.parametrize(
    ("prints", "bound", "status", "shown"),
    [
        ("January 2008", Bound("≤", 24101), "reproduced", "≤ May 2008"),
        ("June 2008", Bound("≤", 24101), "contradicted", "≤ May 2008"),
        ("0.01%", Bound("=", Fraction(1, 100)), "reproduced", "0.01%"),
        ("≥10^-4^", Bound("=", 1e-4), "reproduced", "10⁻⁴"),
        ("7", Bound(">", 7), "contradicted", "> 7"),
    ],
)
def test_a_bound_is_a_limit_on_the_printed_number(prints, bound, status, shown):
    found = result(Computed((bound,)), prints=[prints])
    assert (found.status, found.shown) == (status, (shown,))
    assert found.unrounded == (str(float(bound.value)),)


# --- Nothing to compute


def test_where_the_data_hold_nothing_the_claim_is_contradicted():
    fields = {"prints": ["29.5"], "because": "{name} won.", "expect": "qualified"}
    winner = entry("winner", **fields)
    _, found = evaluate([entry(), winner], checks(), {})
    assert (found.status, found.shown, found.unrounded) == ("contradicted", (), ())
    assert found.computed == Computed((), evidence={"name": "none"})
    assert found.message == (
        "winner (p1): printed 29.5; computed nothing; contradicted, expected qualified"
    )


# --- A whole paper


def test_a_paper_is_evaluated_in_the_ledgers_order():
    ledger = [
        entry("winner", prints=["29.5"], because="{name} won."),
        entry("runners"),
        entry("record", basis="cited", expect="cited", reference=["almanac"]),
    ]
    found = evaluate(iter(ledger), checks(), RACE)
    assert [(r.entry.id, r.status, r.as_expected) for r in found] == [
        ("winner", "reproduced", True),
        ("runners", "reproduced", True),
        ("record", "cited", True),
    ]
    assert found[0].because == "Bo won."
    assert found[1].computed == Computed((4,), patients=(1, 2, 3, 4))
    assert [r.check.__name__ if r.check else None for r in found] == ["winner", "runners", None]


def test_a_message_names_claim_printed_computed_and_statuses():
    ledger = [entry(prints=["Five"]), entry("winner", prints=["29.4"])]
    runners, winner = evaluate(ledger, checks(), RACE)
    assert runners.message == (
        "runners (p1): printed Five; computed 4; contradicted, expected reproduced"
    )
    assert winner.message == (
        "winner (p1): printed 29.4; computed 29.5; contradicted, expected reproduced"
    )


# --- A ledger and checks that do not fit


@pytest.mark.parametrize(
    ("fields", "computed", "message"),
    [
        ({}, None, "runners: no check computes it, but its basis is patients"),
        (
            {"basis": "cited", "expect": "cited", "reference": ["a"]},
            Computed((4,)),
            "runners: has a check, but its basis is cited",
        ),
        (
            {"basis": "unpublished", "because": "Not by {name}."},
            None,
            "runners: because has placeholders, but there is no check",
        ),
        (
            {"because": "{b}, {a} and {c}."},
            Computed((4,), evidence={"c": "x"}),
            "runners: the check gives no evidence a, b",
        ),
    ],
)
def test_a_misfit_is_named(fields, computed, message):
    with pytest.raises(LedgerError) as error:
        result(computed, **fields)
    assert str(error.value) == message


def test_checks_without_a_claim_are_named():
    with pytest.raises(LedgerError, match="no claim in the ledger has the id runners, winner"):
        evaluate([], checks(), RACE)


def test_a_check_that_cannot_compute_is_named():
    check: Checks[None] = Checks()

    @check("runners")
    def how_many(_: None) -> Computed:
        raise ValueError("not enough values to unpack")

    with pytest.raises(LedgerError) as error:
        evaluate([entry()], check, None)
    assert str(error.value) == "runners: how_many cannot compute it (not enough values to unpack)"


def test_an_id_has_one_check():
    check: Checks[None] = Checks()
    check("a", "b")(lambda _: Computed(()))
    with pytest.raises(ValueError, match="two checks compute the claim b"):
        check("c", "b")(lambda _: Computed(()))
    assert list(check) == ["a", "b", "c"]
    assert check.get("d") is None


def test_a_slip_in_a_check_is_not_hidden():
    check: Checks[None] = Checks()
    check("runners")(lambda _: Computed(("four" + 1,)))
    with pytest.raises(TypeError):
        evaluate([entry()], check, None)


def test_nothing_to_compute_is_no_error_of_the_ledger():
    assert not issubclass(NothingToComputeError, LedgerError | ValueError)
