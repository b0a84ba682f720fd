"""What 20 patients can show: the comparison with history, power, and the time after five years."""

from collections.abc import Mapping

from letter.definitions import endpoints, groups
from letter.definitions.endpoints import relapse_free_survival
from letter.definitions.groups import Cohort, Group
from letter.definitions.schedule import FIVE_YEARS_MONTHS, MONTHS_PER_YEAR
from letter.review.topics.named import Named, counted, prefixed
from reproduction.survival.kaplan_meier import conditional_survival
from reproduction.survival.proportions import (
    detectable_hazard_ratio,
    detectable_proportion,
    exact_binomial,
)

# Who counts, out of whom, against the five-year RFS of patients with MRD who had chemotherapy, as
# the letter cites it.
HISTORY: Mapping[str, tuple[Group, Group, float]] = {
    "all": (groups.five_years, groups.all_patients, 0.25),
    "strict": (groups.full_five_years, groups.all_patients, 0.25),
    "transplanted": (groups.five_years, groups.transplanted, 0.44),
    "not_transplanted": (groups.five_years, groups.not_transplanted, 0.11),
}
# The ages of those patients.
HISTORY_YEARS = (15, 55)
GIVEN_MONTHS = (12, 24, 36)


def history(cohort: Cohort) -> Named:
    """Yield the five-year proportions against the historical ones."""
    for name, (counts, of, expected) in HISTORY.items():
        whole = of(cohort)
        part = counts(whole)
        yield from prefixed(name, counted(part, whole))
        yield f"{name}.expected", expected
        yield f"{name}.p", exact_binomial(len(part), len(whole), expected)
    youngest, oldest = HISTORY_YEARS
    yield "youngest", youngest
    yield "oldest", oldest
    yield "older", (cohort["age_years"] > oldest).sum()


def precision(cohort: Cohort) -> Named:
    """Yield which true effects 20 patients and their events would have shown with 80% power."""
    events = int(relapse_free_survival(cohort)["event"].sum())
    yield "events", events
    yield "detectable_proportion", detectable_proportion(len(cohort), HISTORY["all"][2])
    yield "detectable_hazard_ratio", detectable_hazard_ratio(events, 0.5)


def late(cohort: Cohort) -> Named:
    """Yield what is known of later years: late events, follow-up, conditional survival."""
    rows = relapse_free_survival(cohort)
    yield "events_after_36", (rows["event"] & (rows["time_months"] > 36)).sum()
    yield "last_event", rows.loc[rows["event"], "time_months"].max()
    beyond = (rows["time_months"] - FIVE_YEARS_MONTHS).clip(lower=0)
    yield "years_beyond_60", beyond.sum() / MONTHS_PER_YEAR
    curve = endpoints.curve(rows)
    for months in GIVEN_MONTHS:
        yield f"given_{months}", conditional_survival(curve, months, FIVE_YEARS_MONTHS)
