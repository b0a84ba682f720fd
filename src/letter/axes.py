"""What the axes of every figure of this book say, and where they are divided."""

from math import ceil

from letter.definitions.groups import Cohort
from letter.definitions.schedule import MONTHS_PER_YEAR

FROM_START = "Months from start of blinatumomab"
SURVIVAL = "Relapse-free survival"


def month_ticks(cohort: Cohort) -> range:
    """Return every whole year of the cohort's follow-up and the next: the same in all panels."""
    years = max(1, ceil(cohort["rfs_months"].max() / MONTHS_PER_YEAR))
    return range(0, years * MONTHS_PER_YEAR + 1, MONTHS_PER_YEAR)


def year_names(months: range) -> dict[float, str]:
    """Return the years at these months, but for the start."""
    return {month: f"{month // MONTHS_PER_YEAR} y" for month in months[1:]}
