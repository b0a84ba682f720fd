"""How numbers of this book are shown as text: rounded once, half up."""

import math
from collections.abc import Iterable

from reproduction.claims.rounding import Number, fixed, percent
from reproduction.survival.kaplan_meier import Estimate

MINUS = "−"
NOT_REACHED = "not reached"
UNDEFINED = "—"


def number(value: float, decimals: int = 0) -> str:
    """Return the number with so many decimals; a true minus; in words where it is infinite."""
    if math.isnan(value):
        return UNDEFINED
    if math.isinf(value):
        return NOT_REACHED
    text = fixed(abs(value), decimals)
    return MINUS + text if value < 0 and float(text) != 0 else text


def percentage(part: int, whole: int) -> str:
    """Return a percentage such as ``45%``."""
    return f"{fixed(percent(part, whole))}%"


def proportion(value: Number, decimals: int = 0) -> str:
    """Return a proportion in percent, such as ``53%``."""
    return f"{fixed(100 * value, decimals)}%"


def with_interval(estimate: Estimate) -> str:
    """Return a proportion with its interval, such as ``53% (95% CI 29 to 72)``."""
    return f"{proportion(estimate.value)} (95% CI {interval(estimate, factor=100)})"


def interval(estimate: Estimate, decimals: int = 0, factor: float = 1, to: str = " to ") -> str:
    """Return both ends of an interval, such as ``29 to 72``; a dash where it has none."""
    ends = [number(factor * end, decimals) for end in (estimate.lower, estimate.upper)]
    return UNDEFINED if ends == [UNDEFINED, UNDEFINED] else to.join(ends)


def listed(months: Iterable[float]) -> str:
    """Return times in months, or other numbers with one decimal: ``3.2, 5.1 and 12.4``."""
    return " and ".join(", ".join(fixed(time, 1) for time in months).rsplit(", ", 1))


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun."""
    return f"{count} {one if count == 1 else many}"
