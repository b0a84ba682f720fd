"""Cumulative incidence with competing risks. Nothing here knows the letter."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from reproduction.survival.kaplan_meier import Times, Z, checked


def cumulative_incidence(time: Times, cause: npt.ArrayLike, of: str) -> pd.DataFrame:
    """The probability of an event of one kind, with the others as competing events.

    Aalen and Johansen, Scandinavian Journal of Statistics 1978;5:141-150: the sum of S(t-) d/n,
    with S free of any event. Its variance is Marubini and Valsecchi's, Analysing Survival Data
    from Clinical Trials and Observational Studies, 1995, page 341; its 95% interval is symmetric
    for log(-log F). lifelines moves tied times apart at random; this does not.

    Args:
        time: as for `reproduction.survival.kaplan_meier.kaplan_meier`.
        cause: shape (n,), the kind of event at ``time``; ``""`` where the patient is censored.
        of: the kind of event that is counted.

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
    free_before = np.cumprod(np.append(1.0, 1 - d_all / n))[:-1]
    incidence = np.cumsum(free_before * d / n)
    se = np.sqrt(_variance(incidence, free_before, n, d_all, d))
    lower, upper = np.full_like(incidence, np.nan), np.full_like(incidence, np.nan)
    begun = incidence > 0
    log = np.log(incidence[begun])
    width = np.exp(Z * se[begun] / (incidence[begun] * np.abs(log)))
    lower[begun], upper[begun] = np.exp(log * width), np.exp(log / width)
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


def _variance(
    incidence: npt.NDArray[np.float64],
    free_before: npt.NDArray[np.float64],
    n: npt.NDArray[np.float64],
    d_all: npt.NDArray[np.float64],
    d: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Marubini and Valsecchi's formula at each time, summed over the times up to it."""
    still_to_come = incidence[:, None] - incidence[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(n > d_all, d_all / (n * (n - d_all)), 0.0)
    terms = (
        still_to_come**2 * spread
        + free_before**2 * (n - d) / n**3 * d
        - 2 * still_to_come * free_before * d / n**2
    )
    return np.asarray(np.tril(terms).sum(axis=1))
