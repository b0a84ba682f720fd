from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from letter.data.cohort import load_cohort
from letter.data.published import TABLE_1_GROUPS
from letter.data.table1_rows import (
    HEADS,
    LINES,
    NOT_DERIVABLE,
    ROWS,
    by_column,
    median_and_range,
)

COHORT = load_cohort()
ROW = {row.claim: row for row in ROWS}


def test_the_columns_share_out_the_cohort():
    columns = dict(by_column(COHORT))
    assert tuple(columns) == TABLE_1_GROUPS
    assert columns["rfs_below_5y"]["patient"].tolist() == list(range(1, 11))
    assert columns["rfs_at_least_5y"]["patient"].tolist() == list(range(11, 21))


@pytest.mark.parametrize(("value", "absent"), [(True, "rfs_below_5y"), (False, "rfs_at_least_5y")])
def test_a_missing_column_raises(value, absent):
    with pytest.raises(ValueError, match=f"no patient is in the group {absent}"):
        dict(by_column(COHORT.assign(rfs_5y=value)))


def test_rows_have_their_own_line_and_their_own_claim():
    assert len({row.line for row in ROWS}) == len({row.claim for row in ROWS}) == len(ROWS) == 16
    assert (HEADS, *(row.line for row in ROWS)) == LINES
    assert {label for _, label in NOT_DERIVABLE} == {
        "Prior consolidation II, n (%)",
        "Ig/TCR rearrangements PCR",
        "MLL-AF4 translocations PCR",
        "Number of blinatumomab cycles, median (range)",
    }


def test_numbers_are_exact():
    men = ROW["table1-male"].numbers(COHORT.iloc[:3])  # patients 1 to 3 are women
    assert men == (0, 0)
    ph_positive = ROW["table1-bcr-abl"].numbers(COHORT.iloc[:3])
    assert ph_positive == (1, Fraction(100, 3))


def test_a_row_that_table_2_does_not_give_has_no_numbers():
    with pytest.raises(ValueError, match="does not give “Prior consolidation"):
        ROW["table1-prior-consolidation"].numbers(COHORT)


@pytest.mark.parametrize("claim", ["table1-male", "table1-age"])
def test_nobody_raises(claim):
    with pytest.raises(ValueError, match="expected at least one"):
        ROW[claim].numbers(COHORT.iloc[:0])


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two():
    ages = pd.Series([31, 40, 63, 34, 68, 77, 23, 57, 31, 65])  # patients 11 to 20
    assert median_and_range(ages) == ((40 + 57) / 2, 23, 77)
    assert median_and_range(pd.Series([5, 1, 2])) == (2, 1, 5)


@pytest.mark.parametrize("values", [[], [1.0, np.nan]])
def test_nothing_and_missing_values_have_no_median(values):
    with pytest.raises(ValueError, match="expected one for each patient"):
        median_and_range(pd.Series(values, dtype=float))
