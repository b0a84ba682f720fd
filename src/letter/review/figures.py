"""The review's figures. The first half is general; the second says what each figure shows.

Nothing is estimated here but by the functions that tests/oracle/ confirms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from letter.definitions import groups
from letter.definitions.endpoints import relapse_free_survival
from letter.definitions.units import FIVE_YEARS_MONTHS
from letter.display.figures import (
    FAINT,
    GREY,
    INK,
    LOOKS,
    VERMILLION,
    WIDTH,
    Drawing,
    Look,
    draw_censored,
    draw_curve,
    draw_interval,
    style,
)
from letter.review.numbers.risks import incidence_curves
from letter.review.numbers.subgroups import RESPONSE_LANDMARK
from letter.review.scenarios import leave_one_out, transplant_bounds
from reproduction.survival.kaplan_meier import at, kaplan_meier, risk_table
from reproduction.survival.time_dependent import (
    STATES,
    at_risk,
    episodes,
    simon_makuch,
)

TICKS = tuple(range(0, 73, 12))
SURVIVAL = "Relapse-free survival"
FROM_START = "Months from start of blinatumomab"

# The layout of small multiples, in inches.
_LEFT, _RIGHT, _GAP = 0.75, 0.15, 0.6
_TOP, _PLOT, _AXIS, _LINE, _END = 0.55, 1.9, 0.45, 0.19, 0.15
_SMALL = 9


@dataclass(frozen=True)
class Panel:
    """One of several small plots.

    Attributes:
        title: what it shows.
        curves: label to estimate, at most two, with the columns that `draw_interval` uses.
        at_risk: label to the number at risk at each of `TICKS`.
        x_label: what the months are counted from.
    """

    title: str
    curves: Mapping[str, pd.DataFrame]
    at_risk: Mapping[str, Sequence[int]]
    x_label: str = FROM_START


def survival_panel(title: str, followed: Mapping[str, pd.DataFrame], x_label: str) -> Panel:
    """A panel of Kaplan-Meier curves.

    Args:
        title: as for `Panel`.
        followed: label to follow-up: ``time_months`` and ``event``, one row a patient.
        x_label: as for `Panel`.
    """
    curves, counts = {}, {}
    for label, rows in followed.items():
        curves[label] = kaplan_meier(rows["time_months"], rows["event"])
        table = risk_table(rows["time_months"], rows["event"], TICKS)
        counts[label] = [int(n) for n in table["at_risk"]]
    return Panel(title, curves, counts, x_label)


def small_multiples(panels: Sequence[Panel]) -> Drawing:
    """Panels in rows of two: curves with 95% intervals, and the numbers at risk below them.

    Returns:
        One axes a panel, labelled with its title. A curve's `Line2D` has its label, with months
        and proportions as data.

    Raises:
        ValueError: a panel has more curves than there are ways to tell them apart.
    """
    for panel in panels:
        if len(panel.curves) > len(LOOKS):
            raise ValueError(f"{len(panel.curves)} curves: expected at most {len(LOOKS)}")
    lines = 1 + max(len(panel.curves) for panel in panels)
    row_height = _TOP + _PLOT + _AXIS + lines * _LINE + _END
    rows = (len(panels) + 1) // 2
    width, height = (WIDTH - _LEFT - _GAP - _RIGHT) / 2, rows * row_height
    with style():
        figure = Drawing(figsize=(WIDTH, height))
        for number, panel in enumerate(panels):
            row, column = divmod(number, 2)
            left = _LEFT + column * (width + _GAP)
            bottom = height - row * row_height - _TOP - _PLOT
            place = (left / WIDTH, bottom / height, width / WIDTH, _PLOT / height)
            _draw_panel(figure.add_axes(place, label=panel.title), panel, first=column == 0)
    return figure


def _draw_panel(axes: Axes, panel: Panel, *, first: bool) -> None:
    for look, (label, estimate) in zip(LOOKS, panel.curves.items(), strict=False):
        # To the end of a curve that comes down to 0, where the interval is undefined.
        draw_interval(axes, estimate.ffill(), look)
        draw_curve(axes, estimate, look, label)
        if "censored" in estimate:
            draw_censored(axes, estimate, look)
    _proportion_axes(axes, panel.x_label, SURVIVAL if first else "")
    _draw_heading(axes, panel.title)
    _draw_at_risk(axes, panel)


def _draw_heading(axes: Axes, title: str) -> None:
    """The title and, under it, where no curve can be, the legend."""
    axes.set_title(title, fontsize=10, fontweight="bold", loc="left", pad=20)
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(
        handles, labels, loc="lower left", bbox_to_anchor=(0, 0.98), ncols=len(labels),
        fontsize=_SMALL, borderaxespad=0, borderpad=0.2, handlelength=1.9, columnspacing=1.2,
    )  # fmt: skip


def _proportion_axes(axes: Axes, x_label: str, y_label: str) -> None:
    axes.set_xlim(0, TICKS[-1])
    axes.set_xticks(TICKS)
    axes.set_xlabel(x_label, fontsize=_SMALL)
    axes.set_ylim(0, 1.045)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    axes.set_ylabel(y_label, fontsize=10)
    axes.tick_params(labelsize=_SMALL)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)


def _draw_at_risk(axes: Axes, panel: Panel) -> None:
    """A heading and one line of numbers a curve, with a piece of the curve's line before it."""
    inch = 1 / _PLOT
    top = -(_AXIS + 0.5 * _LINE) * inch
    where: dict[str, Any] = {
        "va": "center",
        "fontsize": _SMALL,
        "transform": axes.get_xaxis_transform(),
    }
    axes.text(0, top, "At risk", color=GREY, ha="left", **where)
    for row, (look, counts) in enumerate(zip(LOOKS, panel.at_risk.values(), strict=False), 1):
        y = top - row * _LINE * inch
        axes.plot(
            [-0.14, -0.055], [y, y], color=look.color, linestyle=look.linestyle, clip_on=False,
            transform=axes.transAxes, label="_key",
        )  # fmt: skip
        for tick, count in zip(TICKS, counts, strict=True):
            axes.text(tick, y, f"{count}", ha="center", **where)


def stacked_incidence(panels: Mapping[str, Mapping[str, tuple[pd.DataFrame, str]]]) -> Drawing:
    """Cumulative incidences of events that compete, stacked: what is left above is free of them.

    Args:
        panels: title to label to a curve of `cumulative_incidence` and a colour, from below. The
            curves of a panel share their times.

    Returns:
        One axes a panel, labelled with its title. Each area's upper edge is a `Line2D` with its
        label, with months and the sum of incidences as data.
    """
    width, height = (WIDTH - _LEFT - _GAP - _RIGHT) / 2, _TOP + _PLOT + _AXIS + _END
    with style():
        figure = Drawing(figsize=(WIDTH, height))
        for column, (title, curves) in enumerate(panels.items()):
            left, bottom = _LEFT + column * (width + _GAP), _AXIS + _END
            place = (left / WIDTH, bottom / height, width / WIDTH, _PLOT / height)
            axes = figure.add_axes(place, label=title)
            _proportion_axes(axes, FROM_START, "" if column else "Cumulative incidence")
            _draw_stack(axes, curves)
            axes.set_title(title, fontsize=10, fontweight="bold", loc="left")
    return figure


def _draw_stack(axes: Axes, curves: Mapping[str, tuple[pd.DataFrame, str]]) -> None:
    areas, below = {}, 0
    for label, (curve, color) in curves.items():
        edge = below + curve["incidence"]
        axes.step(curve["time"], edge, where="post", color=INK, linewidth=1, label=label)
        areas[label] = axes.fill_between(
            curve["time"], below, edge, step="post", facecolor=color, linewidth=0
        )
        below = edge
    from_above = list(reversed(areas))
    handles = [areas[label] for label in from_above]
    axes.legend(handles, from_above, loc="upper left", fontsize=_SMALL, borderaxespad=0.1)


# What the review shows.


def transplant_figure(cohort: pd.DataFrame) -> Drawing:
    """RFS by transplant, grouped by the whole course (biased), and by the state at each time."""
    rows = relapse_free_survival(cohort)
    transplanted = cohort["hsct_months"].notna()
    naive = survival_panel(
        "Ever or never (biased)",
        {"Never": rows[~transplanted], "Ever": rows[transplanted]},
        FROM_START,
    )
    split = episodes(rows["time_months"], rows["event"], cohort["hsct_months"])
    curves = simon_makuch(split)
    labels = dict(zip(STATES, ("Not yet or never", "After transplant"), strict=True))
    states = {labels[name]: curves["switched"] == (name == "after") for name in STATES}
    counts = {
        label: [int(n) for n in at_risk(split[split["switched"] == after], TICKS)]
        for label, after in zip(states, (0.0, 1.0), strict=True)
    }
    over_time = Panel(
        "By the state at the time",
        {label: curves[mask] for label, mask in states.items()},
        counts,
    )
    return small_multiples([naive, over_time])


def bounds_figure(cohort: pd.DataFrame) -> Drawing:
    """The curve that is censored at transplant, between the worst and the best that it can hide.

    Returns:
        One axes, labelled ``bounds``, with a `Line2D` for each case.
    """
    censored = relapse_free_survival(cohort, censor_at_hsct=True)
    cases = transplant_bounds(cohort) | {"censored": censored}
    curves = {
        name: kaplan_meier(rows["time_months"], rows["event"]) for name, rows in cases.items()
    }
    labels = {
        "best": ("Best case", Look(GREY, (0, (1, 1)))),
        "censored": ("Censored at transplant", LOOKS[1]),
        "worst": ("Worst case", Look(GREY, "solid")),
    }
    with style():
        figure = Drawing(figsize=(WIDTH, 3.2))
        axes = figure.add_axes((0.13, 0.19, 0.83, 0.77), label="bounds")
        lower, upper = (_on_grid(curves[name], curves) for name in ("worst", "best"))
        axes.fill_between(
            lower.index, lower, upper, step="post", color=FAINT, linewidth=0, label="_between"
        )
        for name, (label, look) in labels.items():
            draw_curve(axes, curves[name], look, label)
        _proportion_axes(axes, FROM_START, SURVIVAL)
        axes.legend(loc="lower left", fontsize=_SMALL, handlelength=2.6)
    return figure


def _on_grid(curve: pd.DataFrame, curves: Mapping[str, pd.DataFrame]) -> "pd.Series[float]":
    """The curve at the times of all of them, as steps."""
    times = sorted({time for other in curves.values() for time in other["time"]})
    return curve.set_index("time")["survival"].reindex(times).ffill()


def incidence_figure(cohort: pd.DataFrame) -> Drawing:
    """Relapse and death as competing risks; and transplant against relapse or death before it."""
    curves = incidence_curves(cohort)
    pale, sand, ash = "#8fb8d3", "#f2b48c", "#bdbdbd"
    return stacked_incidence(
        {
            "First relapse or death": {
                "Hematologic relapse": (curves["hematologic_relapse"], sand),
                "Extramedullary relapse": (curves["extramedullary_relapse"], pale),
                "Death in remission": (curves["death_in_remission"], ash),
            },
            "First relapse, death or transplant": {
                "Relapse or death": (curves["failure"], sand),
                "Transplant in remission": (curves["transplant"], pale),
            },
        }
    )


def subgroup_figure(cohort: pd.DataFrame) -> Drawing:
    """RFS in the exploratory subgroups; by MRD response, from the landmark on."""
    baseline = {
        "Ph status": {"Ph-negative": groups.ph_negative, "Ph-positive": groups.ph_positive},
        "Molecular status": {
            "Failure": groups.molecular_failure,
            "Relapse": groups.molecular_relapse,
        },
        "Baseline MRD": {
            "10⁻³ or more": groups.mrd_at_least_cutoff,
            "Below 10⁻³": groups.mrd_below_cutoff,
        },
    }
    panels = [
        survival_panel(
            title,
            {label: relapse_free_survival(group(cohort)) for label, group in pair.items()},
            FROM_START,
        )
        for title, pair in baseline.items()
    ]
    reached = groups.remission_beyond(cohort, RESPONSE_LANDMARK)
    pair = {"Response": groups.responders, "No response": groups.non_responders}
    followed = {
        label: relapse_free_survival(group(reached)).assign(
            time_months=lambda rows: rows["time_months"] - RESPONSE_LANDMARK
        )
        for label, group in pair.items()
    }
    panels.append(survival_panel("MRD response", followed, "Months from the landmark"))
    return small_multiples(panels)


def leave_one_out_figure(cohort: pd.DataFrame) -> Drawing:
    """Draw the five-year estimate of the curve censored at transplant, without each patient.

    Returns:
        One axes, labelled ``leave_one_out``, with a `Line2D` of 20 points (estimate, patient)
        that has the curve's name in `CURVES` as group id.
    """
    estimates = leave_one_out(cohort)
    rows = relapse_free_survival(cohort, censor_at_hsct=True)
    full = at(kaplan_meier(rows["time_months"], rows["event"]), FIVE_YEARS_MONTHS)
    with style():
        figure = Drawing(figsize=(WIDTH, 5.0))
        axes = figure.add_axes((0.13, 0.13, 0.83, 0.84), label="leave_one_out")
        axes.axvline(full["survival"], color=INK, linewidth=1, linestyle=":", label="_full")
        axes.plot(
            estimates["survival"], estimates["patient"], linestyle="none", marker="D",
            markersize=6, color=VERMILLION, markerfacecolor="white", markeredgewidth=1.4,
            label="Censored at transplant", gid="censored_at_hsct",
        )  # fmt: skip
        axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
        axes.set_xlabel("Relapse-free survival at 5 years without the patient")
        axes.set_ylim(cohort["patient"].max() + 0.7, 0.3)
        axes.set_yticks(cohort["patient"])
        axes.set_ylabel("Patient left out")
        axes.tick_params(labelsize=_SMALL)
        axes.grid(axis="y", color=FAINT, linewidth=0.8)
        axes.set_axisbelow(True)
    return figure
