"""MRD response to blinatumomab, when it began, and the level of MRD."""

from letter.checks.counting import (
    FIVE_YEARS_OR_MORE,
    Quantities,
    check,
    computed_from,
    count,
    named,
    some,
)
from letter.data.letter import Letter
from letter.definitions import groups
from letter.definitions.schedule import CYCLE_DAYS, DAYS_PER_MONTH, MRD_CLASS_LIMIT
from reproduction.claims import Bound, Computed
from reproduction.claims.rounding import fixed, percent


@check("mrd-responses")
def mrd_responses(letter: Letter) -> Computed:
    """MRD responders in percent of all patients; their number; all patients."""
    group, of = groups.responders(letter.cohort), len(letter.cohort)
    return computed_from(group, percent(len(group), of), len(group), of)


@check("first-cycle-responses")
def first_cycle_responses(letter: Letter) -> Computed:
    """The cycle by which the first MRD response had begun, at the latest.

    A response that lasted until, or almost until, the end of relapse-free survival began no later
    than the difference of the two durations.
    """
    group = some(groups.responders(letter.cohort))
    latest_day = (group["rfs_months"] - group["mrd_response_months"]) * DAYS_PER_MONTH
    bounded, days = group[latest_day <= CYCLE_DAYS], latest_day[latest_day <= CYCLE_DAYS]
    return computed_from(
        bounded,
        Bound("≤", 1 + int(latest_day.min() // CYCLE_DAYS)),
        evidence={
            "patients": named(bounded),
            "days": fixed(days.max()) if len(days) else "none",
            "cycle": str(CYCLE_DAYS),
            "others": str(len(group) - len(bounded)),
        },
    )


@check("table1-response-cycle", reads=("first-cycle-responses",))
def response_cycle(_: Letter, text: Quantities) -> Computed:
    """The cycle in which the text (p4) puts all MRD responses."""
    return Computed((text[0].value,))


@check("ongoing-responses")
def ongoing_responses(letter: Letter) -> Computed:
    """Ongoing responses among patients with five years; those patients; the horizon in years."""
    group = groups.five_years(letter.cohort)
    ongoing = groups.ongoing_response(group)
    return computed_from(ongoing, len(ongoing), len(group), FIVE_YEARS_OR_MORE)


@check("non-responders-five-years")
def non_responders_with_five_years(letter: Letter) -> Computed:
    """Patients with five years and no MRD response; the horizon in years."""
    without = groups.non_responders(groups.five_years(letter.cohort))
    return computed_from(without, len(without), FIVE_YEARS_OR_MORE)


@check("non-responders-mrd")
def non_responders_lowest_possible_mrd(letter: Letter) -> Computed:
    """Patients with five years and no response; the lowest MRD that all of them can have."""
    without = groups.non_responders(groups.five_years(letter.cohort))
    high, low = groups.mrd_at_least_cutoff(without), groups.mrd_below_cutoff(without)
    return computed_from(
        without,
        len(without),
        Bound(">", MRD_CLASS_LIMIT if len(high) else 0),
        evidence={"low": named(low), "high": named(high)},
    )


@check("non-responder-dasatinib")
def non_responder_without_transplant(letter: Letter) -> Computed:
    """Ph-positive patients with five years, no MRD response and no transplant."""
    without = groups.non_responders(groups.five_years(letter.cohort))
    return count(groups.not_transplanted(groups.ph_positive(without)))


@check("non-responders-transplanted")
def other_non_responders(letter: Letter) -> Computed:
    """The other non-responders with five years; Ph-negative; Ph-positive; transplanted."""
    without = groups.non_responders(groups.five_years(letter.cohort))
    told_of = groups.not_transplanted(groups.ph_positive(without))
    others = without[~without.index.isin(told_of.index)]
    return count(
        others, groups.ph_negative(others), groups.ph_positive(others), groups.transplanted(others)
    )


@check("ph-positive-remission")
def ph_positive_in_remission(letter: Letter) -> Computed:
    """Ph-positive patients; in remission at the end; of those with and without transplant."""
    group = groups.ph_positive(letter.cohort)
    remission = groups.in_remission(group)
    return count(
        group, remission, groups.transplanted(remission), groups.not_transplanted(remission)
    )
