"""The Kaplan-Meier estimate and what is read from it.

The estimates are lifelines'. Intervals are 95% and log-log: Greenwood's variance on the scale of
log(-log S), Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2nd ed.,
section 1.4.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from lifelines import KaplanMeierFitter
from scipy.stats import norm

Times = npt.ArrayLike
"""The follow-up of each patient, shape (n,), in any one unit, not negative."""
Events = npt.ArrayLike
"""Shape (n,); True: the event happened at the end of follow-up; False: censored then.

Censoring at the time of an event counts as after it.
"""
Scale = Literal["log-log", "log", "plain"]

CONFIDENCE = 0.95
Z = float(norm.ppf((1 + CONFIDENCE) / 2))


@dataclass(frozen=True)
class Estimate:
    """An estimate and its 95% interval; an end is NaN where no formula gives it."""

    value: float
    lower: float
    upper: float


def kaplan_meier(time: Times, event: Events) -> pd.DataFrame:
    """Estimate survival by the Kaplan-Meier method.

    Returns:
        One row for time 0 and one for each distinct time, in order: ``time``, ``at_risk``
        (patients with at least that follow-up), ``events`` and ``censored`` at that time,
        ``survival`` just after it, ``ci_lower`` and ``ci_upper``. Before the first event the
        estimate is 1 and so are both ends of its interval, which the formula leaves undefined.
        Where the estimate is 0 it leaves them undefined too, and they are NaN (as in R;
        lifelines has 0 to 0).

    Raises:
        ValueError: there are no patients, or a time is negative or not finite.

    Examples:
        >>> kaplan_meier([1, 2, 3], [True, False, True])[["time", "at_risk"]].values.tolist()
        [[0.0, 3.0], [1.0, 3.0], [2.0, 2.0], [3.0, 1.0]]
    """
    time, event = checked(time, event)
    fitter = KaplanMeierFitter(alpha=1 - CONFIDENCE).fit(time, event)
    table = fitter.event_table
    survival = fitter.survival_function_.iloc[:, 0].to_numpy(float)
    interval = fitter.confidence_interval_survival_function_
    interval = interval.where(np.repeat(survival[:, None] > 0, 2, axis=1))
    return pd.DataFrame(
        {
            "time": table.index.to_numpy(float),
            "at_risk": table["at_risk"].to_numpy(int),
            "events": table["observed"].to_numpy(int),
            "censored": table["censored"].to_numpy(int),
            "survival": survival,
            "ci_lower": interval.iloc[:, 0].to_numpy(float),
            "ci_upper": interval.iloc[:, 1].to_numpy(float),
        }
    )


def at(curve: pd.DataFrame, time: float) -> pd.Series:
    """Return the row of ``curve`` (as `kaplan_meier` returns it) that holds at ``time``.

    Raises:
        ValueError: the time is negative, or after the last follow-up, where the curve ends unless
            it has come down to 0.
    """
    if time < 0 or (time > curve["time"].iloc[-1] and curve["survival"].iloc[-1] > 0):
        raise ValueError(f"time {time} is outside the curve, which ends at {curve['time'].max()}")
    return curve[curve["time"] <= time].iloc[-1]


def estimate_at(curve: pd.DataFrame, time: float) -> Estimate:
    """Return the survival with its interval at ``time``; raises ValueError as `at` does."""
    return Estimate(*(float(at(curve, time)[x]) for x in ("survival", "ci_lower", "ci_upper")))


def median(curve: pd.DataFrame) -> float:
    """Return the first time at which ``curve`` is at or below one half; infinite if it never is.

    R's ``survfit`` differs where the curve is exactly one half for a while: it takes the middle
    of that stretch.
    """
    below = curve.loc[curve["survival"] <= 0.5 + 1e-12, "time"]
    return float(below.iloc[0]) if len(below) else float("inf")


def median_interval(curve: pd.DataFrame) -> Estimate:
    """Return `median` with the times at which the limits of the curve come down to one half.

    Brookmeyer and Crowley, Biometrics 1982;38:29-41, on the scale of the curve's own interval.
    Infinite: not reached.
    """
    lower, upper = (
        median(curve.assign(survival=curve[limit])) for limit in ("ci_lower", "ci_upper")
    )
    return Estimate(median(curve), lower, upper)


def greenwood(curve: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return the sum in Greenwood's formula, the variance of log S; infinite where S is 0."""
    at_risk, events = curve["at_risk"].to_numpy(float), curve["events"].to_numpy(float)
    with np.errstate(divide="ignore"):
        return np.asarray(np.cumsum(events / (at_risk * (at_risk - events))))


def interval(curve: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Return the 95% limits of ``curve`` on another scale, cut off at 0 and 1 as R does.

    Kalbfleisch and Prentice, 2nd ed., section 1.4: "plain" is S ± z se(S), "log" is symmetric for
    log S, and "log-log", the scale of `kaplan_meier`, for log(-log S).

    Returns:
        ``ci_lower`` and ``ci_upper``; 1 before the first event, NaN where the estimate is 0.
    """
    survival = curve["survival"].to_numpy(float)
    lower, upper = np.ones_like(survival), np.ones_like(survival)
    lower[survival == 0] = upper[survival == 0] = np.nan
    inside = (survival > 0) & (survival < 1)
    s, se = survival[inside], np.sqrt(greenwood(curve)[inside])
    if scale == "plain":
        lower[inside], upper[inside] = s - Z * s * se, s + Z * s * se
    elif scale == "log":
        lower[inside], upper[inside] = s * np.exp(-Z * se), s * np.exp(Z * se)
    else:
        width = np.exp(Z * se / np.abs(np.log(s)))
        lower[inside], upper[inside] = s**width, s ** (1 / width)
    return pd.DataFrame(
        {"ci_lower": np.clip(lower, 0, 1), "ci_upper": np.clip(upper, 0, 1)}, index=curve.index
    )


def conditional_survival(curve: pd.DataFrame, given: float, horizon: float) -> Estimate:
    """Return the probability of being free of the event at ``horizon``, if free of it at ``given``.

    S(horizon) / S(given), with a log-log interval from the events after ``given`` alone. R's
    ``survfit`` has the same with ``start.time``, but counts events at that very time.

    Args:
        curve: as `kaplan_meier` returns it.
        given: the time that a patient has already reached.
        horizon: a later time.

    Raises:
        ValueError: the curve ends before the horizon, above 0, or nobody reached ``given``.
    """
    at(curve, horizon)
    reached = float(at(curve, given)["survival"])
    later = curve[curve["time"] > given].reset_index(drop=True)
    later["survival"] = later["survival"] / reached
    limits = interval(later, "log-log")
    before = later["time"] <= horizon
    if not before.any():
        return Estimate(1.0, 1.0, 1.0)
    values = later["survival"][before].iloc[-1], *limits[before].iloc[-1]
    return Estimate(*map(float, values))


def restricted_mean_interval(curve: pd.DataFrame, horizon: float) -> Estimate:
    """Return the mean time without the event up to ``horizon``, ± z standard errors.

    The area under the curve; the variance sums (area beyond t)² d / (n (n - d)) over the event
    times t. Royston and Parmar, BMC Medical Research Methodology 2013;13:152; R's ``survfit``
    has the same, while lifelines' variance is that of one patient's time, not of the mean.

    Raises:
        ValueError: the curve ends before the horizon, above 0.
    """
    at(curve, horizon)
    inside = curve[curve["time"] < horizon]
    widths = np.diff([*inside["time"], horizon])
    beyond = np.cumsum((inside["survival"].to_numpy(float) * widths)[::-1])[::-1]
    at_risk, events = inside["at_risk"].to_numpy(float), inside["events"].to_numpy(float)
    counted = (events > 0) & (at_risk > events)
    d, n = events[counted], at_risk[counted]
    variance = float((beyond[counted] ** 2 * d / (n * (n - d))).sum())
    return symmetric(float(beyond[0]), math.sqrt(variance))


def symmetric(value: float, se: float) -> Estimate:
    """Return an estimate whose interval is ± z standard errors."""
    return Estimate(value, value - Z * se, value + Z * se)


def risk_table(time: Times, event: Events, ticks: Sequence[float]) -> pd.DataFrame:
    """Count who is at risk, has had the event, and was censored, at each tick.

    Counted at the start of the period: a patient whose follow-up ends at a tick, a time in the
    unit of ``time``, is still at risk there. In every row the three counts add up to n.

    Returns:
        One row a tick: ``time``, ``at_risk``, ``events`` and ``censored`` (both cumulative,
        before the tick).
    """
    time, event = checked(time, event)
    before = time[None, :] < np.asarray(ticks, float)[:, None]
    return pd.DataFrame(
        {
            "time": np.asarray(ticks, float),
            "at_risk": (~before).sum(axis=1),
            "events": (before & event).sum(axis=1),
            "censored": (before & ~event).sum(axis=1),
        }
    )


def checked(time: Times, event: Events) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return times and events as arrays of one length, or refuse those without a meaning.

    Raises:
        ValueError: there are no patients, the lengths differ, or a time is negative or not finite.
    """
    times, events = np.asarray(time, float), np.asarray(event, bool)
    if times.size == 0:
        raise ValueError("there are no patients: expected at least one time")
    if times.shape != events.shape:
        raise ValueError(f"{times.size} times and {events.size} events: expected as many of each")
    if not (np.isfinite(times) & (times >= 0)).all():
        raise ValueError("a time is negative or not finite: expected 0 or more")
    return times, events
