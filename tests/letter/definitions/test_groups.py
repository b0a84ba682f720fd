"""Each group's patients, found by reading down the columns of the printed Table 2."""

import pytest

from letter.data.cohort import load_cohort
from letter.definitions import groups

MEMBERS = {
    "all_patients": range(1, 21),
    "men": [5, 6, 7, 9, 10, 12, 19, 20],
    "women": [1, 2, 3, 4, 8, 11, 13, 14, 15, 16, 17, 18],
    "ph_negative": [1, 2, 5, 6, 7, 8, 10, 11, 13, 14, 15, 16, 17, 18, 19],
    "ph_positive": [3, 4, 9, 12, 20],
    "molecular_failure": [1, 3, 5, 8, *range(10, 21)],
    "molecular_relapse": [2, 4, 6, 7, 9],
    "first_remission": [*range(1, 7), *range(8, 21)],
    "later_remission": [7],
    "molecular_failure_cr1": [1, 3, 5, 8, *range(10, 21)],
    "molecular_failure_cr2": [],
    "molecular_relapse_cr1": [2, 4, 6, 9],
    "molecular_relapse_cr2": [7],
    "mrd_below_cutoff": [4, 11, 14, 20],
    "mrd_at_least_cutoff": [1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 17, 18, 19],
    "responders": [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 17, 18, 19],
    "non_responders": [2, 12, 14, 20],
    "ongoing_response": [1, 6, 7, 8, 11, 13, 15, 16, 17, 18, 19],
    "lost_response": [3, 4, 5, 9, 10],
    "transplanted": [6, 7, 8, 10, 11, 12, 14, 17, 19],
    "not_transplanted": [1, 2, 3, 4, 5, 9, 13, 15, 16, 18, 20],
    "five_years": range(11, 21),
    "not_five_years": range(1, 11),
    "full_five_years": range(12, 21),
    "counted_as_five_years": [11],
    "in_remission": range(11, 21),
    "hematologic_relapse": [2, 4, 6, 8, 9, 10],
    "extramedullary_relapse": [3, 5],
    "death_in_remission": [7],
    "withdrew_consent": [1],
    "relapsed_or_died": range(2, 11),
    "dose_increased": [14, 19, 20],
}
NOT_GROUPS = ("both", "cd19", "having", "members", "remission_beyond")  # take two arguments


@pytest.mark.parametrize("name", MEMBERS)
def test_each_group_has_the_patients_counted_by_hand(name):
    group = getattr(groups, name)(load_cohort())
    assert group["patient"].tolist() == list(MEMBERS[name])


def test_every_group_is_counted():
    defined = {
        name
        for name, value in vars(groups).items()
        if getattr(value, "__module__", "") == groups.__name__
    }
    assert defined == {*MEMBERS, *NOT_GROUPS}


def test_groups_that_take_an_argument():
    cohort = load_cohort()
    assert groups.cd19(cohort, "unknown")["patient"].tolist() == [6, 8]
    assert groups.remission_beyond(cohort, 50.8)["patient"].tolist() == list(range(11, 21))


def test_members_are_marked_in_the_cohort_s_order_and_index():
    cohort = load_cohort().tail(3)
    marked = groups.members(groups.transplanted, cohort)
    assert (marked.tolist(), marked.index.tolist()) == ([False, True, False], [17, 18, 19])
