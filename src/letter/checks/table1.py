"""Table 1, row by row: patients with and without five years of relapse-free survival."""

from collections.abc import Callable

import pandas as pd

from letter.checks.counting import numbers
from letter.checks.registry import check
from letter.checks.response import MRD_CUTOFF
from letter.data.letter import Letter
from letter.definitions.groups import (
    first_remission,
    five_years,
    later_remission,
    molecular_failure,
    molecular_relapse,
    mrd_at_least_cutoff,
    mrd_below_cutoff,
    not_five_years,
    ph_positive,
    responders,
    transplanted,
)
from letter.definitions.units import DAYS_PER_MONTH, DAYS_PER_YEAR, MONTHS_PER_YEAR
from reproduction.claims import Bound, Computed, Value
from reproduction.claims.rounding import fixed, percent

Group = Callable[[pd.DataFrame], pd.DataFrame]


def _by_five_years(letter: Letter, group: Group) -> Computed:
    """The group's number and percentage among patients with, and without, five years."""
    values: list[Value] = []
    for column in (five_years(letter.cohort), not_five_years(letter.cohort)):
        part = group(column)
        values += [len(part), percent(len(part), len(column))]
    return Computed(tuple(values), patients=numbers(group(letter.cohort)))


@check("table1-male")
def men(letter: Letter) -> Computed:
    """Men: number and percentage of those with, and without, five years."""
    return _by_five_years(letter, lambda patients: patients[patients["sex"] == "M"])


@check("table1-female")
def women(letter: Letter) -> Computed:
    """Women: number and percentage of those with, and without, five years."""
    return _by_five_years(letter, lambda patients: patients[patients["sex"] == "F"])


@check("table1-age")
def age_by_group(letter: Letter) -> Computed:
    """Age in years: median, lowest and highest of those with, and without, five years."""
    values: list[float] = []
    for column in (five_years(letter.cohort), not_five_years(letter.cohort)):
        ages = column["age_years"]
        values += [float(ages.median()), int(ages.min()), int(ages.max())]
    return Computed(tuple(values), patients=numbers(letter.cohort))


@check("table1-molecular-relapse-cr1")
def molecular_relapse_in_cr1_by_group(letter: Letter) -> Computed:
    """Molecular relapse in CR1: number and percentage with, and without, five years."""
    return _by_five_years(letter, lambda patients: molecular_relapse(first_remission(patients)))


@check("table1-molecular-relapse-cr2")
def molecular_relapse_in_cr2_by_group(letter: Letter) -> Computed:
    """Molecular relapse in CR2+: number and percentage with, and without, five years."""
    return _by_five_years(letter, lambda patients: molecular_relapse(later_remission(patients)))


@check("table1-molecular-failure-cr1")
def molecular_failure_in_cr1_by_group(letter: Letter) -> Computed:
    """Molecular failure in CR1: number and percentage with, and without, five years."""
    return _by_five_years(letter, lambda patients: molecular_failure(first_remission(patients)))


@check("table1-molecular-failure-cr2")
def molecular_failure_in_cr2_by_group(letter: Letter) -> Computed:
    """Molecular failure in CR2+: number and percentage with, and without, five years."""
    return _by_five_years(letter, lambda patients: molecular_failure(later_remission(patients)))


@check("table1-mrd-low")
def mrd_low(letter: Letter) -> Computed:
    """The classes' limit; MRD below it: number and percentage with, and without, five years."""
    return _with_cutoff(_by_five_years(letter, mrd_below_cutoff))


@check("table1-mrd-high")
def mrd_high(letter: Letter) -> Computed:
    """The classes' limit; MRD not below it: number and percentage with, and without, five years."""
    return _with_cutoff(_by_five_years(letter, mrd_at_least_cutoff))


def _with_cutoff(found: Computed) -> Computed:
    assert found.values is not None
    return Computed((Bound("=", MRD_CUTOFF), *found.values), patients=found.patients)


@check("table1-bcr-abl")
def bcr_abl_method(letter: Letter) -> Computed:
    """Ph-positive disease: number and percentage of those with, and without, five years."""
    return _by_five_years(letter, ph_positive)


@check("table1-complete-response")
def complete_response(letter: Letter) -> Computed:
    """MRD response: number and percentage of those with, and without, five years."""
    return _by_five_years(letter, responders)


@check("table1-transplant")
def transplant(letter: Letter) -> Computed:
    """Allogeneic HSCT: number and percentage of those with, and without, five years."""
    return _by_five_years(letter, transplanted)


def _counts_against_percentages(letter: Letter, claim: str) -> Computed:
    """Each printed count from its percentage and each percentage from its count."""
    printed = [quantity.value for quantity in letter.printed(claim)]
    sizes = [quantity.value for quantity in letter.printed("table1-heads")[2:]]
    values: list[Bound] = []
    for n, percentage, size in zip(printed[::2], printed[1::2], sizes, strict=True):
        values += [Bound("=", percentage * size / 100), Bound("=", 100 * n / size)]
    return Computed(tuple(values))


@check("table1-prior-consolidation")
def prior_consolidation(letter: Letter) -> Computed:
    """Prior consolidation II: counts from percentages and percentages from counts."""
    return _counts_against_percentages(letter, "table1-prior-consolidation")


@check("table1-ig-tcr")
def ig_tcr_method(letter: Letter) -> Computed:
    """Ig/TCR rearrangements: counts from percentages and percentages from counts."""
    return _counts_against_percentages(letter, "table1-ig-tcr")


@check("table1-mll-af4")
def mll_af4_method(letter: Letter) -> Computed:
    """MLL-AF4: counts from percentages and percentages from counts."""
    return _counts_against_percentages(letter, "table1-mll-af4")


# A coarser way to count months, which would explain two figures for one follow-up.
DAYS_PER_LONG_MONTH = 30.5


@check("table1-note-five-years")
def counted_as_five_years(letter: Letter) -> Computed:
    """Patients counted as five years with less; their RFS in Table 2, in months and in years."""
    group = five_years(letter.cohort)
    group = group[group["rfs_months"] < 5 * MONTHS_PER_YEAR]
    values: list[float] = [len(group)]
    for months in group["rfs_months"]:
        values += [months, months / MONTHS_PER_YEAR]
    _, months_printed, years_printed = letter.printed("table1-note-five-years")
    nearly = int(float(years_printed.value) * DAYS_PER_YEAR)
    days = [
        day
        for day in range(nearly - MONTHS_PER_YEAR, nearly + MONTHS_PER_YEAR)
        if months_printed.agrees(day / DAYS_PER_MONTH) and years_printed.agrees(day / DAYS_PER_YEAR)
    ]
    return Computed(
        tuple(values),
        patients=numbers(group),
        evidence={
            "patient": ", ".join(str(number) for number in numbers(group)),
            "table_2": " and ".join(fixed(months, 1) for months in group["rfs_months"]),
            "days": " or ".join(f"{day:,}" for day in days) or "no whole number of",
            "long_month": f"{DAYS_PER_LONG_MONTH}",
            "months_of_long": " or ".join(fixed(day / DAYS_PER_LONG_MONTH, 1) for day in days),
        },
    )
