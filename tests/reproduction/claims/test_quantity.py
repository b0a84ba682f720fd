from decimal import Decimal
from fractions import Fraction

import pytest

from reproduction.claims.forms import parse_quantity


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
        ("10^-4^", 0.00006, False),  # which would be printed as 6x10^-5^
        ("10^4^", 10_400, True),
        ("10^4^", 15_000, False),
        ("1.5x10^6^", 1_484_000, True),
        ("1.5x10^6^", 1_449_999, False),
        ("2.3x10^9^", 2_312_000_000, True),
        ("1.5x10^-3^", 0.00148, True),
        ("−4.2", -4.15, True),  # halves go away from zero
        ("−4.2", -4.25, False),
        ("-4.2", 4.2, False),
        ("1,484", 1484.4, True),
        (".084", 0.0844, True),
        ("two-thirds", 0.67, True),
        ("two-thirds", Fraction(2, 3), True),
        ("two-thirds", 0.66, False),
        ("67 per cent", 66.5, True),
        ("first", 1, True),
        ("not reached", float("inf"), True),
        ("not reached", 50.8, False),
        ("23", float("inf"), False),
        ("23", 1e300, False),
        ("both", 2, True),
        ("both", 1, False),
        ("January 2008", 24097, True),
        ("January 2008", 24098, False),
        # a relation is one between what is computed, unrounded, and the printed number
        ("greater than 80%", 81, True),
        ("greater than 80%", 80.5, True),
        ("greater than 80%", 80.4, True),
        ("greater than 80%", 80, False),
        ("fewer than 50%", 49.4, True),
        ("fewer than 50%", 49.5, True),
        ("fewer than 50%", 50, False),
        ("<0.05", 0.048, True),
        ("<0.05", 0.05, False),
        ("P<0.001", 0.0007, True),
        ("P<0.001", 0.00101, False),
        ("≥18", 17.6, False),
        ("at least 10", 9.5, False),
        ("≤5", 5.4, False),
        ("P = 0.03", 0.0349, True),
        ("P = 0.03", 0.035, False),
        ("<5", 4, True),
        ("<5", 5, False),
        ("≥5", 5, True),
        ("≥5", 4.9999, False),
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
        ("-4.2", "−4.2"),
        ("1,484", "1,484"),
        (".084", ".084"),
        ("Two-thirds", "Two-thirds"),
        ("67 per cent", "67%"),
        ("First", "First"),
        ("2.03 to 10.09", "2.03 to 10.09"),
        ("43% to 69%", "43% to 69%"),
        ("95% CI 1.2–3.4", "1.2–3.4"),
        ("5.2 ± 1.3", "5.2 ± 1.3"),
        ("P<0.001", "0.001"),
        ("not reached", "not reached"),
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
        ("1,484", 12345.6, "12,346"),
        (".084", 0.5, ".500"),
        (".084", 1.5, "1.500"),
        ("−4.2", -0.06, "−0.1"),
        ("1.5x10^6^", 1_484_000, "1.5 × 10⁶"),
        # beside a relation it has as many places as show how the two compare
        ("P<0.001", 0.0007, "0.0007"),
        ("P<0.001", 0.00001, "0.00001"),
        ("<0.05", 0.048, "0.048"),
        ("greater than 80%", 80.4, "80.4%"),
        ("≥18", 17.6, "17.6"),
        ("≥5", 59.6 / 12, "4.97"),
        ("≥5", 5.4, "5"),
        ("<9", 8.4, "8"),
        ("two-thirds", Fraction(2, 3), "0.67"),
        ("not reached", float("inf"), "not reached"),
        ("not reached", 50.8, "51"),
        ("23", float("inf"), "not reached"),
    ],
)
def test_a_recomputed_value_is_shown_as_the_quantity_is_printed(text, computed, shown):
    assert parse_quantity(text).show(computed) == shown


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("at least 10^-4^", "≥10⁻⁴"),
        ("Ten", "10"),
        ("up to four", "4"),
        ("fewer than 50%", "<50%"),
        ("P = 0.03", "= 0.03"),
        ("P<0.001", "<0.001"),
    ],
)
def test_the_shortest_text(text, short):
    assert parse_quantity(text).short == short


@pytest.mark.parametrize(
    ("text", "numeral", "short", "word"),
    [
        ("more than half", "half", "more than half", "half"),
        ("less than one-third", "one-third", "less than one-third", "one-third"),
        ("> Half", "Half", "> Half", "half"),
        ("at least two", "2", "≥2", "two"),
        ("half", "half", "half", "half"),
    ],
)
def test_a_relation_is_shown_once(text, numeral, short, word):
    quantity = parse_quantity(text)
    assert (quantity.numeral, quantity.short, quantity.word) == (numeral, short, word)


@pytest.mark.parametrize(
    ("text", "computed", "shown"),
    [
        ("P<0.001", 1e-15, "10⁻¹⁵"),
        ("P<0.001", 1.26e-15, "1.3 × 10⁻¹⁵"),
        ("P<0.001", 1e-320, "10⁻³²⁰"),
        ("<0.1%", 1e-10, "10⁻¹⁰%"),
        ("<0.05", 0.04999999999, "0.04999999999"),
        ("<0.05", 0.049999, "0.049999"),
    ],
)
def test_a_value_below_a_printed_bound_is_never_shown_as_zero_or_as_the_bound(
    text, computed, shown
):
    assert parse_quantity(text).show(computed) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        *(("9", 8.55, "8.55"), ("31.0", 31.25, "31.25"), ("3", 10 / 3, "3.333"), ("3", 4, "4")),
        *(("0.001", 1e-15, "10⁻¹⁵"), ("0.05", 0.04999999999, "0.04999999999"), ("0", 0, "0")),
        *(("January 2008", 24101, "May 2008"), ("10^-4^", 0.00012, "1.2 × 10⁻⁴")),
    ],
)
def test_a_limit_has_as_many_places_as_it_needs(text, limit, shown):
    assert parse_quantity(text).precise(limit) == shown
