"""Table 1: patients with and without five years of relapse-free survival, row by row."""

from collections.abc import Callable, Iterator

from letter.checks.counting import (
    FIVE_YEARS_OR_MORE,
    LESS_THAN_FIVE_YEARS,
    Quantities,
    check,
    computed_from,
    named,
)
from letter.data import table1_rows
from letter.data.letter import Letter
from letter.data.table1_rows import Row
from letter.definitions import groups
from letter.definitions.schedule import (
    DAYS_PER_MONTH,
    DAYS_PER_YEAR,
    MONTHS_PER_YEAR,
    MOST_CYCLES,
    MRD_CLASS_LIMIT,
)
from letter.definitions.treatment import most_cycles_begun
from letter.text import listed
from reproduction.claims import Bound, Computed, Convention, Threshold, Value
from reproduction.claims.rounding import fixed

# The thresholds in the labels of two rows.
LIMITS = {
    "table1-mrd-low": Threshold("<", MRD_CLASS_LIMIT),
    "table1-mrd-high": Threshold("≥", MRD_CLASS_LIMIT),
}


@check(table1_rows.HEADS_CLAIM)
def table_1_heads(letter: Letter) -> Computed:
    """The horizon of the two columns, in years; the patients with, and without, five years."""
    with_it, without = groups.five_years(letter.cohort), groups.not_five_years(letter.cohort)
    heads = FIVE_YEARS_OR_MORE, LESS_THAN_FIVE_YEARS, len(with_it), len(without)
    return computed_from(letter.cohort, *heads)


def row_by_column(row: Row) -> Callable[[Letter], Computed]:
    """Return the check of a row of Table 1 that Table 2 gives."""

    def numbers_by_column(letter: Letter) -> Computed:
        """A row of Table 1: what it counts among those with, and those without, five years."""
        assert row.group is not None
        columns = table1_rows.by_column(letter.cohort)
        found = [number for _, patients in columns for number in row.numbers(patients)]
        values = [Convention(number) if row.convention else number for number in found]
        limits = [LIMITS[row.claim]] if row.claim in LIMITS else []
        return computed_from(row.group(letter.cohort), *limits, *values)

    return numbers_by_column


def counts_and_percentages(_: Letter, heads: Quantities, printed: Quantities) -> Computed:
    """A row of Table 1 that Table 2 does not give: counts from percentages, and the reverse."""
    sizes = [quantity.value for quantity in heads[2:]]
    values: list[Value] = []
    for n, percentage, size in zip(printed[::2], printed[1::2], sizes, strict=True):
        values += [percentage.value * size / 100, 100 * n.value / size]
    return Computed(tuple(values))


for row in table1_rows.ROWS:
    if row.group is not None:
        check(row.claim)(row_by_column(row))
    elif row.kind == "count":
        check(row.claim, reads=(table1_rows.HEADS_CLAIM, row.claim))(counts_and_percentages)


@check("table1-cycles")
def cycles_begun(letter: Letter) -> Computed:
    """Most cycles begun: median, lowest, highest of those with, and those without, five years."""
    values: list[Value] = []
    evidence = {"most": str(MOST_CYCLES)}
    for column, patients in table1_rows.by_column(letter.cohort):
        most = most_cycles_begun(patients)
        middle, lowest, highest = table1_rows.median_and_range(most)
        values += [Bound("≤", middle), Bound("≤", lowest), Bound("≤", highest)]
        evidence |= {f"{column}_each": ", ".join(map(str, most))}
        evidence |= {f"{column}_median": fixed(middle, 1).removesuffix(".0")}
    return computed_from(letter.cohort, *values, evidence=evidence)


# A longer month than 365.25 / 12 days, which would explain two figures for one follow-up.
DAYS_PER_LONG_MONTH = 30.5


@check("table1-note-five-years")
def rfs_counted_as_five_years(letter: Letter) -> Computed:
    """Patients counted as five years with less; their RFS in Table 2, in months and in years."""
    group = groups.counted_as_five_years(letter.cohort)
    times = [time for months in group["rfs_months"] for time in (months, months / MONTHS_PER_YEAR)]
    days = [day for months in group["rfs_months"] for day in _days_in_long_months(months)]
    return computed_from(
        group,
        len(group),
        *times,
        evidence={
            "patient": named(group),
            "table_2": listed(group["rfs_months"]),
            "long_month": f"{DAYS_PER_LONG_MONTH}",
            "days": _ends(f"{day:,}" for day in days),
            "months": _ends(fixed(day / DAYS_PER_MONTH, 1) for day in days),
            "years": _ends(fixed(day / DAYS_PER_YEAR, 2) for day in days),
        },
    )


def _days_in_long_months(months: float) -> list[int]:
    """The whole days that are so many long months, at one decimal."""
    near = int(months * DAYS_PER_LONG_MONTH)
    return [
        day
        for day in range(near - MONTHS_PER_YEAR, near + MONTHS_PER_YEAR)
        if fixed(day / DAYS_PER_LONG_MONTH, 1) == fixed(months, 1)
    ]


def _ends(texts: Iterator[str]) -> str:
    """The first and the last of some texts, once if they are equal."""
    found = list(texts)
    return " to ".join(dict.fromkeys([found[0], found[-1]])) if found else "none"
