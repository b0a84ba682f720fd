"""Remission over time: five years, the first follow-up, and the median follow-up."""

import math

import pandas as pd

from letter.checks.counting import named, numbers, share, shortest_years
from letter.checks.registry import check
from letter.data.letter import Letter
from letter.definitions.endpoints import relapse_free_survival
from letter.definitions.groups import five_years, remission_beyond, transplanted
from letter.definitions.units import (
    DAYS_PER_MONTH,
    DAYS_PER_WEEK,
    FIVE_YEARS_MONTHS,
    MONTHS_PER_YEAR,
)
from reproduction.claims import Computed
from reproduction.claims.rounding import fixed
from reproduction.survival import follow_up as followup
from reproduction.survival.kaplan_meier import at, kaplan_meier


@check("follow-up-visits")
def longest_follow_up(letter: Letter) -> Computed:
    """The longest follow-up, in years; under the convention, from the end of all cycles."""
    cohort = letter.cohort
    longest = cohort.nlargest(1, "rfs_months")
    months = float(longest["rfs_months"].iloc[0])
    cycles, weeks = (
        sum(quantity.value for quantity in letter.printed(claim))
        for claim in ("cycles", "cycle-length")
    )
    treatment = float(cycles * weeks) * DAYS_PER_WEEK / DAYS_PER_MONTH
    afterwards = (months - treatment) / MONTHS_PER_YEAR
    return Computed(
        (months / MONTHS_PER_YEAR,),
        under=(afterwards,),
        patients=numbers(longest),
        evidence={
            "beyond": named(cohort[cohort["rfs_months"] > FIVE_YEARS_MONTHS]),
            "longest": named(longest),
            "months": fixed(months, 1),
            "years": fixed(months / MONTHS_PER_YEAR, 1),
            "cycles": str(cycles),
            "weeks": str(weeks),
            "afterwards": fixed(afterwards, 1),
        },
    )


@check("first-follow-up-remission")
def remission_at_first_follow_up(letter: Letter) -> Computed:
    """Patients in remission beyond the first follow-up's median, had each been followed so long."""
    (median,) = letter.printed("first-follow-up-median")
    cohort = letter.cohort
    remission = remission_beyond(cohort, float(median.value))
    found = share(remission, cohort)
    return Computed(
        None,
        under=found.values,
        patients=found.patients,
        evidence={"patients": named(remission), **_kaplan_meier_at_first_follow_up(letter)},
    )


def _kaplan_meier_at_first_follow_up(letter: Letter) -> dict[str, str]:
    """The Kaplan-Meier estimates at the first follow-up's median, beside reference 7's."""
    (median,) = letter.printed("first-follow-up-median")
    groups = {"all": letter.cohort, "transplanted": transplanted(letter.cohort)}
    evidence = {}
    for name, group in groups.items():
        evidence[name] = _remission_at(group, float(median.value))
        evidence[f"{name}_then"] = letter.related[f"rfs-{name}"].numeral
    return evidence


def _remission_at(group: pd.DataFrame, months: float) -> str:
    """The Kaplan-Meier estimate in percent, where the group was followed for so long."""
    if not (group["rfs_months"] >= months).any():
        return "none"
    rfs = relapse_free_survival(group)
    estimate = at(kaplan_meier(rfs["time_months"], rfs["event"]), months)
    return fixed(100 * estimate["survival"], 1) + "%"


@check("median-follow-up")
def median_follow_up(letter: Letter) -> Computed:
    """The median time under observation, in months; under the convention, the lower middle one."""
    rfs = relapse_free_survival(letter.cohort)
    time, event = rfs["time_months"], rfs["event"]
    plain, lower = followup.plain_median(time), followup.lower_median(time)
    return Computed(
        (plain,),
        under=(lower,),
        patients=numbers(letter.cohort[letter.cohort["rfs_months"] == lower]),
        evidence={
            "plain": fixed(plain, 1),
            "middle": named(_middle_two(letter)),
            "reverse": _months(followup.reverse_kaplan_meier_median(time, event)),
        },
    )


def _months(value: float) -> str:
    return fixed(value, 1) if math.isfinite(value) else "more than all"


def _middle_two(letter: Letter) -> tuple[int, ...]:
    """The patients whose times under observation are the middle two."""
    ordered = numbers(letter.cohort.sort_values("rfs_months"))
    half = len(ordered) // 2
    return ordered[half - 1 : half + 1]


@check("remission-at-five-years")
def remission_at_five_years(letter: Letter) -> Computed:
    """Patients in remission at five years; in percent of all; their shortest RFS, years."""
    group = five_years(letter.cohort)
    found = share(group, letter.cohort)
    assert found.values is not None
    n, _, percentage = found.values
    return Computed((n, percentage, shortest_years(group)), patients=found.patients)


@check("half-in-remission")
def half_in_remission(letter: Letter) -> Computed:
    """Patients in remission at five years as a proportion of all; their shortest RFS, years."""
    group = five_years(letter.cohort)
    return Computed(
        (len(group) / len(letter.cohort), shortest_years(group)), patients=numbers(group)
    )
