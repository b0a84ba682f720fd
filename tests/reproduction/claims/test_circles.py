from made_up import LEDGER, RACE, entry, whole_paper

from reproduction.claims import Checks, Computed, Status, evaluate
from reproduction.claims.circles import circles
from reproduction.claims.running import Paper


def test_numbers_that_only_confirm_each_other_are_found():
    found = circles(Paper(LEDGER, whole_paper(), RACE))
    changes = [{place: new.short for place, new in circle.items()} for circle in found]
    assert changes == [
        {("limit", 0): "<120", ("limit-again", 0): "<120", ("limit-again", 1): "2"},
        {("teams", 0): "1", ("teams", 1): "4"},
    ]


def test_two_claims_that_read_each_other_confirm_only_each_other():
    check = Checks()
    check("all", reads=("one", "other"))(lambda _, a, b: Computed((a[0].value + b[0].value,)))
    check("one", reads=("all", "other"))(lambda _, a, b: Computed((a[0].value - b[0].value,)))
    fields = {"basis": "printed", "expect": "consistent", "because": "So."}
    other = entry(
        "other", prints=["One"], basis="unpublished", expect="not_derivable", because="So."
    )
    ledger = [entry("all", prints=["Two"], **fields), entry("one", prints=["One"], **fields), other]
    assert all(result.as_expected for result in evaluate(ledger, check, None))
    places = [set(circle) for circle in circles(Paper(ledger, check, None))]
    assert {("all", 0), ("one", 0)} in places


def test_what_the_data_give_is_in_no_circle():
    check = Checks()
    check("runners")(lambda race: Computed((len(race),)))
    check("again", reads=("runners",))(lambda _, runners: Computed((runners[0].value,)))
    again = entry("again", basis="printed", expect="consistent", because="So.")
    assert circles(Paper([entry(), again], check, RACE)) == []


def test_numbers_of_patients_that_confirm_each_other_are_not_reproduced():
    check = Checks()
    check("a", reads=("b",))(lambda _, b: Computed((b[0].value,)))
    check("b", reads=("a",))(lambda _, a: Computed((a[0].value,)))
    ledger = [entry("a", prints=["12"]), entry("b", prints=["12"])]
    for result in evaluate(ledger, check, None):
        (number,) = result.numbers
        assert (number.status, number.as_expected) == (Status.CONSISTENT, False)
        words = "other values would have passed only together with 12 (Paragraph 1)"
        assert number.passing == words
        assert words in result.messages[0]


def test_a_number_that_repeats_what_is_cited_is_not_reproduced():
    check = Checks()
    check("ours", reads=("between",))(lambda _, b: Computed((b[0].value,)))
    check("between", reads=("theirs",))(lambda _, t: Computed((t[0].value,)))
    cited = entry("theirs", prints=["7"], basis="cited", expect="cited", reference=["x"])
    ledger = [entry("ours", prints=["7"]), entry("between", prints=["7"], basis="printed"), cited]
    assert evaluate(ledger, check, None)[0].status is Status.CONSISTENT


def test_each_number_of_a_circle_says_which_others_would_have_to_change():
    found = {result.entry.id: result for result in evaluate(LEDGER, whole_paper(), RACE)}
    teams, again = found["teams"].numbers, found["limit-again"].numbers
    assert [number.passing for number in teams] == [
        "other values would have passed only together with 2",
        "other values would have passed only together with 2",
    ]
    assert again[1].passing.endswith("only together with <60 (Paragraph 1) and <60")
    assert found["limit"].numbers[0].passing == (
        "of the values tried, ≥60, ≤60 would have passed; others only together with "
        "<60, 1 (Paragraph 2)"
    )
