"""What the figures show, read from what is plotted; never from pixels."""

import re
from fractions import Fraction

import matplotlib
import matplotlib.pyplot as plt
import nbclient
import nbformat
import numpy as np
import pandas as pd
import pytest
import yaml
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from letter.data.cohort import load_cohort
from letter.data.paths import PROJECT, REPORT
from letter.definitions.endpoints import CURVES, PANELS
from letter.display import figures
from letter.display.downloads import curves
from letter.display.figures import (
    CURVE_LABELS,
    figure_1,
    figure_1_alt_text,
    survival_figure,
    swimmer,
    swimmer_alt_text,
)

TICKS = [0, 12, 24, 36, 48, 60, 72]
COLUMNS = [
    "curve",
    "time_months",
    "at_risk",
    "events",
    "censored",
    "survival",
    "ci_lower",
    "ci_upper",
]
DRAWN = ["a", "b", "c", "swimmer"]


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


@pytest.fixture(scope="module")
def drawn(cohort):
    return {**{panel: figure_1(cohort, panel) for panel in PANELS}, "swimmer": swimmer(cohort)}


def raw_follow_up(cohort, panel, curve):
    """Time and event of each patient, counted again from the raw rows."""
    rows = []
    for patient in cohort.to_dict("records"):
        if panel == "b" and patient["ph_status"] != "negative":
            continue
        if panel == "c" and (patient["molecular_status"], patient["remission"]) != (
            "failure",
            "CR1",
        ):
            continue
        if curve == "censored_at_hsct" and not np.isnan(patient["hsct_months"]):
            rows.append((patient["hsct_months"], False))
        else:
            rows.append((patient["rfs_months"], patient["rfs_event"]))
    return rows


def raw_survival(rows, until):
    """The product over event times, from its definition."""
    survival = Fraction(1)
    for time in sorted({time for time, event in rows if event and time <= until}):
        at_risk = sum(other >= time for other, _ in rows)
        survival *= 1 - Fraction(rows.count((time, True)), at_risk)
    return survival


def axes_of(figure, label):
    (axes,) = [axes for axes in figure.axes if axes.get_label() == label]
    return axes


def lines_of(axes, label):
    return [line for line in axes.lines if line.get_label() == label]


def annotated(text):
    """A name beside the axes; a count under a tick is a plain text."""
    return hasattr(text, "xy")


def texts_of(figure):
    figure.draw_without_rendering()
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


def luminance(color):
    """Relative luminance, WCAG 2.2."""
    channels = np.array(to_rgb(color))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(color, other="white"):
    high, low = sorted((luminance(color), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


each_curve = pytest.mark.parametrize("curve", CURVES)
each_panel = pytest.mark.parametrize("panel", PANELS)
each_figure = pytest.mark.parametrize("name", DRAWN)


# Curves as numbers.


@each_panel
def test_the_long_frame_has_a_row_for_zero_and_for_each_distinct_time(cohort, panel):
    frame = curves(cohort, PANELS[panel])
    assert frame.columns.tolist() == COLUMNS
    assert frame["curve"].unique().tolist() == list(CURVES)
    for curve in CURVES:
        expected = sorted({0.0} | {time for time, _ in raw_follow_up(cohort, panel, curve)})
        assert frame.loc[frame["curve"] == curve, "time_months"].tolist() == expected


@each_curve
@each_panel
def test_the_long_frame_is_what_the_raw_rows_give(cohort, panel, curve):
    rows = raw_follow_up(cohort, panel, curve)
    frame = curves(cohort, PANELS[panel])
    for row in frame[frame["curve"] == curve].to_dict("records"):
        time = row["time_months"]
        assert row["at_risk"] == sum(other >= time for other, _ in rows)
        assert row["events"] == rows.count((time, True))
        assert row["censored"] == rows.count((time, False))
        assert row["survival"] == pytest.approx(float(raw_survival(rows, time)), abs=1e-12)
        assert row["ci_lower"] <= row["survival"] <= row["ci_upper"]


def test_a_population_without_patients_raises(cohort):
    with pytest.raises(ValueError, match="no patients"):
        curves(cohort, lambda rows: rows[rows["age_years"] > 100])


# Figure 1.


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
    shown = np.array([int(text.get_text()) for text in counts]).reshape(2, 3, len(TICKS))
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
    assert years.get_xticks().tolist() == TICKS
    names = [label.get_text() for label in years.get_xticklabels()]
    assert names == ["", "1 year", "2 years", "3 years", "4 years", "5 years", "6 years"]


@each_panel
def test_the_curves_differ_in_line_style_and_the_legend_names_all_that_is_drawn(drawn, panel):
    axes = axes_of(drawn[panel], "curves")
    lines = [lines_of(axes, label)[0] for label in CURVE_LABELS.values()]
    assert lines[0].is_dashed() != lines[1].is_dashed()
    legend = axes.get_legend()
    named = [text.get_text() for text in legend.get_texts()]
    assert named == [*CURVE_LABELS.values(), "95% confidence interval", "Patient censored"]
    for line, handle in zip(lines, legend.get_lines(), strict=False):
        assert handle.get_color() == line.get_color()
        assert handle.is_dashed() == line.is_dashed()


def test_longer_follow_up_lengthens_the_axis(cohort):
    longer = cohort.assign(rfs_months=cohort["rfs_months"].where(cohort["patient"] < 20, 80.0))
    for axes in (axes_of(figure_1(longer, "b"), "curves"), axes_of(swimmer(longer), "lanes")):
        assert axes.get_xlim() == (0, 84)


def test_an_unknown_panel_raises(cohort):
    with pytest.raises(KeyError):
        figure_1(cohort, "d")


# The general part, with follow-up that has nothing to do with the letter.


def some_follow_up(seed, patients=30):
    generator = np.random.default_rng(seed)
    months = generator.exponential(20, patients).round(1)
    return pd.DataFrame({"time_months": months, "event": generator.random(patients) < 0.6})


@pytest.mark.parametrize("seed", range(3))
def test_any_two_groups_can_be_drawn_and_their_counts_add_up(seed):
    groups = {"Treated": some_follow_up(seed), "Not treated": some_follow_up(seed + 100, 17)}
    figure = survival_figure(groups, ticks=[0, 24, 48], x_label="Months", y_label="Survival")
    texts = [text for text in axes_of(figure, "counts").texts if not annotated(text)]
    shown = np.array([int(text.get_text()) for text in texts]).reshape(2, 3, 3)
    assert shown.sum(axis=1).tolist() == [[30] * 3, [17] * 3]
    for label, group in groups.items():
        (line,) = lines_of(axes_of(figure, "curves"), label)
        assert sorted({0, *group["time_months"]}) == line.get_xdata().tolist()


def test_more_curves_than_can_be_told_apart_raise():
    groups = {name: some_follow_up(seed) for seed, name in enumerate("abc")}
    with pytest.raises(ValueError, match="3 curves: expected at most 2"):
        survival_figure(groups, ticks=[0, 12], x_label="Months", y_label="Survival")


# The course of each patient.


def test_lanes_are_the_patients_in_order_of_relapse_free_survival(cohort, drawn):
    axes = axes_of(drawn["swimmer"], "lanes")
    survival, response = axes.containers
    assert survival.get_label() == "Relapse-free survival"
    assert [bar.get_width() for bar in survival] == sorted(cohort["rfs_months"])
    assert {bar.get_x() for bar in [*survival, *response]} == {0}
    assert axes.get_ylim() == (19.5, -0.5)
    labels = {}
    for text in axes.texts:
        labels.setdefault(text.xy[1], []).append(text.get_text())
    assert labels.pop(-1) == ["Patient"]
    assert labels[0] == ["1", "F 42", "Ph−", "MolF"]
    assert labels[3] == ["4", "F 72", "Ph+", "MolR"]
    assert [int(labels[lane][0]) for lane in range(20)] == cohort["patient"].tolist()


def test_lanes_follow_the_months_and_not_the_rows(cohort, drawn):
    shuffled = cohort.sample(frac=1, random_state=7)
    assert swimmer(shuffled).svg() == drawn["swimmer"].svg()


def test_responses_have_their_published_length_and_a_stroke_where_they_were_lost(cohort, drawn):
    axes = axes_of(drawn["swimmer"], "lanes")
    response = {round(bar.get_y() + 0.15) + 1: bar.get_width() for bar in axes.containers[1]}
    rows = {p["patient"]: p for p in cohort.to_dict("records") if p["mrd_response"]}
    assert response == {number: row["mrd_response_months"] for number, row in rows.items()}
    (strokes,) = lines_of(axes, "End of MRD response")
    # Table 2: those without an asterisk.
    assert (strokes.get_ydata() + 1).tolist() == [3, 4, 5, 9, 10]
    assert strokes.get_xdata().tolist() == [3.3, 2.8, 5.6, 7.3, 14.4]


@pytest.mark.parametrize(
    ("label", "patients", "months"),
    [
        ("Hematologic relapse", [2, 4, 6, 8, 9, 10], [3.2, 5.1, 12.4, 31.0, 44.3, 50.8]),
        ("Extramedullary relapse", [3, 5], [4.2, 6.5]),
        ("Death in remission", [7], [19.1]),
        ("Withdrawal of consent", [1], [1.4]),
        (
            "Remission at last visit",
            list(range(11, 21)),
            [59.5, 61.9, 62.9, 63.4, 63.8, 64.3, 64.4, 65.0, 65.8, 70.1],
        ),
        (
            "Transplant",
            [6, 7, 8, 10, 11, 12, 14, 17, 19],
            [2.5, 2.8, 2.7, 18.7, 1.9, 3.1, 5.6, 5.8, 4.4],
        ),
    ],
)
def test_marks_are_where_the_letter_has_the_events(drawn, label, patients, months):
    (line,) = lines_of(axes_of(drawn["swimmer"], "lanes"), label)
    assert (line.get_ydata() + 1).tolist() == patients
    assert line.get_xdata().tolist() == months


def test_every_kind_of_mark_has_a_shape_of_its_own_and_a_place_in_the_legend(drawn):
    figure = drawn["swimmer"]
    axes = axes_of(figure, "lanes")
    shapes = [line.get_marker() for line in axes.lines]
    assert len(set(shapes)) == len(shapes) == 7
    named = {text.get_text() for text in figure.legends[0].get_texts()}
    bars = {bars.get_label() for bars in axes.containers}
    assert named == bars | {line.get_label() for line in axes.lines}


def test_a_cohort_without_transplants_or_responses_can_be_drawn(cohort):
    alone = cohort[(cohort["patient"] == 2)]
    assert len(axes_of(swimmer(alone), "lanes").containers[0]) == 1


# All figures.


@each_figure
def test_all_text_is_dark_large_and_inside_the_figure(drawn, name):
    figure = drawn[name]
    assert figure.get_figwidth() == 7
    for text in texts_of(figure):
        assert contrast(text.get_color()) >= 4.5, text
        assert text.get_fontsize() >= 10, text
        box = text.get_window_extent()
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text
        assert box.y1 <= figure.bbox.y1, text


@each_figure
def test_no_text_covers_another(drawn, name):
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(drawn[name])]
    for position, (text, box) in enumerate(boxes):
        for other_text, other in boxes[position + 1 :]:
            assert not box.overlaps(other), (text, other_text)


@each_figure
def test_the_page_behind_is_white_and_opaque(drawn, name):
    assert drawn[name].get_facecolor() == (1, 1, 1, 1)
    assert {axes.get_facecolor() for axes in drawn[name].axes} == {(1, 1, 1, 1)}


def test_colours_stand_out_from_white_and_from_each_other_in_grey():
    assert contrast(figures.BLUE) >= 3
    assert contrast(figures.VERMILLION) >= 3
    assert contrast(figures.BLUE, figures.VERMILLION) >= 1.5


@each_figure
def test_two_builds_give_the_same_svg(cohort, drawn, name):
    again = swimmer(cohort) if name == "swimmer" else figure_1(cohort, name)
    svg = again.svg()
    assert svg == drawn[name].svg() == again.svg()
    assert "<text" not in svg
    assert "<dc:date>" not in svg
    assert "matplotlib.org" not in svg


def test_the_users_own_settings_change_nothing_and_are_not_changed(cohort, drawn):
    theirs = {
        "font.size": 30,
        "savefig.bbox": "tight",
        "axes.facecolor": "black",
        "svg.fonttype": "none",
        "text.color": "white",
    }
    with matplotlib.rc_context(theirs):
        before = dict(matplotlib.rcParams)
        assert figure_1(cohort, "a").svg() == drawn["a"].svg()
        assert dict(matplotlib.rcParams) == before


def test_nothing_stays_open_in_pyplot(cohort):
    before = plt.get_fignums()
    assert isinstance(figure_1(cohort, "a"), Figure)
    assert plt.get_fignums() == before


@pytest.mark.filterwarnings("default")  # what jupyter_client says of its own
def test_a_notebook_shows_a_figure_once_as_svg(drawn):
    lines = [
        "from letter.data.cohort import load_cohort",
        "from letter.display.figures import figure_1",
        'figure_1(load_cohort(), "a")',
    ]
    # What Quarto runs first: it asks matplotlib's figures to show themselves as PNG.
    setup = (
        "import matplotlib.pyplot\n"
        "from matplotlib_inline.backend_inline import set_matplotlib_formats\n"
        'set_matplotlib_formats("retina")'
    )
    cells = [nbformat.v4.new_code_cell(source) for source in ("\n".join(lines), setup, lines[-1])]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    for cell in (notebook.cells[0], notebook.cells[2]):
        (output,) = cell.outputs
        assert set(output.data) == {"image/svg+xml", "text/plain"}
        assert output.data["image/svg+xml"] == drawn["a"].svg()


# Alternative text.


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


def test_alt_text_of_the_lanes(cohort):
    text = swimmer_alt_text(cohort)
    assert "20 patients" in text
    assert "from 1.4 to 70.1 months" in text
    for said in (
        "hematologic relapse (6)",
        "extramedullary relapse (2)",
        "death in remission (1)",
        "withdrawal of consent (1)",
        "remission at last visit (10)",
        "9 had a transplant",
        "16 an MRD response, which 5 lost",
    ):
        assert said in text


def chapter_cells():
    for chapter in [PROJECT / "index.qmd", *sorted(REPORT.glob("**/*.qmd"))]:
        if chapter.exists():
            text = chapter.read_text(encoding="utf-8")
            yield from re.findall(r"^```\{python\}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def typed_alt_text(call):
    """The ``fig-alt`` of the one cell of the book that has ``call``."""
    (cell,) = [cell for cell in chapter_cells() if re.search(call, cell)]
    options = re.findall(r"^#\| ?(.*)", cell, re.MULTILINE)
    return yaml.safe_load("\n".join(options))["fig-alt"].strip()


# Quarto takes alternative text from the cell's options only, where nothing can be computed.
@each_panel
def test_the_alt_text_typed_in_the_chapters_is_the_computed_one(cohort, panel):
    typed = typed_alt_text(rf'\bfigure_1\([\w.]+, "{panel}"\)')
    assert typed == figure_1_alt_text(cohort, panel)


def test_the_alt_text_typed_for_the_lanes_is_the_computed_one(cohort):
    assert typed_alt_text(r"\bswimmer\([\w.]+\)") == swimmer_alt_text(cohort)
