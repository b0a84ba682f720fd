"""Cumulative incidence with competing risks, and Gray's test."""

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import chi2

from reproduction.survival.kaplan_meier import Times, Z, checked
from reproduction.survival.two_groups import Group, LogRank, two_groups

Variance = Literal["marubini-valsecchi", "gray"]
Causes = npt.ArrayLike
"""Shape (n,), the kind of event at the end of follow-up; ``""`` where the patient is censored."""
_Array = npt.NDArray[np.float64]


def cumulative_incidence(
    time: Times, cause: Causes, of: str, variance: Variance = "marubini-valsecchi"
) -> pd.DataFrame:
    """Return the probability of an event of one kind, with the others as competing events.

    Aalen and Johansen, Scandinavian Journal of Statistics 1978;5:141-150: the sum of S(t-) d/n,
    with S free of any event. The 95% interval is symmetric for log(-log F). lifelines moves tied
    times apart at random; this does not.

    Args:
        time: follow-up of each patient.
        cause: the kind of event then.
        of: the kind of event that is counted.
        variance: Marubini and Valsecchi's (Analysing Survival Data from Clinical Trials and
            Observational Studies, 1995, page 341; R's ``prodlim``), or the slightly larger one
            that Gray's ``cuminc`` in R's ``cmprsk`` has.

    Returns:
        One row for time 0 and one for each distinct time: ``time``, ``at_risk``, ``events`` (of
        this kind), ``competing``, ``incidence``, ``standard_error``, ``ci_lower``,
        ``ci_upper`` (NaN before the first event, where the formula leaves them undefined).
    """
    causes = np.asarray(cause, str)
    times, any_event = checked(time, causes != "")
    distinct = np.unique(np.append(times, 0.0))
    here = times == distinct[:, None]
    n = (times >= distinct[:, None]).sum(axis=1).astype(float)
    d_all = (here & any_event).sum(axis=1).astype(float)
    d = (here & (causes == of)).sum(axis=1).astype(float)
    free = np.cumprod(np.append(1.0, 1 - d_all / n))
    incidence = np.cumsum(free[:-1] * d / n)
    formula = _marubini_valsecchi if variance == "marubini-valsecchi" else _gray
    se = np.sqrt(formula(incidence, free, n, d_all, d))
    lower, upper = _limits(incidence, se)
    return pd.DataFrame(
        {
            "time": distinct,
            "at_risk": n.astype(int),
            "events": d.astype(int),
            "competing": (d_all - d).astype(int),
            "incidence": incidence,
            "standard_error": se,
            "ci_lower": lower,
            "ci_upper": upper,
        }
    )


def _limits(p: _Array, se: _Array) -> tuple[_Array, _Array]:
    """Return the limits that are symmetric for log(-log p); NaN where ``p`` is 0 or 1."""
    lower, upper = np.full_like(p, np.nan), np.full_like(p, np.nan)
    inside = (p > 0) & (p < 1)
    log = np.log(p[inside])
    width = np.exp(Z * se[inside] / (p[inside] * np.abs(log)))
    lower[inside], upper[inside] = np.exp(log * width), np.exp(log / width)
    return lower, upper


def event_free(curve: pd.DataFrame) -> pd.DataFrame:
    """Return the proportion free of the event, with intervals on the scale of Kaplan-Meier's.

    ``curve`` is as `cumulative_incidence` returns it.

    Returns:
        ``time``, ``survival`` (1 less the incidence), ``ci_lower``, ``ci_upper`` (symmetric for
        log(-log), NaN where the proportion is 1 or 0).
    """
    free = 1 - curve["incidence"].to_numpy(float)
    lower, upper = _limits(free, curve["standard_error"].to_numpy(float))
    return pd.DataFrame(
        {"time": curve["time"], "survival": free, "ci_lower": lower, "ci_upper": upper}
    )


def _marubini_valsecchi(f: _Array, free: _Array, n: _Array, d_all: _Array, d: _Array) -> _Array:
    """Return the variance at each time, summed over the times up to it."""
    still_to_come, before = f[:, None] - f, free[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(n > d_all, d_all / (n * (n - d_all)), 0.0)
    terms = (
        still_to_come**2 * spread
        + before**2 * (n - d) / n**3 * d
        - 2 * still_to_come * before * d / n**2
    )
    return np.asarray(np.tril(terms).sum(axis=1))


def _gray(f: _Array, free: _Array, n: _Array, d_all: _Array, d: _Array) -> _Array:
    """Return the variance at each time by the delta method of Gray, 1988, with his ties."""
    after = free[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(after > 0, (f[:, None] - f) / after, 0.0)
    other = np.where(after > 0, d_all - d, 0.0)
    terms = _spread(d, n, free[:-1]) * (1 - share) ** 2 + _spread(other, n, free[:-1]) * share**2
    return np.asarray(np.tril(terms).sum(axis=1))


def _spread(d: _Array, n: _Array, before: _Array) -> _Array:
    """Return the variance of the incidence that ``d`` tied events add."""
    return np.asarray(before**2 * d / n**2 * _ties(d, n))


def _ties(d: _Array, n: _Array) -> _Array:
    """Return by how much ties lower a variance: 1 without any."""
    return np.asarray(1 - np.maximum(d - 1, 0) / np.where(d > 1, n - 1, 1))


def gray_test(time: Times, cause: Causes, of: str, exposed: Group) -> LogRank:
    """Return Gray's test of two cumulative incidences of one kind of event.

    Gray, Annals of Statistics 1988;16:1141-1154, with weight 1 at all times: the score compares
    the events of the exposed with those expected if both groups had one subdistribution hazard;
    its variance sums the contributions of both kinds of event in both groups.

    Returns:
        Chi-squared with one degree of freedom, and its asymptotic p value.
    """
    causes = np.asarray(cause, str)
    times, any_event = checked(time, causes != "")
    group = two_groups(exposed)
    distinct = np.unique(times[any_event])

    def count(rows: npt.NDArray[np.bool_]) -> _Array:
        here = times == distinct[:, None]
        return np.array([(here & rows & g).sum(axis=1) for g in (group, ~group)], float)

    n = np.array([((times >= distinct[:, None]) & g).sum(axis=1) for g in (group, ~group)], float)
    d, other = count(causes == of), count(any_event & (causes != of))
    score, variance = _score(n, d, other)
    chi_squared = score**2 / variance
    return LogRank(chi_squared, float(chi2.sf(chi_squared, 1)))


def _score(n: _Array, d: _Array, other: _Array) -> tuple[float, float]:
    """Return Gray's score of the first group and its variance; all arrays are (2, times)."""
    at_least_1 = np.maximum(n, 1)
    free = np.cumprod(1 - (d + other) / at_least_1, axis=1)
    before = _shifted(free, 1)
    h = np.divide(n, before, out=np.zeros_like(n), where=n > 0)
    total, pooled_d = h.sum(axis=0), d.sum(axis=0)
    own_before = _shifted(np.cumsum(before * d / at_least_1, axis=1), 0)
    in_risk_set = h * (1 - own_before)
    score = float((d[0] - pooled_d * in_risk_set[0] / in_risk_set.sum(axis=0)).sum())

    pooled = np.cumsum(pooled_d / total)
    weight = h[0] * (np.array([[1.0], [0.0]]) - h / total)
    drift = np.cumsum(weight * pooled_d / (total * (1 - _shifted(pooled, 0))), axis=1)
    to_come = drift[:, -1:] - drift
    ratio = np.divide(1 - pooled, free, out=np.zeros_like(free), where=free > 0)
    of_cause = weight + (1 - ratio) * to_come
    spread = before * pooled_d / (total * at_least_1) * _ties(pooled_d, total * before) * (n > 0)
    spread_other = _spread(other, at_least_1, before) * (free > 0)
    variance = (of_cause**2 * spread + (ratio * to_come) ** 2 * spread_other).sum()
    return score, float(variance)


def _shifted(values: npt.ArrayLike, first: float) -> _Array:
    """Return the values just before each time."""
    array = np.asarray(values, float)
    start = np.full((*array.shape[:-1], 1), first)
    return np.concatenate([start, array[..., :-1]], axis=-1)
