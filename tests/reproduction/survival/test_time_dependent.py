import math

import numpy as np
import pandas as pd
import pytest
from oracle_csv import TOLERANCE, oracle_table

from letter.data.cohort import load_cohort
from reproduction.survival.kaplan_meier import kaplan_meier
from reproduction.survival.time_dependent import (
    at_risk,
    cox_time_dependent,
    episodes,
    landmark,
    mantel_byar,
    person_time,
    risk_sets,
    simon_makuch,
)
from reproduction.survival.two_groups import log_rank

NEVER = math.nan


@pytest.fixture(scope="module")
def split():
    cohort = load_cohort()
    return episodes(cohort["rfs_months"], cohort["rfs_event"], cohort["hsct_months"])


@pytest.fixture
def three():
    """One event before a switch, one after, and one patient censored without either."""
    return episodes([3, 6, 8], [True, True, False], [NEVER, 2, NEVER])


def test_follow_up_is_split_at_the_switch(three):
    assert three.values.tolist() == [
        [0, 0, 3, 0, True],
        [1, 0, 2, 0, False],
        [1, 2, 6, 1, True],
        [2, 0, 8, 0, False],
    ]


def test_an_event_at_the_time_of_the_switch_belongs_before_it():
    split = episodes([5, 6], [True, True], [5, 0])
    assert split[["patient", "switched", "event"]].values.tolist() == [[0, 0, True], [1, 1, True]]


@pytest.mark.parametrize("switch", [-1, 5.5])
def test_a_switch_outside_the_follow_up_is_refused(switch):
    with pytest.raises(ValueError, match="a switch is outside the follow-up"):
        episodes([5], [True], [switch])


def test_no_time_and_no_event_is_lost(split):
    cohort = load_cohort()
    table = person_time(split)
    assert table["time"].sum() == pytest.approx(cohort["rfs_months"].sum())
    assert table["events"].sum() == cohort["rfs_event"].sum()
    assert table["rate"].tolist() == (table["events"] / table["time"]).tolist()


def test_risk_sets_by_hand(three):
    assert risk_sets(three).to_dict("list") == {
        "time": [3, 6],
        "at_risk_before": [2, 1],
        "events_before": [1, 0],
        "at_risk_after": [1, 1],
        "events_after": [0, 1],
    }


def test_who_switches_at_the_time_of_an_event_is_at_risk_before_the_switch():
    # lifelines' delayed entry counts such a patient on both sides.
    split = episodes([3, 6], [True, True], [NEVER, 3])
    assert risk_sets(split).iloc[0].tolist() == [3, 2, 1, 0, 0]


def test_at_risk_counts_at_0_who_begins_there(three):
    assert at_risk(three[three["switched"] == 0], [0, 2, 3, 8]).tolist() == [3, 3, 2, 1]
    assert at_risk(three[three["switched"] == 1], [0, 2, 3, 8]).tolist() == [0, 0, 1, 0]


def test_mantel_byar_by_hand(three):
    test = mantel_byar(three)
    assert test.observed == 1
    assert test.expected == pytest.approx(1 / 3 + 1 / 2)
    assert test.variance == pytest.approx(2 / 9 + 1 / 4)
    assert test.chi_squared == pytest.approx((1 / 6) ** 2 / (2 / 9 + 1 / 4))


def test_mantel_byar_is_the_log_rank_test_where_everybody_switches_at_once():
    generator = np.random.default_rng(1)
    time, event = generator.integers(1, 9, 30), generator.random(30) < 0.6
    group = generator.random(30) < 0.5
    test = mantel_byar(episodes(time, event, np.where(group, 0.0, NEVER)))
    assert test.chi_squared == pytest.approx(log_rank(time, event, group).chi_squared)


def test_the_cox_model_is_the_same_whether_or_not_follow_up_is_cut(split):
    whole = cox_time_dependent(split)
    first = split.assign(
        stop=split["stop"].clip(upper=20), event=split["event"] & (split["stop"] <= 20)
    )
    cut = pd.concat([first, split.assign(start=split["start"].clip(lower=20))])
    cut = cut[cut["start"] < cut["stop"]]
    assert cox_time_dependent(cut).coefficient == pytest.approx(whole.coefficient, abs=1e-10)


def test_simon_makuch_curves_are_what_r_has(split):
    oracle = oracle_table("simon-makuch.csv")
    curves = simon_makuch(split)
    for state, after in (("before", False), ("after", True)):
        own = curves[curves["switched"] == after].set_index("time")
        for row in oracle[oracle["state"] == state].itertuples():
            assert own.loc[row.time, "at_risk"] == row.at_risk
            for column in ("survival", "ci_lower", "ci_upper"):
                expected = getattr(row, column)
                expected = 1 if math.isnan(expected) else expected  # before the first event
                assert own.loc[row.time, column] == pytest.approx(expected, rel=TOLERANCE)


def test_simon_makuch_is_kaplan_meier_where_nobody_switches():
    time, event = [1, 2, 2, 5, 8], [True, True, False, True, False]
    curve = simon_makuch(episodes(time, event, [NEVER] * 5))
    expected = kaplan_meier(time, event).set_index("time")["survival"]
    assert not curve["switched"].any()
    assert curve["survival"].tolist() == pytest.approx(expected[curve["time"]].tolist())


def test_a_landmark_keeps_who_is_left_and_what_had_happened():
    reached = landmark([3, 4, 9, 9], [True, True, True, False], [NEVER, 2, 4, 5], 4)
    assert reached.values.tolist() == [[2, 5, True, True], [3, 5, False, False]]
