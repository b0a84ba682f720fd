"""Figure 1, read from what is plotted; never from pixels."""

import re
from fractions import Fraction

import numpy as np
import pytest
from plotted import annotated, axes_of, counts_of, lines_of
from raw_rows import raw_follow_up, raw_survival

from letter.data.cohort import load_cohort
from letter.definitions.endpoints import CURVE_LABELS, CURVES, PANELS
from letter.display.downloads import curves
from letter.display.figures import figure_1, figure_1_alt_text
from letter.display.swimmer import swimmer

TICKS = [0, 12, 24, 36, 48, 60, 72]


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


@pytest.fixture(scope="module")
def pictures(cohort):
    return {panel: figure_1(cohort, panel) for panel in PANELS}


@pytest.fixture(scope="module", params=["wide", "narrow"])
def drawn(request, pictures):
    return {panel: getattr(picture, request.param) for panel, picture in pictures.items()}


each_curve = pytest.mark.parametrize("curve", CURVES)
each_panel = pytest.mark.parametrize("panel", PANELS)


@each_curve
@each_panel
def test_the_curve_and_its_interval_are_the_frame(cohort, drawn, panel, curve):
    frame = curves(cohort, PANELS[panel])
    frame = frame[frame["curve"] == curve]
    axes = axes_of(drawn[panel], "curves")
    position = list(CURVES).index(curve)
    (line,) = lines_of(axes, CURVE_LABELS[curve])
    outlines = [lines_of(axes, f"_{bound}")[position] for bound in ("ci_lower", "ci_upper")]
    for drawn_line, column in zip(
        [line, *outlines], ["survival", "ci_lower", "ci_upper"], strict=True
    ):
        assert drawn_line.get_drawstyle() == "steps-post"
        assert drawn_line.get_xdata().tolist() == frame["time_months"].tolist()
        assert drawn_line.get_ydata().tolist() == frame[column].tolist()
    band = axes.collections[position].get_paths()[0].vertices
    assert {(t, s) for t, s in frame[["time_months", "ci_lower"]].values} <= {*map(tuple, band)}
    assert {(t, s) for t, s in frame[["time_months", "ci_upper"]].values} <= {*map(tuple, band)}


@each_curve
@each_panel
def test_there_is_a_stroke_at_each_time_with_a_censored_patient(cohort, drawn, panel, curve):
    rows = raw_follow_up(cohort, panel, curve)
    strokes = lines_of(axes_of(drawn[panel], "curves"), "_censored")[list(CURVES).index(curve)]
    times = sorted({time for time, event in rows if not event})
    assert strokes.get_xdata().tolist() == times
    heights = [float(raw_survival(rows, time)) for time in times]
    np.testing.assert_allclose(strokes.get_ydata(), heights, rtol=0, atol=1e-12)


@each_panel
def test_the_counts_are_those_of_the_raw_rows_and_add_up(cohort, drawn, panel):
    axes = axes_of(drawn[panel], "counts")
    names = [text.get_text() for text in axes.texts if annotated(text)]
    headings = [CURVE_LABELS[curve] for curve in CURVES]
    rows = ["At risk", "Censored", "Events"]
    assert names == [headings[0], *rows, headings[1], *rows]
    counts = [text for text in axes.texts if not annotated(text)]
    assert [t.get_position()[0] for t in counts] == TICKS * 6
    shown = np.array(counts_of(axes)).reshape(2, 3, len(TICKS))
    for block, curve in zip(shown, CURVES, strict=True):
        follow_up = raw_follow_up(cohort, panel, curve)
        for column, tick in zip(block.T, TICKS, strict=True):
            before = [event for time, event in follow_up if time < tick]
            expected = [len(follow_up) - len(before), before.count(False), before.count(True)]
            assert column.tolist() == expected
            assert column.sum() == len(follow_up)


def test_the_counts_at_five_years_by_hand(drawn):
    # Table 2: after 60 months 9 of 20 were followed (patients 12 to 20), 9 had relapsed or died,
    # and patients 1 (1.4 months) and 11 (59.5) were censored.
    texts = [text for text in axes_of(drawn["a"], "counts").texts if not annotated(text)]
    column = [text.get_text() for text in texts if text.get_position()[0] == 60]
    assert column == ["9", "2", "9", "5", "10", "5"]


@each_panel
def test_a_count_stands_under_its_tick_and_beside_its_name(drawn, panel):
    figure = drawn[panel]
    figure.draw_without_rendering()
    plot, table = axes_of(figure, "curves"), axes_of(figure, "counts")
    assert plot.get_position().x0 == table.get_position().x0
    assert plot.get_position().x1 == table.get_position().x1
    assert plot.get_xlim() == table.get_xlim()
    heights = {}
    for text in table.texts:
        y = text.xy[1] if annotated(text) else text.get_position()[1]
        heights.setdefault(y, []).append(text.get_text())
    assert sorted(map(len, heights.values())) == [1, 1] + [1 + len(TICKS)] * 6


@each_panel
def test_the_axes_are_months_from_0_to_72_and_0_to_100_percent(drawn, panel):
    axes = axes_of(drawn[panel], "curves")
    drawn[panel].draw_without_rendering()
    assert axes.get_xlim() == (0, 72)
    assert axes.get_xticks().tolist() == TICKS
    assert axes.get_xlabel() == "Months from start of blinatumomab"
    assert axes.get_ylabel() == "Relapse-free survival"
    assert axes.get_ylim()[0] == 0
    assert 1 <= axes.get_ylim()[1] < 1.1
    percents = [label.get_text() for label in axes.get_yticklabels()]
    assert percents == ["0%", "25%", "50%", "75%", "100%"]
    (years,) = axes.child_axes
    assert years.get_xticks().tolist() == TICKS[1:]
    names = [label.get_text() for label in years.get_xticklabels()]
    assert names == ["1 y", "2 y", "3 y", "4 y", "5 y", "6 y"]


@each_panel
def test_the_legend_names_all_that_is_drawn(pictures, panel):
    axes = axes_of(pictures[panel].wide, "curves")
    lines = [lines_of(axes, label)[0] for label in CURVE_LABELS.values()]
    assert lines[0].is_dashed() != lines[1].is_dashed()
    legend = axes.get_legend()
    named = [text.get_text() for text in legend.get_texts()]
    assert named == [*CURVE_LABELS.values(), "95% confidence intervals", "Patient censored"]
    for line, handle in zip(lines, legend.get_lines(), strict=False):
        assert handle.get_color() == line.get_color()
        assert handle.is_dashed() == line.is_dashed()


def test_longer_follow_up_lengthens_the_axis(cohort):
    longer = cohort.assign(rfs_months=cohort["rfs_months"].where(cohort["patient"] < 20, 80.0))
    for picture, name in ((figure_1(longer, "b"), "curves"), (swimmer(longer), "lanes")):
        assert axes_of(picture.wide, name).get_xlim() == (0, 84)


def test_an_unknown_panel_raises(cohort):
    with pytest.raises(KeyError):
        figure_1(cohort, "d")


# --- Alternative text


# By hand from Table 2. Not censored: one patient leaves early, then events only, so survival is
# what is left of those at risk. Censored: the product over the event times.
FIVE_YEARS = {
    "a": (
        (Fraction(10, 19), "52.6%", 9),
        (Fraction(12, 14) * Fraction(10, 11) * Fraction(7, 8) * Fraction(5, 6), "56.8%", 5),
    ),
    "b": ((Fraction(8, 14), "57.1%", 6), (Fraction(9, 10) * Fraction(5, 6), "75.0%", 2)),
    "c": ((Fraction(10, 14), "71.4%", 4), (Fraction(10, 11) * Fraction(6, 7), "77.9%", 2)),
}
PATIENTS = {
    "a": "all 20 patients",
    "b": "15 patients with Philadelphia chromosome-negative disease",
    "c": "15 patients with molecular failure in first hematologic remission",
}


@each_panel
def test_alt_text_states_the_five_year_results(cohort, panel):
    text = figure_1_alt_text(cohort, panel)
    assert PATIENTS[panel] in text
    for curve, (exact, shown, events) in zip(CURVES, FIVE_YEARS[panel], strict=True):
        assert raw_survival(raw_follow_up(cohort, panel, curve), 60) == exact
        assert f"{float(100 * exact):.1f}%" == shown
        label = CURVE_LABELS[curve].lower()
        pattern = rf"{re.escape(shown)} \([^)]*; {events} relapses or deaths\) {label}"
        assert re.search(pattern, text), text


# The intervals that R's survfit has at 60 months, conf.type = "log-log": tests/oracle.
def test_alt_text_states_the_intervals(cohort):
    text = figure_1_alt_text(cohort, "a")
    assert "(95% confidence interval 28.7% to 71.9%;" in text
    assert "(95% confidence interval 23.8% to 80.0%;" in text


def test_alt_text_of_a_single_event_is_singular(cohort):
    one = cohort.assign(rfs_event=cohort["patient"] == 2)
    assert "; 1 relapse or death)" in figure_1_alt_text(one, "a")


@each_panel
def test_the_alternative_of_a_panel_is_its_text(cohort, pictures, panel):
    assert pictures[panel].alt == figure_1_alt_text(cohort, panel)
