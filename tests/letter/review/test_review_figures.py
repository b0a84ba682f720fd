"""The plotted data, against R's; never pixels."""

from functools import cache

import numpy as np
import pytest
from oracle_csv import TOLERANCE, oracle_table

from letter.data.cohort import load_cohort
from letter.review.figures import (
    bounds_figure,
    incidence_figure,
    leave_one_out_figure,
    subgroup_figure,
    transplant_figure,
)

TICKS = range(0, 73, 12)

GROUPS = {
    "Ph-negative": "ph_negative",
    "Ph-positive": "ph_positive",
    "Failure": "failure",
    "Relapse": "relapse",
    "10⁻³ or more": "high_mrd",
    "Below 10⁻³": "low_mrd",
    "Response": "response",
    "No response": "no_response",
    "Never": "never",
    "Ever": "ever",
}


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


@pytest.fixture(scope="module", params=["wide", "narrow"])
def axes_of(request, cohort):
    """Gives the axes of a figure, drawn for a page's column or for a phone."""
    return cache(lambda figure: getattr(figure(cohort), request.param).axes)


def lines(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def at_risk_numbers(axes):
    texts = [text.get_text() for text in axes.texts if text.get_text().isdecimal()]
    return [list(map(int, texts[i : i + len(TICKS)])) for i in range(0, len(texts), len(TICKS))]


@pytest.mark.parametrize("figure", [subgroup_figure, transplant_figure])
def test_the_curves_of_groups_are_what_r_has(axes_of, figure):
    oracle, found = oracle_table("group-curves.csv"), 0
    for axes in axes_of(figure):
        for label, line in lines(axes).items():
            if label in GROUPS:
                expected = oracle[oracle["group"] == GROUPS[label]]
                data = line.get_xydata()[1:]  # without the row for time 0
                np.testing.assert_allclose(data[:, 0], expected["time"], rtol=TOLERANCE)
                np.testing.assert_allclose(data[:, 1], expected["survival"], rtol=TOLERANCE)
                found += 1
    assert found == (8 if figure is subgroup_figure else 2)


@pytest.mark.parametrize("figure", [subgroup_figure, transplant_figure])
def test_the_numbers_at_risk_are_counted_again(axes_of, figure):
    oracle = oracle_table("group-curves.csv")
    for axes in axes_of(figure):
        labels = [label for label in lines(axes) if label in GROUPS]
        for label, counts in zip(labels, at_risk_numbers(axes), strict=False):
            own = oracle[oracle["group"] == GROUPS[label]]
            later = [own[own["time"] >= tick] for tick in TICKS]
            assert counts == [int(rows["at_risk"].max()) if len(rows) else 0 for rows in later]


def test_the_state_at_each_time_is_counted_again(cohort, axes_of):
    axes = axes_of(transplant_figure)[1]
    before, after = at_risk_numbers(axes)
    switched = cohort["hsct_months"].fillna(np.inf)
    for i, tick in enumerate(TICKS):
        followed = cohort["rfs_months"] >= tick
        assert after[i] == (followed & (switched < tick)).sum()
        assert before[i] == (followed & (switched >= tick)).sum()


def test_simon_makuch_curves_are_drawn_to_the_last_follow_up(axes_of):
    axes = axes_of(transplant_figure)[1]
    oracle = oracle_table("simon-makuch.csv")
    for label, state, last in (
        ("Not yet or never", "before", 70.1),
        ("After transplant", "after", 65.8),
    ):
        data = dict(map(tuple, lines(axes)[label].get_xydata()))
        assert max(data) == last
        for row in oracle[oracle["state"] == state].itertuples():
            assert data[row.time] == pytest.approx(row.survival, rel=TOLERANCE)


def test_the_stacked_areas_are_sums_of_what_r_has(axes_of):
    oracle = oracle_table("incidence.csv").pivot(index="time", columns="of", values="incidence")
    left, right = axes_of(incidence_figure)
    stacks = {
        left: {
            "Hematologic relapse": ["hematologic_relapse"],
            "Extramedullary relapse": ["hematologic_relapse", "extramedullary_relapse"],
            "Death in remission": ["relapse", "death_in_remission"],
        },
        right: {
            "Relapse or death": ["failure"],
            "Transplant in remission": ["failure", "transplant"],
        },
    }
    for axes, edges in stacks.items():
        assert list(lines(axes)) == list(edges)
        for label, parts in edges.items():
            for time, value in lines(axes)[label].get_xydata()[1:]:
                assert value == pytest.approx(oracle.loc[time, parts].sum(), rel=TOLERANCE)


def test_the_bounds_are_what_r_has(axes_of):
    (axes,) = axes_of(bounds_figure)
    oracle = oracle_table("bounds-curves.csv")
    for label, case in (("Worst case", "worst"), ("Best case", "best")):
        data = lines(axes)[label].get_xydata()[1:]
        expected = oracle[oracle["case"] == case][["time", "survival"]]
        np.testing.assert_allclose(data, expected, rtol=TOLERANCE)
    middle = oracle_table("curves.csv").query(
        "population == 'all_patients' and curve == 'censored_at_hsct'"
    )
    data = lines(axes)["Censored at transplant"].get_xydata()[1:]
    np.testing.assert_allclose(data, middle[["time", "survival"]], rtol=TOLERANCE)


def test_leaving_out_is_drawn_for_every_patient(axes_of):
    (axes,) = axes_of(leave_one_out_figure)
    oracle = oracle_table("leave-one-out.csv")
    (points,) = [line.get_xydata() for line in axes.get_lines() if line.get_marker() == "D"]
    np.testing.assert_allclose(points, oracle[["survival", "patient"]], rtol=TOLERANCE)
    low, high = axes.get_xlim()
    assert ((low < points[:, 0]) & (points[:, 0] < high)).all()
