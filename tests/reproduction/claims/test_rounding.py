from decimal import Decimal
from fractions import Fraction

import pytest

from reproduction.claims.rounding import as_decimal, fixed, half_up, percent


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (2.4999, 0, "2"),
        (48.45, 1, "48.5"),  # the float is a little less than 48.45
        (0.285 * 100, 0, "29"),  # 28.499999999999996 in binary arithmetic
        (1.005, 2, "1.01"),
        (59.95, 1, "60.0"),
        (31, 1, "31.0"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(5, 2), 0, "3"),
        (Decimal("0.048"), 3, "0.048"),
        (Decimal("0.0485"), 3, "0.049"),
        (1e-4, 4, "0.0001"),
        (1234567, 0, "1234567"),
        (1e15, 0, "1000000000000000"),
    ],
)
def test_halves_go_away_from_zero_once_at_the_printed_place(value, decimals, expected):
    assert fixed(value, decimals) == expected
    assert half_up(value, decimals) == Decimal(expected)


def test_rounding_twice_would_differ_and_does_not_happen():
    assert fixed(2.45) == "2"
    assert fixed(half_up(2.45, 1)) == "3"


def test_half_up_keeps_the_places_that_are_printed():
    assert str(half_up(31, 1)) == "31.0"
    assert str(half_up(2.0, 2)) == "2.00"


def test_as_decimal_is_exact_for_integers_and_decimals():
    assert as_decimal(10**20) == Decimal(10**20)
    assert as_decimal(Decimal("0.1")) == Decimal("0.1")
    assert as_decimal(0.1 + 0.2) == Decimal("0.3")
    assert as_decimal(Fraction(1, 4)) == Decimal("0.25")


def test_percent_is_exact():
    assert percent(1, 3) == Fraction(100, 3)
    assert percent(0, 7) == 0
    assert percent(10, 20) == 50


def test_a_group_without_patients_has_no_percentage():
    with pytest.raises(ZeroDivisionError):
        percent(0, 0)
