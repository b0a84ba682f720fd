"""Who was treated: the cohort and its groups."""

from letter.checks.counting import count, longest_years, numbers, shortest_years
from letter.checks.registry import check
from letter.data.letter import Letter
from letter.definitions.groups import (
    first_remission,
    five_years,
    later_remission,
    molecular_failure,
    molecular_failure_cr1,
    molecular_relapse,
    not_five_years,
    ph_negative,
    ph_positive,
)
from reproduction.claims import Computed


@check("figure-1a-patients", "table-2-patients")
def all_patients(letter: Letter) -> Computed:
    """All patients of Table 2."""
    return count(letter.cohort)


@check("figure-1b-patients")
def ph_negative_patients(letter: Letter) -> Computed:
    """Patients with Ph-negative disease."""
    return count(ph_negative(letter.cohort))


@check("figure-1c-patients")
def molecular_failure_in_cr1(letter: Letter) -> Computed:
    """Patients with molecular failure in first remission."""
    return count(molecular_failure_cr1(letter.cohort))


@check("figure-1-populations")
def figure_1_populations(letter: Letter) -> Computed:
    """All patients; those with Ph-negative disease; those with molecular failure in CR1."""
    cohort = letter.cohort
    return count(cohort, ph_negative(cohort), molecular_failure_cr1(cohort))


@check("first-remission")
def treated_in_first_remission(letter: Letter) -> Computed:
    """Patients treated in first remission, of all patients."""
    return count(first_remission(letter.cohort), letter.cohort)


@check("second-remission")
def treated_in_later_remission(letter: Letter) -> Computed:
    """Patients treated in second or later remission."""
    return count(later_remission(letter.cohort))


@check("ph-positive")
def ph_positive_patients(letter: Letter) -> Computed:
    """Patients with Ph-positive disease."""
    return count(ph_positive(letter.cohort))


@check("mll-af4")
def mll_af4(letter: Letter) -> Computed:
    """Patients with MLL-AF4, added over the two groups of Table 1."""
    with_five_years, _, without, _ = letter.printed("table1-mll-af4")
    return Computed(
        (with_five_years.value + without.value,),
        evidence={"long": with_five_years.numeral, "short": without.numeral},
    )


@check("molecular-failure-five-years")
def molecular_failure_with_five_years(letter: Letter) -> Computed:
    """Patients with molecular failure among those with five years; their shortest RFS, years."""
    group = five_years(letter.cohort)
    failure = molecular_failure(group)
    values = (len(failure), shortest_years(group)) if len(failure) == len(group) else ()
    return Computed(values, patients=numbers(failure))


@check("molecular-status-below-five-years")
def molecular_status_without_five_years(letter: Letter) -> Computed:
    """Patients without five years; their longest RFS, years; molecular relapse; failure."""
    group = not_five_years(letter.cohort)
    return Computed(
        (
            len(group),
            longest_years(group),
            len(molecular_relapse(group)),
            len(molecular_failure(group)),
        ),
        patients=numbers(group),
    )


@check("documented-five-years-lacking")
def without_documented_five_years(letter: Letter) -> Computed:
    """Patients without five years; the shortest RFS of those with, in years."""
    group = not_five_years(letter.cohort)
    threshold = shortest_years(five_years(letter.cohort))
    return Computed((len(group), threshold), patients=numbers(group))
