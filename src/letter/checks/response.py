"""MRD response to blinatumomab and the level of MRD."""

from letter.checks.counting import count, named, numbers, share, shortest_years
from letter.checks.registry import check
from letter.data.letter import Letter
from letter.definitions.groups import (
    five_years,
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
from reproduction.claims import Computed

# The classes of MRD in Tables 1 and 2 meet here (leukemic cells per cell).
MRD_CUTOFF = 1e-3


@check("mrd-responses")
def mrd_responses(letter: Letter) -> Computed:
    """MRD responders in percent of all patients; their number; all patients."""
    found = share(responders(letter.cohort), letter.cohort)
    assert found.values is not None
    n, of, percentage = found.values
    return Computed((percentage, n, of), patients=found.patients)


@check("ongoing-responses")
def ongoing_responses(letter: Letter) -> Computed:
    """Ongoing responses among patients with five years; those patients; shortest RFS, years."""
    group = five_years(letter.cohort)
    ongoing = ongoing_response(group)
    return Computed((len(ongoing), len(group), shortest_years(group)), patients=numbers(ongoing))


@check("non-responders-five-years")
def non_responders_with_five_years(letter: Letter) -> Computed:
    """Patients with five years and no MRD response; the shortest RFS with five years, years."""
    group = five_years(letter.cohort)
    without = non_responders(group)
    return Computed((len(without), shortest_years(group)), patients=numbers(without))


@check("non-responders-mrd")
def non_responders_lowest_possible_mrd(letter: Letter) -> Computed:
    """Patients with five years and no response; the lowest MRD that all of them can have."""
    without = non_responders(five_years(letter.cohort))
    high, low = mrd_at_least_cutoff(without), mrd_below_cutoff(without)
    return Computed(
        (len(without), MRD_CUTOFF if len(high) else 0.0),
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
    others = without.drop(told_of.index)
    return count(others, ph_negative(others), ph_positive(others), transplanted(others))


@check("ph-positive-remission")
def ph_positive_in_remission(letter: Letter) -> Computed:
    """Ph-positive patients; in remission at five years; of those with and without transplant."""
    group = ph_positive(letter.cohort)
    remission = five_years(group)
    return count(group, remission, transplanted(remission), not_transplanted(remission))
