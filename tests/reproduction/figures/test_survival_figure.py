"""Curves and counts of any groups, read from what is plotted; never from pixels."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from plotted import axes_of, counts_of, lines_of

from reproduction.figures.panels import Panel, small_multiples, survival_panel
from reproduction.figures.style import NARROW
from reproduction.figures.survival import covers_a_line, survival_figure

LABELS = {"x_label": "Weeks", "y_label": "Survival", "alt": "What it shows"}


def some_follow_up(seed, patients=30):
    generator = np.random.default_rng(seed)
    return generator.exponential(20, patients).round(1), generator.random(patients) < 0.6


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("drawing", ["wide", "narrow"])
def test_any_two_groups_can_be_drawn_and_their_counts_add_up(seed, drawing):
    groups = {"Treated": some_follow_up(seed), "Not treated": some_follow_up(seed + 100, 17)}
    figure = getattr(survival_figure(groups, ticks=[0, 24, 48], **LABELS), drawing)
    shown = np.array(counts_of(axes_of(figure, "counts"))).reshape(2, 3, 3)
    assert shown.sum(axis=1).tolist() == [[30] * 3, [17] * 3]
    for label, (time, _) in groups.items():
        (line,) = lines_of(axes_of(figure, "curves"), label)
        assert sorted({0, *time}) == line.get_xdata().tolist()


def test_labels_ticks_and_the_upper_axis_are_the_callers():
    picture = survival_figure(
        {"A": some_follow_up(1)}, ticks=[0, 26, 52], upper={26: "half", 52: "one"}, **LABELS
    )
    axes = axes_of(picture.wide, "curves")
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Weeks", "Survival")
    assert axes.get_xlim() == (0, 52)
    (upper,) = axes.child_axes
    assert upper.get_xticks().tolist() == [26, 52]
    assert [text.get_text() for text in upper.get_xticklabels()] == ["half", "one"]
    assert picture.alt == "What it shows"


def test_the_legend_of_a_narrow_drawing_is_its_counts():
    picture = survival_figure({"A": some_follow_up(1)}, ticks=[0, 26], **LABELS)
    assert axes_of(picture.wide, "curves").get_legend() is not None
    assert axes_of(picture.narrow, "curves").get_legend() is None
    assert "A" in [text.get_text() for text in axes_of(picture.narrow, "counts").texts]
    assert picture.narrow.get_figwidth() == NARROW


def test_the_legend_covers_no_curve():
    """It takes the corner that is free; where none is, the headings of the counts are the legend."""
    never = list(range(4, 29)), [False] * 25
    early, late = (list(range(1, 26)), [True] * 25), (list(range(30, 40)), [True] * 10)
    for groups, corner in (
        ({"never": never}, "lower left"),
        ({"early": early}, "upper right"),
        ({"early": early, "late": late}, None),
    ):
        picture = survival_figure(groups, ticks=[0, 40], **LABELS)
        axes = axes_of(picture.wide, "curves")
        legend = axes.get_legend()
        assert (legend is None) == (corner is None)
        if legend is not None:
            assert legend._loc == legend.codes[corner]
            assert not covers_a_line(axes, legend)
        assert list(groups)[-1] in [
            text.get_text() for text in axes_of(picture.wide, "counts").texts
        ]


def test_a_band_reaches_the_end_of_a_curve_that_comes_down_to_zero():
    """There the interval is undefined: the limits before it are drawn on."""
    picture = survival_figure({"A": ([1, 2], [True, True])}, ticks=[0, 2], **LABELS)
    (lower,) = lines_of(axes_of(picture.wide, "curves"), "_ci_lower")
    assert lower.get_xdata()[-1] == 2
    assert not np.isnan(lower.get_ydata()).any()


def test_more_curves_than_can_be_told_apart_raise():
    groups = {name: some_follow_up(seed) for seed, name in enumerate("abc")}
    with pytest.raises(ValueError, match="3 curves: expected at most 2"):
        survival_figure(groups, ticks=[0, 12], **LABELS)
    panel = Panel("too many", dict.fromkeys("abc", pd.DataFrame()), {}, "Weeks")
    with pytest.raises(ValueError, match="3 curves: expected at most 2"):
        small_multiples([panel], ticks=[0, 12], y_label="Survival", alt="a")


def test_a_group_without_patients_raises():
    with pytest.raises(ValueError, match="no patients"):
        survival_figure({"A": ([], [])}, ticks=[0, 12], **LABELS)


def test_a_panel_has_the_numbers_at_risk_by_hand():
    panel = survival_panel("P", {"A": ([5, 12, 30], [True, False, True])}, [0, 12, 24], "Weeks")
    assert panel.at_risk == {"A": [3, 2, 1]}
    picture = small_multiples([panel], ticks=[0, 12, 24], y_label="Survival", alt="a")
    for figure in (picture.wide, picture.narrow):
        assert counts_of(axes_of(figure, "P")) == [3, 2, 1]


def test_drawing_says_nothing_when_matplotlib_builds_its_font_cache(tmp_path):
    """On a machine's first use, which may be in a chapter's cell: a cell must not say anything.

    Matplotlib speaks after five seconds; here at once.
    """
    code = (
        "import threading; timer = threading.Timer\n"
        "threading.Timer = lambda seconds, *what: timer(0, *what)\n"
        "import reproduction.figures.drawing"
    )
    environment = os.environ | {"MPLCONFIGDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert list(tmp_path.glob("fontlist*.json"))
    assert done.stderr == ""
