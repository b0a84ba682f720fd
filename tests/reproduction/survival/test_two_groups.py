import math

import pytest

from reproduction.survival.two_groups import cox, log_rank

# That hazard ratios are R's for the cohort, tests/letter/review/test_review_quantities.py tests.
TIME = [1, 2, 3, 4, 5, 6]
EVENT = [True, True, False, True, True, False]
EXPOSED = [True, False, True, False, True, False]


def test_the_log_rank_test_by_hand():
    # Events at 1, 2, 4, 5 with 3/6, 2/5, 1/3, 1/2 of those at risk exposed; two are theirs.
    shares = [3 / 6, 2 / 5, 1 / 3, 1 / 2]
    variance = sum(share * (1 - share) for share in shares)
    chi_squared = (2 - sum(shares)) ** 2 / variance
    test = log_rank(TIME, EVENT, EXPOSED)
    assert test.chi_squared == pytest.approx(chi_squared)
    assert test.p_value == pytest.approx(math.erfc(math.sqrt(chi_squared / 2)))


def test_swapping_the_groups_turns_the_hazard_ratio_round():
    others = [not exposed for exposed in EXPOSED]
    ratio, inverse = cox(TIME, EVENT, EXPOSED), cox(TIME, EVENT, others)
    assert ratio.coefficient == pytest.approx(-inverse.coefficient)
    assert ratio.hazard_ratio.lower == pytest.approx(1 / inverse.hazard_ratio.upper)


def test_a_group_without_events_has_no_hazard_ratio():
    with pytest.raises(ValueError, match="a group has no events"):
        cox([1, 2, 3], [True, False, False], [True, False, False])


@pytest.mark.parametrize("function", [cox, log_rank])
@pytest.mark.parametrize("exposed", [[True] * 6, [False] * 6])
def test_one_group_is_no_comparison(function, exposed):
    with pytest.raises(ValueError, match="there is one group"):
        function(TIME, EVENT, exposed)
