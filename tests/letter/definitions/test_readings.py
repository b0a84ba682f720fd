import numpy as np
import pytest
from oracle_csv import TOLERANCE, oracle_table

from letter.data.cohort import load_cohort
from letter.definitions import readings
from letter.definitions.endpoints import curve, relapse_free_survival
from reproduction.survival.kaplan_meier import at


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


def patient(cohort, number):
    """A patient's follow-up by the letter's endpoint."""
    return relapse_free_survival(cohort).set_index("patient").loc[number].tolist()


def test_one_patient_s_months_change(cohort):
    changed = readings.with_table_1_months(cohort)
    differs = changed["rfs_months"] != cohort["rfs_months"]
    assert changed.loc[differs, ["patient", "rfs_months"]].values.tolist() == [[11, 59.7]]
    with pytest.raises(ValueError, match=r"0 patients have 59.5 months: expected one"):
        readings.with_table_1_months(changed)


@pytest.mark.parametrize(
    ("reading", "number", "expected"),
    [
        (readings.withdrawn_later, 1, [2.6, False]),
        (readings.withdrawn_relapsed, 1, [1.4, True]),
        (readings.withdrawn_event_free, 1, [70.1, False]),
        (readings.worst_at_transplant, 11, [1.9, True]),
        (readings.best_at_transplant, 11, [70.1, False]),
        (readings.best_at_transplant, 6, [70.1, False]),  # relapsed after the transplant
        (readings.without_extramedullary, 3, [4.2, False]),
    ],
)
def test_a_reading_changes_whom_it_names_and_nobody_else(cohort, reading, number, expected):
    changed = reading(cohort)
    assert patient(changed, number) == expected
    assert patient(changed, 2) == [3.2, True]
    assert patient(changed, 20) == [70.1, False]


def test_the_withdrawn_patient_can_be_left_out(cohort):
    assert readings.withdrawn_excluded(cohort)["patient"].tolist() == list(range(2, 21))


@pytest.mark.parametrize("case", ["worst", "best"])
def test_the_curves_of_the_bounds_are_what_r_has(cohort, case):
    reading = getattr(readings, f"{case}_at_transplant")
    found = curve(relapse_free_survival(reading(cohort)))
    oracle = oracle_table("bounds-curves.csv")
    expected = oracle[oracle["case"] == case].set_index("time")
    for time, survival in expected["survival"].items():
        assert at(found, time)["survival"] == pytest.approx(survival, rel=TOLERANCE)


def test_leaving_each_patient_out_is_what_r_has(cohort):
    ours, oracle = readings.leave_one_out(cohort), oracle_table("leave-one-out.csv")
    assert ours["patient"].equals(oracle["patient"])
    for column in ("survival", "change"):
        np.testing.assert_allclose(ours[column], oracle[column], rtol=TOLERANCE, atol=1e-12)
