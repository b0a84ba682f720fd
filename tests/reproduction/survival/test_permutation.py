import numpy as np
import pytest
from oracle_csv import TOLERANCE, oracle_values
from tied_data import EXPOSED, TIME, cause_is

from reproduction.survival.permutation import exact_log_rank
from reproduction.survival.two_groups import log_rank


def test_three_against_one_by_hand():
    # The one exposed fails first. Exposing patient 1, 2, 3 or 4 instead, of whom the first two
    # fail, gives chi-squared 3, 1/2, 49/36 / (2/9 + 3/16) / ... ; only the first is as extreme.
    test = exact_log_rank([1, 2, 3, 4], [True, True, False, False], [True, False, False, False])
    assert test.chi_squared == pytest.approx((1 - 1 / 4) ** 2 / (3 / 16))
    assert test.p_value == 1 / 4


def test_every_assignment_is_as_extreme_where_there_are_no_events_to_compare():
    # All fail at once: each assignment has the score 0.
    test = exact_log_rank([2, 2, 2, 2], [True] * 4, [True, True, False, False])
    assert test.p_value == 1


def test_with_ties_it_is_what_survdiff_gives_over_all_assignments():
    test = exact_log_rank(TIME[:12], cause_is("a")[:12], EXPOSED[:12])
    expected = oracle_values("estimators.csv")["few.exact_p"]
    assert test.p_value == pytest.approx(expected, rel=TOLERANCE)
    ours = log_rank(TIME[:12], cause_is("a")[:12], EXPOSED[:12])
    assert test.chi_squared == ours.chi_squared


def test_swapping_the_groups_changes_nothing():
    few, event = TIME[:12], cause_is("a")[:12]
    there, back = (exact_log_rank(few, event, group) for group in (EXPOSED[:12], ~EXPOSED[:12]))
    assert there.p_value == back.p_value
    assert there.chi_squared == pytest.approx(back.chi_squared)


def test_more_assignments_than_a_batch_are_all_counted():
    # 12,870 of 8 in 16 fit one batch, 48,620 of 9 in 18 do not; the p value is a whole number
    # of them.
    generator = np.random.default_rng(6)
    time, event = generator.random(18), generator.random(18) < 0.6
    p = exact_log_rank(time, event, np.arange(18) < 9).p_value
    assert p * 48_620 == pytest.approx(round(p * 48_620), abs=1e-6)
    assert 0 < p < 1


def test_one_group_is_no_comparison():
    with pytest.raises(ValueError, match="there is one group"):
        exact_log_rank([1, 2], [True, True], [True, True])
