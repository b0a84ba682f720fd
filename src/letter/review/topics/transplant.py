"""Transplant: compared in biased and unbiased ways, what censoring at it hides, who had one."""

import pandas as pd

from letter.data.table1_rows import COLUMN_LABELS, ROWS, Row
from letter.definitions import groups
from letter.definitions.endpoints import five_year_rfs, relapse_free_survival
from letter.definitions.groups import Cohort, Group
from letter.definitions.readings import best_at_transplant, worst_at_transplant
from letter.definitions.schedule import FIVE_YEARS_MONTHS, MONTHS_PER_YEAR
from letter.review.topics.estimates import POPULATIONS
from letter.review.topics.named import Named, prefixed, two_groups
from reproduction.survival.follow_up import plain_median
from reproduction.survival.kaplan_meier import estimate_at
from reproduction.survival.partial_likelihood import profile_likelihood
from reproduction.survival.time_dependent import (
    cox_time_dependent,
    episodes,
    landmark,
    mantel_byar,
    person_time,
    risk_sets,
    simon_makuch,
)

# Nobody was transplanted on one of these days, in months, nor after the last of them.
LANDMARKS = (4, 6, 12, 24)
EARLY_MONTHS = 6

# The rows of Table 1 that Table 2 gives, by transplant use; its columns are a row here.
CHARACTERISTICS = (
    *(row for row in ROWS if row.group and row.group is not groups.transplanted),
    Row("", COLUMN_LABELS["rfs_at_least_5y"], "five-years", groups.five_years),
)
SIDES: dict[str, Group] = {
    "transplanted": groups.transplanted,
    "not_transplanted": groups.not_transplanted,
}


def by_landmark(rows: pd.DataFrame, switch: pd.Series, months: float) -> Named:
    """Yield the comparison, from a landmark on, by whether the switch had happened by then."""
    reached = landmark(rows["time_months"], rows["event"], switch, months)
    reached = reached.rename(columns={"time": "time_months"})
    return two_groups(reached, reached["switched"], FIVE_YEARS_MONTHS - months)


def transplantation(cohort: Cohort) -> Named:
    """Yield the comparison of transplanted and not, in the biased way and in those that are not."""
    rows, switch = relapse_free_survival(cohort), cohort["hsct_months"]
    yield from prefixed("naive", two_groups(rows, groups.members(groups.transplanted, cohort)))
    for months in LANDMARKS:
        yield from prefixed(f"landmark_{months}", by_landmark(rows, switch, months))
    split = episodes(rows["time_months"], rows["event"], switch)
    yield "cox.hazard_ratio", cox_time_dependent(split).hazard_ratio
    yield "cox.profile", profile_likelihood(risk_sets(split))
    test = mantel_byar(split)
    yield "mantel_byar.observed", test.observed
    yield "mantel_byar.expected", test.expected
    yield "mantel_byar.p", test.p_value
    curves = simon_makuch(split)
    for name, switched in (("before", False), ("after", True)):
        curve = curves[curves["switched"] == switched]
        yield f"simon_makuch.{name}.rfs_60", estimate_at(curve, FIVE_YEARS_MONTHS)
    yield from _immortal_time(cohort, split)


def _immortal_time(cohort: Cohort, split: pd.DataFrame) -> Named:
    """Yield the wait for transplant, and the event rates with and without crediting it."""
    patients, others = groups.transplanted(cohort), groups.not_transplanted(cohort)
    waiting = patients["hsct_months"]
    yield "waiting.total", waiting.sum()
    yield "waiting.shortest", waiting.min()
    yield "waiting.longest", waiting.max()
    yield "waiting.median", plain_median(waiting)
    failed = groups.relapsed_or_died(others)
    yield "early_failures", (failed["rfs_months"] <= EARLY_MONTHS).sum()
    table = person_time(split)
    for name, switched in (("before", 0.0), ("after", 1.0)):
        yield f"person_time.{name}.events", table.loc[switched, "events"]
        yield f"person_time.{name}.rate", _per_100_years(table.loc[switched, "rate"])
    for name, group in (("transplanted", patients), ("not_transplanted", others)):
        rate = group["rfs_event"].sum() / group["rfs_months"].sum()
        yield f"person_time.{name}.rate", _per_100_years(rate)


def _per_100_years(rate_per_month: float) -> float:
    return 100 * MONTHS_PER_YEAR * rate_per_month


def bounds(cohort: Cohort) -> Named:
    """Yield five-year survival in the worst and the best case that censoring could hide."""
    for population, select in POPULATIONS.items():
        patients = select(cohort)
        yield f"{population}.worst.rfs_60", five_year_rfs(worst_at_transplant(patients))
        yield f"{population}.best.rfs_60", five_year_rfs(best_at_transplant(patients))


def characteristics(cohort: Cohort) -> Named:
    """Yield the rows of Table 1 by transplant use, and how many ages both groups share."""
    for side, select in SIDES.items():
        patients = select(cohort)
        yield f"{side}.n", len(patients)
        for row in CHARACTERISTICS:
            for part, value in zip(row.parts, row.numbers(patients), strict=True):
                yield f"{side}.{row.claim}.{part}", float(value)
    ages = [select(cohort)["age_years"] for select in SIDES.values()]
    lowest, highest = max(age.min() for age in ages), min(age.max() for age in ages)
    yield "age_overlap", cohort["age_years"].between(lowest, highest).sum()
