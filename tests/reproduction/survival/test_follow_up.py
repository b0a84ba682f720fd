import math

import numpy as np
import pytest
from oracle_csv import oracle_values

from letter.data.cohort import load_cohort
from reproduction.survival.follow_up import (
    lower_median,
    observation_curve,
    observation_median,
    plain_median,
    reverse_kaplan_meier,
    reverse_kaplan_meier_median,
)

# That every reading is R's for the cohort, tests/test_review.py tests.


def test_survfit_puts_the_median_of_observation_in_the_middle_of_the_flat_stretch():
    months = load_cohort()["rfs_months"]
    oracle = oracle_values("followup.csv")
    assert oracle["observation_median_of_survfit"] == plain_median(months)
    assert oracle["observation_median"] == observation_median(months) == lower_median(months)


def test_the_medians_of_an_even_and_an_odd_number_of_times():
    assert (plain_median([4, 1, 9, 2]), lower_median([4, 1, 9, 2])) == (3, 2)
    assert (plain_median([4, 1, 9]), lower_median([4, 1, 9])) == (4, 4)


def test_the_lower_median_and_that_of_observation_are_the_same_number():
    generator = np.random.default_rng(4)
    for n in range(1, 40):
        times = generator.integers(1, 20, n) / 10
        assert lower_median(times) == observation_median(times)


def test_observation_ignores_why_patients_left():
    assert observation_curve([1, 2])["survival"].tolist() == [1, 0.5, 0]


def test_reverse_kaplan_meier_swaps_events_and_censoring():
    curve = reverse_kaplan_meier([1, 2, 3, 4], [True, False, True, False])
    assert curve["events"].tolist() == [0, 0, 1, 0, 1]
    assert curve["survival"].tolist() == pytest.approx([1, 1, 2 / 3, 2 / 3, 0])


def test_reverse_kaplan_meier_without_censoring_has_no_median():
    assert math.isinf(reverse_kaplan_meier_median([1, 2], [True, True]))
