"""The palette: colours that can be seen and told apart, on light and on dark pages."""

import pytest
from legible import DARK, DARK_PAGE, contrast

from reproduction.figures.style import LOOKS, NEUTRAL_LOOKS, PALETTE


@pytest.mark.parametrize("name", ["ink", "grey", "teal", "orange", "magenta", "olive"])
def test_a_line_stands_out_from_the_page(name):
    light, dark = PALETTE[name]
    assert contrast(light) >= 3
    assert contrast(dark, DARK_PAGE) >= 3


@pytest.mark.parametrize("looks", [LOOKS, NEUTRAL_LOOKS])
def test_two_curves_and_their_bands_differ_in_more_than_colour(looks):
    first, second = looks
    assert first.linestyle != second.linestyle
    assert (first.hatch is None) != (second.hatch is None)
    assert contrast(first.color, second.color) >= 1.5  # in grey print
    assert DARK[first.color] != DARK[second.color]


def test_each_colour_has_a_value_of_its_own():
    for values in zip(*PALETTE.values(), strict=True):
        assert len(set(values)) == len(PALETTE)
