"""Remission over time: five years, the first follow-up, and the median follow-up."""

import math
from fractions import Fraction
from functools import cache

import pandas as pd

from letter.checks.counting import (
    AT_FIVE_YEARS,
    Quantities,
    check,
    in_remission_at_five_years,
    named,
    numbers,
)
from letter.data.letter import Letter
from letter.definitions import groups
from letter.definitions.endpoints import relapse_free_survival
from letter.definitions.schedule import (
    CYCLE_DAYS,
    CYCLE_WEEKS,
    DAYS_PER_MONTH,
    FIVE_YEARS_MONTHS,
    MONTHS_PER_YEAR,
    MOST_CYCLES,
)
from reproduction.claims import Computed, Convention
from reproduction.claims.rounding import fixed, percent
from reproduction.survival import follow_up as followup
from reproduction.survival.kaplan_meier import at, kaplan_meier


@check("follow-up-visits")
def longest_follow_up(letter: Letter) -> Computed:
    """The longest follow-up from the end of the longest treatment, in years; or from its start."""
    cohort = letter.cohort
    longest = cohort.nlargest(1, "rfs_months")
    months = float(longest["rfs_months"].iloc[0])
    treatment = MOST_CYCLES * CYCLE_DAYS / DAYS_PER_MONTH
    afterwards = (months - treatment) / MONTHS_PER_YEAR
    return Computed(
        (Convention(afterwards, otherwise=months / MONTHS_PER_YEAR),),
        patients=numbers(longest),
        evidence={
            "beyond": named(cohort[cohort["rfs_months"] > FIVE_YEARS_MONTHS]),
            "longest": named(longest),
            "months": fixed(months, 1),
            "years": fixed(months / MONTHS_PER_YEAR, 1),
            "cycles": str(MOST_CYCLES),
            "weeks": str(CYCLE_WEEKS),
            "afterwards": fixed(afterwards, 1),
        },
    )


@check("first-follow-up-remission", reads=("first-follow-up-median",))
def remission_at_first_follow_up(letter: Letter, median: Quantities) -> Computed:
    """Patients in remission for longer than the first follow-up's median; all; their percentage."""
    cohort, months = letter.cohort, float(median[0].value)
    remission = groups.remission_beyond(cohort, months)
    n, of = len(remission), len(cohort)
    return Computed(
        (Convention(n), of, Convention(percent(n, of))),
        patients=numbers(remission),
        evidence=lambda: {
            "patients": named(remission),
            "all": _remission_at(cohort, months),
            "all_then": letter.related["rfs-all"].numeral,
            "transplanted": _remission_at(groups.transplanted(cohort), months),
            "transplanted_then": letter.related["rfs-transplanted"].numeral,
        },
    )


def _remission_at(group: pd.DataFrame, months: float) -> str:
    """The Kaplan-Meier estimate in percent, where the group was followed for so long."""
    if not (group["rfs_months"] >= months).any():
        return "none"
    rfs = relapse_free_survival(group)
    estimate = at(_curve(tuple(rfs["time_months"]), tuple(rfs["event"])), months)
    return fixed(100 * estimate["survival"], 1) + "%"


@cache
def _curve(time: tuple[float, ...], event: tuple[bool, ...]) -> pd.DataFrame:
    """The estimate, made once: to see how sharp it is, the check runs with many medians."""
    return kaplan_meier(time, event)


@check("median-follow-up")
def median_follow_up(letter: Letter) -> Computed:
    """The lower of the two middle times under observation, in months; or their mean."""
    rfs = relapse_free_survival(letter.cohort)
    time, event = rfs["time_months"], rfs["event"]
    plain, lower = followup.plain_median(time), followup.lower_median(time)
    return Computed(
        (Convention(lower, otherwise=plain),),
        patients=numbers(letter.cohort[letter.cohort["rfs_months"] == lower]),
        evidence=lambda: {
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
    """Patients in remission at five years, in number and percent of all; the horizon in years."""
    cohort = letter.cohort
    strict = groups.full_five_years(cohort)
    return Computed(
        (
            in_remission_at_five_years(cohort),
            in_remission_at_five_years(cohort, percent(1, len(cohort))),
            AT_FIVE_YEARS,
        ),
        patients=numbers(groups.five_years(cohort)),
        evidence={
            "short": named(groups.counted_as_five_years(cohort)),
            "months": _rfs_of(groups.counted_as_five_years(cohort)),
            "strict": str(len(strict)),
            "strict_percent": fixed(percent(len(strict), len(cohort))) + "%",
        },
    )


def _rfs_of(group: pd.DataFrame) -> str:
    return " and ".join(fixed(months, 1) for months in group["rfs_months"]) or "none"


@check("half-in-remission")
def half_in_remission(letter: Letter) -> Computed:
    """Patients in remission at five years as a proportion of all; the horizon in years."""
    cohort = letter.cohort
    return Computed(
        (in_remission_at_five_years(cohort, Fraction(1, len(cohort))), AT_FIVE_YEARS),
        patients=numbers(groups.five_years(cohort)),
        evidence={
            "strict": str(len(groups.full_five_years(cohort))),
            "all": str(len(cohort)),
            "short": named(groups.counted_as_five_years(cohort)),
        },
    )
