"""Which changes of Table 2's cells are offered."""

import csv

import pandas as pd
import pytest

from letter.data.cohort import COLUMNS, RULES, choices, load_cohort, valid_patient
from letter.data.paths import COHORT
from letter.what_if import CHANGES, valid_changes
from reproduction.inputs.csv_rows import read_rows

ROWS = [row.cells for row in read_rows(COHORT, COLUMNS)]


@pytest.fixture(scope="module")
def offered():
    return valid_changes(ROWS)


def of(offered, patient: int, column: str) -> list[dict[str, str]]:
    return [c.cells for c in offered if (c.row + 1, c.column) == (patient, column)]


@pytest.mark.parametrize(
    ("patient", "column", "changes"),
    [
        (2, "sex", [{"sex": "M"}]),
        (2, "age", [{"age_years": "63"}, {"age_years": "61"}]),
        (2, "hsct_months", [{"hsct_months": "2.2"}]),  # a month before 3.2
        (6, "hsct_months", [{"hsct_months": ""}, {"hsct_months": "2.6"}, {"hsct_months": "2.4"}]),
        (2, "response_months", []),  # no response, no months
        # A response of 0.5 months, ongoing.
        (
            1,
            "response_months",
            [
                {"mrd_response_months": "0.6"},
                {"mrd_response_months": "0.4"},
                {"mrd_response_ongoing": "false"},
            ],
        ),
        (4, "cd19_positive", [{"cd19_at_relapse": "positive"}, {"cd19_at_relapse": "unknown"}]),
        (7, "cd19_positive", []),  # died in remission
        (11, "rfs_at_least_5y", [{"rfs_5y": "false"}]),  # 59.5 months
        (12, "rfs_at_least_5y", [{"rfs_5y": "false", "rfs_months": "59.9"}]),
        (2, "rfs_at_least_5y", [{"rfs_5y": "true", "rfs_months": "60.0"}]),
        (13, "rfs_at_least_5y", []),  # the response alone lasted 62.1 months
    ],
)
def test_the_changes_of_a_cell(offered, patient, column, changes):
    assert of(offered, patient, column) == changes


def test_an_end_of_follow_up_brings_along_what_it_needs(offered):
    assert of(offered, 12, "event_type") == [
        {"event_type": "hematologic_relapse", "rfs_event": "true", "cd19_at_relapse": "unknown"},
        {"event_type": "extramedullary_relapse", "rfs_event": "true", "cd19_at_relapse": "unknown"},
        {"event_type": "death_in_remission", "rfs_event": "true", "cd19_at_relapse": ""},
        {"event_type": "withdrew_consent", "rfs_event": "false", "cd19_at_relapse": ""},
    ]
    # A relapse that stays one keeps its CD19 status.
    assert of(offered, 4, "event_type")[0]["cd19_at_relapse"] == "negative"


def test_a_response_that_is_made_up_is_ongoing_or_lost(offered):
    assert [cells["mrd_response_ongoing"] for cells in of(offered, 2, "response")] == [
        "true",
        "false",
    ]
    assert of(offered, 3, "response") == [
        {"mrd_response_months": "", "mrd_response_ongoing": "", "mrd_response": "false"}
    ]


def test_each_change_gives_what_the_cohorts_own_reader_gives(offered, tmp_path):
    cohort = load_cohort()
    for change in offered[::9]:
        rows = [dict(row) for row in ROWS]
        rows[change.row] |= change.cells
        path = tmp_path / "cohort.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        pd.testing.assert_frame_equal(change.applied(cohort), load_cohort(path))


def test_every_category_but_the_printed_one_is_offered_for_every_patient(offered):
    for column, name in (("sex", "sex"), ("event_type", "event_type"), ("cr", "remission")):
        assert len([c for c in offered if c.column == column]) == 20 * (len(choices(name)) - 1)
    assert {c.column for c in offered} == set(CHANGES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.expected)
def test_a_row_that_breaks_a_rule_is_no_patient(rule):
    broken = {
        "mrd_response_months": {"mrd_response_months": ""},
        "hsct_months": {"hsct_months": "99.0"},
        "event_type": {"rfs_event": "false"},
        "rfs_5y": {"rfs_5y": "true"},
        "cd19_at_relapse": {"cd19_at_relapse": ""},
        "mrd_response_ongoing": {"mrd_response_ongoing": ""},
    }
    assert valid_patient(ROWS[2]) is not None  # patient 3 is as the letter has it
    assert valid_patient({**ROWS[2], **broken[rule.column]}) is None


def test_what_cannot_be_read_is_no_patient():
    assert valid_patient({**ROWS[0], "sex": "X"}) is None
    assert valid_patient({**ROWS[0], "rfs_months": "-0.1"}) is None
