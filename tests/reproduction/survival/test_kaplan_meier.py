import math

import numpy as np
import pytest
from oracle_csv import TOLERANCE, oracle_table, oracle_values
from tied_data import TIME, cause_is

from letter.data.cohort import load_cohort
from letter.definitions.endpoints import CURVES, PANELS, relapse_free_survival
from reproduction.survival.kaplan_meier import (
    Estimate,
    at,
    conditional_survival,
    interval,
    kaplan_meier,
    median,
    median_interval,
    restricted_mean_interval,
    risk_table,
)

ORACLE_COLUMNS = {
    "time": "time",
    "at_risk": "n_risk",
    "events": "n_event",
    "censored": "n_censor",
    "survival": "survival",
    "ci_lower": "ci_lower",
    "ci_upper": "ci_upper",
}
POPULATIONS = dict(
    zip(("all_patients", "ph_negative", "molecular_failure_cr1"), PANELS.values(), strict=True)
)


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("population", POPULATIONS)
def test_the_curves_of_figure_1_are_what_r_has(cohort, population, curve):
    oracle = oracle_table("curves.csv")
    oracle = oracle[(oracle["population"] == population) & (oracle["curve"] == curve)]
    rows = relapse_free_survival(POPULATIONS[population](cohort), censor_at_hsct=CURVES[curve])
    ours = kaplan_meier(rows["time_months"], rows["event"])
    assert ours.iloc[0].tolist() == [0, len(rows), 0, 0, 1, 1, 1]
    # R leaves the interval before the first event open, where ours is 1 to 1.
    before = oracle["survival"] == 1
    assert oracle.loc[before, ["ci_lower", "ci_upper"]].isna().all(axis=None)
    expected = oracle.fillna({"ci_lower": 1, "ci_upper": 1})
    for name, theirs in ORACLE_COLUMNS.items():
        np.testing.assert_allclose(ours[name].iloc[1:], expected[theirs], rtol=TOLERANCE, atol=0)


@pytest.mark.parametrize(("panel", "survival"), [("a", 0.526), ("b", 0.571), ("c", 0.714)])
def test_five_year_estimates_that_were_computed_elsewhere(cohort, panel, survival):
    rows = relapse_free_survival(PANELS[panel](cohort))
    point = at(kaplan_meier(rows["time_months"], rows["event"]), 60)
    assert round(point["survival"], 3) == survival


def test_a_curve_by_hand_with_a_tie_of_event_and_censoring():
    curve = kaplan_meier([2, 2, 5, 7], [True, False, True, False])
    assert curve["time"].tolist() == [0, 2, 5, 7]
    assert curve["at_risk"].tolist() == [4, 4, 2, 1]
    assert curve["events"].tolist() == [0, 1, 1, 0]
    assert curve["censored"].tolist() == [0, 1, 0, 1]
    assert curve["survival"].tolist() == pytest.approx([1, 3 / 4, 3 / 8, 3 / 8])


def test_the_order_of_the_patients_does_not_matter():
    forward = kaplan_meier([1, 2, 3], [True, False, True])
    assert forward.equals(kaplan_meier([3, 2, 1], [True, False, True]))


@pytest.mark.parametrize(
    ("time", "event", "message"),
    [
        ([], [], "no patients"),
        ([1, -2], [True, True], "negative"),
        ([1, float("nan")], [True, True], "not finite"),
        ([1, float("inf")], [True, True], "not finite"),
        ([1, 2], [True], "2 times and 1 events"),
    ],
)
def test_arrays_that_have_no_curve_are_refused(time, event, message):
    with pytest.raises(ValueError, match=message):
        kaplan_meier(time, event)


def test_at_holds_from_a_time_until_the_next():
    curve = kaplan_meier([2, 5, 7], [True, True, False])
    assert at(curve, 0)["survival"] == 1
    assert at(curve, 1.9)["survival"] == 1
    assert at(curve, 2)["survival"] == pytest.approx(2 / 3)
    assert at(curve, 7)["survival"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("time", [-0.1, 7.1])
def test_at_refuses_a_time_outside_the_curve(time):
    with pytest.raises(ValueError, match=r"outside the curve, which ends at 7\.0"):
        at(kaplan_meier([2, 5, 7], [True, True, False]), time)


def test_median_is_the_start_of_a_flat_stretch_at_one_half():
    assert median(kaplan_meier([1, 2, 5, 9], [True] * 4)) == 2


def test_median_is_infinite_where_it_is_not_reached():
    assert math.isinf(median(kaplan_meier([1, 2, 3], [True, False, False])))


def test_median_counts_a_product_that_is_one_half_but_for_binary_arithmetic():
    curve = kaplan_meier(range(1, 13), [True] * 12)
    assert median(curve) == 6


def test_the_risk_table_counts_at_the_start_of_the_period():
    table = risk_table([12, 12, 20, 30], [True, False, True, False], [0, 12, 13, 30, 31])
    assert table["at_risk"].tolist() == [4, 4, 2, 1, 0]
    assert table["events"].tolist() == [0, 0, 1, 2, 2]
    assert table["censored"].tolist() == [0, 0, 1, 1, 2]


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("panel", PANELS)
def test_the_risk_table_adds_up_to_n_and_agrees_with_the_curve(cohort, panel, curve):
    rows = relapse_free_survival(PANELS[panel](cohort), censor_at_hsct=CURVES[curve])
    ticks = [0, 12, 24, 36, 48, 60]
    table = risk_table(rows["time_months"], rows["event"], ticks)
    assert (table[["at_risk", "events", "censored"]].sum(axis=1) == len(rows)).all()
    by_hand = [sum(time >= tick for time in rows["time_months"]) for tick in ticks]
    assert table["at_risk"].tolist() == by_hand


def test_before_the_first_event_the_interval_is_1_and_at_0_it_is_undefined():
    curve = kaplan_meier([1, 2, 3], [True, False, True])
    assert curve.loc[0, ["ci_lower", "ci_upper"]].tolist() == [1, 1]
    assert curve.loc[3, "survival"] == 0
    assert curve.loc[3, ["ci_lower", "ci_upper"]].isna().all()


def test_a_curve_that_is_at_0_goes_on():
    assert at(kaplan_meier([1, 2], [True, True]), 99)["survival"] == 0


def test_the_median_s_interval_is_where_the_limits_cross_one_half():
    curve = kaplan_meier(range(1, 13), [True] * 12)
    limits = [
        float(curve.loc[curve[limit] <= 0.5, "time"].iloc[0]) for limit in ("ci_lower", "ci_upper")
    ]
    assert median_interval(curve) == Estimate(6, *limits)


def test_greenwood_by_hand_on_each_scale():
    curve = kaplan_meier([1, 2, 3, 4], [True, False, True, False])
    s, z = 3 / 8, 1.959963984540054
    log_variance = 1 / (4 * 3) + 1 / (2 * 1)
    limits = {scale: interval(curve, scale).iloc[3].tolist() for scale in ("plain", "log")}
    assert limits["plain"] == pytest.approx([0, s + z * s * log_variance**0.5])
    assert limits["log"] == pytest.approx([s * math.exp(-z * log_variance**0.5), 1])


def test_the_log_log_scale_is_the_one_of_the_curve(cohort):
    curve = kaplan_meier(cohort["rfs_months"], cohort["rfs_event"])
    own = curve[["ci_lower", "ci_upper"]]
    np.testing.assert_allclose(interval(curve, "log-log"), own, rtol=1e-12)


@pytest.mark.parametrize("scale", ["plain", "log", "log-log"])
def test_no_scale_has_an_interval_at_0(scale):
    curve = kaplan_meier([1, 2], [True, True])
    assert interval(curve, scale).iloc[-1].isna().all()
    assert interval(curve, scale).iloc[0].tolist() == [1, 1]


def test_the_restricted_mean_by_hand():
    # 1 for 2 months, 2/3 for 3, 1/3 for 1; the variance is Royston and Parmar's.
    curve = kaplan_meier([2, 5, 7], [True, True, False])
    mean = restricted_mean_interval(curve, 6)
    assert mean.value == pytest.approx(2 + 2 + 1 / 3)
    se = ((2 + 1 / 3) ** 2 / (3 * 2) + (1 / 3) ** 2 / (2 * 1)) ** 0.5
    assert mean.upper - mean.value == pytest.approx(1.959963984540054 * se)
    assert mean.value - mean.lower == pytest.approx(1.959963984540054 * se)


def test_without_censoring_the_restricted_mean_is_the_mean_of_the_cut_off_times():
    assert restricted_mean_interval(kaplan_meier([1, 2, 9], [True] * 3), 6).value == pytest.approx(
        3
    )


def test_an_event_at_the_horizon_does_not_count_and_a_curve_at_0_has_no_area_left():
    assert restricted_mean_interval(kaplan_meier([4, 6], [True, True]), 6).value == pytest.approx(5)
    assert restricted_mean_interval(kaplan_meier([1, 2], [True, True]), 6).value == pytest.approx(
        1.5
    )


def test_the_restricted_mean_beyond_the_follow_up_is_refused():
    with pytest.raises(ValueError, match="outside the curve"):
        restricted_mean_interval(kaplan_meier([2, 5], [True, False]), 6)


def test_conditional_survival_is_what_survfit_gives_from_a_later_start():
    # From a time without events: survfit counts those at its start, which here have happened.
    estimate = conditional_survival(kaplan_meier(TIME, cause_is("a")), 3.5, 8)
    expected = oracle_values("estimators.csv")
    names = ("tied.conditional", "tied.conditional.lower", "tied.conditional.upper")
    found = (estimate.value, estimate.lower, estimate.upper)
    assert found == pytest.approx([expected[name] for name in names], rel=TOLERANCE)


def test_conditional_survival_by_hand():
    curve = kaplan_meier([1, 2, 3, 4], [True, False, True, False])
    assert conditional_survival(curve, 1, 3).value == pytest.approx((3 / 8) / (3 / 4))
    assert conditional_survival(curve, 1, 2) == Estimate(1, 1, 1)
    assert conditional_survival(curve, 3, 4) == Estimate(1, 1, 1)


def test_conditional_survival_beyond_the_follow_up_is_refused():
    with pytest.raises(ValueError, match="outside the curve"):
        conditional_survival(kaplan_meier([2, 5], [True, False]), 3, 6)
