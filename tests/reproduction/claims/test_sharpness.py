import time
from decimal import Decimal

import pytest
from made_up import LEDGER, RACE, entry, results, whole_paper

from reproduction.claims import Bound, Checks, Computed, Convention, Ends, Status, evaluate
from reproduction.claims.forms import parse_quantity
from reproduction.claims.sharpness import others

# --- Other values of the same form


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        ("Ten", ["11", "9", "12", "8", "20", "5", "0"]),
        ("0", ["1", "2"]),
        ("one", ["2", "0", "3"]),
        ("1.4", ["1.5", "1.3", "1.6", "1.2", "2.8", "0.7", "0.0"]),
        ("80%", ["81%", "79%", "82%", "78%", "160%", "40%", "0%"]),
        ("−4.2", ["−4.1", "−4.3", "−4.0", "−4.4", "−8.4", "−2.1", "0.0"]),
        ("<5", ["<6", "<4", "<7", "<3", "<10", "<0", "≥5", "≤5"]),
        ("at least two", ["≥3", "≥1", "≥4", "≥0", "<2", ">2"]),
        ("up to four", ["5", "3", "6", "2", "8", "0"]),
        ("P = 0.03", ["= 0.04", "= 0.02", "= 0.05", "= 0.01", "= 0.06", "= 0.00"]),
        ("first", ["2", "0", "3"]),
        ("both", ["3", "1", "4", "0"]),
        ("half", ["0.51", "0.49", "0.52", "0.48", "1.00", "0.25", "0.00"]),
        ("10^-4^", ["10⁻³", "10⁻⁵", "10⁻²", "10⁻⁶", "2 × 10⁻⁴", "5 × 10⁻⁵"]),
        (
            "1.5x10^6^",
            [
                "1.5 × 10⁷",
                "1.5 × 10⁵",
                "1.5 × 10⁸",
                "1.5 × 10⁴",
                "1.6 × 10⁶",
                "1.4 × 10⁶",
                "1.7 × 10⁶",
                "1.3 × 10⁶",
                "3 × 10⁶",
                "7.5 × 10⁵",
            ],
        ),
        (
            "January 2008",
            [
                "February 2008",
                "December 2007",
                "March 2008",
                "November 2007",
                "January 2009",
                "January 2007",
            ],
        ),
        ("not reached", ["0", "1"]),
        ("1–3", ["2–3", "0–3", "3–3", "1–4", "1–2", "1–5", "1–1", "1–6", "1–0"]),
    ],
)
def test_other_values_have_the_form_of_the_printed_one(text, tried):
    found = [other.short for other in others(parse_quantity(text))]
    assert set(tried) <= set(found)
    assert len(found) == len(set(found)) <= len(tried) + 2  # halves of odd numbers


# --- One number


def sharpness(value, prints, basis="patients"):
    (found,) = results(Computed((value,)), prints=[prints], basis=basis).numbers
    return found.sharpness, found.passing


@pytest.mark.parametrize(
    ("value", "prints", "kind", "passing"),
    [
        (16, "16", "sharp", ""),
        (31.25, "31.3", "sharp", ""),
        (Ends(6, 35), "6–35", "sharp", ""),
        (Convention(16, 19), "16", "sharp", ""),
        (float("inf"), "not reached", "sharp", ""),
        (8.55, "<9", "bound", "any limit above 8.55 would have passed"),
        (23, "≥18", "bound", "any limit up to 23 would have passed"),
        (Bound("≤", 20), "≥18", "bound", "any value ≤ 20 would have passed"),
        (Bound("≤", 10**6), "18", "bound", "any value ≤ 1000000 would have passed"),
        (1e-15, "<0.001", "bound", "any limit above 10⁻¹⁵ would have passed"),
        (Bound("≤", float("inf")), "17", "none", "any other value would have passed"),
        (Bound("≤", 17.6), "17", "bound", "any value ≤ 17.6 would have passed"),
        (Bound("=", 18), "≥18", "bound", "of the values tried, <18, >18 would have passed"),
        (Bound("≥", 32.1), "4.2", "bound", "any value ≥ 32.1 would have agreed"),
        (Bound("≤", 9), "<5", "bound", "any value ≤ 9 would have passed"),
        (17, "16", "bound", "17 would have agreed"),
        (None, "16", "none", "no value tried would have agreed"),
    ],
)
def test_the_sharpness_of_a_number(value, prints, kind, passing):
    assert sharpness(value, prints) == (kind, passing)


def test_a_convention_is_not_confused_with_what_comes_out_without_it():
    # 17 would have been reproduced, which is not the status expected
    (found,) = results(Computed((Convention(16, 17),)), prints=["16"]).numbers
    assert (found.status, found.sharpness) == ("qualified", "sharp")


def test_a_number_that_others_are_held_against_is_sharper_than_its_own_check():
    bases = {claim.entry.id: claim for claim in evaluate(LEDGER, whole_paper(), RACE)}
    (limit,) = bases["limit"].numbers
    assert (limit.sharpness, limit.passing) == (
        "bound",
        "of the values tried, ≥60, ≤60 would have passed; others only together with "
        "<60, 1 (Paragraph 2)",
    )
    assert bases["record"].numbers[0].sharpness == "none"


@pytest.mark.parametrize(
    ("passes", "prints", "kind", "words"),
    [
        (lambda n: n < 50, "25%", "bound", "any value up to 49% would have passed"),
        (lambda n: 31 <= n <= 44, "33", "bound", "any value from 31 to 44 would have passed"),
        (lambda n: n > 0, "116", "bound", "any value from 1 on would have passed"),
        (lambda n: n >= 0.5, "1.2", "bound", "any value from 0.5 on would have passed"),
        (lambda n: n > -2, "−1", "bound", "any value from −1 on would have passed"),
        (lambda _: True, "3", "none", "any other value would have passed"),
        (lambda n: n <= 10**5, "7", "bound", "any value up to 100000 would have passed"),
        (lambda n: n % 2, "15", "bound", "of the values tried, 17, 13 would have passed"),
    ],
)
def test_where_the_values_that_pass_end_is_searched_for(passes, prints, kind, words):
    check = Checks()
    check("again", reads=("runners",))(lambda _, n: Computed((int(bool(passes(n[0].value))),)))
    fields = {"because": "So.", "basis": "unpublished", "expect": "not_derivable"}
    ledger = [entry(prints=[prints], **fields), entry("again", prints=["1"], basis="printed")]
    (number,) = evaluate(ledger, check, None)[0].numbers
    assert (number.sharpness, number.passing.split(";")[0]) == (kind, words)


def test_checks_run_once_for_the_same_numbers():
    given = []
    check = Checks()

    @check("again", reads=("runners",))
    def reader(_, runners):
        given.append(runners)
        return Computed((runners[0].value,))

    again = entry("again", basis="printed", expect="consistent", because="So.")
    evaluate(
        [entry(basis="unpublished", expect="not_derivable", because="So."), again], check, None
    )
    assert len(given) == len(set(given))


def test_a_check_that_fails_on_another_number_does_not_pass():
    check = Checks()

    @check("runners", reads=("runners",))
    def strict(_, runners):
        if runners[0].value != 4:
            raise ValueError
        return Computed((Bound("≥", 0),))

    (found,) = evaluate([entry(basis="printed")], check, None)
    assert found.numbers[0].sharpness == "sharp"


def test_a_check_that_selects_by_the_number_it_checks_is_not_sharp():
    check = Checks()

    @check("winner", reads=("winner",))
    def somebodys_time(race, winner):
        return Computed(tuple(t for t in race.values() if t == winner[0].value))

    check("last")(lambda race: Computed((max(race.values()),)))
    ledger = [entry("winner", prints=["29.5"]), entry("last", prints=["44.0"])]
    winner, last = evaluate(ledger, check, RACE)
    (number,) = winner.numbers
    assert (number.status, number.sharpness) == ("consistent", "bound")
    assert number.passing == "of the values tried, 44.0 would have passed"
    assert last.numbers[0].sharpness == "sharp"


# --- Time


def test_a_large_paper_takes_little_time():
    check = Checks()
    ledger = []
    for n in range(100):
        reads = (f"c{n - 1}",) if n % 4 == 1 else ()
        check(f"c{n}", reads=reads)(lambda *_: Computed((12, 34.5, Decimal("67"))))
        ledger.append(entry(f"c{n}", prints=["12", "34.5", "67%"]))
    start = time.process_time()
    found = evaluate(ledger, check, None)
    assert time.process_time() - start < 0.5  # about 0.1 on a quiet machine
    assert {number.status for result in found for number in result.numbers} == {Status.REPRODUCED}
