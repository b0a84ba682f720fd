"""Textbook survival estimators, from arrays to curves. Nothing here knows the letter.

The estimates are lifelines'. Intervals are 95% and log-log: Greenwood's variance on the scale of
log(-log S), Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2nd ed.,
section 1.4.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from lifelines import KaplanMeierFitter

Times = npt.ArrayLike
Events = npt.ArrayLike

CONFIDENCE = 0.95


def kaplan_meier(time: Times, event: Events) -> pd.DataFrame:
    """The Kaplan-Meier estimate.

    Args:
        time: follow-up of each patient, shape (n,), in any one unit, not negative.
        event: shape (n,); True: the event happened at ``time``; False: censored then.
            Censoring at the time of an event counts as after it.

    Returns:
        One row for time 0 and one for each distinct time, in order: ``time``, ``at_risk``
        (patients with at least that follow-up), ``events`` and ``censored`` at that time,
        ``survival`` just after it, ``ci_lower`` and ``ci_upper``. Before the first event the
        estimate is 1 and so are both ends of its interval, which the formula leaves undefined.

    Raises:
        ValueError: there are no patients, or a time is negative or not finite.

    Examples:
        >>> kaplan_meier([1, 2, 3], [True, False, True])[["time", "at_risk"]].values.tolist()
        [[0.0, 3.0], [1.0, 3.0], [2.0, 2.0], [3.0, 1.0]]
    """
    time, event = _checked(time, event)
    fitter = KaplanMeierFitter(alpha=1 - CONFIDENCE).fit(time, event)
    table = fitter.event_table
    interval = fitter.confidence_interval_survival_function_
    return pd.DataFrame(
        {
            "time": table.index.to_numpy(float),
            "at_risk": table["at_risk"].to_numpy(int),
            "events": table["observed"].to_numpy(int),
            "censored": table["censored"].to_numpy(int),
            "survival": fitter.survival_function_.iloc[:, 0].to_numpy(float),
            "ci_lower": interval.iloc[:, 0].to_numpy(float),
            "ci_upper": interval.iloc[:, 1].to_numpy(float),
        }
    )


def at(curve: pd.DataFrame, time: float) -> pd.Series:
    """The row of ``curve`` (as `kaplan_meier` returns it) that holds at ``time``.

    Raises:
        ValueError: the time is negative or after the last follow-up, where the curve ends.
    """
    if not 0 <= time <= curve["time"].iloc[-1]:
        raise ValueError(f"time {time} is outside the curve, which ends at {curve['time'].max()}")
    return curve[curve["time"] <= time].iloc[-1]


def median(curve: pd.DataFrame) -> float:
    """The first time at which ``curve`` is at or below one half; infinite if it never is.

    R's ``survfit`` differs where the curve is exactly one half for a while: it takes the middle
    of that stretch.
    """
    below = curve.loc[curve["survival"] <= 0.5 + 1e-12, "time"]
    return float(below.iloc[0]) if len(below) else float("inf")


def risk_table(time: Times, event: Events, ticks: Sequence[float]) -> pd.DataFrame:
    """How many patients are at risk, have had the event, and were censored, at each tick.

    Counted at the start of the period: a patient whose follow-up ends at a tick is still at
    risk there. In every row the three counts add up to n.

    Args:
        time: as for `kaplan_meier`.
        event: as for `kaplan_meier`.
        ticks: times, in the unit of ``time``.

    Returns:
        One row a tick: ``time``, ``at_risk``, ``events`` and ``censored`` (both cumulative,
        before the tick).
    """
    time, event = _checked(time, event)
    before = time[None, :] < np.asarray(ticks, float)[:, None]
    return pd.DataFrame(
        {
            "time": np.asarray(ticks, float),
            "at_risk": (~before).sum(axis=1),
            "events": (before & event).sum(axis=1),
            "censored": (before & ~event).sum(axis=1),
        }
    )


def _checked(time: Times, event: Events) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    times, events = np.asarray(time, float), np.asarray(event, bool)
    if times.size == 0:
        raise ValueError("there are no patients: expected at least one time")
    if not (np.isfinite(times) & (times >= 0)).all():
        raise ValueError("a time is negative or not finite: expected 0 or more")
    return times, events
