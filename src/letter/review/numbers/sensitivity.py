"""The five-year estimate under other decisions and records."""

import pandas as pd

from letter.definitions import endpoints, groups
from letter.definitions.endpoints import CAPTION_EVENTS, relapse_free_survival
from letter.definitions.units import FIVE_YEARS_MONTHS
from letter.review.numbers.named import Named
from letter.review.scenarios import (
    leave_one_out,
    with_table_1_months,
    withdrawn_patient,
)
from reproduction.survival.competing_risks import cumulative_incidence, event_free
from reproduction.survival.kaplan_meier import Scale, estimate_at, interval

SCALES: tuple[Scale, ...] = ("log", "plain")


def sensitivity(cohort: pd.DataFrame) -> Named:
    """Yield the estimate for all patients with one thing changed."""
    five = FIVE_YEARS_MONTHS
    rows = relapse_free_survival(cohort)
    curve = endpoints.curve(rows)
    for scale in SCALES:
        yield f"scale.{scale}", estimate_at(curve.assign(**interval(curve, scale)), five)
    other = with_table_1_months(cohort)
    yield "months_59_7", estimate_at(endpoints.curve(relapse_free_survival(other)), five)
    yield "strictly_five_years", len(groups.full_five_years(cohort))
    yield from _caption(cohort)
    for name, follow_up in withdrawn_patient(cohort).items():
        yield f"withdrawn.{name}", estimate_at(endpoints.curve(follow_up), five)
    yield from _single_patients(cohort)


def _caption(cohort: pd.DataFrame) -> Named:
    """Yield the estimate for the endpoint of the caption: extramedullary relapse not counted."""
    rows = relapse_free_survival(cohort, events=CAPTION_EVENTS)
    yield "caption.censored", estimate_at(endpoints.curve(rows), FIVE_YEARS_MONTHS)
    cause = cohort["event_type"].where(cohort["rfs_event"], "")
    cause = cause.mask(cause.isin(CAPTION_EVENTS), "counted")
    free = event_free(cumulative_incidence(cohort["rfs_months"], cause, "counted"))
    yield "caption.competing", estimate_at(free, FIVE_YEARS_MONTHS)


def _single_patients(cohort: pd.DataFrame) -> Named:
    """Yield who was followed to an event or the horizon, and whom the censored curve hangs on."""
    followed = cohort[cohort["rfs_event"] | cohort["rfs_5y"]]
    yield "followed.part", followed["rfs_5y"].sum()
    yield "followed.whole", len(followed)
    yield "one_patient", 1 / len(followed)
    changes = leave_one_out(cohort)
    most = changes.loc[changes["change"].abs().idxmax()]
    yield "leave_one_out.patient", most["patient"]
    yield "leave_one_out.change", most["change"]
