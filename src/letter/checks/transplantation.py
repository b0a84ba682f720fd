"""Allogeneic HSCT after blinatumomab."""

from letter.checks.counting import (
    AT_FIVE_YEARS,
    check,
    computed_from,
    count,
    in_remission_at_five_years,
    named,
    some,
)
from letter.data.letter import Letter
from letter.definitions import groups
from letter.definitions.schedule import CYCLE_DAYS, DAYS_PER_MONTH
from reproduction.claims import Bound, Computed, Convention
from reproduction.claims.rounding import fixed


@check("first-cycle-transplants")
def earliest_transplant(letter: Letter) -> Computed:
    """The whole cycles from the start of treatment to the earliest transplant."""
    earliest = groups.transplanted(letter.cohort).nsmallest(1, "hsct_months")
    months = float(some(earliest)["hsct_months"].iloc[0])
    days = months * DAYS_PER_MONTH
    return computed_from(
        earliest,
        Bound("≤", int(days // CYCLE_DAYS)),
        evidence={
            "patient": named(earliest),
            "months": fixed(months, 1),
            "days": fixed(days),
            "cycle": str(CYCLE_DAYS),
        },
    )


@check("transplanted")
def transplanted_patients(letter: Letter) -> Computed:
    """Patients transplanted after blinatumomab; with MRD response; without."""
    group = groups.transplanted(letter.cohort)
    return count(group, groups.responders(group), groups.non_responders(group))


@check("remission-by-transplant")
def remission_by_transplant(letter: Letter) -> Computed:
    """In remission at five years of those transplanted, and of those not; the horizon in years."""
    cohort = letter.cohort
    with_hsct, without = groups.transplanted(cohort), groups.not_transplanted(cohort)
    return computed_from(
        groups.five_years(cohort),
        in_remission_at_five_years(with_hsct),
        len(with_hsct),
        in_remission_at_five_years(without),
        len(without),
        AT_FIVE_YEARS,
        evidence={
            "short": named(groups.counted_as_five_years(with_hsct)),
            "strict": str(len(groups.full_five_years(with_hsct))),
            "of": str(len(with_hsct)),
        },
    )


@check("untreated-ph-negative")
def untreated_ph_negative(letter: Letter) -> Computed:
    """Ph-negative, not transplanted: in remission at five years; MRD responders, or all; years."""
    group = groups.not_transplanted(groups.ph_negative(letter.cohort))
    with_response = groups.responders(group)
    return computed_from(
        with_response,
        in_remission_at_five_years(group),
        Convention(len(with_response), otherwise=len(group)),
        AT_FIVE_YEARS,
        evidence={
            "n": str(len(group)),
            "n_responders": str(len(with_response)),
            "n_without": str(len(group) - len(groups.withdrew_consent(group))),
            "group": named(group),
            "remission": named(groups.five_years(group)),
            "non_responder": named(groups.non_responders(group)),
            "withdrew": named(groups.withdrew_consent(group)),
            "then": letter.related["ph-negative-responders"].numeral,
            "then_remission": letter.related["ph-negative-responders-remission"].numeral,
        },
    )


@check("transplant-related-death")
def transplant_related_death(letter: Letter) -> Computed:
    """Patients transplanted; how many of them died in remission."""
    group = groups.transplanted(letter.cohort)
    died = groups.death_in_remission(group)
    return computed_from(died, len(group), len(died))
