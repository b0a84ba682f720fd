"""The five-year estimate under other decisions and records."""

from collections.abc import Mapping

from letter.definitions import endpoints, groups, readings
from letter.definitions.endpoints import (
    CAPTION_EVENTS,
    first_failure,
    five_year_rfs,
    relapse_free_survival,
)
from letter.definitions.groups import Cohort
from letter.definitions.readings import Reading, leave_one_out
from letter.definitions.schedule import FIVE_YEARS_MONTHS
from letter.review.topics.named import Named
from reproduction.survival.competing_risks import Variance, cumulative_incidence, event_free
from reproduction.survival.kaplan_meier import Scale, estimate_at, interval

SCALES: tuple[Scale, ...] = ("log", "plain")
READINGS: Mapping[str, Reading] = {
    "months_59_7": readings.with_table_1_months,
    "caption.censored": readings.without_extramedullary,
    "withdrawn.later": readings.withdrawn_later,
    "withdrawn.excluded": readings.withdrawn_excluded,
    "withdrawn.event": readings.withdrawn_relapsed,
    "withdrawn.event_free": readings.withdrawn_event_free,
}


def sensitivity(cohort: Cohort) -> Named:
    """Yield the estimate for all patients with one thing changed."""
    curve = endpoints.curve(relapse_free_survival(cohort))
    for scale in SCALES:
        rescaled = curve.assign(**interval(curve, scale))
        yield f"scale.{scale}", estimate_at(rescaled, FIVE_YEARS_MONTHS)
    for name, reading in READINGS.items():
        yield name, five_year_rfs(reading(cohort))
    cause = first_failure(cohort)["cause"]
    cause = cause.mask(cause.isin(CAPTION_EVENTS), "counted")
    variances: Mapping[str, Variance] = {"competing": "marubini-valsecchi", "gray": "gray"}
    for name, variance in variances.items():
        incidence = cumulative_incidence(cohort["rfs_months"], cause, "counted", variance)
        yield f"caption.{name}", estimate_at(event_free(incidence), FIVE_YEARS_MONTHS)
    yield "strictly_five_years", len(groups.full_five_years(cohort))
    yield from _single_patients(cohort)


def _single_patients(cohort: Cohort) -> Named:
    """Yield who was followed to an event or the horizon, and whom the censored curve hangs on."""
    followed = cohort[cohort["rfs_event"] | cohort["rfs_5y"]]
    yield "followed.part", len(groups.five_years(followed))
    yield "followed.whole", len(followed)
    yield "one_patient", 1 / len(followed)
    changes = leave_one_out(cohort)
    most = changes.loc[changes["change"].abs().idxmax()]
    yield "leave_one_out.patient", most["patient"]
    yield "leave_one_out.change", most["change"]
