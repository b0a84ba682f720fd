"""Exact intervals for proportions. Nothing here knows the letter."""

from scipy.stats import binomtest

from reproduction.survival.kaplan_meier import CONFIDENCE, Estimate


def clopper_pearson(part: int, whole: int) -> Estimate:
    """A proportion with its exact interval: Clopper and Pearson, Biometrika 1934;26:404-413.

    Raises:
        ValueError: ``whole`` is less than 1, or ``part`` is not between 0 and ``whole``.

    Examples:
        >>> estimate = clopper_pearson(10, 20)
        >>> estimate.value, round(estimate.lower, 3), round(estimate.upper, 3)
        (0.5, 0.272, 0.728)
    """
    test = binomtest(part, whole)
    interval = test.proportion_ci(CONFIDENCE, method="exact")
    return Estimate(part / whole, float(interval.low), float(interval.high))
