import math

import numpy as np
import pytest

from reproduction.survival.follow_up import (
    lower_median,
    plain_median,
    reverse_kaplan_meier,
    reverse_kaplan_meier_median,
)


def test_the_medians_of_an_even_and_an_odd_number_of_times():
    assert (plain_median([4, 1, 9, 2]), lower_median([4, 1, 9, 2])) == (3, 2)
    assert (plain_median([4, 1, 9]), lower_median([4, 1, 9])) == (4, 4)


def test_the_lower_median_is_a_time_by_which_half_have_left():
    generator = np.random.default_rng(4)
    for n in range(1, 40):
        times = generator.integers(1, 20, n) / 10
        middle = lower_median(times)
        assert (times <= middle).mean() >= 0.5 > (times < middle).mean()


def test_reverse_kaplan_meier_swaps_events_and_censoring():
    curve = reverse_kaplan_meier([1, 2, 3, 4], [True, False, True, False])
    assert curve["events"].tolist() == [0, 0, 1, 0, 1]
    assert curve["survival"].tolist() == pytest.approx([1, 1, 2 / 3, 2 / 3, 0])


def test_reverse_kaplan_meier_without_censoring_has_no_median():
    assert math.isinf(reverse_kaplan_meier_median([1, 2], [True, True]))
