"""A hazard ratio of two groups from its risk sets: Breslow's, profile-likelihood and Firth's.

Wald's interval assumes a quadratic log-likelihood, which few events do not give. Both methods
here read the limits from the partial likelihood itself. Everything is computed from risk sets,
so it applies as well to patients who change group.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import chi2

from reproduction.survival.kaplan_meier import CONFIDENCE, Estimate, Events, Times
from reproduction.survival.time_dependent import RiskSets, episodes, risk_sets
from reproduction.survival.two_groups import Cox, Group, two_groups

Curve = Callable[[float], float]
_Weights = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]

# Half the deviance at which a 95% interval ends.
_DROP = float(chi2.ppf(CONFIDENCE, 1)) / 2
# Log hazard ratios beyond this are not looked for: e^25 is 7e10.
_WIDEST = 25.0


def fixed_groups(time: Times, event: Events, exposed: Group) -> RiskSets:
    """Return the risk sets of two groups that nobody changes, as `risk_sets` gives them.

    The exposed are the group "after".
    """
    switch = np.where(two_groups(exposed), 0.0, np.nan)
    return risk_sets(episodes(time, event, switch))


def cox_breslow(time: Times, event: Events, exposed: Group) -> Cox:
    """Return the Cox model of `reproduction.survival.two_groups.cox` with Breslow's ties.

    Each of several events at one time counts as if all patients who were at risk then still were:
    Breslow, Biometrics 1974;30:89-99. lifelines has Efron's ties only.

    Raises:
        ValueError: a group has no events, so that no finite hazard ratio fits.
    """
    sets = fixed_groups(time, event, exposed)
    _require_events(sets)
    events = sets["events_after"] + sets["events_before"]
    at_risk = sets[["at_risk_after", "at_risk_before"]].to_numpy(float)
    after, before = np.repeat(at_risk, events, axis=0).T
    observed = int(sets["events_after"].sum())
    beta = brentq(
        lambda b: observed - _shares((after, before), b).sum(), -_WIDEST, _WIDEST, xtol=1e-14
    )
    share = _shares((after, before), beta)
    return Cox(float(beta), float((share * (1 - share)).sum() ** -0.5))


def _require_events(sets: RiskSets) -> None:
    if not (sets["events_after"].any() and sets["events_before"].any()):
        raise ValueError("a group has no events: expected at least one in each")


def profile_likelihood(sets: RiskSets) -> Estimate:
    """Return the hazard ratio of a Cox model with its 95% profile-likelihood interval.

    The limits are where the log partial likelihood (Efron's for ties) is 1.92 below its maximum:
    Venzon and Moolgavkar, Applied Statistics 1988;37:87-94.

    Raises:
        ValueError: a group has no events, so that no finite hazard ratio fits.
    """
    _require_events(sets)
    weights = _efron(sets)
    events = int(sets["events_after"].sum())
    return _around_the_maximum(
        lambda beta: _log_likelihood(weights, events, beta),
        lambda beta: events - _shares(weights, beta).sum(),
    )


def firth(sets: RiskSets) -> Estimate:
    """Return Firth's hazard ratio with its 95% penalized profile-likelihood interval.

    The log partial likelihood is penalized by half the log of the information, which takes the
    first-order bias away and gives a finite estimate where a group has no events: Heinze and
    Schemper, Biometrics 2001;57:114-119.
    """
    weights = _efron(sets)
    events = int(sets["events_after"].sum())

    def penalized(beta: float) -> float:
        share = _shares(weights, beta)
        information = (share * (1 - share)).sum()
        return _log_likelihood(weights, events, beta) + 0.5 * float(np.log(information))

    def slope(beta: float) -> float:
        share = _shares(weights, beta)
        spread = share * (1 - share)
        skew = (spread * (1 - 2 * share)).sum() / spread.sum()
        return float(events - share.sum() + 0.5 * skew)

    return _around_the_maximum(penalized, slope)


def _around_the_maximum(curve: Curve, slope: Curve) -> Estimate:
    """Return the exponentials of where ``slope`` is 0 and where ``curve`` is `_DROP` below that."""
    best = brentq(slope, -_WIDEST, _WIDEST, xtol=1e-14)
    level = curve(best) - _DROP
    ends = (
        brentq(lambda beta: curve(beta) - level, best, edge, xtol=1e-14)
        for edge in (-_WIDEST, _WIDEST)
    )
    return Estimate(*(float(np.exp(beta)) for beta in (best, *ends)))


def _log_likelihood(weights: _Weights, events: int, beta: float) -> float:
    exposed, others = weights
    return float(beta * events - np.log(exposed * np.exp(beta) + others).sum())


def _shares(weights: _Weights, beta: float) -> npt.NDArray[np.float64]:
    """Return the probability that each event is one of the exposed, given who is at risk."""
    exposed, others = weights
    return np.asarray(exposed * np.exp(beta) / (exposed * np.exp(beta) + others))


def _efron(sets: RiskSets) -> _Weights:
    """Return the exposed and the others at risk for each event, those failing taken out in turn."""
    rows = []
    for row in sets.itertuples():
        events = row.events_after + row.events_before
        for gone in np.arange(events) / events:
            rows.append(
                (
                    row.at_risk_after - gone * row.events_after,
                    row.at_risk_before - gone * row.events_before,
                )
            )
    exposed, others = np.array(rows, float).T
    return exposed, others
