"""Proportions of few patients: exact intervals, tests and power."""

import math

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import binom, binomtest, fisher_exact, norm

from reproduction.survival.kaplan_meier import CONFIDENCE, Estimate

ALPHA = 1 - CONFIDENCE
POWER = 0.8


def clopper_pearson(part: int, whole: int) -> Estimate:
    """Return a proportion with its exact 95% interval.

    Clopper and Pearson, Biometrika 1934;26:404-413.

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


def exact_binomial(part: int, whole: int, expected: float) -> float:
    """Return the two-sided exact p value of ``part`` out of ``whole`` against a fixed proportion.

    It sums the probabilities of all counts that are no more probable than the one observed.

    Raises:
        ValueError: as `clopper_pearson`.
    """
    return float(binomtest(part, whole, expected).pvalue)


def fisher(part_1: int, whole_1: int, part_2: int, whole_2: int) -> float:
    """Return Fisher's exact two-sided p value for two proportions."""
    table = [[part_1, whole_1 - part_1], [part_2, whole_2 - part_2]]
    return float(fisher_exact(table).pvalue)


def detectable_proportion(whole: int, expected: float, power: float = POWER) -> float:
    """Return the lowest true proportion above ``expected`` that a single arm would have detected.

    "Detected": the two-sided `exact_binomial` p value is at most 0.05 and the observed proportion
    is above ``expected``; in ``power`` of all such studies.

    Args:
        whole: number of patients.
        expected: the fixed proportion that the arm is compared with.
        power: between 0.05 and 1.
    """
    counts = [k for k in range(whole + 1) if k > whole * expected]
    rejected = min(k for k in counts if exact_binomial(k, whole, expected) <= ALPHA)
    return float(brentq(lambda p: binom.sf(rejected - 1, whole, p) - power, expected, 1))


def detectable_hazard_ratio(events: int, share: float, power: float = POWER) -> float:
    """Return the hazard ratio above 1 that a log-rank test of so many events would have detected.

    Two-sided, at 5%: Schoenfeld, Biometrika 1981;68:316-319.

    Args:
        events: of both groups together.
        share: of the patients in one group, between 0 and 1.
        power: between 0.05 and 1.
    """
    z = norm.ppf(1 - ALPHA / 2) + norm.ppf(power)
    return math.exp(z / math.sqrt(events * share * (1 - share)))


def holm(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return p values corrected for their number, in the order given.

    Holm, Scandinavian Journal of Statistics 1979;6:65-70.

    Examples:
        >>> holm([0.01, 0.04, 0.03]).tolist()
        [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    return np.asarray(np.minimum(steps, 1)[np.argsort(order, kind="stable")])
