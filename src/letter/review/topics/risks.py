"""Competing risks: relapse and death in remission; transplant and failure before it."""

import pandas as pd

from letter.definitions.endpoints import RELAPSES, first_failure, first_failure_or_transplant
from letter.review.topics.estimates import SHOWN_MONTHS
from letter.review.topics.named import Named
from reproduction.survival.competing_risks import Variance, cumulative_incidence
from reproduction.survival.kaplan_meier import Estimate


def any_relapse(cohort: pd.DataFrame) -> pd.DataFrame:
    """Return `first_failure` with both kinds of relapse as one cause, ``relapse``."""
    kinds = first_failure(cohort)
    return kinds.assign(cause=kinds["cause"].replace(dict.fromkeys(RELAPSES, "relapse")))


def incidence_curves(
    cohort: pd.DataFrame, variance: Variance = "marubini-valsecchi"
) -> dict[str, pd.DataFrame]:
    """Return the cumulative incidence of each kind of event, as `cumulative_incidence` does.

    Returns:
        ``relapse`` (of any kind), ``hematologic_relapse``, ``extramedullary_relapse`` and
        ``death_in_remission``, which compete with each other; and ``failure`` and ``transplant``,
        where transplant competes with relapse or death without one.
    """
    kinds, first = first_failure(cohort), first_failure_or_transplant(cohort)
    sources = {
        "relapse": any_relapse(cohort),
        "hematologic_relapse": kinds,
        "extramedullary_relapse": kinds,
        "death_in_remission": kinds,
        "failure": first,
        "transplant": first,
    }
    return {
        of: cumulative_incidence(rows["time_months"], rows["cause"], of, variance)
        for of, rows in sources.items()
    }


def competing_risks(cohort: pd.DataFrame) -> Named:
    """Yield the cumulative incidences, with Gray's variance as well."""
    other_variance = incidence_curves(cohort, "gray")
    for name, curve in incidence_curves(cohort).items():
        yield f"{name}.events", curve["events"].sum()
        for months in SHOWN_MONTHS:
            yield f"{name}.by_{months}", _incidence(curve, months)
            yield f"{name}.gray_{months}", _incidence(other_variance[name], months)


def _incidence(curve: pd.DataFrame, months: float) -> Estimate:
    point = curve[curve["time"] <= months].iloc[-1]
    return Estimate(*(float(point[name]) for name in ("incidence", "ci_lower", "ci_upper")))
