"""Estimates for the letter's curves, exact intervals for its proportions, readings of follow-up."""

from collections.abc import Mapping

from letter.definitions import endpoints, groups
from letter.definitions.endpoints import CURVES, by_curve
from letter.definitions.groups import Cohort, Group
from letter.definitions.schedule import FIVE_YEARS_MONTHS
from letter.review.topics.named import Named, counted, prefixed
from reproduction.survival.follow_up import lower_median, plain_median, reverse_kaplan_meier
from reproduction.survival.kaplan_meier import (
    estimate_at,
    median_interval,
    restricted_mean_interval,
)
from reproduction.survival.proportions import clopper_pearson

# When estimates are read from a curve.
SHOWN_MONTHS = (12, 36, FIVE_YEARS_MONTHS)
# The patients of Figure 1's panels.
POPULATIONS: Mapping[str, Group] = {
    "all_patients": groups.all_patients,
    "ph_negative": groups.ph_negative,
    "molecular_failure_cr1": groups.molecular_failure_cr1,
}

# When the earlier report of the same patients was made: its median follow-up.
FIRST_FOLLOW_UP_MONTHS = 33

# The letter's proportions: who counts, out of whom.
PROPORTIONS: Mapping[str, tuple[Group, Group]] = {
    "mrd_response": (groups.responders, groups.all_patients),
    "first_follow_up": (
        lambda cohort: groups.remission_beyond(cohort, FIRST_FOLLOW_UP_MONTHS),
        groups.all_patients,
    ),
    "five_years": (groups.five_years, groups.all_patients),
    "five_years_strict": (groups.full_five_years, groups.all_patients),
    "five_years_transplanted": (groups.five_years, groups.transplanted),
    "five_years_not_transplanted": (groups.five_years, groups.not_transplanted),
    # Of seven such patients the letter counts six: those with an MRD response.
    "five_years_untreated": (
        groups.five_years,
        lambda cohort: groups.responders(groups.not_transplanted(groups.ph_negative(cohort))),
    ),
    "five_years_ph_positive": (groups.five_years, groups.ph_positive),
    "five_years_molecular_relapse": (groups.five_years, groups.molecular_relapse),
    "response_among_five_years": (groups.responders, groups.five_years),
}


def estimates(cohort: Cohort) -> Named:
    """Yield survival at 1, 3 and 5 years, its median and its mean to five years, for each curve."""
    for population, select in POPULATIONS.items():
        for name in CURVES:
            rows = by_curve(cohort, select)[name]
            curve, stem = endpoints.curve(rows), f"{population}.{name}"
            yield f"{stem}.n", len(rows)
            yield f"{stem}.events", rows["event"].sum()
            for months in SHOWN_MONTHS:
                yield f"{stem}.rfs_{months}", estimate_at(curve, months)
            yield f"{stem}.median", median_interval(curve)
            yield f"{stem}.mean_60", restricted_mean_interval(curve, FIVE_YEARS_MONTHS)


def proportions(cohort: Cohort) -> Named:
    """Yield the letter's proportions with exact intervals."""
    for name, (counts, of) in PROPORTIONS.items():
        whole = of(cohort)
        part = counts(whole)
        yield name, clopper_pearson(len(part), len(whole))
        yield from prefixed(name, counted(part, whole))


def follow_up(cohort: Cohort) -> Named:
    """Yield what "median follow-up" can mean."""
    time, event = cohort["rfs_months"], cohort["rfs_event"]
    yield "plain_median", plain_median(time)
    yield "lower_median", lower_median(time)
    yield "reverse_median", median_interval(reverse_kaplan_meier(time, event))
    yield "event_free_median", plain_median(time[~event])
    completed = groups.five_years(cohort)["rfs_months"]
    yield "five_years_shortest", completed.min()
    yield "five_years_longest", completed.max()
