import math

import pytest

from letter.data.table1_rows import Row
from letter.review.formatting import Shown
from letter.text import number

# In a table, an interval is not broken over two lines.
TO = "\u00a0to\u00a0"
COUNT, RANGE = Row("", "Male", "male"), Row("", "Age", "age", kind="range")


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
    return Shown(
        values
        | {
            "p": 0.5821,
            "small": 0.0046,
            "middle": 0.01496,
            "row.n": 3,
            "row.percent": 37.5,
            "row.median": 48.5,
            "row.lowest": 23,
            "row.highest": 77,
            "tiny": 0.0007,
        }
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (lambda s: s.number("part"), "3"),
        (lambda s: s.part("counted"), "10 of 20"),
        (lambda s: s.table_1_cell("row", COUNT), "3 (38)"),
        (lambda s: s.table_1_cell("row", RANGE), "48.5 (23-77)"),
        (lambda s: s.percent("s"), "53%"),
        (lambda s: s.percent("s", ci=True), "53% (95% CI 29 to 72)"),
        (lambda s: s.cells.percent("s", ci=True), f"53% (29{TO}72)"),
        (lambda s: s.cells.percent("gone", ci=True), "0% (—)"),
        (lambda s: s.number("difference", 1, factor=100), "−8.9"),
        (lambda s: s.months("ratio"), "8.7"),
        (lambda s: s.months("ratio", ci=True), "8.7 months (95% CI 2.0 to 38.1)"),
        (lambda s: s.cells.months("never", ci=True), f"not reached (12.4{TO}not reached)"),
        (lambda s: s.months("never", ci=True), "not reached (95% CI 12.4 to not reached)"),
        (lambda s: s.number("ratio", 1), "8.7"),
        (lambda s: s.ratio("ratio", ci=True), "8.7 (95% CI 2.0 to 38.1)"),
        (
            lambda s: s.ratio("ratio", ci=True, other="difference"),
            "8.7 (95% CI 2.0 to 38.1; −0.6 to 0.4)",
        ),
        (lambda s: s.cells.ratio("ratio", ci=True), f"8.7 (2.0{TO}38.1)"),
        (lambda s: s.p("p"), "p\u00a0=\u00a00.58"),
        (lambda s: s.p("small"), "p\u00a0=\u00a00.0046"),
        (lambda s: s.p("middle"), "p\u00a0=\u00a00.015"),
        (lambda s: s.p("tiny"), "p\u00a0<\u00a00.001"),
        (lambda s: s.cells.p("tiny"), "<0.001"),
        (lambda s: s.cells.p("p"), "0.58"),
    ],
)
def test_numbers_as_readers_see_them(shown, text, expected):
    assert text(shown) == expected


def test_a_sentence_gets_a_p_value_that_quarto_does_not_escape(shown):
    assert [shown.p(name)._repr_markdown_() for name in ("p", "tiny")] == [
        "p\u00a0=\u00a00.58",
        "p\u00a0<\u00a00.001",
    ]


def test_rounding_is_half_up_and_nothing_is_minus_0():
    assert number(0.5) == "1"
    assert number(-0.5) == "−1"
    assert number(-0.04, 1) == "0.0"


def test_an_unknown_number_is_an_error(shown):
    with pytest.raises(KeyError, match="unknown"):
        shown.percent("unknown")
