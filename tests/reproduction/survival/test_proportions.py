import pytest
from oracle_csv import TOLERANCE, oracle_values

from reproduction.survival.proportions import (
    clopper_pearson,
    detectable_hazard_ratio,
    detectable_proportion,
    exact_binomial,
    fisher,
    holm,
)


def test_the_interval_of_nobody_has_a_closed_form():
    estimate = clopper_pearson(0, 5)
    assert (estimate.value, estimate.lower) == (0, 0)
    assert estimate.upper == pytest.approx(1 - 0.025 ** (1 / 5))


def test_the_interval_of_everybody_mirrors_that_of_nobody():
    assert clopper_pearson(5, 5).lower == pytest.approx(1 - clopper_pearson(0, 5).upper)
    assert clopper_pearson(5, 5).upper == 1


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (3, 2), (-1, 2)])
@pytest.mark.parametrize("function", [clopper_pearson, lambda k, n: exact_binomial(k, n, 0.5)])
def test_what_is_no_proportion_is_refused(function, part, whole):
    with pytest.raises(ValueError):
        function(part, whole)


def test_the_exact_binomial_test_by_hand():
    assert exact_binomial(4, 4, 0.5) == pytest.approx(2 / 16)
    # Against 1/4: 2 of 2 has 1/16; nothing else is as improbable.
    assert exact_binomial(2, 2, 0.25) == pytest.approx(1 / 16)


def test_fisher_by_hand():
    # All 2 exposed and none of 2 others: 1 of 6 tables, and its mirror.
    assert fisher(2, 2, 0, 2) == pytest.approx(2 / 6)


def test_the_detectable_proportion_by_hand():
    # Against 1/2, 6 of 6 alone is significant (2/64): 80% power where p^6 is 0.8.
    assert detectable_proportion(6, 0.5) == pytest.approx(0.8 ** (1 / 6))


def test_the_detectable_hazard_ratio_by_hand():
    # z = 1.9600 + 0.8416; with 4 events in equal groups the log hazard ratio is z itself.
    assert detectable_hazard_ratio(4, 0.5) == pytest.approx(2.71828**2.8016, rel=1e-4)


def test_holm_is_r_s_p_adjust_with_ties():
    expected = oracle_values("estimators.csv")
    ours = holm([0.02, 0.6, 0.004, 0.02])
    assert ours == pytest.approx([expected[f"holm.{i}"] for i in (1, 2, 3, 4)], rel=TOLERANCE)


def test_corrected_p_values_end_at_1():
    assert holm([0.5, 0.9]).tolist() == [1, 1]
