"""The figures: Figure 1 drawn again, and the course of each patient.

The first half is general: follow-up in, a figure out, nothing of the letter. The second half says
what the letter's figures show. Nothing is estimated here.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

import matplotlib
import matplotlib.style
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter
from matplotlib.typing import LineStyleType

from letter.definitions.endpoints import PANELS, by_curve
from letter.definitions.groups import ongoing_response, responders, transplanted
from letter.definitions.units import FIVE_YEARS_MONTHS, MONTHS_PER_YEAR
from reproduction.claims.rounding import fixed
from reproduction.survival.kaplan_meier import at, kaplan_meier, risk_table

# All sizes are inches or points (1/72 in); a browser shows 1 in as 96 px, so 10.5 pt as 14 px.
WIDTH = 7.0
INK = "#1a1a1a"
GREY = "#595959"
FAINT = "#e3e3e3"
# Okabe and Ito's blue, darkened, and vermillion: apart for every kind of colour vision, and in
# grey print (relative luminance 0.09 and 0.22).
BLUE = "#005b8f"
VERMILLION = "#d55e00"

_STYLE: Mapping[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same letters everywhere
    "font.size": 10.5,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.facecolor": "white",
    "figure.facecolor": "white",  # opaque, so that it can be read on a dark page
    "figure.dpi": 96,
    "legend.frameon": False,
    "legend.fontsize": 10.5,
    "lines.linewidth": 2,
    "savefig.bbox": "standard",
    "savefig.dpi": "figure",
    "svg.fonttype": "path",
    "svg.hashsalt": "reproduction",
    "xtick.color": INK,
    "ytick.color": INK,
}


@contextmanager
def style() -> Iterator[None]:
    """The look of every figure, whatever the user's own matplotlib settings, while inside.

    It holds for drawing and for saving: letters are saved as outlines and ids do not change, so
    that one figure always gives the same SVG.
    """
    with matplotlib.style.context(["default", dict(_STYLE)]):
        yield


class Drawing(Figure):
    """A figure that a notebook shows once, as the SVG that `svg` returns.

    Shown this way it needs no set-up in the chapter, is never trimmed, and leaves nothing open
    in pyplot.
    """

    def svg(self) -> str:
        """The figure as SVG: the same text each time, without date or version."""
        file = BytesIO()
        with style():
            self.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        return file.getvalue().decode()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display({"image/svg+xml": self.svg(), "text/plain": repr(self)}, raw=True)  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Look:
    """How one curve is drawn: a colour and a line style, so that it never is colour alone."""

    color: str
    linestyle: LineStyleType


LOOKS = (Look(BLUE, "solid"), Look(VERMILLION, (0, (3.5, 1.2))))

COUNTS = {"at_risk": "At risk", "censored": "Censored", "events": "Events"}

# The layout, in inches: fixed, so that panels line up whatever is in them.
_LEFT, _RIGHT, _TOP, _BETWEEN, _BOTTOM = 1.05, 0.4, 0.36, 0.68, 0.05
_PLOT_HEIGHT = 3.2
_LINE = 0.215
_GROUP_LINES = len(COUNTS) + 1.35  # a heading, the counts, and room before the next group
_INDENT = -0.97 * 72  # where row names start, in points right of the axes


def survival_figure(
    groups: Mapping[str, pd.DataFrame], *, ticks: Sequence[float], x_label: str, y_label: str
) -> Drawing:
    """Kaplan-Meier curves and, under them, the counts at each tick, as KMunicate asks.

    Drawn for each group: the curve, the 95% interval as a band with a thin outline, and a short
    vertical stroke at each time with a censored patient. Under the axis: at risk, censored and
    events at the start of each tick, which add up to n. A second axis at the top has the years.

    Source: Morris et al., BMJ Open 2019;9:e030215.

    Args:
        groups: label to follow-up, at most two: one row a patient, with ``time_months`` and
            ``event`` (True: it happened, False: censored).
        ticks: months, in order; the axis ends at the last one.
        x_label: what the months are counted from.
        y_label: what survives.

    Returns:
        Axes labelled ``curves`` and ``counts``. A curve's `Line2D` has its group's label, with
        months and proportions as data.

    Raises:
        ValueError: a group has no patients, or there are more groups than ways to tell them
            apart.
    """
    if len(groups) > len(LOOKS):
        raise ValueError(f"{len(groups)} curves: expected at most {len(LOOKS)}")
    table_height = len(groups) * _GROUP_LINES * _LINE
    height = _TOP + _PLOT_HEIGHT + _BETWEEN + table_height + _BOTTOM
    with style():
        figure = Drawing(figsize=(WIDTH, height))
        plot = _axes(figure, _BOTTOM + table_height + _BETWEEN, _PLOT_HEIGHT, "curves")
        table = _axes(figure, _BOTTOM, table_height, "counts", sharex=plot)
        for look, (label, group) in zip(LOOKS, groups.items(), strict=False):
            estimate = kaplan_meier(group["time_months"], group["event"])
            draw_interval(plot, estimate, look)
            draw_curve(plot, estimate, look, label)
            draw_censored(plot, estimate, look)
        _draw_survival_axes(plot, ticks, x_label, y_label)
        _draw_legend(plot, list(groups))
        draw_counts(
            table,
            {
                label: risk_table(group["time_months"], group["event"], ticks)
                for label, group in groups.items()
            },
        )
    return figure


def draw_curve(axes: Axes, estimate: pd.DataFrame, look: Look, label: str) -> None:
    """Draw ``estimate`` (as `kaplan_meier` returns it) as steps, to the last follow-up."""
    axes.step(
        estimate["time"],
        estimate["survival"],
        where="post",
        color=look.color,
        linestyle=look.linestyle,
        label=label,
    )


def draw_interval(axes: Axes, estimate: pd.DataFrame, look: Look) -> None:
    """Draw the interval of ``estimate`` as a band; the outline shows where two bands overlap."""
    time, lower, upper = estimate["time"], estimate["ci_lower"], estimate["ci_upper"]
    axes.fill_between(time, lower, upper, step="post", color=look.color, alpha=0.1, linewidth=0)
    for bound in (lower, upper):
        axes.step(
            time,
            bound,
            where="post",
            color=look.color,
            linestyle=look.linestyle,
            linewidth=0.8,
            alpha=0.65,
            label=f"_{bound.name}",  # the underscore keeps it out of the legend
        )


def draw_censored(axes: Axes, estimate: pd.DataFrame, look: Look) -> None:
    """Draw a stroke on the curve at each time with a censored patient."""
    censored = estimate[estimate["censored"] > 0]
    axes.plot(
        censored["time"],
        censored["survival"],
        linestyle="none",
        marker="|",
        markersize=8,
        markeredgewidth=1.4,
        color=look.color,
        label="_censored",
    )


def draw_counts(axes: Axes, counts: Mapping[str, pd.DataFrame]) -> None:
    """Write the counts of each group under the ticks of ``axes``.

    Args:
        axes: shares its months with the curves; one unit of its y is one line of text.
        counts: label to counts, as `risk_table` returns them, in the order of the curves.
    """
    axes.set_axis_off()
    axes.set_ylim(len(counts) * _GROUP_LINES, 0)
    for number, (look, (label, group)) in enumerate(zip(LOOKS, counts.items(), strict=False)):
        top = number * _GROUP_LINES + 0.5
        _write_heading(axes, top, label, look)
        for row, (column, name) in enumerate(COUNTS.items(), start=1):
            _write_left(axes, _INDENT, top + row, name)
            for tick, count in zip(group["time"], group[column], strict=True):
                axes.text(tick, top + row, f"{count}", ha="center", va="center_baseline")


def _write_left(axes: Axes, points: float, y: float, text: str, **look: Any) -> None:
    """Write ``text`` at ``y``, starting ``points`` right of the left end of ``axes``."""
    axes.annotate(
        text,
        (0, y),
        xycoords=("axes fraction", "data"),
        xytext=(points, 0),
        textcoords="offset points",
        va="center_baseline",
        annotation_clip=False,
        **look,
    )


def _write_heading(axes: Axes, y: float, label: str, look: Look) -> None:
    """Write a group's label after a piece of its line."""
    inch = 1 / (WIDTH - _LEFT - _RIGHT)
    start = _INDENT / 72 * inch
    axes.plot(
        [start, start + 0.42 * inch],
        [y, y],
        transform=axes.get_yaxis_transform(),
        color=look.color,
        linestyle=look.linestyle,
        clip_on=False,
    )
    _write_left(axes, _INDENT + 0.52 * 72, y, label, fontweight="bold")


def _axes(
    figure: Figure,
    bottom: float,
    height: float,
    label: str,
    *,
    left: float = _LEFT,
    sharex: Axes | None = None,
) -> Axes:
    """Axes over the width of ``figure``, at sizes in inches."""
    width, total = figure.get_size_inches()
    place = (left / width, bottom / total, (width - left - _RIGHT) / width, height / total)
    return figure.add_axes(place, label=label, sharex=sharex)


def _draw_survival_axes(axes: Axes, ticks: Sequence[float], x_label: str, y_label: str) -> None:
    _draw_months(axes, ticks, x_label)
    # A little more than 100%, for the strokes of patients censored before the first event.
    axes.set_ylim(0, 1.045)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    axes.set_ylabel(y_label)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_bounds(0, 1)


def _draw_months(axes: Axes, ticks: Sequence[float], label: str) -> None:
    axes.set_xlim(0, ticks[-1])
    axes.set_xticks(ticks)
    axes.set_xlabel(label, labelpad=5)
    draw_years(axes)


def draw_years(axes: Axes) -> None:
    """Name the years at the top of ``axes``, which has months."""
    years = axes.secondary_xaxis("top")
    last = int(axes.get_xlim()[1] // MONTHS_PER_YEAR)
    names = ["", "1 year", *(f"{year} years" for year in range(2, last + 1))]
    months = [year * MONTHS_PER_YEAR for year in range(last + 1)]
    years.set_xticks(months, names[: last + 1])
    years.tick_params(length=0, labelcolor=GREY, pad=2)
    years.spines["top"].set_visible(False)


def _draw_legend(axes: Axes, labels: Sequence[str]) -> None:
    """A legend in the lower left corner, where curves that start at 100% leave room."""
    censored = Line2D([], [], linestyle="none", marker="|", markersize=8, markeredgewidth=1.4)
    censored.set_color(GREY)
    handles = [
        Line2D([], [], color=look.color, linestyle=look.linestyle)
        for look, _ in zip(LOOKS, labels, strict=False)
    ]
    band = Patch(facecolor=GREY, alpha=0.2, edgecolor=GREY, linewidth=0.8)
    axes.legend(
        [*handles, band, censored],
        [*labels, "95% confidence interval", "Patient censored"],
        loc="lower left",
        handlelength=2.6,
        labelspacing=0.35,
        borderaxespad=0.3,
        frameon=True,
        framealpha=1,
        edgecolor="none",
    )


# What the letter shows.

_FROM_START = "Months from start of blinatumomab"

CURVE_LABELS: Mapping[str, str] = {
    "uncensored_at_hsct": "Not censored at transplant",
    "censored_at_hsct": "Censored at transplant",
}

PANEL_LABELS: Mapping[str, str] = {
    "a": "all {n} patients",
    "b": "{n} patients with Philadelphia chromosome-negative disease",
    "c": "{n} patients with molecular failure in first hematologic remission",
}


def figure_1(cohort: pd.DataFrame, panel: str) -> Drawing:
    """Draw a panel of Figure 1: RFS with and without censoring at transplant.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.
        panel: ``a`` (all patients), ``b`` (Ph-negative) or ``c`` (molecular failure in CR1).

    Returns:
        As `survival_figure`. It has no title: the caption says which patients these are.

    Raises:
        KeyError: there is no such panel.
        ValueError: the panel has no patients.
    """
    groups = by_curve(cohort, PANELS[panel])
    return survival_figure(
        {CURVE_LABELS[curve]: group for curve, group in groups.items()},
        ticks=_month_ticks(cohort),
        x_label=_FROM_START,
        y_label="Relapse-free survival",
    )


def figure_1_alt_text(cohort: pd.DataFrame, panel: str) -> str:
    """Say what a panel of Figure 1 shows, in two sentences, for those who do not see it.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.
        panel: as for `figure_1`.

    Raises:
        KeyError: there is no such panel.
        ValueError: the panel has no patients, or a curve ends before 5 years.
    """
    groups = by_curve(cohort, PANELS[panel])
    patients = PANEL_LABELS[panel].format(n=len(PANELS[panel](cohort)))
    results = " and ".join(
        f"{_five_years(group)} {CURVE_LABELS[curve].lower()}" for curve, group in groups.items()
    )
    return (
        f"Kaplan-Meier curves of relapse-free survival in {patients}. At 5 years it is {results}."
    )


def _month_ticks(cohort: pd.DataFrame) -> range:
    """Every whole year of the cohort's follow-up and the next: the same in all panels."""
    years = max(1, ceil(cohort["rfs_months"].max() / MONTHS_PER_YEAR))
    return range(0, years * MONTHS_PER_YEAR + 1, MONTHS_PER_YEAR)


def _five_years(group: pd.DataFrame) -> str:
    curve = kaplan_meier(group["time_months"], group["event"])
    estimate = at(curve, FIVE_YEARS_MONTHS)
    value, low, high = (
        f"{fixed(100 * estimate[name], 1)}%" for name in ("survival", "ci_lower", "ci_upper")
    )
    events = int(curve.loc[curve["time"] <= FIVE_YEARS_MONTHS, "events"].sum())
    return (
        f"{value} (95% confidence interval {low} to {high}; "
        f"{_counted(events, 'relapse or death', 'relapses or deaths')})"
    )


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


# The course of each patient.


@dataclass(frozen=True)
class Mark:
    """How an event is drawn: each has a shape of its own, as well as a colour."""

    label: str
    marker: str
    color: str
    fill: str
    size: float = 8


RELAPSE_FREE = "Relapse-free survival"
RESPONSE = "MRD response"
TRANSPLANT = Mark("Transplant", "D", INK, "white", 7)
RESPONSE_END = Mark("End of MRD response", "|", INK, INK, 13)
ENDS: Mapping[str, Mark] = {
    "hematologic_relapse": Mark("Hematologic relapse", "o", VERMILLION, VERMILLION, 9),
    "extramedullary_relapse": Mark("Extramedullary relapse", "s", VERMILLION, "white", 8),
    "death_in_remission": Mark("Death in remission", "X", INK, INK, 9),
    "withdrew_consent": Mark("Withdrawal of consent", "v", INK, "white", 8),
    "none": Mark("Remission at last visit", ">", INK, INK, 8),
}

_LANE = 0.25
_LANE_LEFT, _LANE_TOP, _LANE_BOTTOM = 1.95, 0.45, 1.42
_COLUMNS = (-134, -110, -71, -40)  # where a lane's labels start, in points right of the axes


def swimmer(cohort: pd.DataFrame) -> Drawing:
    """Draw the course of each patient as a lane, in order of relapse-free survival.

    Drawn from Table 2: a grey bar from the start of blinatumomab to the end of RFS; a mark at
    its end for the relapse (hematologic or extramedullary), death, withdrawal, or remission at
    the last visit; a diamond at transplant; and inside the bar the MRD response, with a stroke
    where it was lost. A response without a stroke was ongoing at the last MRD assessment.

    When a response began is not published, only how long it lasted and that every one came in
    the first cycle (4 weeks of infusion and 2 without). So responses are drawn from month 0 with
    their published length: the true ones lie up to one cycle, 1.4 months, further right.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.

    Returns:
        Axes labelled ``lanes``. Each kind of mark is one `Line2D` with its name as label, and
        months and lanes (0 at the top) as data; bars are in two containers labelled likewise.
    """
    lanes = cohort.sort_values(["rfs_months", "patient"], ignore_index=True)
    height = _LANE_TOP + len(lanes) * _LANE + _LANE_BOTTOM
    with style():
        figure = Drawing(figsize=(WIDTH, height))
        axes = _axes(figure, _LANE_BOTTOM, len(lanes) * _LANE, "lanes", left=_LANE_LEFT)
        _draw_bars(axes, lanes)
        _draw_marks(axes, lanes)
        _draw_months(axes, _month_ticks(cohort), _FROM_START)
        _draw_lane_labels(axes, lanes)
        _draw_lane_legend(figure, axes)
    return figure


def swimmer_alt_text(cohort: pd.DataFrame) -> str:
    """Say what `swimmer` shows, in two sentences, for those who do not see it."""
    months = cohort["rfs_months"]
    ends = ", ".join(
        f"{mark.label.lower()} ({(cohort['event_type'] == event).sum()})"
        for event, mark in ENDS.items()
    )
    return (
        f"The course of {_counted(len(cohort), 'patient', 'patients')}, one lane each, in order of "
        f"relapse-free survival, from {fixed(months.min(), 1)} to {fixed(months.max(), 1)} months. "
        f"The lanes end in {ends}; {len(transplanted(cohort))} had a transplant and "
        f"{len(responders(cohort))} an MRD response, which {len(_lost_response(cohort))} lost."
    )


def _lost_response(cohort: pd.DataFrame) -> pd.DataFrame:
    """MRD response that had ended when MRD was last assessed."""
    return responders(cohort).drop(ongoing_response(cohort).index)


def _draw_bars(axes: Axes, lanes: pd.DataFrame) -> None:
    axes.barh(lanes.index, lanes["rfs_months"], height=0.72, color="#cccccc", label=RELAPSE_FREE)
    response = responders(lanes)
    axes.barh(
        response.index,
        response["mrd_response_months"],
        height=0.3,
        color=BLUE,
        label=RESPONSE,
    )


def _draw_marks(axes: Axes, lanes: pd.DataFrame) -> None:
    for event, mark in ENDS.items():
        _draw_mark(axes, mark, lanes.loc[lanes["event_type"] == event, "rfs_months"])
    _draw_mark(axes, TRANSPLANT, transplanted(lanes)["hsct_months"])
    _draw_mark(axes, RESPONSE_END, _lost_response(lanes)["mrd_response_months"])


def _draw_mark(axes: Axes, mark: Mark, months: "pd.Series[float]") -> None:
    """Draw ``mark`` at ``months``, whose index says in which lane."""
    axes.plot(
        months,
        months.index,
        linestyle="none",
        marker=mark.marker,
        markersize=mark.size,
        markeredgewidth=1.6,
        markeredgecolor=mark.color,
        markerfacecolor=mark.fill,
        label=mark.label,
        clip_on=False,
    )


def _draw_lane_legend(figure: Figure, axes: Axes) -> None:
    """A legend under the lanes: three columns, the bars and their end first."""
    drawn = dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    labels = (
        RELAPSE_FREE,
        RESPONSE,
        RESPONSE_END.label,
        *(mark.label for mark in ENDS.values()),
        TRANSPLANT.label,
    )
    figure.legend(
        [drawn[label] for label in labels],
        labels,
        loc="lower center",
        ncols=3,
        columnspacing=1.4,
        handletextpad=0.5,
        borderaxespad=0.3,
    )


def _draw_lane_labels(axes: Axes, lanes: pd.DataFrame) -> None:
    axes.set_ylim(len(lanes) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    _write_left(axes, _COLUMNS[0], -1, "Patient", fontweight="bold")
    for lane, (_, patient) in enumerate(lanes.iterrows()):
        for points, text in zip(_COLUMNS, _lane_label(patient), strict=True):
            _write_left(axes, points, lane, text)


def _lane_label(patient: "pd.Series[Any]") -> tuple[str, ...]:
    """Number; sex and age; Ph status; molecular failure (MolF) or relapse (MolR)."""
    return (
        str(patient["patient"]),
        f"{patient['sex']} {patient['age_years']}",
        {"positive": "Ph+", "negative": "Ph−"}[patient["ph_status"]],
        {"failure": "MolF", "relapse": "MolR"}[patient["molecular_status"]],
    )
