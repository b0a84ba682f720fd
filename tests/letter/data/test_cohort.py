"""Every rule and every kind of defect of data/cohort.csv, with messages checked by hand."""

import csv
import io

import pytest

from letter.data.cohort import COLUMNS, RULES, load_cohort
from letter.data.paths import COHORT
from reproduction.inputs.defects import InputError

HEADER, *ROWS = COHORT.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cohort.csv"


def messages(file):
    """What is said of the file, one line for each defect, without its name."""
    with pytest.raises(InputError) as caught:
        load_cohort(file)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{file}:") for line in lines)
    return [line.removeprefix(f"{file}:").lstrip() for line in lines]


def written(file, text):
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def with_cells(file, number, /, **cells):
    """The cohort with other cells for one patient."""
    rows = list(csv.DictReader(io.StringIO(COHORT.read_text(encoding="utf-8"))))
    rows[number - 1].update(cells)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written(file, text.getvalue())


def test_the_cohort_is_typed():
    cohort = load_cohort()
    assert list(cohort.columns) == list(COLUMNS)
    assert cohort["patient"].tolist() == list(range(1, 21))
    assert {column: str(cohort[column].dtype) for column in cohort} == {
        **dict.fromkeys(COLUMNS, "object"),
        **dict.fromkeys(("patient", "age_years"), "int64"),
        **dict.fromkeys(("mrd_response_months", "hsct_months", "rfs_months"), "float64"),
        **dict.fromkeys(("dose_increased", "mrd_response", "rfs_event", "rfs_5y"), "bool"),
        "mrd_response_ongoing": "boolean",
    }


def test_two_patients_cell_by_cell():
    cohort = load_cohort().set_index("patient")
    assert cohort.loc[7].to_dict() == {
        "sex": "M",
        "age_years": 47,
        "ph_status": "negative",
        "molecular_status": "relapse",
        "remission": "CR2+",
        "baseline_mrd": "at_least_1e-3",
        "dose_increased": False,
        "mrd_response": True,
        "mrd_response_months": 1.6,
        "mrd_response_ongoing": True,
        "hsct_months": 2.8,
        "rfs_months": 19.1,
        "rfs_event": True,
        "rfs_5y": False,
        "event_type": "death_in_remission",
        "cd19_at_relapse": None,
    }
    empty = ["mrd_response_months", "mrd_response_ongoing", "hsct_months", "cd19_at_relapse"]
    assert cohort.loc[20, empty].isna().all()
    assert cohort.loc[11, ["rfs_months", "rfs_5y"]].tolist() == [59.5, True]


def test_a_smaller_cohort_is_a_cohort(file):
    assert len(load_cohort(written(file, "\n".join([HEADER, *ROWS[:3]]) + "\n"))) == 3


MONTHS = "months from the start of treatment, 0 to 600, with a point for decimals, such as 12.4"


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("sex", "female", '"female"; expected F or M'),
        ("sex", "", "empty; expected F or M"),
        ("sex", " F", '" F"; expected F or M, without blanks before or after it'),
        ("age_years", "42.5", '"42.5"; expected whole years, 0 to 120'),
        ("age_years", "121", '"121"; expected whole years, 0 to 120'),
        ("age_years", "-1", '"-1"; expected whole years, 0 to 120'),
        ("age_years", "forty", '"forty"; expected whole years, 0 to 120'),
        ("ph_status", "Ph+", '"Ph+"; expected positive or negative'),
        ("molecular_status", "MolF", '"MolF"; expected failure or relapse'),
        ("remission", "CR3", '"CR3"; expected CR1 or CR2+'),
        ("baseline_mrd", "<10-3", '"<10-3"; expected below_1e-3 or at_least_1e-3'),
        ("dose_increased", "True", '"True"; expected true or false, in small letters'),
        ("dose_increased", "1", '"1"; expected true or false'),
        ("mrd_response", "", "empty; expected true or false"),
        (
            "mrd_response_months",
            "long",
            '"long"; expected months, 0 to 600, with a point for decimals; '
            "empty without a response",
        ),
        ("mrd_response_ongoing", "*", '"*"; expected true or false; empty without a response'),
        ("hsct_months", "–", f'"–"; expected {MONTHS}; empty without a transplant'),
        (
            "rfs_months",
            "12,4",
            f'"12,4"; expected {MONTHS}; a decimal comma must be a point',
        ),
        ("rfs_months", "", f"empty; expected {MONTHS}"),
        ("rfs_months", "1e1", f'"1e1"; expected {MONTHS}'),
        ("rfs_months", "1_0", f'"1_0"; expected {MONTHS}'),
        ("rfs_months", "nan", f'"nan"; expected {MONTHS}'),
        ("rfs_months", "inf", f'"inf"; expected {MONTHS}'),
        ("rfs_months", "-3.2", f'"-3.2"; expected {MONTHS}'),
        ("rfs_months", "600.1", f'"600.1"; expected {MONTHS}'),
        ("rfs_months", "1.2.3", f'"1.2.3"; expected {MONTHS}'),
        ("rfs_months", "٣", f'"٣"; expected {MONTHS}; in the digits 0 to 9'),
        ("rfs_event", "yes", '"yes"; expected true or false'),
        ("rfs_5y", "No", '"No"; expected true or false'),
        (
            "event_type",
            "relapse",
            '"relapse"; expected hematologic_relapse, extramedullary_relapse, '
            "death_in_remission, withdrew_consent or none",
        ),
        (
            "cd19_at_relapse",
            "CD19+",
            '"CD19+"; expected positive, negative or unknown; empty without a relapse',
        ),
    ],
)
def test_a_cell_that_cannot_be_read(file, column, value, message):
    expected = [f"row 5, column {column}: {message}"]
    assert messages(with_cells(file, 4, **{column: value})) == expected


def test_a_long_value_is_cut_short(file):
    (message,) = messages(with_cells(file, 4, sex="F" * 1000))
    assert message == f'row 5, column sex: "{"F" * 60}…"; expected F or M'


def test_what_a_terminal_might_obey_is_shown_and_not_sent(file):
    (message,) = messages(with_cells(file, 4, sex="\x1b[2J"))
    assert message == r'row 5, column sex: "\x1b[2J"; expected F or M'


# Each rule broken alone: the rule's position in RULES, the patient, the cells, the message.
BROKEN = [
    (
        0,
        2,
        {"mrd_response": "false", "mrd_response_months": "1.0"},
        'mrd_response_months: "1.0"; expected a duration where mrd_response is true, '
        "empty where it is false",
    ),
    (
        0,
        3,
        {"mrd_response_months": ""},
        "mrd_response_months: empty; expected a duration where mrd_response is true, "
        "empty where it is false",
    ),
    (
        1,
        3,
        {"mrd_response_ongoing": ""},
        "mrd_response_ongoing: empty; expected true or false where mrd_response is true, "
        "empty where it is false",
    ),
    (
        1,
        2,
        {"mrd_response_ongoing": "false"},
        'mrd_response_ongoing: "false"; expected true or false where mrd_response is true, '
        "empty where it is false",
    ),
    (
        2,
        3,
        {"mrd_response_months": "4.3"},
        'mrd_response_months: "4.3"; expected at most rfs_months: '
        "a response cannot outlast the follow-up",
    ),
    (
        3,
        3,
        {"hsct_months": "4.3"},
        'hsct_months: "4.3"; expected at most rfs_months: '
        "a transplant cannot come after the end of follow-up",
    ),
    (
        4,
        7,
        {"rfs_event": "false"},
        'event_type: "death_in_remission"; expected a relapse or death_in_remission where '
        "rfs_event is true, none or withdrew_consent where it is false",
    ),
    (
        4,
        1,
        {"rfs_event": "true"},
        'event_type: "withdrew_consent"; expected a relapse or death_in_remission where '
        "rfs_event is true, none or withdrew_consent where it is false",
    ),
    (
        5,
        10,
        {"rfs_5y": "true"},
        'rfs_5y: "true"; expected false where rfs_months is less than 54 (4.5 years)',
    ),
    (6, 12, {"rfs_5y": "false"}, 'rfs_5y: "false"; expected true where rfs_months is 60 or more'),
    (
        7,
        7,
        {"cd19_at_relapse": "unknown"},
        'cd19_at_relapse: "unknown"; expected positive, negative or unknown at a relapse, '
        "otherwise empty",
    ),
    (
        7,
        9,
        {"cd19_at_relapse": ""},
        "cd19_at_relapse: empty; expected positive, negative or unknown at a relapse, "
        "otherwise empty",
    ),
]


@pytest.mark.parametrize(("rule", "patient", "cells", "message"), BROKEN)
def test_a_rule_that_is_broken(file, rule, patient, cells, message):
    assert message.startswith(RULES[rule].column)
    expected = [f"row {patient + 1}, column {message}"]
    assert messages(with_cells(file, patient, **cells)) == expected


def test_every_rule_is_broken_above():
    assert {rule for rule, *_ in BROKEN} == set(range(len(RULES)))


@pytest.mark.parametrize(
    ("patient", "cells"),
    [
        (3, {"mrd_response_months": "4.2", "hsct_months": "4.2"}),  # the day follow-up ends
        (11, {"rfs_5y": "false"}),  # between 4.5 and 5 years either way is possible
        (11, {"rfs_months": "54"}),
        (10, {"rfs_months": "60", "rfs_5y": "true"}),
        (2, {"rfs_months": "0"}),
    ],
)
def test_the_rules_edges_are_inside(file, patient, cells):
    assert len(load_cohort(with_cells(file, patient, **cells))) == 20


def test_all_defects_are_told_at_once_in_order_of_the_rows(file):
    with_cells(file, 9, sex="X", rfs_months="never")
    text = file.read_text(encoding="utf-8").replace("\n3,F,", "\n4,F,")
    assert messages(written(file, text)) == [
        'row 4, column patient: "4"; expected 3: patients are numbered 1 to 20 in order, '
        "without gaps",
        'row 10, column sex: "X"; expected F or M',
        f'row 10, column rfs_months: "never"; expected {MONTHS}',
    ]


def test_a_patient_left_out_is_a_gap_in_the_numbers(file):
    text = "\n".join([HEADER, *ROWS[:18], ROWS[19]]) + "\n"
    assert messages(written(file, text)) == [
        'row 20, column patient: "20"; expected 19: patients are numbered 1 to 19 in order, '
        "without gaps"
    ]


def test_a_file_without_the_columns(file):
    """What else can be wrong with the shape of a file is tested where rows are read."""
    text = "\n".join([HEADER.replace(",sex,", ",gender,"), *ROWS]) + "\n"
    missing, unknown = messages(written(file, text))
    assert missing == 'row 1: column "sex" is missing; expected each column once'
    assert unknown == f'row 1: unknown column "gender"; expected {", ".join(COLUMNS)}'


def test_a_file_of_the_project_is_named_as_one_would_type_it(monkeypatch, file):
    with_cells(file, 4, sex="X")
    monkeypatch.chdir(file.parent)
    with pytest.raises(InputError, match=r"^cohort\.csv: row 5"):
        load_cohort(file)
