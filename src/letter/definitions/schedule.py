"""What the study set: thresholds of MRD and the treatment schedule, each defined once."""

from fractions import Fraction

import pandas as pd

from letter.definitions.groups import Cohort
from letter.definitions.units import DAYS_PER_MONTH, DAYS_PER_WEEK

# Leukemic cells per cell: MRD is defined from here on, and an MRD response lies below.
MRD_POSITIVE = Fraction(1, 10_000)
# The classes of MRD at baseline in Tables 1 and 2 meet here.
MRD_CLASS_LIMIT = Fraction(1, 1_000)

INFUSION_WEEKS = 4
PAUSE_WEEKS = 2
CYCLE_WEEKS = INFUSION_WEEKS + PAUSE_WEEKS
CYCLE_DAYS = CYCLE_WEEKS * DAYS_PER_WEEK
INITIAL_CYCLES = 4
FURTHER_CYCLES = 3
MOST_CYCLES = INITIAL_CYCLES + FURTHER_CYCLES


def most_cycles_begun(cohort: Cohort) -> pd.Series:
    """Return the most cycles of blinatumomab that each patient can have begun.

    A cycle begins every six weeks from the start of treatment, at most seven times, and none
    begins after a relapse, a death, a transplant or the withdrawal of consent. Pauses between
    cycles, and retreatment after a relapse, are not published: so this is an upper bound.

    Returns:
        Whole numbers (1 to 7), with the cohort's index.
    """
    end_months = cohort["rfs_months"].where(cohort["hsct_months"].isna(), cohort["hsct_months"])
    begun = (end_months * DAYS_PER_MONTH // CYCLE_DAYS).astype(int) + 1
    return begun.clip(upper=MOST_CYCLES)
