import numpy as np
import pytest
from oracle_csv import TOLERANCE, oracle_table

from letter.data.cohort import load_cohort
from letter.review.scenarios import (
    leave_one_out,
    transplant_bounds,
    with_table_1_months,
    withdrawn_patient,
)
from reproduction.survival.kaplan_meier import at, kaplan_meier


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


def patient(rows, number):
    return rows.set_index("patient").loc[number].tolist()


def test_one_patient_s_months_change(cohort):
    changed = with_table_1_months(cohort)
    differs = changed["rfs_months"] != cohort["rfs_months"]
    assert changed.loc[differs, ["patient", "rfs_months"]].values.tolist() == [[11, 59.7]]
    with pytest.raises(ValueError, match=r"0 patients have 59.5 months: expected one"):
        with_table_1_months(changed)


def test_the_withdrawn_patient_in_each_way(cohort):
    cases = withdrawn_patient(cohort)
    assert patient(cases["later"], 1) == [2.6, False]
    assert 1 not in cases["excluded"]["patient"].tolist()
    assert patient(cases["event"], 1) == [1.4, True]
    assert patient(cases["event_free"], 1) == [70.1, False]
    assert all(patient(rows, 2) == [3.2, True] for rows in cases.values())


def test_the_bounds_change_the_transplanted_only(cohort):
    bounds = transplant_bounds(cohort)
    assert patient(bounds["worst"], 11) == [1.9, True]
    assert patient(bounds["best"], 11) == [70.1, False]
    for rows in bounds.values():
        assert patient(rows, 2) == [3.2, True]
        assert patient(rows, 20) == [70.1, False]


def test_the_curves_of_the_bounds_are_what_r_has(cohort):
    oracle = oracle_table("bounds-curves.csv")
    for case, rows in transplant_bounds(cohort).items():
        curve = kaplan_meier(rows["time_months"], rows["event"])
        expected = oracle[oracle["case"] == case].set_index("time")
        for time, survival in expected["survival"].items():
            assert at(curve, time)["survival"] == pytest.approx(survival, rel=TOLERANCE)


def test_leaving_each_patient_out_is_what_r_has(cohort):
    ours, oracle = leave_one_out(cohort), oracle_table("leave-one-out.csv")
    assert ours["patient"].equals(oracle["patient"])
    for column in ("survival", "change"):
        np.testing.assert_allclose(ours[column], oracle[column], rtol=TOLERANCE, atol=1e-12)
