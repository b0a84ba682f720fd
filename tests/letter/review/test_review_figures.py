"""The plotted data, against R's; never pixels."""

import numpy as np
import pytest
from oracle_csv import TOLERANCE, oracle_table

from letter.data.cohort import load_cohort
from letter.review import figures as review_figures
from letter.review.figures import (
    TICKS,
    Panel,
    bounds_figure,
    incidence_figure,
    leave_one_out_figure,
    small_multiples,
    subgroup_figure,
    transplant_figure,
)

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


def lines(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def drawn(axes, label):
    return axes.get_lines()[list(lines(axes)).index(label)].get_xydata()


def at_risk_numbers(axes):
    texts = [text.get_text() for text in axes.texts if text.get_text().isdecimal()]
    return [list(map(int, texts[i : i + len(TICKS)])) for i in range(0, len(texts), len(TICKS))]


@pytest.mark.parametrize("figure", [subgroup_figure, transplant_figure])
def test_the_curves_of_groups_are_what_r_has(cohort, figure):
    oracle, found = oracle_table("group-curves.csv"), 0
    for axes in figure(cohort).axes:
        for label, line in lines(axes).items():
            if label in GROUPS:
                expected = oracle[oracle["group"] == GROUPS[label]]
                data = line.get_xydata()[1:]  # without the row for time 0
                np.testing.assert_allclose(data[:, 0], expected["time"], rtol=TOLERANCE)
                np.testing.assert_allclose(data[:, 1], expected["survival"], rtol=TOLERANCE)
                found += 1
    assert found == (8 if figure is subgroup_figure else 2)


@pytest.mark.parametrize("figure", [subgroup_figure, transplant_figure])
def test_the_numbers_at_risk_are_counted_again(cohort, figure):
    oracle = oracle_table("group-curves.csv")
    for axes in figure(cohort).axes:
        labels = [label for label in lines(axes) if label in GROUPS]
        for label, counts in zip(labels, at_risk_numbers(axes), strict=False):
            own = oracle[oracle["group"] == GROUPS[label]]
            later = [own[own["time"] >= tick] for tick in TICKS]
            assert counts == [int(rows["at_risk"].max()) if len(rows) else 0 for rows in later]


def test_the_state_at_each_time_is_counted_again(cohort):
    axes = transplant_figure(cohort).axes[1]
    before, after = at_risk_numbers(axes)
    switched = cohort["hsct_months"].fillna(np.inf)
    for i, tick in enumerate(TICKS):
        followed = cohort["rfs_months"] >= tick
        assert after[i] == (followed & (switched < tick)).sum()
        assert before[i] == (followed & (switched >= tick)).sum()


def test_simon_makuch_curves_are_drawn_to_the_last_follow_up(cohort):
    axes = transplant_figure(cohort).axes[1]
    oracle = oracle_table("simon-makuch.csv")
    for label, state, last in (
        ("Not yet or never", "before", 70.1),
        ("After transplant", "after", 65.8),
    ):
        data = dict(map(tuple, lines(axes)[label].get_xydata()))
        assert max(data) == last
        for row in oracle[oracle["state"] == state].itertuples():
            assert data[row.time] == pytest.approx(row.survival, rel=TOLERANCE)


def test_the_stacked_areas_are_sums_of_what_r_has(cohort):
    oracle = oracle_table("incidence.csv").pivot(index="time", columns="of", values="incidence")
    left, right = incidence_figure(cohort).axes
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


def test_the_bounds_are_what_r_has(cohort):
    (axes,) = bounds_figure(cohort).axes
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


def test_leaving_out_is_drawn_for_every_patient(cohort):
    (axes,) = leave_one_out_figure(cohort).axes
    oracle = oracle_table("leave-one-out.csv")
    (points,) = [line.get_xydata() for line in axes.get_lines() if line.get_gid()]
    np.testing.assert_allclose(points, oracle[["survival", "patient"]], rtol=TOLERANCE)
    low, high = axes.get_xlim()
    assert ((low < points[:, 0]) & (points[:, 0] < high)).all()


def test_more_curves_than_looks_are_refused():
    panel = Panel("too many", dict.fromkeys("abc"), {})
    with pytest.raises(ValueError, match="3 curves: expected at most 2"):
        small_multiples([panel])


@pytest.mark.parametrize("name", [name for name in vars(review_figures) if "_figure" in name])
def test_a_figure_is_the_same_bytes_each_time(cohort, name):
    figure = getattr(review_figures, name)
    assert figure(cohort).svg() == figure(cohort).svg()
