"""MRD response to blinatumomab, when it began, and the level of MRD."""

from letter.checks.counting import (
    FIVE_YEARS_OR_MORE,
    Quantities,
    check,
    count,
    named,
    numbers,
    some,
)
from letter.data.letter import Letter
from letter.definitions.groups import (
    five_years,
    in_remission,
    mrd_at_least_cutoff,
    mrd_below_cutoff,
    non_responders,
    not_transplanted,
    ongoing_response,
    ph_negative,
    ph_positive,
    responders,
    transplanted,
)
from letter.definitions.schedule import CYCLE_DAYS, DAYS_PER_MONTH, MRD_CLASS_LIMIT
from reproduction.claims import Bound, Computed
from reproduction.claims.rounding import fixed, percent


@check("mrd-responses")
def mrd_responses(letter: Letter) -> Computed:
    """MRD responders in percent of all patients; their number; all patients."""
    group, of = responders(letter.cohort), len(letter.cohort)
    return Computed((percent(len(group), of), len(group), of), patients=numbers(group))


@check("first-cycle-responses")
def first_cycle_responses(letter: Letter) -> Computed:
    """The cycle by which the first MRD response had begun, at the latest.

    A response that lasted until, or almost until, the end of relapse-free survival began no later
    than the difference of the two durations.
    """
    group = some(responders(letter.cohort))
    latest_day = (group["rfs_months"] - group["mrd_response_months"]) * DAYS_PER_MONTH
    bounded, days = group[latest_day <= CYCLE_DAYS], latest_day[latest_day <= CYCLE_DAYS]
    return Computed(
        (Bound("≤", 1 + int(latest_day.min() // CYCLE_DAYS)),),
        patients=numbers(bounded),
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
    group = five_years(letter.cohort)
    ongoing = ongoing_response(group)
    return Computed((len(ongoing), len(group), FIVE_YEARS_OR_MORE), patients=numbers(ongoing))


@check("non-responders-five-years")
def non_responders_with_five_years(letter: Letter) -> Computed:
    """Patients with five years and no MRD response; the horizon in years."""
    without = non_responders(five_years(letter.cohort))
    return Computed((len(without), FIVE_YEARS_OR_MORE), patients=numbers(without))


@check("non-responders-mrd")
def non_responders_lowest_possible_mrd(letter: Letter) -> Computed:
    """Patients with five years and no response; the lowest MRD that all of them can have."""
    without = non_responders(five_years(letter.cohort))
    high, low = mrd_at_least_cutoff(without), mrd_below_cutoff(without)
    return Computed(
        (len(without), Bound(">", MRD_CLASS_LIMIT if len(high) else 0)),
        patients=numbers(without),
        evidence={"low": named(low), "high": named(high)},
    )


@check("non-responder-dasatinib")
def non_responder_without_transplant(letter: Letter) -> Computed:
    """Ph-positive patients with five years, no MRD response and no transplant."""
    return count(not_transplanted(ph_positive(non_responders(five_years(letter.cohort)))))


@check("non-responders-transplanted")
def other_non_responders(letter: Letter) -> Computed:
    """The other non-responders with five years; Ph-negative; Ph-positive; transplanted."""
    without = non_responders(five_years(letter.cohort))
    told_of = not_transplanted(ph_positive(without))
    others = without[~without.index.isin(told_of.index)]
    return count(others, ph_negative(others), ph_positive(others), transplanted(others))


@check("ph-positive-remission")
def ph_positive_in_remission(letter: Letter) -> Computed:
    """Ph-positive patients; in remission at the end; of those with and without transplant."""
    group = ph_positive(letter.cohort)
    remission = in_remission(group)
    return count(group, remission, transplanted(remission), not_transplanted(remission))
