"""The review's figures. Nothing is estimated here but by functions that tests/oracle/ confirms."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.ticker import PercentFormatter

from letter.axes import FROM_START, SURVIVAL, month_ticks
from letter.definitions import groups
from letter.definitions.endpoints import (
    CURVE_LABELS,
    curve,
    five_year_rfs,
    followed,
    relapse_free_survival,
)
from letter.definitions.groups import Cohort
from letter.definitions.readings import best_at_transplant, leave_one_out, worst_at_transplant
from letter.review.topics.risks import incidence_curves
from letter.review.topics.subgroups import RESPONSE_LANDMARK
from reproduction.figures.drawing import Drawing, Picture
from reproduction.figures.panels import (
    Area,
    Panel,
    small_multiples,
    stacked_incidence,
    survival_panel,
)
from reproduction.figures.style import (
    FAINT,
    GREY,
    INK,
    LOOKS,
    MAGENTA,
    NEUTRAL_LOOKS,
    ORANGE,
    PAPER,
    Look,
)
from reproduction.figures.survival import draw_curve, percent_axes
from reproduction.survival.time_dependent import STATES, at_risk, episodes, simon_makuch

CENSORED = CURVE_LABELS["censored_at_hsct"]


def transplant_panels(cohort: Cohort) -> list[Panel]:
    """Return RFS by transplant: by the whole course (biased), and by the state at each time."""
    rows, ticks = relapse_free_survival(cohort), month_ticks(cohort)
    transplanted = groups.members(groups.transplanted, cohort)
    naive = survival_panel(
        "Ever or never (biased)",
        {"Never": followed(rows[~transplanted]), "Ever": followed(rows[transplanted])},
        ticks,
        FROM_START,
    )
    split = episodes(rows["time_months"], rows["event"], cohort["hsct_months"])
    curves = simon_makuch(split)
    labels = dict(zip(STATES, ("Not yet or never", "After transplant"), strict=True))
    states = {labels[name]: curves["switched"] == (name == "after") for name in STATES}
    counts = {
        label: [int(n) for n in at_risk(split[split["switched"] == after], ticks)]
        for label, after in zip(states, (0.0, 1.0), strict=True)
    }
    over_time = Panel(
        "By the state at the time",
        {label: curves[mask].drop(columns="switched") for label, mask in states.items()},
        counts,
        FROM_START,
    )
    return [naive, over_time]


def transplant_figure(cohort: Cohort) -> Picture:
    """Draw `transplant_panels`."""
    return small_multiples(
        transplant_panels(cohort),
        ticks=month_ticks(cohort),
        y_label=SURVIVAL,
        alt="Two panels of survival curves. In the first, patients who were ever transplanted stay "
        "above those who never were. In the second, where patients change curves at transplant, "
        "the two curves cross and end at almost the same height. All intervals overlap widely.",
    )


def bounds_curves(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return the curve censored at transplant and the best and worst that it can hide."""
    cases = {
        "worst": relapse_free_survival(worst_at_transplant(cohort)),
        "best": relapse_free_survival(best_at_transplant(cohort)),
        "censored": relapse_free_survival(cohort, censor_at_hsct=True),
    }
    return {name: curve(rows) for name, rows in cases.items()}


def bounds_figure(cohort: Cohort) -> Picture:
    """Draw `bounds_curves`, with what lies between the worst and the best.

    Returns:
        Drawings with axes labelled ``bounds``, with a `Line2D` for each case.
    """
    curves = bounds_curves(cohort)
    labels = {
        "best": ("Best case", Look(GREY, (0, (1, 1)))),
        "censored": (CENSORED, LOOKS[1]),
        "worst": ("Worst case", Look(GREY)),
    }
    lower, upper = (_on_grid(curves[name], curves) for name in ("worst", "best"))

    def draw(width: float) -> Drawing:
        figure = Drawing(figsize=(width, 3.3))
        axes = figure.place("bounds", (0.78, 0.6, width - 0.98, 2.55))
        axes.fill_between(
            lower.index, lower, upper, step="post", color=FAINT, linewidth=0, label="_between"
        )
        for name, (label, look) in labels.items():
            draw_curve(axes, curves[name], look, label)
        percent_axes(axes, month_ticks(cohort), FROM_START, SURVIVAL)
        axes.legend(loc="lower left", handlelength=2.6, borderaxespad=0.1)
        return figure

    return Picture(
        draw,
        "Three survival curves. The curve censored at transplant lies in the upper half of a wide "
        "band between a worst case and a best case; the band opens within the first six months "
        "and stays wide.",
    )


def _on_grid(one: pd.DataFrame, curves: Mapping[str, pd.DataFrame]) -> "pd.Series[float]":
    """Return one curve at the times of all of them, as steps."""
    times = sorted({time for other in curves.values() for time in other["time"]})
    return one.set_index("time")["survival"].reindex(times).ffill()


def incidence_areas(cohort: Cohort) -> dict[str, dict[str, Area]]:
    """Return relapse and death as competing risks; and transplant against either before it."""
    curves = incidence_curves(cohort)
    return {
        "First relapse or death": {
            "Hematologic relapse": Area(curves["hematologic_relapse"], MAGENTA),
            "Extramedullary relapse": Area(curves["extramedullary_relapse"], MAGENTA, "//"),
            "Death in remission": Area(curves["death_in_remission"], GREY),
        },
        "First relapse, death or transplant": {
            "Relapse or death": Area(curves["failure"], GREY, ".."),
            "Transplant in remission": Area(curves["transplant"], ORANGE),
        },
    }


def incidence_figure(cohort: Cohort) -> Picture:
    """Draw `incidence_areas`, stacked."""
    return stacked_incidence(
        incidence_areas(cohort),
        ticks=month_ticks(cohort),
        x_label=FROM_START,
        y_label="Cumulative incidence",
        alt="Two panels of stacked areas over time. In the first, hematologic relapse is the "
        "largest part, extramedullary relapse comes early and then stays constant, and death in "
        "remission is a thin band. In the second, transplant in remission is the largest area and "
        "rises within the first six months.",
    )


def subgroup_panels(cohort: Cohort) -> list[Panel]:
    """Return RFS in the exploratory subgroups; by MRD response, from the landmark on."""
    ticks = month_ticks(cohort)
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
            {
                label: followed(relapse_free_survival(group(cohort)))
                for label, group in pair.items()
            },
            ticks,
            FROM_START,
            NEUTRAL_LOOKS,
        )
        for title, pair in baseline.items()
    ]
    reached = groups.remission_beyond(cohort, RESPONSE_LANDMARK)
    pair = {"Response": groups.responders, "No response": groups.non_responders}
    after = {
        label: followed(
            relapse_free_survival(group(reached)).assign(
                time_months=lambda rows: rows["time_months"] - RESPONSE_LANDMARK
            )
        )
        for label, group in pair.items()
    }
    last = survival_panel("MRD response", after, ticks, "Months from the landmark", NEUTRAL_LOOKS)
    return [*panels, last]


def subgroup_figure(cohort: Cohort) -> Picture:
    """Draw `subgroup_panels`."""
    return small_multiples(
        subgroup_panels(cohort),
        ticks=month_ticks(cohort),
        y_label=SURVIVAL,
        alt="Four panels with two survival curves each. By molecular status the curve of relapse "
        "falls to zero while that of failure stays high. By Ph status, baseline MRD and MRD "
        "response the intervals overlap almost entirely.",
    )


def leave_one_out_figure(cohort: Cohort) -> Picture:
    """Draw the five-year estimate of the curve censored at transplant, without each patient.

    Returns:
        Drawings with axes labelled ``leave_one_out``, with a `Line2D` of 20 points (estimate,
        patient) labelled as the curve.
    """
    estimates = leave_one_out(cohort)
    full = five_year_rfs(cohort, censor_at_hsct=True).value

    def draw(width: float) -> Drawing:
        figure = Drawing(figsize=(width, 4.3))
        axes = figure.place("leave_one_out", (0.78, 0.62, width - 1, 3.5))
        axes.axvline(full, color=INK, linewidth=1, linestyle=":", label="_full")
        diamond: dict[str, Any] = {"ls": "none", "marker": "D", "mec": ORANGE, "mfc": PAPER}
        axes.plot(estimates["survival"], estimates["patient"], label=CENSORED, **diamond)
        axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
        axes.set_xlabel("RFS at 5 years without the patient", loc="right")
        axes.set_ylim(cohort["patient"].max() + 0.7, 0.3)
        axes.set_yticks(cohort["patient"])
        axes.set_ylabel("Patient left out")
        axes.grid(axis="y", linewidth=0.8)
        return figure

    return Picture(
        draw,
        "A dot plot with one row for each patient left out. Most estimates lie close to the dotted "
        "line; the one furthest above it is that without the patient who relapsed last without a "
        "transplant.",
    )
