"""Rounding for display: once, half up, exactly."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction

# Enough digits to keep a half that binary arithmetic moved by an ulp (0.285 * 100) a half.
_SIGNIFICANT = 12


def as_decimal(value: Number) -> Decimal:
    """The value in decimal, floats at 12 significant digits and fractions at 28."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, float):
        return Decimal(f"{value:.{_SIGNIFICANT}g}")
    return Decimal(value)


def half_up(value: Number, decimals: int = 0) -> Decimal:
    """The value rounded to ``decimals`` places; halves go away from zero, as the letter's do.

    Examples:
        >>> half_up(48.45, 1), half_up(2.5)
        (Decimal('48.5'), Decimal('3'))
    """
    return as_decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def fixed(value: Number, decimals: int = 0) -> str:
    """The value as text with exactly ``decimals`` places, rounded half up."""
    return f"{half_up(value, decimals):f}"


def percent(part: int, whole: int) -> Fraction:
    """How many in a hundred ``part`` of ``whole`` is, exactly.

    Raises:
        ZeroDivisionError: ``whole`` is 0: a group without patients has no percentage.
    """
    return Fraction(100 * part, whole)
