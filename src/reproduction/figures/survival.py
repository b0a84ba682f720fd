"""Survival curves with their intervals and the numbers of patients behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cbook import pts_to_poststep
from matplotlib.legend import Legend
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.ticker import PercentFormatter

from reproduction.figures.drawing import Drawing, Picture
from reproduction.figures.style import GREY, LOOKS, NARROW, PAPER, Look
from reproduction.survival.kaplan_meier import Events, Times, kaplan_meier, risk_table

COUNTS = {"at_risk": "At risk", "censored": "Censored", "events": "Events"}

# The layout, in inches: fixed, so that panels line up whatever is in them.
_LEFT, _TOP, _BETWEEN, _BOTTOM = 1.02, 0.36, 0.66, 0.05
_PLOT_HEIGHT = 2.8
_LINE = 0.215
_GROUP_LINES = len(COUNTS) + 1.35  # a heading, the counts, and room before the next group
# How a censored patient is drawn.
_STROKE: Mapping[str, Any] = {"ls": "none", "marker": "|", "ms": 8, "mew": 1.4}
_INDENT = -0.95 * 72  # where row names start, in points right of the axes


def survival_figure(
    groups: Mapping[str, tuple[Times, Events]],
    *,
    ticks: Sequence[float],
    x_label: str,
    y_label: str,
    alt: str,
    upper: Mapping[float, str] | None = None,
    looks: Sequence[Look] = LOOKS,
) -> Picture:
    """Draw Kaplan-Meier curves and, under them, the counts at each tick, as KMunicate asks.

    Each group has its curve, the 95% interval as a band with a thin outline, and a short vertical
    stroke at each time with a censored patient. Under the axis: at risk, censored and events at
    the start of each tick, which add up to n.

    Source: Morris et al., BMJ Open 2019;9:e030215.

    Args:
        groups: label to the follow-up of each patient (any one unit) and whether the event
            happened then (True) or the patient was censored (False).
        ticks: times, in order; the axis ends at the last one.
        x_label: the unit of time, and what it is counted from.
        y_label: what survives.
        alt: what the figure shows, for those who do not see it.
        upper: times to names on a second axis at the top, such as ``{12: "1 y"}``.
        looks: how the groups are told apart.

    Returns:
        Drawings with axes labelled ``curves`` and ``counts``. A curve's `Line2D` has its group's
        label, with times and proportions as data.

    Raises:
        ValueError: a group has no patients, or there are more groups than looks.
    """
    check_looks(groups, looks)
    estimates = {label: kaplan_meier(*group) for label, group in groups.items()}
    counts = {label: risk_table(*group, ticks) for label, group in groups.items()}

    def draw(width: float) -> Drawing:
        table_height = len(groups) * _GROUP_LINES * _LINE
        figure = Drawing(figsize=(width, _TOP + _PLOT_HEIGHT + _BETWEEN + table_height + _BOTTOM))
        own_width = width - _LEFT - (0.35 if width > NARROW else 0.18)
        bottom = _BOTTOM + table_height + _BETWEEN
        plot = figure.place("curves", (_LEFT, bottom, own_width, _PLOT_HEIGHT))
        table = figure.place("counts", (_LEFT, _BOTTOM, own_width, table_height), sharex=plot)
        draw_estimates(plot, estimates, looks)
        percent_axes(plot, ticks, x_label, y_label)
        plot.spines["left"].set_bounds(0, 1)
        draw_upper_axis(plot, upper or {})
        if width > NARROW:  # else the headings of the counts are the legend
            _draw_legend(plot, list(groups), looks)
        _draw_counts(table, counts, looks, own_width)
        return figure

    return Picture(draw, alt)


def check_looks(curves: Mapping[str, object], looks: Sequence[Look]) -> None:
    """Raise ValueError where there are more curves than ways to tell them apart."""
    if len(curves) > len(looks):
        raise ValueError(f"{len(curves)} curves: expected at most {len(looks)}")


def draw_estimates(
    axes: Axes, estimates: Mapping[str, pd.DataFrame], looks: Sequence[Look]
) -> None:
    """Draw estimates, as `kaplan_meier` returns them: first all bands, then all curves."""
    for look, estimate in zip(looks, estimates.values(), strict=False):
        draw_interval(axes, estimate, look)
    for look, (label, estimate) in zip(looks, estimates.items(), strict=False):
        draw_curve(axes, estimate, look, label)
        if "censored" in estimate:
            _draw_censored(axes, estimate, look)


def draw_curve(axes: Axes, estimate: pd.DataFrame, look: Look, label: str) -> None:
    """Draw ``estimate`` as steps, to the last follow-up."""
    axes.step(estimate["time"], estimate["survival"], where="post", label=label, **look.line)


def draw_interval(axes: Axes, estimate: pd.DataFrame, look: Look) -> None:
    """Draw the interval of ``estimate`` as a band, told apart by its hatching and its outline."""
    # To the end of a curve that comes down to 0, where the interval is undefined.
    time, lower, upper = (estimate[name].ffill() for name in ("time", "ci_lower", "ci_upper"))
    axes.fill_between(time, lower, upper, step="post", linewidth=0, **look.band)
    for bound in (lower, upper):
        # The underscore keeps it out of the legend.
        label = f"_{bound.name}"
        axes.step(time, bound, where="post", label=label, linewidth=0.9, alpha=0.8, **look.line)


def _draw_censored(axes: Axes, estimate: pd.DataFrame, look: Look) -> None:
    """Draw a stroke on the curve at each time with a censored patient."""
    censored = estimate[estimate["censored"] > 0]
    axes.plot(
        censored["time"], censored["survival"], color=look.color, label="_censored", **_STROKE
    )


def percent_axes(axes: Axes, ticks: Sequence[float], x_label: str, y_label: str) -> None:
    """Set up axes of time and of proportions, 0% to 100%."""
    axes.set_xlim(0, ticks[-1])
    axes.set_xticks(ticks)
    # A label longer than a short axis may begin under the other one.
    axes.set_xlabel(x_label, loc="right" if inches(axes)[0] < 3 else "center")
    # A little more than 100%, for the strokes of patients censored before the first event.
    axes.set_ylim(0, 1.045)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    axes.set_ylabel(y_label)
    axes.grid(axis="y", linewidth=0.8)


def inches(axes: Axes) -> tuple[float, float]:
    """Return width and height of ``axes``."""
    return axes.bbox.width / axes.figure.dpi, axes.bbox.height / axes.figure.dpi


def draw_upper_axis(axes: Axes, names: Mapping[float, str]) -> None:
    """Write ``names`` at their times at the top of ``axes``."""
    upper = axes.secondary_xaxis("top")
    upper.set_xticks(list(names), list(names.values()))
    upper.tick_params(length=0, labelcolor=GREY, pad=2)
    upper.spines["top"].set_visible(False)


def _draw_legend(axes: Axes, labels: Sequence[str], looks: Sequence[Look]) -> None:
    """Draw a legend in the first corner where it covers no line; else the counts are the legend."""
    shown = [look for look, _ in zip(looks, labels, strict=False)]
    lines = [Line2D([], [], **look.line) for look in shown]
    bands = tuple(Patch(**{**look.band, "ec": look.color, "lw": 0.9}) for look in shown)
    stroke = Line2D([], [], color=GREY, **_STROKE)
    names = [*labels, "95% confidence intervals", "Patient censored"]
    box: dict[str, Any] = {"frameon": True, "framealpha": 1, "facecolor": PAPER}
    tight: dict[str, Any] = {
        "ncols": 2,
        "columnspacing": 1.4,
        "handlelength": 2.6,
        "labelspacing": 0.35,
        "borderaxespad": 0.3,
    }
    beside = {tuple: HandlerTuple(ndivide=None, pad=0)}
    handles: list[Any] = [*lines, bands, stroke]
    for corner in ("lower left", "upper right"):
        legend = axes.legend(handles, names, loc=corner, handler_map=beside, **tight, **box)
        if not covers_a_line(axes, legend):
            return
    legend.remove()


def covers_a_line(axes: Axes, legend: Legend) -> bool:
    """Return True if the box of ``legend`` lies over a step line of ``axes``."""
    box = legend.get_window_extent()
    steps = (line for line in axes.lines if line.get_drawstyle() == "steps-post")
    points = (np.transpose(pts_to_poststep(*line.get_data())) for line in steps)
    paths = (Path(corners).transformed(axes.transData) for corners in points)
    return any(path.intersects_bbox(box, filled=False) for path in paths)


def _draw_counts(
    axes: Axes, counts: Mapping[str, pd.DataFrame], looks: Sequence[Look], width: float
) -> None:
    """Write the counts of each group, as `risk_table` returns them, under the ticks of ``axes``.

    One unit of its y is one line of text; its width is in inches.
    """
    axes.set_axis_off()
    axes.set_ylim(len(counts) * _GROUP_LINES, 0)
    start = _INDENT / 72 / width
    for number, (look, (label, group)) in enumerate(zip(looks, counts.items(), strict=False)):
        top = number * _GROUP_LINES + 0.5
        ends, where = [start, start + 0.42 / width], axes.get_yaxis_transform()
        axes.plot(ends, [top, top], transform=where, clip_on=False, **look.line)
        write_left(axes, _INDENT + 0.52 * 72, top, label, fontweight="bold")
        for row, (column, name) in enumerate(COUNTS.items(), start=1):
            write_left(axes, _INDENT, top + row, name)
            for tick, count in zip(group["time"], group[column], strict=True):
                axes.text(tick, top + row, f"{count}", ha="center", va="center_baseline")


def write_left(axes: Axes, points: float, y: float, text: str, **look: Any) -> Annotation:
    """Write ``text`` at ``y``, starting ``points`` right of the left end of ``axes``."""
    return axes.annotate(
        text,
        (0, y),
        xycoords=("axes fraction", "data"),
        xytext=(points, 0),
        textcoords="offset points",
        va="center_baseline",
        annotation_clip=False,
        **look,
    )
