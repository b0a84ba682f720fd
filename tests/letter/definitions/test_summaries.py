from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from letter.data.cohort import load_cohort
from letter.data.published import TABLE_1_GROUPS
from letter.definitions.summaries import (
    RFS_GROUPS,
    MedianRange,
    Share,
    by_rfs_5y,
    counted_as_five_years,
    having,
    median_range,
    share,
    withdrew,
)


def test_groups_are_the_columns_of_table_1_and_share_out_the_cohort():
    assert tuple(RFS_GROUPS) == TABLE_1_GROUPS
    groups = by_rfs_5y(load_cohort())
    assert groups["rfs_below_5y"]["patient"].tolist() == list(range(1, 11))
    assert groups["rfs_at_least_5y"]["patient"].tolist() == list(range(11, 21))


@pytest.mark.parametrize(("value", "absent"), [(True, "rfs_below_5y"), (False, "rfs_at_least_5y")])
def test_a_missing_group_raises(value, absent):
    with pytest.raises(ValueError, match=f"no patient is in the group {absent}"):
        by_rfs_5y(load_cohort().assign(rfs_5y=value))


def test_having_needs_every_value():
    patients = pd.DataFrame({"sex": ["F", "F", "M"], "remission": ["CR1", "CR2+", "CR1"]})
    assert having(patients, sex="F", remission="CR1").tolist() == [True, False, False]
    with pytest.raises(KeyError):
        having(patients, gender="F")


def test_share_counts_and_keeps_the_percentage_exact():
    assert share(pd.Series([True, False, False])) == Share(n=1, of=3)
    assert Share(1, 3).percent == Fraction(100, 3)
    assert share(pd.Series([False])) == Share(n=0, of=1)


def test_median_of_an_even_number_is_the_mean_of_the_middle_two():
    ages = pd.Series([31, 40, 63, 34, 68, 77, 23, 57, 31, 65])  # patients 11 to 20
    assert median_range(ages) == MedianRange((40 + 57) / 2, 23, 77)
    assert median_range(pd.Series([5, 1, 2])) == MedianRange(2, 1, 5)


@pytest.mark.parametrize("summarize", [share, median_range])
@pytest.mark.parametrize("values", [[], [1.0, np.nan]])
def test_nobody_and_missing_values_raise(summarize, values):
    with pytest.raises(ValueError, match="expected"):
        summarize(pd.Series(values, dtype=float))


def test_a_group_of_nobody_has_no_percentage():
    with pytest.raises(ZeroDivisionError):
        Share(0, 0).percent


def test_the_two_patients_with_a_footnote():
    cohort = load_cohort()
    assert cohort.loc[withdrew(cohort), "patient"].tolist() == [1]
    assert cohort.loc[counted_as_five_years(cohort), "patient"].tolist() == [11]
