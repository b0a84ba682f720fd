"""Numbers as checks return them, and rounding for display: once, half up, exactly."""

import numbers
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Number = int | float | Decimal | Fraction

# Enough digits to keep a half that binary arithmetic moved by an ulp (0.285 * 100) a half.
_SIGNIFICANT = 12
# From here on a value of 12 significant digits has no decimals to round.
_WHOLE = Decimal(10) ** 15


def plain_number(value: Any) -> Number | None:
    """Return a number of Python's own for any scalar that is one; None for a missing value.

    Args:
        value: a number, or a scalar of NumPy or pandas; NaN, NA and NaT are missing.

    Raises:
        TypeError: it is no number.
    """
    if hasattr(value, "dtype") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        raise TypeError(f"{value!r} is not a number")
    if value.is_nan() if isinstance(value, Decimal) else value != value:
        return None
    return value if isinstance(value, (int, float, Decimal, Fraction)) else float(value)


def as_decimal(value: Number) -> Decimal:
    """Return the value in decimal, floats at 12 significant digits and fractions at 28."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, float):
        return Decimal(f"{value:.{_SIGNIFICANT}g}")
    return Decimal(value)


def half_up(value: Number, decimals: int = 0) -> Decimal:
    """Round to ``decimals`` places; halves go away from zero. Infinity stays what it is.

    Examples:
        >>> half_up(48.45, 1), half_up(2.5)
        (Decimal('48.5'), Decimal('3'))
    """
    exact = as_decimal(value)
    if not exact.is_finite() or (decimals >= 0 and abs(exact) >= _WHOLE):
        return exact
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def significant(value: Number, digits: int) -> Decimal:
    """Round to so many significant digits, half up.

    Examples:
        >>> significant(1_484_000, 2) == 1_500_000
        True
    """
    exact = as_decimal(value)
    if not exact.is_finite() or exact == 0:
        return exact
    return half_up(exact, digits - 1 - exact.adjusted())


def fixed(value: Number, decimals: int = 0) -> str:
    """Return the value as text with exactly ``decimals`` places, rounded half up."""
    return f"{half_up(value, decimals):f}"


def percent(part: int, whole: int) -> Fraction:
    """Return how many in a hundred ``part`` of ``whole`` is, exactly.

    Raises:
        ZeroDivisionError: ``whole`` is 0: a group without patients has no percentage.
    """
    return Fraction(100 * part, whole)
