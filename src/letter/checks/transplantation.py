"""Allogeneic HSCT after blinatumomab."""

from letter.checks.counting import count, named, numbers, shortest_years
from letter.checks.registry import check
from letter.data.letter import Letter
from letter.definitions.groups import (
    death_in_remission,
    five_years,
    non_responders,
    not_transplanted,
    ph_negative,
    responders,
    transplanted,
    withdrew_consent,
)
from reproduction.claims import Computed


@check("transplanted")
def transplanted_patients(letter: Letter) -> Computed:
    """Patients transplanted after blinatumomab; with MRD response; without."""
    group = transplanted(letter.cohort)
    return count(group, responders(group), non_responders(group))


@check("remission-by-transplant")
def remission_by_transplant(letter: Letter) -> Computed:
    """In remission at five years of those transplanted, of those not; their shortest RFS, years."""
    cohort = letter.cohort
    with_hsct, without = transplanted(cohort), not_transplanted(cohort)
    return Computed(
        (
            len(five_years(with_hsct)),
            len(with_hsct),
            len(five_years(without)),
            len(without),
            shortest_years(five_years(cohort)),
        ),
        patients=numbers(five_years(cohort)),
    )


@check("untreated-ph-negative")
def untreated_ph_negative(letter: Letter) -> Computed:
    """Ph-negative, not transplanted: in remission at five years; all (or all MRD responders)."""
    group = not_transplanted(ph_negative(letter.cohort))
    with_response = responders(group)
    years = shortest_years(five_years(group))
    return Computed(
        (len(five_years(group)), len(group), years),
        under=(len(five_years(with_response)), len(with_response), years),
        patients=numbers(with_response),
        evidence={
            "n": str(len(group)),
            "n_responders": str(len(with_response)),
            "n_without": str(len(group) - len(withdrew_consent(group))),
            "group": named(group),
            "remission": named(five_years(group)),
            "non_responder": named(non_responders(group)),
            "withdrew": named(withdrew_consent(group)),
            "then": letter.related["ph-negative-responders"].numeral,
            "then_remission": letter.related["ph-negative-responders-remission"].numeral,
        },
    )


@check("transplant-related-death")
def transplant_related_death(letter: Letter) -> Computed:
    """Patients transplanted; of those died in remission."""
    group = transplanted(letter.cohort)
    found = count(group, death_in_remission(group))
    return Computed(found.values, patients=numbers(death_in_remission(group)))
