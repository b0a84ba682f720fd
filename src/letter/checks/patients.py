"""Who was treated: the cohort and its groups."""

from letter.checks.counting import (
    FIVE_YEARS_OR_MORE,
    LESS_THAN_FIVE_YEARS,
    Quantities,
    check,
    computed_from,
    count,
)
from letter.data.letter import Letter
from letter.definitions import groups
from reproduction.claims import Computed


@check("figure-1a-patients", "table-2-patients")
def all_patients(letter: Letter) -> Computed:
    """All patients of Table 2."""
    return count(letter.cohort)


@check("figure-1b-patients")
def ph_negative_patients(letter: Letter) -> Computed:
    """Patients with Ph-negative disease."""
    return count(groups.ph_negative(letter.cohort))


@check("figure-1c-patients")
def molecular_failure_in_cr1(letter: Letter) -> Computed:
    """Patients with molecular failure in first remission."""
    return count(groups.molecular_failure_cr1(letter.cohort))


@check("figure-1-populations")
def figure_1_populations(letter: Letter) -> Computed:
    """All patients; those with Ph-negative disease; those with molecular failure in CR1."""
    cohort = letter.cohort
    return count(cohort, groups.ph_negative(cohort), groups.molecular_failure_cr1(cohort))


@check("first-remission")
def treated_in_first_remission(letter: Letter) -> Computed:
    """Patients treated in first remission, of all patients."""
    return count(groups.first_remission(letter.cohort), letter.cohort)


@check("second-remission")
def treated_in_later_remission(letter: Letter) -> Computed:
    """Patients treated in second or later remission."""
    return count(groups.later_remission(letter.cohort))


@check("ph-positive")
def ph_positive_patients(letter: Letter) -> Computed:
    """Patients with Ph-positive disease."""
    return count(groups.ph_positive(letter.cohort))


@check("mll-af4", reads=("table1-mll-af4",))
def mll_af4(_: Letter, by_group: Quantities) -> Computed:
    """Patients with MLL-AF4, added over the two groups of Table 1."""
    with_five_years, without = by_group[::2]
    return Computed(
        (with_five_years.value + without.value,),
        evidence={"long": with_five_years.numeral, "short": without.numeral},
    )


@check("t-cell-expansion")
def patients_with_t_cells_counted(letter: Letter) -> Computed:
    """All patients of Table 2; nothing about their T cells, which is not published."""
    return computed_from(letter.cohort, None, len(letter.cohort))


@check("molecular-failure-five-years")
def molecular_failure_with_five_years(letter: Letter) -> Computed:
    """Patients with five years, if all of them had molecular failure; the horizon in years."""
    group = groups.five_years(letter.cohort)
    failure = groups.molecular_failure(group)
    n = len(group) if len(failure) == len(group) else None
    return computed_from(failure, n, FIVE_YEARS_OR_MORE)


@check("molecular-status-below-five-years")
def molecular_status_without_five_years(letter: Letter) -> Computed:
    """Patients without five years; the horizon; those with molecular relapse; with failure."""
    group = groups.not_five_years(letter.cohort)
    relapse, failure = groups.molecular_relapse(group), groups.molecular_failure(group)
    return computed_from(group, len(group), LESS_THAN_FIVE_YEARS, len(relapse), len(failure))


@check("documented-five-years-lacking")
def without_documented_five_years(letter: Letter) -> Computed:
    """Patients without five years; the horizon in years."""
    group = groups.not_five_years(letter.cohort)
    return computed_from(group, len(group), FIVE_YEARS_OR_MORE)
