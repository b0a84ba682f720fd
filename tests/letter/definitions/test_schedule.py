import pytest

from letter.data.cohort import load_cohort
from letter.definitions.schedule import most_cycles_begun

# Days from start to relapse, death, withdrawal or transplant, and the cycles that begin on days
# 0, 42, 84, 126, 168, 210 and 252 until then; counted by hand from Table 2.
BY_HAND = [2, 3, 4, 4, 5, 2, 3, 2, 7, 7, 2, 3, 7, 5, 7, 7, 5, 7, 4, 7]


def test_cycles_are_begun_every_six_weeks_until_treatment_ends():
    assert most_cycles_begun(load_cohort()).tolist() == BY_HAND


@pytest.mark.parametrize("rounding", [0.0499])
def test_no_patient_gains_a_cycle_within_the_rounding_of_the_printed_months(rounding):
    cohort = load_cohort()
    for column in ("rfs_months", "hsct_months"):
        cohort[column] += rounding
    assert most_cycles_begun(cohort).tolist() == BY_HAND
