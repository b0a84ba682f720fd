"""Several small plots side by side, which a phone shows one below the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from reproduction.figures.drawing import Drawing, Picture, panel_axes
from reproduction.figures.style import GREY, INK, LOOKS, PAPER, Look
from reproduction.figures.survival import check_looks, draw_estimates, inches, percent_axes
from reproduction.survival.kaplan_meier import Events, Times, kaplan_meier, risk_table

# In inches: the axis with its label, and a line of counts.
_AXIS, _LINE, _END = 0.5, 0.2, 0.12


@dataclass(frozen=True)
class Panel:
    """One of several small plots of curves.

    Attributes:
        title: what it shows.
        curves: label to estimate, with the columns that `draw_estimates` uses.
        at_risk: label to the number at risk at each tick.
        x_label: the unit of time, and what it is counted from.
        looks: how the curves are told apart.
    """

    title: str
    curves: Mapping[str, pd.DataFrame]
    at_risk: Mapping[str, Sequence[int]]
    x_label: str
    looks: Sequence[Look] = LOOKS


def survival_panel(
    title: str,
    groups: Mapping[str, tuple[Times, Events]],
    ticks: Sequence[float],
    x_label: str,
    looks: Sequence[Look] = LOOKS,
) -> Panel:
    """Make a panel of Kaplan-Meier curves; the arguments are those of `survival_figure`."""
    return Panel(
        title,
        {label: kaplan_meier(*group) for label, group in groups.items()},
        {label: risk_table(*group, ticks)["at_risk"].tolist() for label, group in groups.items()},
        x_label,
        looks,
    )


def small_multiples(
    panels: Sequence[Panel], *, ticks: Sequence[float], y_label: str, alt: str
) -> Picture:
    """Draw panels: curves with 95% intervals, and the numbers at risk below them.

    Returns:
        Drawings with one axes for each panel, labelled with its title. A curve's `Line2D` has its
        label, with times and proportions as data.

    Raises:
        ValueError: a panel has more curves than looks.
    """
    for panel in panels:
        check_looks(panel.curves, panel.looks)
    lines = 1 + max(len(panel.curves) for panel in panels)

    def draw(width: float) -> Drawing:
        titles = [panel.title for panel in panels]
        figure, all_axes = panel_axes(titles, width, _AXIS + lines * _LINE + _END)
        for axes, panel in zip(all_axes, panels, strict=True):
            draw_estimates(axes, panel.curves, panel.looks)
            percent_axes(axes, ticks, panel.x_label, y_label)
            _draw_heading(axes, panel)
            _draw_at_risk(axes, panel, ticks)
        return figure

    return Picture(draw, alt)


def _draw_heading(axes: Axes, panel: Panel) -> None:
    """Write the title and, under it, where no curve can be, the legend."""
    _draw_title(axes, panel.title, pad=22)
    tight: dict[str, Any] = {
        "borderaxespad": 0,
        "borderpad": 0.2,
        "handlelength": 1.9,
        "columnspacing": 1,
    }
    place = (_first_letter(axes), 0.98)
    axes.legend(loc="lower left", bbox_to_anchor=place, ncols=len(panel.curves), **tight)


def _draw_title(axes: Axes, title: str, pad: float) -> None:
    axes.set_title(title, x=_first_letter(axes), pad=pad)


def _first_letter(axes: Axes) -> float:
    """Where titles start: above the name of the other axis, as a part of the width."""
    return -0.65 / inches(axes)[0]


def _draw_at_risk(axes: Axes, panel: Panel, ticks: Sequence[float]) -> None:
    """Write a heading, and for each curve its numbers after a piece of its line."""
    width, height = inches(axes)
    top = -_AXIS - 0.5 * _LINE
    where: dict[str, Any] = {"va": "center", "transform": axes.get_xaxis_transform()}
    axes.text(_first_letter(axes) * ticks[-1], top / height, "At risk", color=GREY, **where)
    for row, (look, counts) in enumerate(zip(panel.looks, panel.at_risk.values(), strict=False), 1):
        y = (top - row * _LINE) / height
        ends = [-0.6 / width, -0.2 / width]
        axes.plot(ends, [y, y], clip_on=False, transform=axes.transAxes, label="_key", **look.line)
        for tick, count in zip(ticks, counts, strict=True):
            axes.text(tick, y, f"{count}", ha="center", **where)


@dataclass(frozen=True)
class Area:
    """A cumulative incidence in a stack: its curve, colour and hatching."""

    curve: pd.DataFrame
    color: str
    hatch: str | None = None


def stacked_incidence(
    panels: Mapping[str, Mapping[str, Area]],
    *,
    ticks: Sequence[float],
    x_label: str,
    y_label: str,
    alt: str,
) -> Picture:
    """Draw cumulative incidences of events that compete; what is left above is free of them.

    Args:
        panels: title to label to an area, from below. The curves of a panel share their times.
        ticks: as for `survival_figure`.
        x_label: as for `survival_figure`.
        y_label: what is added up.
        alt: as for `survival_figure`.

    Returns:
        Drawings with one axes for each panel, labelled with its title. Each area's upper edge is a
        `Line2D` with its label, with times and the sum of incidences as data.
    """

    def draw(width: float) -> Drawing:
        figure, all_axes = panel_axes(list(panels), width, _AXIS + _END)
        for axes, (title, areas) in zip(all_axes, panels.items(), strict=True):
            percent_axes(axes, ticks, x_label, y_label)
            _draw_title(axes, title, pad=8)
            _draw_stack(axes, areas)
        return figure

    return Picture(draw, alt)


def _draw_stack(axes: Axes, areas: Mapping[str, Area]) -> None:
    drawn, below = {}, 0
    for label, area in areas.items():
        time, edge = area.curve["time"], below + area.curve["incidence"]
        axes.step(time, edge, where="post", color=INK, linewidth=1, label=label)
        fill: dict[str, Any] = {
            "fc": area.color,
            "ec": PAPER,
            "alpha": 0.6,
            "lw": 0,
            "hatch": area.hatch,
        }
        drawn[label] = axes.fill_between(time, below, edge, step="post", **fill)
        below = edge
    from_above = list(reversed(drawn))
    axes.legend(
        [drawn[label] for label in from_above], from_above, loc="upper left", borderaxespad=0.1
    )
