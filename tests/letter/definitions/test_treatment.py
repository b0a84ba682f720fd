"""Cycles and the start of responses, counted by hand from Table 2."""

import pandas as pd
import pytest

from letter.data.cohort import load_cohort
from letter.definitions.groups import five_years, not_five_years, ongoing_response
from letter.definitions.schedule import CYCLE_MONTHS
from letter.definitions.treatment import (
    days_into_last_cycle,
    infusions_finished,
    most_cycles_begun,
    response_start_bounds,
)
from letter.findings.computed import needs_its_last_cycle

COHORT = load_cohort()
BELOW, LONG = not_five_years(COHORT), five_years(COHORT)

# Days from start to relapse, death, withdrawal or transplant, and the cycles that begin on days
# 0, 42, 84, 126, 168, 210 and 252 until then. Transplanted on days 58, 94, 170, 177 and 134
# (patients 11, 12, 14, 17, 19).
BY_HAND = [2, 3, 4, 4, 5, 2, 3, 2, 7, 7, 2, 3, 7, 5, 7, 7, 5, 7, 4, 7]


def test_cycles_are_begun_every_six_weeks_until_treatment_ends():
    assert most_cycles_begun(COHORT).tolist() == BY_HAND


def test_no_patient_gains_a_cycle_within_the_rounding_of_the_printed_months():
    later = COHORT.assign(**{name: COHORT[name] + 0.0499 for name in ("rfs_months", "hsct_months")})
    assert most_cycles_begun(later).tolist() == BY_HAND


def test_infusions_end_four_weeks_after_their_cycle_began():
    # Days at most: 44, 99, 129, 157, 199, 78, 87, 84; infusions end on 28, 70, 112, 154, 196 …
    assert infusions_finished(BELOW).tolist() == [1, 2, 3, 4, 5, 2, 2, 2, 7, 7]
    assert infusions_finished(LONG).tolist() == [1, 2, 7, 4, 7, 7, 4, 7, 3, 7]


def test_days_into_the_last_cycle():
    found = days_into_last_cycle(BELOW).tolist()
    assert found[2] == pytest.approx(4.25 * 30.4375 - 126)  # patient 3
    assert found[5] == pytest.approx(2.55 * 30.4375 - 42)  # patient 6, to the transplant


def test_who_must_have_begun_every_cycle_that_time_allowed():
    most = most_cycles_begun(BELOW)
    # 1, 6 and 8: no fewer than the printed 2. 3 and 4: five patients must have had 4 or more.
    assert BELOW[needs_its_last_cycle(most, 3.5, 2)]["patient"].tolist() == [1, 3, 4, 6, 8]
    assert not needs_its_last_cycle(most, 3.0, 1).any()
    assert needs_its_last_cycle(pd.Series([2, 2]), 2.0, 1).all()


# --- Responses


@pytest.fixture(scope="module")
def bounds():
    return response_start_bounds(COHORT).set_index("patient")


def test_a_response_began_no_later_than_rfs_less_its_duration(bounds):
    latest = {1: 0.9, 3: 0.9, 5: 0.9, 13: 0.8, 18: 0.8}
    for patient, months in latest.items():
        assert bounds.loc[patient, "latest"] == pytest.approx(months)


def test_where_table_2_leaves_more_room_it_began_within_the_first_cycle(bounds):
    others = bounds.drop([1, 3, 5, 13, 18])
    assert len(others) == 11
    assert (others["latest"] == CYCLE_MONTHS).all()
    assert pytest.approx(42 / 30.4375) == CYCLE_MONTHS


def test_two_responses_most_likely_ended_at_the_relapse_itself(bounds):
    assert bounds.index[bounds["ends_at_relapse"]].tolist() == [3, 5]


def test_eight_ongoing_responses_were_not_watched_to_the_end(bounds):
    found = ongoing_response(bounds)
    assert found.index.tolist() == [1, 6, 7, 8, 11, 13, 15, 16, 17, 18, 19]
    assert found.index[found["after_least"] > 0].tolist() == [6, 7, 8, 11, 15, 16, 17, 19]
    assert (found["after_least"] >= 0).all()
    assert found.loc[6, "latest_end"] == pytest.approx(1.4 + CYCLE_MONTHS)
    assert found.loc[6, "after_least"] == pytest.approx(12.4 - 1.4 - CYCLE_MONTHS)
    assert found.loc[16, "after_least"] == pytest.approx(64.3 - 29.9 - CYCLE_MONTHS)
    assert found.loc[13, "latest_end"] == pytest.approx(62.9)  # 0.8 months are left for its start
