"""The 6-MP trial: another paper, made with the tool alone, as anyone would make one.

Its data are held against two other copies, and its numbers against R.
"""

import math
from importlib.resources import files

import pandas as pd
import pytest
from oracle_csv import TOLERANCE
from six_mp import EXAMPLE, WRONG_PRINT, copied

from reproduction import cli
from reproduction.claims import Sharpness, Status
from reproduction.loading import load
from reproduction.survival.kaplan_meier import at, kaplan_meier
from reproduction.survival.partial_likelihood import cox_breslow
from reproduction.survival.two_groups import cox, log_rank

# --- The patients


def test_the_patients_are_those_that_lifelines_has(patients):
    """Group 2 has 6-MP; lifelines' file has no pairs."""
    lines = files("lifelines.datasets").joinpath("gehan.dat").read_text("utf-8").splitlines()
    theirs = sorted(tuple(map(int, line.split())) for line in lines if line.strip())
    ours = zip(
        1 + (patients["treatment"] == "6-MP"), patients["weeks"], patients["relapsed"], strict=True
    )
    assert sorted(ours) == theirs
    assert len(theirs) == 42


def test_the_patients_are_those_that_r_has_pair_by_pair(patients):
    theirs = pd.read_csv(EXAMPLE / "oracle" / "gehan.csv")
    treatment = theirs["treat"].replace("control", "Placebo")
    assert patients["patient"].tolist() == list(range(1, 43))
    for ours, expected in (
        ("pair", theirs["pair"]),
        ("treatment", treatment),
        ("weeks", theirs["time"]),
        ("relapsed", theirs["cens"] == 1),
    ):
        assert patients[ours].tolist() == expected.tolist()


# --- Numbers, against R


@pytest.fixture(scope="module")
def oracle() -> dict[str, float]:
    table = pd.read_csv(EXAMPLE / "oracle" / "values.csv", float_precision="round_trip")
    values = dict(zip(table["quantity"], table["value"], strict=True))
    # R has no value for a limit that is not reached.
    return {name: math.inf if math.isnan(value) else value for name, value in values.items()}


@pytest.mark.parametrize("treatment", ["6-MP", "Placebo"])
def test_each_treatment_is_as_r_has_it(project, patients, oracle, treatment):
    frame = project.downloads()["table-1"].set_index("treatment")
    found = (
        frame.loc[treatment].rename({"lower": "median_lower", "upper": "median_upper"}).drop("rate")
    )
    own = patients[patients["treatment"] == treatment]
    ten = at(kaplan_meier(own["weeks"], own["relapsed"]), 10)
    names = {"survival": "", "ci_lower": "_lower", "ci_upper": "_upper"}
    found = found.to_dict() | {f"remission_10{end}": ten[name] for name, end in names.items()}
    expected = {
        name.removeprefix(f"{treatment}."): value
        for name, value in oracle.items()
        if name.startswith(treatment)
    }
    assert found == pytest.approx(expected, rel=TOLERANCE)
    assert frame.loc[treatment, "rate"] == pytest.approx(100 * found["relapses"] / found["weeks"])


def test_the_treatments_compare_as_in_r(patients, oracle):
    groups = patients["weeks"], patients["relapsed"], patients["treatment"] == "Placebo"
    test = log_rank(*groups)
    found = {"log_rank": test.chi_squared, "log_rank_p": test.p_value}
    for name, model in (("breslow", cox_breslow(*groups)), ("efron", cox(*groups))):
        ratio = model.hazard_ratio
        found |= {
            name: ratio.value,
            f"{name}_lower": ratio.lower,
            f"{name}_upper": ratio.upper,
        }
    expected = {name: value for name, value in oracle.items() if "." not in name}
    assert found == pytest.approx(expected, rel=TOLERANCE)


# --- Claims


def test_the_command_finds_every_number_as_expected(capsys):
    assert cli.main(["check", str(EXAMPLE)]) == 0
    assert "✗" not in capsys.readouterr().out


def test_every_status_and_many_kinds_of_number_occur(project):
    numbers = project.outcome.numbers
    assert {number.status for number in numbers} == set(Status)
    quantities = [number.quantity for number in numbers]
    assert {"number", "percent"} <= {quantity.form for quantity in quantities}
    assert {"Ninety-two", "67 per cent", "P < 0.001", "2.03 to 10.09", ".2210887"} <= {
        quantity.text for quantity in quantities
    }
    assert 14 <= len(project.ledger) <= 18


def test_an_interval_is_one_number_with_two_ends(project):
    (interval,) = [n for n in project.outcome.numbers if n.quantity.text == "2.03 to 10.09"]
    assert interval.quantity.upper is not None
    ends = (interval.quantity.value, interval.quantity.upper.value)
    assert [str(end) for end in ends] == ["2.03", "10.09"]


def test_what_was_not_seen_where_it_is_printed_says_so(project):
    books = [entry for entry in project.ledger if entry.at == "textbook"]
    assert len(books) == 5
    for entry in books:
        assert entry.reference
        assert "not available to us" in entry.because
        assert "not seen" in " ".join(entry.because.split())


def test_only_numbers_without_a_check_could_be_anything(project):
    free = {
        result.entry.id
        for result in project.outcome.results
        for number in result.numbers
        if number.sharpness is Sharpness.NONE
    }
    assert free == {"age", "complete-remissions", "institutions"}
    assert free == {entry.id for entry in project.ledger if entry.id not in project.checks}


# Row by patient, column and new value; and the claims that must then fail.
OTHER_PATIENTS: dict[str, tuple[int, str, object, set[str]]] = {
    "a pair with one treatment": (2, "treatment", "Placebo", {"pairs", "relapses-by-group"}),
    "a longer time": (32, "weeks", 36, {"last-observed", "times", "relapses"}),
    "a later relapse": (31, "weeks", 24, {"last-placebo-relapse", "log-rank", "hazard-ratio"}),
    "a relapse less": (
        8,
        "relapsed",
        False,
        {"medians", "hazard-ratio-of-treated", "hazard-ratio-efron", "relapses"},
    ),
}


@pytest.mark.parametrize("change", OTHER_PATIENTS)
def test_other_patients_fail_the_claims_about_them(patients, tmp_path, change):
    patient, column, value, claims = OTHER_PATIENTS[change]
    other = patients.copy()
    other.loc[other["patient"] == patient, column] = value
    other.to_csv(tmp_path / "other.csv", index=False)
    results = load(EXAMPLE, cohort=tmp_path / "other.csv").outcome.results
    assert claims <= {result.entry.id for result in results if not result.as_expected}


def test_the_contradicted_rate_would_be_right_if_everyone_had_relapsed(patients, tmp_path):
    patients.assign(relapsed=True).to_csv(tmp_path / "other.csv", index=False)
    results = load(EXAMPLE, cohort=tmp_path / "other.csv").outcome.results
    (rate,) = (result for result in results if result.entry.id == "weekly-rate")
    assert rate.status is Status.REPRODUCED
    assert not rate.as_expected


def test_every_claim_about_the_patients_has_failed_here(project):
    from_patients = {entry.id for entry in project.ledger if "patients" in entry.basis}
    failed = set[str]().union(*(claims for *_, claims in OTHER_PATIENTS.values()))
    assert failed | {"weekly-rate"} == from_patients


@pytest.mark.parametrize("change", WRONG_PRINT)
def test_a_wrong_number_is_named(tmp_path, capsys, change):
    changes, message = WRONG_PRINT[change]
    assert cli.main(["check", "--quiet", str(copied(tmp_path / "paper", *changes))]) == 1
    assert message in capsys.readouterr().out
