import pytest

from letter.data.cohort import load_cohort
from letter.definitions.response import FIRST_CYCLE_MONTHS, response_start_bounds


@pytest.fixture(scope="module")
def bounds():
    return response_start_bounds(load_cohort()).set_index("patient")


def test_a_response_began_no_later_than_rfs_less_its_duration(bounds):
    latest = {1: 0.9, 3: 0.9, 5: 0.9, 13: 0.8, 18: 0.8}
    for patient, months in latest.items():
        assert bounds.loc[patient, "latest"] == pytest.approx(months)


def test_where_table_2_leaves_more_room_it_began_within_the_first_cycle(bounds):
    others = bounds.drop([1, 3, 5, 13, 18])
    assert len(others) == 11
    assert (others["latest"] == FIRST_CYCLE_MONTHS).all()
    assert pytest.approx(1.38, abs=0.005) == FIRST_CYCLE_MONTHS  # 42 days
    assert (bounds["earliest"] == 0).all()


def test_two_responses_most_likely_ended_at_the_relapse_itself(bounds):
    assert bounds.index[bounds["ends_at_relapse"]].tolist() == [3, 5]
