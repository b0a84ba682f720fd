import pandas as pd
import pytest

from letter.data.cohort import load_cohort
from letter.definitions.endpoints import (
    CURVES,
    PANELS,
    curve,
    first_failure,
    first_failure_or_transplant,
    mrd_response_duration,
    relapse_free_survival,
)


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


def of(rows, patient, *columns):
    return rows.set_index("patient").loc[patient, list(columns or rows.columns[1:])].tolist()


def test_the_endpoint_keeps_every_patient_in_order(cohort):
    rows = relapse_free_survival(cohort)
    assert rows["patient"].tolist() == list(range(1, 21))
    assert list(rows.columns) == ["patient", "time_months", "event"]
    assert (rows["time_months"].dtype, rows["event"].dtype) == (float, bool)


@pytest.mark.parametrize(
    ("patient", "time", "event"),
    [
        (1, 1.4, False),  # withdrew consent
        (2, 3.2, True),  # hematologic relapse
        (3, 4.2, True),  # extramedullary relapse
        (7, 19.1, True),  # died in remission
        (11, 59.5, False),
        (20, 70.1, False),
    ],
)
def test_what_ends_relapse_free_survival(cohort, patient, time, event):
    assert of(relapse_free_survival(cohort), patient) == [time, event]


@pytest.mark.parametrize(
    ("patient", "time", "event"),
    [(2, 3.2, True), (7, 2.8, False), (10, 18.7, False), (11, 1.9, False), (13, 62.9, False)],
)
def test_follow_up_ends_at_transplant_without_an_event(cohort, patient, time, event):
    assert of(relapse_free_survival(cohort, censor_at_hsct=True), patient) == [time, event]


@pytest.mark.parametrize(("panel", "n"), [("a", 20), ("b", 15), ("c", 15)])
def test_the_panels_have_the_letter_s_numbers_of_patients(cohort, panel, n):
    assert len(PANELS[panel](cohort)) == n


@pytest.mark.parametrize(
    ("panel", "events"), [("a", [9, 5]), ("b", [6, 2]), ("c", [4, 2])]
)  # without and with censoring at transplant
def test_the_panels_events(cohort, panel, events):
    counts = [
        relapse_free_survival(PANELS[panel](cohort), censor_at_hsct=censor)["event"].sum()
        for censor in CURVES.values()
    ]
    assert counts == events


def test_the_kind_of_the_first_failure(cohort):
    rows = first_failure(cohort)
    assert rows["cause"].value_counts().to_dict() == {
        "": 11,
        "hematologic_relapse": 6,
        "extramedullary_relapse": 2,
        "death_in_remission": 1,
    }
    assert rows["time_months"].equals(cohort["rfs_months"])


def test_what_came_first_transplant_or_failure(cohort):
    rows = first_failure_or_transplant(cohort)
    assert of(rows, 7) == [2.8, "transplant"]
    assert of(rows, 2) == [3.2, "failure"]
    assert of(rows, 20) == [70.1, ""]
    assert rows["cause"].value_counts().to_dict() == {"transplant": 9, "": 6, "failure": 5}


def test_the_duration_of_a_response_ends_with_its_loss(cohort):
    rows = mrd_response_duration(cohort)
    assert len(rows) == 16
    assert rows["event"].dtype == bool
    assert of(rows, 10) == [14.4, True]
    assert of(rows, 6) == [1.4, False]
    assert rows.loc[rows["event"], "patient"].tolist() == [3, 4, 5, 9, 10]


def test_a_cohort_in_which_all_or_nobody_is_transplanted(cohort):
    transplanted = cohort[cohort["hsct_months"].notna()]
    assert not relapse_free_survival(transplanted, censor_at_hsct=True)["event"].any()
    others = cohort[cohort["hsct_months"].isna()]
    pd.testing.assert_frame_equal(
        relapse_free_survival(others, censor_at_hsct=True), relapse_free_survival(others)
    )


def test_the_curve_of_all_patients_loses_its_first_twentieth_to_nobody(cohort):
    """Patient 1 is censored at 1.4 months; of 19 left, one relapses at 3.2 months."""
    estimate = curve(relapse_free_survival(cohort)).set_index("time")
    assert estimate.loc[1.4, "survival"] == 1
    assert estimate.loc[3.2, "survival"] == pytest.approx(18 / 19)
