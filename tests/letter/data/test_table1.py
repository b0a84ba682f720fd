from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from letter.data.cohort import load_cohort
from letter.data.published import TABLE_1_GROUPS, load_table_1
from letter.data.table1 import (
    HEADS,
    LINES,
    NOT_DERIVABLE,
    ROWS,
    by_column,
    count_text,
    median_and_range,
    range_text,
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


@pytest.mark.parametrize("row", [row for row in ROWS if row.group], ids=lambda row: row.claim)
def test_cells_are_the_printed_ones(row):
    printed = load_table_1().set_index(["heading", "row"])
    for column, patients in by_column(COHORT):
        assert row.cell(patients) == printed.loc[row.line, column]


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


@pytest.mark.parametrize(
    ("n", "of", "expected"),
    [(1, 8, "1 (13)"), (1, 200, "1 (1)"), (0, 3, "0 (0)"), (2, 3, "2 (67)")],
)
def test_percentages_are_rounded_half_up(n, of, expected):
    assert count_text(n, Fraction(100 * n, of)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((48.5, 23, 77), "48.5 (23-77)"),
        ((3.5, 2, 5), "3.5 (2-5)"),
        ((4, 1, 7), "4 (1-7)"),
        ((2.25, 1, 7), "2.3 (1-7)"),
    ],
)
def test_medians_keep_a_half_and_drop_a_zero(values, expected):
    assert range_text(*values) == expected
