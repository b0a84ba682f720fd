from decimal import Decimal
from fractions import Fraction

import pytest

from reproduction.claims.quantity import MONTHS, WORDS, parse_quantity

NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "both": 2,
}  # fmt: skip


def facts(text: str) -> tuple[str, str, int, str]:
    quantity = parse_quantity(text)
    assert quantity.text == text
    return quantity.relation, f"{quantity.value:f}", quantity.decimals, quantity.form


@pytest.mark.parametrize(
    ("text", "relation", "value", "decimals", "form"),
    [
        ("0", "=", "0", 0, "number"),
        ("16", "=", "16", 0, "number"),
        ("31.0", "=", "31.0", 1, "number"),
        ("4.97", "=", "4.97", 2, "number"),
        ("0.048", "=", "0.048", 3, "number"),
        ("999999999.999999", "=", "999999999.999999", 6, "number"),
        ("80%", "=", "80", 0, "percent"),
        ("0.01%", "=", "0.01", 2, "percent"),
        ("10^-4^", "=", "0.0001", 4, "power"),
        ("10^3^", "=", "1000", 0, "power"),
        ("10^0^", "=", "1", 0, "power"),
        ("1.5x10^-3^", "=", "0.0015", 4, "power"),
        ("10^-19^", "=", "0.0000000000000000001", 19, "power"),
        ("January 2008", "=", "24097", 0, "month"),  # 12 months of 2008 years, and one
        ("December 1999", "=", "24000", 0, "month"),
        ("may 2008", "=", "24101", 0, "month"),
        ("half", "=", "0.50", 2, "number"),
        ("Half", "=", "0.50", 2, "number"),
        ("greater than 80%", ">", "80", 0, "percent"),
        ("more than 80%", ">", "80", 0, "percent"),
        ("fewer than 50%", "<", "50", 0, "percent"),
        ("less than ten", "<", "10", 0, "number"),
        ("below 50%", "<", "50", 0, "percent"),
        ("at least 10^-4^", "≥", "0.0001", 4, "power"),
        ("At least two", "≥", "2", 0, "number"),
        ("up to four", "=", "4", 0, "number"),
        ("up to 5", "=", "5", 0, "number"),
        ("<1.5x10^-3^", "<", "0.0015", 4, "power"),
        ("≥18", "≥", "18", 0, "number"),
        ("≥ 18", "≥", "18", 0, "number"),
        ("≤2", "≤", "2", 0, "number"),
        (">2", ">", "2", 0, "number"),
        ("<5", "<", "5", 0, "number"),
    ],
)
def test_every_form_of_a_printed_quantity(text, relation, value, decimals, form):
    assert facts(text) == (relation, value, decimals, form)


@pytest.mark.parametrize(("word", "value"), NUMBER_WORDS.items())
def test_number_words_in_any_case(word, value):
    for text in (word, word.capitalize(), word.upper()):
        assert facts(text) == ("=", str(value), 0, "number")


def test_there_are_no_other_number_words():
    assert set(WORDS) == {*NUMBER_WORDS, "half"}
    assert len(MONTHS) == 12


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "16 ", " 16", "16\n", "-16", "+16", "1,000", "1 000", "16.", ".5", "1e3", "1_000",
        "nan", "inf", "0x10", "１６", "16%%", "16 %", "ten%", "half of them", "twenty-one",
        "thirty", "a", "16 of 20", "16-20", "10^-4", "10^4", "10^-4.0^", "2x", "x10^-3^",
        "1.5x10^-99^", "10^99^", "Jan 2008", "January", "January 08", "January  2008",
        "about 16", "≥", "≥≥5", "> = 5", "up to", "greater  than 5", "1234567890", "0.1234567",
    ],
)  # fmt: skip
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match=r"^not a printed quantity: expected .*“up to four”$"):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "computed", "agrees"),
    [
        ("16", 16, True),
        ("16", 15, False),
        ("16", 15.5, True),
        ("16", 16.4999, True),
        ("16", 16.5, False),
        ("16", 15.4999, False),
        ("31.0", 31, True),
        ("31.0", 30.95, True),
        ("31.0", 31.05, False),
        ("48.5", 48.45, True),
        ("48.5", 48.449, False),
        ("4.97", 4.965, True),
        ("4.97", 4.9649, False),
        ("4.97", 59.7 / 12, False),  # 4.975 goes up to 4.98
        ("80%", Fraction(100 * 16, 20), True),
        ("61%", Fraction(100 * 11, 18), True),
        ("62%", Fraction(100 * 11, 18), False),
        ("13%", Fraction(100, 8), True),
        ("12%", Fraction(100, 8), False),
        ("half", Fraction(1, 2), True),
        ("half", 0.495, True),
        ("half", 0.505, False),
        ("half", Fraction(9, 20), False),
        ("10^-4^", 0.0001, True),
        ("10^-4^", 0.00015, False),
        ("both", 2, True),
        ("both", 1, False),
        ("January 2008", 24097, True),
        ("January 2008", 24098, False),
        # a relation is one between what is computed, at the printed precision, and the number
        ("greater than 80%", 81, True),
        ("greater than 80%", 80.5, True),
        ("greater than 80%", 80.4, False),
        ("greater than 80%", 80, False),
        ("fewer than 50%", 49.4, True),
        ("fewer than 50%", 49.5, False),
        ("<5", 4, True),
        ("<5", 5, False),
        ("≥5", 5, True),
        ("≥5", 4.5, True),
        ("≥5", 4.4, False),
        ("≤2", 2, True),
        ("≤2", 3, False),
        (">2", 3, True),
        (">2", 2, False),
        # a maximum has to be reached
        ("up to four", 4, True),
        ("up to four", 3, False),
        ("up to four", 5, False),
    ],
)
def test_agreement_is_half_up_at_the_printed_precision(text, computed, agrees):
    assert parse_quantity(text).agrees(computed) is agrees


@pytest.mark.parametrize(
    ("text", "relation", "limit", "holds"),
    [
        ("January 2008", "≤", 24097, True),
        ("January 2008", "≤", 24096, False),
        ("≥10^-4^", "=", Decimal("0.0001"), True),  # the printed number itself is compared
        ("≥10^-4^", "=", Decimal("0.001"), False),
        ("0.01%", "=", 0.01, True),
        ("<5", "<", 5, False),
        ("<5", "≥", 5, True),
        ("7", ">", 6, True),
        ("7", ">", 7, False),
    ],
)
def test_a_bound_holds_for_the_printed_number_itself(text, relation, limit, holds):
    assert parse_quantity(text).bounded_by(relation, limit) is holds


@pytest.mark.parametrize(
    ("text", "numeral"),
    [
        ("Nine", "9"),
        ("nineteen", "19"),
        ("up to four", "4"),
        ("greater than 80%", "80%"),
        ("≥18", "18"),
        ("31.0", "31.0"),
        ("0.01%", "0.01%"),
        ("at least 10^-4^", "10⁻⁴"),
        ("<1.5x10^-3^", "1.5 × 10⁻³"),
        ("15x10^-4^", "1.5 × 10⁻³"),
        ("10^12^", "10¹²"),
        ("January 2008", "January 2008"),
        ("half", "half"),
        ("Both", "Both"),
    ],
)
def test_the_numeral_is_for_running_text(text, numeral):
    assert parse_quantity(text).numeral == numeral


@pytest.mark.parametrize(
    ("text", "computed", "shown"),
    [
        ("Ten", 10, "10"),
        ("16", 16.5, "17"),
        ("31.0", 31, "31.0"),
        ("80%", Fraction(100 * 11, 18), "61%"),
        ("0.01%", 0.01, "0.01%"),
        ("half", Fraction(9, 20), "0.45"),
        ("10^-4^", 0.0002, "2 × 10⁻⁴"),
        ("<1.5x10^-3^", 0.001, "10⁻³"),
        ("<1.5x10^-3^", 0.0, "0"),
        ("January 2008", 24098, "February 2008"),
        ("January 2008", 24108, "December 2008"),
        ("up to 5", 5.8, "6"),
    ],
)
def test_a_recomputed_value_is_shown_as_the_quantity_is_printed(text, computed, shown):
    assert parse_quantity(text).show(computed) == shown


@pytest.mark.parametrize(
    ("text", "short"),
    [("at least 10^-4^", "≥10⁻⁴"), ("Ten", "10"), ("up to four", "4"), ("fewer than 50%", "<50%")],
)
def test_the_shortest_text(text, short):
    assert parse_quantity(text).short == short
