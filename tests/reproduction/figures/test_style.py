"""The palette: colours that can be seen and told apart, on light and on dark pages."""

from itertools import combinations

import pytest
from legible import DARK, DARK_PAGE, contrast, luminance

from reproduction.claims.display import COLOURS
from reproduction.figures.style import LOOKS, MAGENTA, NEUTRAL_LOOKS, PALETTE, Look

LINES = ("ink", "grey", "teal", "orange", "magenta", "olive")


@pytest.mark.parametrize("name", LINES)
def test_a_line_stands_out_from_the_page(name):
    light, dark = PALETTE[name]
    assert contrast(light) >= 3
    assert contrast(dark, DARK_PAGE) >= 3


@pytest.mark.parametrize("looks", [LOOKS, NEUTRAL_LOOKS])
def test_two_curves_differ_in_more_than_colour(looks):
    first, second = looks
    assert first.linestyle != second.linestyle
    assert (first.hatch is None) != (second.hatch is None)
    assert contrast(first.color, second.color) >= 1.5
    assert contrast(DARK[first.color], DARK[second.color]) >= 1.1


def test_each_colour_has_one_value():
    for column in zip(*PALETTE.values(), strict=True):
        assert len(set(column)) == len(PALETTE)
