"""What the study set: its horizon, thresholds of MRD and the treatment schedule; units of time."""

from fractions import Fraction

DAYS_PER_YEAR = 365.25
MONTHS_PER_YEAR = 12
DAYS_PER_WEEK = 7
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR

FIVE_YEARS = 5
FIVE_YEARS_MONTHS = FIVE_YEARS * MONTHS_PER_YEAR

# Leukemic cells per cell: MRD is defined from here on, and an MRD response lies below.
MRD_POSITIVE = Fraction(1, 10_000)
# The classes of MRD at baseline in Tables 1 and 2 meet here.
MRD_CLASS_LIMIT = Fraction(1, 1_000)

INFUSION_WEEKS = 4
PAUSE_WEEKS = 2
CYCLE_WEEKS = INFUSION_WEEKS + PAUSE_WEEKS
CYCLE_DAYS = CYCLE_WEEKS * DAYS_PER_WEEK
CYCLE_MONTHS = CYCLE_DAYS / DAYS_PER_MONTH
INITIAL_CYCLES = 4
FURTHER_CYCLES = 3
MOST_CYCLES = INITIAL_CYCLES + FURTHER_CYCLES
