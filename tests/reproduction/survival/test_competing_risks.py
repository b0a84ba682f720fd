import numpy as np
import pytest
from oracle_csv import TOLERANCE, oracle_table, oracle_values
from tied_data import CAUSE, EXPOSED, TIME

from letter.data.cohort import load_cohort
from letter.review.topics.risks import incidence_curves
from reproduction.survival.competing_risks import cumulative_incidence, event_free, gray_test
from reproduction.survival.kaplan_meier import greenwood, kaplan_meier
from reproduction.survival.two_groups import log_rank

COLUMNS = ("at_risk", "events", "incidence", "standard_error", "ci_lower", "ci_upper")


@pytest.mark.parametrize("kind", oracle_table("incidence.csv")["of"].unique())
def test_the_curves_are_what_r_has(kind):
    oracle = oracle_table("incidence.csv")
    oracle = oracle[oracle["of"] == kind]
    ours = incidence_curves(load_cohort())[kind].iloc[1:]
    assert ours["time"].tolist() == oracle["time"].tolist()
    for column in COLUMNS:
        np.testing.assert_allclose(ours[column], oracle[column], rtol=TOLERANCE, atol=1e-12)


def test_incidences_by_hand_with_ties_of_everything():
    curve = cumulative_incidence([1, 1, 1, 2], ["a", "b", "", "a"], "a")
    assert curve["time"].tolist() == [0, 1, 2]
    assert curve["incidence"].tolist() == pytest.approx([0, 1 / 4, 1 / 4 + 1 / 2])
    assert curve["competing"].tolist() == [0, 1, 0]


def test_incidences_and_survival_add_up_to_1():
    generator = np.random.default_rng(2)
    time, cause = generator.integers(1, 12, 50), generator.choice(["", "a", "b"], 50)
    total = sum(cumulative_incidence(time, cause, of)["incidence"] for of in ("a", "b"))
    survival = kaplan_meier(time, cause != "")["survival"]
    np.testing.assert_allclose(total + survival, 1)


def test_with_one_kind_of_event_it_is_kaplan_meier_with_greenwood():
    time, event = [1, 2, 2, 3, 5, 6], np.array([True, True, False, True, False, True])
    curve = cumulative_incidence(time, np.where(event, "a", ""), "a").iloc[:-1]
    expected = kaplan_meier(time, event).iloc[:-1]  # Greenwood's variance has no value at 0
    np.testing.assert_allclose(curve["incidence"], 1 - expected["survival"])
    se = expected["survival"] * np.sqrt(greenwood(expected))
    np.testing.assert_allclose(curve["standard_error"], se, atol=1e-15)


def test_before_the_first_event_there_is_no_interval():
    curve = cumulative_incidence([1, 2], ["b", "a"], "a")
    assert curve.loc[curve["incidence"] == 0, ["ci_lower", "ci_upper"]].isna().all(axis=None)


@pytest.mark.parametrize("cause", ["a", "b"])
@pytest.mark.parametrize(
    ("variance", "theirs"), [("marubini-valsecchi", "prodlim"), ("gray", "gray")]
)
def test_with_ties_the_standard_errors_are_prodlim_s_and_cuminc_s(cause, variance, theirs):
    curve = cumulative_incidence(TIME, CAUSE, cause, variance)
    ours = curve.loc[curve["time"] <= 8, "standard_error"].iloc[-1]
    expected = oracle_values("estimators.csv")[f"{theirs}.{cause}.standard_error"]
    assert ours == pytest.approx(expected, rel=TOLERANCE)


@pytest.mark.parametrize("cause", ["a", "b"])
def test_with_ties_gray_s_test_is_cuminc_s(cause):
    expected = oracle_values("estimators.csv")[f"gray.{cause}.p"]
    for group in (EXPOSED, ~EXPOSED):
        assert gray_test(TIME, CAUSE, cause, group).p_value == pytest.approx(expected, rel=1e-9)


def test_without_competing_events_gray_s_test_is_near_the_log_rank_test():
    # Their scores are the same; their variances differ in how they estimate the pooled hazard.
    event = CAUSE == "a"
    ours = gray_test(TIME, np.where(event, "a", ""), "a", EXPOSED).chi_squared
    assert ours == pytest.approx(log_rank(TIME, event, EXPOSED).chi_squared, rel=0.1)


def test_what_is_free_of_the_event_has_kaplan_meier_s_interval_without_competing_events():
    time, event = [1, 2, 2, 3, 5, 6], np.array([True, True, False, True, False, True])
    free = event_free(cumulative_incidence(time, np.where(event, "a", ""), "a")).iloc[1:-1]
    curve = kaplan_meier(time, event).iloc[1:-1]
    for column in ("time", "survival", "ci_lower", "ci_upper"):
        np.testing.assert_allclose(free[column], curve[column], rtol=1e-12)
