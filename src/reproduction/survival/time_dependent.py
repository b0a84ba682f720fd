"""Patients who change group on the way, such as by a transplant.

A patient belongs to the group that he or she is in at the time, not to the one that he or she
will be in: time before the switch is time without it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from lifelines import CoxTimeVaryingFitter
from scipy.stats import chi2

from reproduction.survival.kaplan_meier import Events, Times, checked, interval
from reproduction.survival.two_groups import CONVERGED, Cox, fitted

Switches = npt.ArrayLike
"""Shape (n,), when each patient changes group; NaN for never."""
Episodes: TypeAlias = pd.DataFrame
"""As `episodes` returns it."""
RiskSets: TypeAlias = pd.DataFrame
"""As `risk_sets` returns them, one row a time of an event."""
STATES = ("before", "after")


def episodes(time: Times, event: Events, switch: Switches) -> Episodes:
    """Split each patient's follow-up at the switch.

    Returns:
        One row an episode: ``patient`` (position in the arrays), ``start`` and ``stop`` (the
        episode is what lies after ``start``, up to and including ``stop``), ``switched`` (0.0 or
        1.0) and ``event``. Episodes of no length, such as after a switch on the last day, are
        left out.

    Raises:
        ValueError: a switch is negative or after the end of follow-up.
    """
    times, events = checked(time, event)
    switches = np.asarray(switch, float)
    switched = ~np.isnan(switches)
    if not ((switches >= 0) & (switches <= times))[switched].all():
        raise ValueError("a switch is outside the follow-up: expected 0 to the end of it")
    middle = np.where(switched, switches, times)
    before = pd.DataFrame(
        {"start": 0.0, "stop": middle, "switched": 0.0, "event": events & (middle == times)}
    )
    after = pd.DataFrame({"start": middle, "stop": times, "switched": 1.0, "event": events})
    both = pd.concat([before, after]).rename_axis("patient").reset_index()
    both = both[both["start"] < both["stop"]]
    return both.sort_values(["patient", "start"], ignore_index=True)


def person_time(split: Episodes) -> pd.DataFrame:
    """Return time and events before and after the switch, and their quotient, the rate.

    Returns:
        Indexed by ``switched`` (0.0, 1.0): ``time``, ``events``, ``rate``.
    """
    grouped = split.assign(time=split["stop"] - split["start"]).groupby("switched")
    table = pd.DataFrame({"time": grouped["time"].sum(), "events": grouped["event"].sum()})
    return table.assign(rate=table["events"] / table["time"])


def cox_time_dependent(split: Episodes) -> Cox:
    """Return the hazard after the switch over that before it, by a Cox model.

    The switch is a covariate that changes from 0 to 1: Andersen and Gill, Annals of Statistics
    1982;10:1100-1120. Without ties of events, Efron's and Breslow's likelihoods are the same.
    """
    frame = split.rename(columns={"switched": "exposed"})
    fitter = CoxTimeVaryingFitter().fit(
        frame, id_col="patient", event_col="event", fit_options=CONVERGED
    )
    return fitted(fitter)


def risk_sets(split: Episodes) -> RiskSets:
    """Count who is at risk in which group at each time of an event.

    Returns:
        One row a time of an event: ``time``, ``at_risk_before``, ``at_risk_after``,
        ``events_before``, ``events_after`` (before and after the switch).
    """
    times = np.sort(split.loc[split["event"], "stop"].unique())
    columns = {"time": times}
    for name, own in _states(split):
        stop = own.loc[own["event"], "stop"].to_numpy(float)
        columns[f"at_risk_{name}"] = at_risk(own, times)
        columns[f"events_{name}"] = (stop == times[:, None]).sum(axis=1)
    return pd.DataFrame(columns)


def at_risk(own: pd.DataFrame, times: Times) -> npt.NDArray[np.int_]:
    """Count the episodes under way at each time; at 0, those that begin there."""
    start, stop = own["start"].to_numpy(float), own["stop"].to_numpy(float)
    at = np.asarray(times, float)[:, None]
    return np.asarray((((start < at) | (at == 0) & (start == 0)) & (at <= stop)).sum(axis=1))


def _states(split: Episodes) -> Iterator[tuple[str, pd.DataFrame]]:
    """Return the episodes before and those after the switch, even if there are none."""
    for name, switched in zip(STATES, (0.0, 1.0), strict=True):
        yield name, split[split["switched"] == switched]


@dataclass(frozen=True)
class MantelByar:
    """The Mantel-Byar test, for the group after the switch."""

    observed: float
    expected: float
    variance: float

    @property
    def chi_squared(self) -> float:
        """With one degree of freedom."""
        return (self.observed - self.expected) ** 2 / self.variance

    @property
    def p_value(self) -> float:
        """Two-sided."""
        return float(chi2.sf(self.chi_squared, 1))


def mantel_byar(split: Episodes) -> MantelByar:
    """Test two groups by log-rank, with risk sets that follow the patients from group to group.

    Mantel and Byar, Journal of the American Statistical Association 1974;69:81-86, with the
    hypergeometric variance.
    """
    sets = risk_sets(split)
    n1, n = sets["at_risk_after"], sets["at_risk_after"] + sets["at_risk_before"]
    d = sets["events_after"] + sets["events_before"]
    ties = (n - d) / np.maximum(n - 1, 1)
    variance = d * (n1 / n) * (1 - n1 / n) * ties
    return MantelByar(
        float(sets["events_after"].sum()), float((d * n1 / n).sum()), float(variance.sum())
    )


def simon_makuch(split: Episodes) -> pd.DataFrame:
    """Estimate survival in each group, with risk sets that follow the patients between them.

    Simon and Makuch, Statistics in Medicine 1984;3:35-44: the Kaplan-Meier product, with those at
    risk counted as in `risk_sets`. lifelines' Kaplan-Meier with entry times has it but for a
    switch at the time of an event, which it counts as before the event. Intervals are log-log, as
    in `reproduction.survival.kaplan_meier.kaplan_meier`.

    Returns:
        For each group, one row for its first patient, one for each time of an event in either
        group, and one for its last follow-up: ``switched``, ``time``, ``at_risk``, ``events``,
        ``survival``, ``ci_lower``, ``ci_upper``.
    """
    sets = risk_sets(split)
    curves = [
        _product(own, sets, name).assign(switched=name == "after")
        for name, own in _states(split)
        if len(own)
    ]
    return pd.concat(curves, ignore_index=True)


def _product(own: pd.DataFrame, sets: RiskSets, group: str) -> pd.DataFrame:
    columns = {"time": "time", f"at_risk_{group}": "at_risk", f"events_{group}": "events"}
    table = sets[list(columns)].set_axis(list(columns.values()), axis=1)
    first, last = own["start"].min(), own["stop"].max()
    ends = pd.DataFrame({"time": [first, last], "events": 0})
    ends["at_risk"] = [(own["start"] == first).sum(), (own["stop"] == last).sum()]
    ends = ends[~ends["time"].isin(table["time"])]
    table = pd.concat([table[table["at_risk"] > 0], ends]).sort_values("time", ignore_index=True)
    left = 1 - table["events"] / table["at_risk"]
    table["survival"] = left.cumprod()
    return table.join(interval(table, "log-log"))


def landmark(time: Times, event: Events, switch: Switches, at: float) -> pd.DataFrame:
    """Return the patients under observation at a landmark, grouped by what had happened by then.

    Anderson, Cain and Gelber, Journal of Clinical Oncology 1983;1:710-719.

    Follow-up that ends at the landmark, the time ``at``, or before is left out; a switch at it or
    before counts, a later one is ignored.

    Returns:
        ``patient`` (position in the arrays), ``time`` since the landmark, ``event``, ``switched``.
    """
    times, events = checked(time, event)
    with np.errstate(invalid="ignore"):
        switched = np.asarray(switch, float) <= at
    frame = pd.DataFrame({"time": times - at, "event": events, "switched": switched})
    frame = frame.rename_axis("patient").reset_index()
    return frame[frame["time"] > 0].reset_index(drop=True)
