"""What each table and figure shows, as data frames; how they are written is the tool's."""

import re
from collections.abc import Mapping

import pandas as pd
import pytest
from oracle_csv import TOLERANCE, oracle_table
from raw_rows import raw_follow_up, raw_survival

from letter.data.cohort import load_cohort
from letter.data.paths import PROJECT, REPORT
from letter.data.published import TABLE_1_KEYS, load_table_1, load_table_2
from letter.data.table1_rows import NOT_DERIVABLE
from letter.definitions.endpoints import CURVES, PANELS
from letter.display.downloads import course, curves, downloads
from letter.review import tables
from reproduction.loading import load

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


class Frames(Mapping):
    """The data frames by name, each made once, when a test asks for it."""

    def __init__(self, makers):
        self.makers, self.made = makers, {}

    def __getitem__(self, name):
        if name not in self.made:
            self.made[name] = self.makers[name]()
        return self.made[name]

    def __iter__(self):
        return iter(self.makers)

    def __len__(self):
        return len(self.makers)


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


@pytest.fixture(scope="module")
def frames():
    return Frames(downloads(load(PROJECT)))


each_curve = pytest.mark.parametrize("curve", CURVES)
each_panel = pytest.mark.parametrize("panel", PANELS)


# --- The letter's tables and figures


def test_the_tables_are_the_printed_ones(frames):
    first = frames["table-1"]
    pd.testing.assert_frame_equal(first.drop(columns="basis"), load_table_1())
    as_printed = first.loc[first["basis"] == "as printed", list(TABLE_1_KEYS)]
    assert set(as_printed.itertuples(index=False, name=None)) == NOT_DERIVABLE
    assert set(first["basis"]) == {"as printed", "computed"}
    pd.testing.assert_frame_equal(frames["table-2"], load_table_2())


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


@each_panel
def test_a_panel_is_offered_as_its_curves(cohort, frames, panel):
    pd.testing.assert_frame_equal(frames[f"figure-1{panel}"], curves(cohort, PANELS[panel]))


def test_the_course_of_some_patients_by_hand(cohort):
    rows = course(cohort).set_index("patient")
    assert list(rows["rfs_months"]) == list(cohort["rfs_months"])
    # Table 2: patient 2 had no response, 3 relapsed as it ended, 9 lost it long before, 13 has it.
    assert rows.loc[2, ["response_start_months", "response_months"]].isna().all()
    assert pd.isna(rows.loc[2, "response_end"])
    assert rows.loc[3, "response_start_months"] == pytest.approx(0.9)
    ends = rows.loc[[3, 5, 9, 13], "response_end"].tolist()
    assert ends == ["most likely at relapse"] * 2 + ["lost", "ongoing"]
    assert (rows["response_end"] == "lost").sum() == 3


# --- The review's


def test_every_table_of_the_review_is_offered_as_it_is_shown(frames):
    names = {f"review-table-{name.replace('_', '-')}" for name in tables.TABLES}
    assert names == {name for name in frames if name.startswith("review-table-")}
    estimates = frames["review-table-estimates"]
    row = estimates[(estimates["group"] == "All patients")].iloc[0]
    assert row["Curve"] == "Not censored"
    assert row["RFS at 5 years"] == "53% (29 to 72)"
    for name in names:
        assert frames[name].columns.is_unique
        assert all(frames[name].columns)
        assert not frames[name].map(lambda cell: cell.startswith("\u2003")).any(axis=None)
    # A heading within the table is a column; a table without has none.
    assert list(frames["review-table-sensitivity"].columns[:2]) == ["group", "Decision"]
    assert frames["review-table-bounds"].columns[0] != "group"


def test_every_figure_of_the_review_is_offered(frames):
    chapter = (REPORT / "statistical-review.qmd").read_text(encoding="utf-8")
    labels = re.findall(r"^#\| label: fig-(.*)", chapter, re.MULTILINE)
    offered = [name for name in frames if name.startswith("review-figure-")]
    assert sorted(offered) == sorted(f"review-figure-{label}" for label in labels)


def test_the_reviews_curves_are_what_r_has(frames):
    bounds = frames["review-figure-bounds"]
    for case in ("worst", "best"):
        expected = oracle_table("bounds-curves.csv").query("case == @case")
        found = bounds[(bounds["curve"] == case) & (bounds["time_months"] > 0)]
        assert found["survival"].tolist() == pytest.approx(
            expected["survival"].tolist(), rel=TOLERANCE
        )
    stack = frames["review-figure-competing"]
    oracle = oracle_table("incidence.csv").query("of == 'transplant'")
    found = stack[(stack["curve"] == "Transplant in remission") & (stack["time_months"] > 0)]
    expected = dict(zip(oracle["time"], oracle["incidence"], strict=True))
    assert found["incidence"].tolist() == pytest.approx(
        [expected[time] for time in found["time_months"]], rel=TOLERANCE
    )
    panels = frames["review-figure-subgroups"]
    assert panels.groupby("panel", sort=False)["curve"].nunique().tolist() == [2, 2, 2, 2]
