import math

import pytest

from oracle_csv import TOLERANCE, oracle_values
from reproduction.cohort import load_cohort
from reproduction.followup import (
    lower_median,
    observation_curve,
    observation_median,
    plain_median,
    reverse_kaplan_meier,
    reverse_kaplan_meier_median,
)
from reproduction.survival import at, kaplan_meier

ORACLE = oracle_values("followup.csv")


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


def test_every_reading_of_median_follow_up_is_what_r_has(cohort):
    time, event = cohort["rfs_months"], cohort["rfs_event"]
    ours = {
        "plain_median": plain_median(time),
        "lower_median": lower_median(time),
        "km_observation_first": observation_median(time),
        "reverse_km_median": reverse_kaplan_meier_median(time, event),
        "plain_median_event_free": plain_median(time[~event]),
    }
    assert ours == pytest.approx({name: ORACLE[name] for name in ours}, rel=TOLERANCE)


def test_survfit_puts_the_median_of_observation_in_the_middle_of_the_flat_stretch(cohort):
    assert ORACLE["km_observation_middle"] == plain_median(cohort["rfs_months"])
    assert ORACLE["km_observation_first"] == observation_median(cohort["rfs_months"])


@pytest.mark.parametrize("months", [33, 60])
@pytest.mark.parametrize("group", ["all", "transplanted"])
def test_survival_at_the_landmarks_of_the_reports(cohort, months, group):
    patients = cohort if group == "all" else cohort[cohort["hsct_months"].notna()]
    point = at(kaplan_meier(patients["rfs_months"], patients["rfs_event"]), months)
    name = f"rfs_{months}_{group}"
    assert point["survival"] == pytest.approx(ORACLE[name], rel=TOLERANCE)
    assert point["ci_lower"] == pytest.approx(ORACLE[f"{name}_lower"], rel=TOLERANCE)
    assert point["ci_upper"] == pytest.approx(ORACLE[f"{name}_upper"], rel=TOLERANCE)


def test_the_medians_of_an_even_and_an_odd_number_of_times():
    assert (plain_median([4, 1, 9, 2]), lower_median([4, 1, 9, 2])) == (3, 2)
    assert (plain_median([4, 1, 9]), lower_median([4, 1, 9])) == (4, 4)
    assert observation_median([4, 1, 9, 2]) == 2


def test_observation_ignores_why_patients_left():
    assert observation_curve([1, 2])["survival"].tolist() == [1, 0.5, 0]


def test_reverse_kaplan_meier_swaps_events_and_censoring():
    curve = reverse_kaplan_meier([1, 2, 3, 4], [True, False, True, False])
    assert curve["events"].tolist() == [0, 0, 1, 0, 1]
    assert curve["survival"].tolist() == pytest.approx([1, 1, 2 / 3, 2 / 3, 0])


def test_reverse_kaplan_meier_without_censoring_has_no_median():
    assert math.isinf(reverse_kaplan_meier_median([1, 2], [True, True]))
