import pytest

from reproduction.survival.proportions import clopper_pearson


def test_the_interval_of_nobody_has_a_closed_form():
    estimate = clopper_pearson(0, 5)
    assert (estimate.value, estimate.lower) == (0, 0)
    assert estimate.upper == pytest.approx(1 - 0.025 ** (1 / 5))


def test_the_interval_of_everybody_mirrors_that_of_nobody():
    assert clopper_pearson(5, 5).lower == pytest.approx(1 - clopper_pearson(0, 5).upper)
    assert clopper_pearson(5, 5).upper == 1


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (3, 2), (-1, 2)])
def test_what_is_no_proportion_is_refused(part, whole):
    with pytest.raises(ValueError):
        clopper_pearson(part, whole)
