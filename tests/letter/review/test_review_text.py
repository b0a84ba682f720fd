import math

import pytest

from letter.review.text import Shown, number


@pytest.fixture
def shown():
    values = {"part": 3.0, "whole": 8.0, "counted.part": 10.0, "counted.whole": 20.0}
    for name, triple in {
        "s": (0.526, 0.287, 0.719),
        "gone": (0.0, math.nan, math.nan),
        "never": (math.inf, 12.4, math.inf),
        "difference": (-0.0893, -0.5631, 0.3846),
        "ratio": (8.6803, 1.9788, 38.0772),
    }.items():
        values |= dict(zip((name, f"{name}.lower", f"{name}.upper"), triple, strict=True))
    return Shown(values | {"p": 0.5821, "small": 0.0046, "tiny": 0.0007})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (lambda s: s.count("part"), "3"),
        (lambda s: s.part("counted"), "10 of 20"),
        (lambda s: s.share("part", "whole"), "38"),
        (lambda s: s.percent("s"), "53%"),
        (lambda s: s.percent("s", 1), "52.6%"),
        (lambda s: s.percent_cell("s"), "53% (29 to 72)"),
        (lambda s: s.percent_ci("s"), "53% (95% CI 29 to 72)"),
        (lambda s: s.percent_cell("gone"), "0% (—)"),
        (lambda s: s.months_cell("never"), "not reached (12.4 to not reached)"),
        (lambda s: s.points_cell("difference"), "−9 (−56 to 38)"),
        (lambda s: s.points_ci("difference"), "−9 percentage points (95% CI −56 to 38)"),
        (lambda s: s.months_ci("ratio"), "8.7 months (95% CI 2.0 to 38.1)"),
        (lambda s: s.ratio_ci("ratio"), "8.68 (95% CI 1.98 to 38.08)"),
        (lambda s: s.p("p"), "p = 0.58"),
        (lambda s: s.p("small"), "p = 0.005"),
        (lambda s: s.p("tiny"), "p < 0.001"),
        (lambda s: s.p_cell("tiny"), "<0.001"),
    ],
)
def test_numbers_as_readers_see_them(shown, text, expected):
    assert text(shown) == expected


def test_rounding_is_half_up_and_nothing_is_minus_0():
    assert number(0.5) == "1"
    assert number(-0.5) == "−1"
    assert number(-0.04, 1) == "0.0"


def test_an_unknown_number_is_an_error(shown):
    with pytest.raises(KeyError, match="unknown"):
        shown.percent("unknown")
