"""The course of each patient, drawn from Table 2 as a swimmer plot."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from letter.axes import FROM_START, SURVIVAL, month_ticks, year_names
from letter.data.cells import MOLECULAR, PH
from letter.definitions.events import EVENT_TYPES
from letter.definitions.groups import Cohort, lost_response, responders, transplanted
from letter.definitions.treatment import response_start_bounds
from letter.text import counted
from reproduction.claims.rounding import fixed
from reproduction.figures.drawing import Drawing, Picture
from reproduction.figures.style import INK, MAGENTA, NARROW, ORANGE, PAPER, TEAL
from reproduction.figures.survival import draw_upper_axis, write_left


class Mark(NamedTuple):
    """How something that happened is drawn: each has a shape of its own, as well as a colour."""

    label: str
    marker: str
    color: str
    fill: str
    size: float

    def line(self, months: Sequence[float], lanes: Sequence[float]) -> Line2D:
        """Return the mark at its places."""
        line = Line2D(months, lanes, ls="none", mew=1.6, label=self.label, clip_on=False)
        line.set(marker=self.marker, ms=self.size, mec=self.color, mfc=self.fill)
        return line


TRANSPLANT = Mark("Transplant", "D", INK, ORANGE, 6.5)
RESPONSE_END = Mark("MRD response lost", "|", INK, INK, 13)
# The shapes are the signs of the events.
_ENDS = {
    "hematologic_relapse": ("o", MAGENTA, MAGENTA, 9),
    "extramedullary_relapse": ("s", MAGENTA, PAPER, 8),
    "death_in_remission": ("X", INK, INK, 9),
    "withdrew_consent": ("v", INK, PAPER, 8),
    "none": (">", INK, INK, 8),
}
ENDS = {name: Mark(event.label, *_ENDS[name]) for name, event in EVENT_TYPES.items()}


class Bar(NamedTuple):
    """How a stretch of time is drawn; its height is in inches."""

    label: str
    color: str
    height: float
    alpha: float = 1


COURSE = Bar(SURVIVAL, TEAL, 0.18, 0.35)
RESPONSE = Bar("MRD response", INK, 0.06)
MAY_HAVE_BEGUN = Bar("Response may have begun", INK, 0.02)


class Layout(NamedTuple):
    """Where things are, in inches.

    Labels stand beside the bars or, where there is no room, above them: ``label`` and ``bar`` are
    how far they are below the middle of their lane.
    """

    lane: float
    left: float
    right: float
    bottom: float
    columns: tuple[float, ...]
    label: float
    bar: float
    legend_columns: int


_TOP = 0.45
_WIDE = Layout(0.25, 1.95, 0.35, 1.45, (-1.86, -1.53, -0.99, -0.56), 0, 0, 3)
_NARROW = Layout(0.43, 0.14, 0.22, 2.9, (0, 0.85, 1.45, 1.95), -0.11, 0.1, 1)


def swimmer(cohort: Cohort) -> Picture:
    """Draw the course of each patient as a lane, in order of relapse-free survival.

    Drawn from Table 2: a pale bar from the start of blinatumomab to the end of RFS; a mark at
    its end for the relapse (hematologic or extramedullary), death, withdrawal, or remission at
    the last visit; a diamond at transplant; and inside the bar the MRD response, with a stroke
    where it was lost before a relapse. A response that reaches the mark of a relapse most
    likely ended with it. One without either was ongoing at the last MRD assessment.

    When a response began is not printed, but it is bounded (`response_start_bounds`). So a
    response is drawn with its printed length from the latest start, after a thin line for the
    time in which it may have begun.

    Returns:
        Drawings with axes labelled ``lanes``. Each bar and mark has its kind's name as label,
        ``data-patient:`` and the patient's number as group id, and months and lanes (0 at the
        top) as data.
    """
    lanes = cohort.sort_values(["rfs_months", "patient"], ignore_index=True)
    ticks = month_ticks(cohort)

    def draw(width: float) -> Drawing:
        layout = _WIDE if width > NARROW else _NARROW
        height = len(lanes) * layout.lane
        figure = Drawing(figsize=(width, _TOP + height + layout.bottom))
        own_width = width - layout.left - layout.right
        axes = figure.place("lanes", (layout.left, layout.bottom, own_width, height))
        _set_up(axes, ticks, layout, len(lanes))
        _draw_lanes(axes, lanes, layout)
        tight: dict[str, Any] = {"columnspacing": 1.4, "handletextpad": 0.5, "borderaxespad": 0.3}
        figure.legend(handles=_legend(), loc="lower center", ncols=layout.legend_columns, **tight)
        return figure

    return Picture(draw, swimmer_alt_text(cohort))


def swimmer_alt_text(cohort: Cohort) -> str:
    """Say what `swimmer` shows, in two sentences, for those who do not see it."""
    months = cohort["rfs_months"]
    ends = ", ".join(
        f"{mark.label.lower()} ({(cohort['event_type'] == event).sum()})"
        for event, mark in ENDS.items()
    )
    return (
        f"The course of {counted(len(cohort), 'patient', 'patients')}, one lane each, in order of "
        f"relapse-free survival, from {fixed(months.min(), 1)} to {fixed(months.max(), 1)} months. "
        f"The lanes end in {ends}; {len(transplanted(cohort))} had a transplant and "
        f"{len(responders(cohort))} an MRD response, which {len(lost_response(cohort))} lost, most "
        f"likely {response_start_bounds(cohort)['ends_at_relapse'].sum()} of them at the relapse "
        "itself."
    )


def _set_up(axes: Axes, ticks: range, layout: Layout, lanes: int) -> None:
    axes.set_xlim(0, ticks[-1])
    axes.set_xticks(ticks)
    axes.set_xlabel(FROM_START, labelpad=5)
    draw_upper_axis(axes, year_names(ticks))
    axes.set_ylim(lanes - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", linewidth=0.8)
    if not layout.label:
        write_left(axes, layout.columns[0] * 72, -1, "Patient", fontweight="bold")


def _draw_lanes(axes: Axes, lanes: pd.DataFrame, layout: Layout) -> None:
    """Draw each lane's parts, and give them the patient's number to be found by."""
    lanes = lanes.join(response_start_bounds(lanes)[["latest", "ends_at_relapse"]])
    for lane, (_, patient) in enumerate(lanes.iterrows()):
        y = lane + layout.bar / layout.lane
        drawn: list[Artist] = []
        for bar, start, length in _bars(patient):
            height = bar.height / layout.lane
            shape = Rectangle((start, y - height / 2), length, height, lw=0, label=bar.label)
            shape.set(fc=bar.color, alpha=bar.alpha)
            drawn.append(axes.add_patch(shape))
        drawn += [axes.add_line(mark.line([month], [y])) for mark, month in _marks(patient)]
        y = lane + layout.label / layout.lane
        for column, text in zip(layout.columns, _label(patient, layout), strict=True):
            drawn.append(write_left(axes, column * 72, y, text))
        for part in drawn:
            part.set_gid(f"data-patient:{patient['patient']}")


def _bars(patient: "pd.Series[Any]") -> Iterator[tuple[Bar, float, float]]:
    """Yield the stretches of a patient's course, with their start and length in months."""
    yield COURSE, 0, patient["rfs_months"]
    if patient["mrd_response"]:
        yield MAY_HAVE_BEGUN, 0, patient["latest"]
        yield RESPONSE, patient["latest"], patient["mrd_response_months"]


def _marks(patient: "pd.Series[Any]") -> Iterator[tuple[Mark, float]]:
    """Yield what happened to a patient, and when in months."""
    if patient["mrd_response"] and not (
        patient["mrd_response_ongoing"] or patient["ends_at_relapse"]
    ):
        yield RESPONSE_END, patient["latest"] + patient["mrd_response_months"]
    yield ENDS[patient["event_type"]], patient["rfs_months"]
    if pd.notna(patient["hsct_months"]):
        yield TRANSPLANT, patient["hsct_months"]


def _legend() -> list[Artist]:
    """Return one sample of each bar and mark: the bars and their end first."""
    bars = [
        Patch(fc=bar.color, alpha=bar.alpha, lw=0, label=bar.label) for bar in (COURSE, RESPONSE)
    ]
    unknown = Line2D([], [], color=MAY_HAVE_BEGUN.color, lw=1.5, label=MAY_HAVE_BEGUN.label)
    marks = (RESPONSE_END, *ENDS.values(), TRANSPLANT)
    return [*bars, unknown, *(mark.line([], []) for mark in marks)]


def _label(patient: "pd.Series[Any]", layout: Layout) -> tuple[str, ...]:
    """Return number; sex and age; Ph status; molecular failure (MolF) or relapse (MolR)."""
    return (
        f"Patient {patient['patient']}" if layout.label else str(patient["patient"]),
        f"{patient['sex']} {patient['age_years']}",
        PH[patient["ph_status"]],
        MOLECULAR[patient["molecular_status"]],
    )
