import math

import pytest
from oracle_csv import TOLERANCE, oracle_values
from tied_data import EXPOSED, TIME, cause_is

from reproduction.survival.kaplan_meier import Estimate
from reproduction.survival.partial_likelihood import (
    cox_breslow,
    firth,
    fixed_groups,
    profile_likelihood,
)
from reproduction.survival.two_groups import cox

EVENT = cause_is("a")


def expected(name):
    found = oracle_values("estimators.csv")
    return Estimate(found[name], found[f"{name}.lower"], found[f"{name}.upper"])


def agree(ours, theirs):
    ours, theirs = vars(ours), vars(theirs)
    assert ours == pytest.approx(theirs, rel=TOLERANCE)


def test_with_ties_the_profile_is_that_of_coxph_s_likelihood():
    agree(profile_likelihood(fixed_groups(TIME, EVENT, EXPOSED)), expected("tied.profile"))


def test_with_ties_firth_s_penalty_is_on_coxph_s_likelihood_and_information():
    agree(firth(fixed_groups(TIME, EVENT, EXPOSED)), expected("tied.firth"))


def test_firth_is_finite_where_a_group_has_no_events():
    few = (TIME[:12], EVENT[:12] & ~EXPOSED[:12], EXPOSED[:12])
    agree(firth(fixed_groups(*few)), expected("none.firth"))
    with pytest.raises(ValueError, match="a group has no events"):
        profile_likelihood(fixed_groups(*few))


def test_the_estimate_is_cox_s():
    ratio = profile_likelihood(fixed_groups(TIME, EVENT, EXPOSED)).value
    assert ratio == pytest.approx(cox(TIME, EVENT, EXPOSED).hazard_ratio.value, rel=TOLERANCE)


def test_two_events_by_hand():
    # Exposed fails of 2 + 2, then another of 1 + 2: the likelihood r / (2 r + 2) * 2 / (r + 2)
    # has its maximum at r = sqrt(2).
    sets = fixed_groups([1, 2, 3, 4], [True, True, False, False], [True, False, True, False])
    assert profile_likelihood(sets).value == pytest.approx(math.sqrt(2))


def test_swapping_the_groups_turns_the_interval_round():
    there = firth(fixed_groups(TIME, EVENT, EXPOSED))
    back = firth(fixed_groups(TIME, EVENT, ~EXPOSED))
    assert (there.value, there.lower) == pytest.approx((1 / back.value, 1 / back.upper))


# --- Breslow's ties. R's values for tied data: tests/examples/test_six_mp.py


def test_without_ties_breslow_s_model_is_cox_s():
    times = list(range(len(TIME)))
    ours, theirs = cox_breslow(times, EVENT, EXPOSED), cox(times, EVENT, EXPOSED)
    assert vars(ours) == pytest.approx(vars(theirs), rel=TOLERANCE)


def test_two_tied_events_by_hand():
    # One exposed and one other fail together, of 1 + 2 at risk: r / (r + 2)^2 is highest at r = 2,
    # where each event is the exposed's with probability 1/2: the information is 2 / 4.
    model = cox_breslow([1, 1, 2], [True, True, False], [True, False, False])
    assert model.hazard_ratio.value == pytest.approx(2)
    assert model.standard_error == pytest.approx(math.sqrt(2))


def test_breslow_s_model_needs_events_in_both_groups():
    with pytest.raises(ValueError, match="a group has no events: expected at least one in each"):
        cox_breslow([1, 2], [True, False], [True, False])
