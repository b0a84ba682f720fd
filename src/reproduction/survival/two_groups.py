"""Two groups of patients compared."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from lifelines import CoxPHFitter
from lifelines.statistics import logrank_test

from reproduction.survival.kaplan_meier import Estimate, Events, Times, checked, symmetric

Group = npt.ArrayLike
"""Shape (n,), True for the exposed: one of two groups, that in the numerator of a ratio."""

# lifelines stops when the likelihood no longer changes, at seven digits of the coefficient. Here
# Newton's method goes on until its decrement, which is of the order of the step squared, is tiny.
CONVERGED = {"precision": 1e-24, "r_precision": 0.0}


@dataclass(frozen=True)
class Cox:
    """A Cox model with one covariate that is 0 or 1.

    Attributes:
        coefficient: the log hazard ratio.
        standard_error: of the coefficient, from the observed information.
    """

    coefficient: float
    standard_error: float

    @property
    def hazard_ratio(self) -> Estimate:
        """The hazard ratio with Wald's 95% interval."""
        log = symmetric(self.coefficient, self.standard_error)
        return Estimate(*(float(np.exp(x)) for x in (log.value, log.lower, log.upper)))


@dataclass(frozen=True)
class LogRank:
    """The log-rank test: chi-squared with one degree of freedom, and its p value."""

    chi_squared: float
    p_value: float


def cox(time: Times, event: Events, exposed: Group) -> Cox:
    """Return the hazard in the exposed over that in the others, by a Cox model (Efron's ties).

    Raises:
        ValueError: a group has no events, so that no finite hazard ratio fits.
    """
    times, events = checked(time, event)
    group = two_groups(exposed)
    if not (events[group].any() and events[~group].any()):
        raise ValueError("a group has no events: expected at least one in each")
    frame = pd.DataFrame({"time": times, "event": events, "exposed": group.astype(float)})
    fitter = CoxPHFitter().fit(frame, "time", "event", fit_options=CONVERGED)
    return fitted(fitter)


def fitted(fitter: CoxPHFitter) -> Cox:
    """Return what lifelines fitted for the covariate ``exposed``."""
    row = fitter.summary.loc["exposed"]
    return Cox(float(row["coef"]), float(row["se(coef)"]))


def log_rank(time: Times, event: Events, exposed: Group) -> LogRank:
    """Test two groups by log-rank (Mantel's, with the hypergeometric variance)."""
    times, events = checked(time, event)
    group = two_groups(exposed)
    test = logrank_test(times[group], times[~group], events[group], events[~group])
    return LogRank(float(test.test_statistic), float(test.p_value))


def two_groups(exposed: Group) -> npt.NDArray[np.bool_]:
    """Return the grouping as an array; True: exposed.

    Raises:
        ValueError: all patients are in one group.
    """
    group = np.asarray(exposed, bool)
    if group.all() or not group.any():
        raise ValueError("there is one group: expected patients in both")
    return group
