from fractions import Fraction
from typing import get_args

import pandas as pd
import pytest

from letter.data.cells import (
    CELL_TEXT,
    count_text,
    differences,
    range_text,
    table_1_cells,
    table_2_cells,
)
from letter.data.cohort import COLUMNS, Patient, load_cohort
from letter.data.published import (
    TABLE_1_GROUPS,
    TABLE_1_KEYS,
    TABLE_2_COLUMNS,
    TABLE_2_KEYS,
    line_name,
    load_table_1,
    load_table_2,
)
from letter.data.table1_rows import LINES, NOT_DERIVABLE, ROWS, by_column

COHORT = load_cohort()
PRINTED_1 = load_table_1()
PRINTED_2 = load_table_2()


def difference(where: str, column: str, printed: str, computed: str) -> str:
    return f'{where}, {column}: printed "{printed}", computed "{computed}"'


def table_1_differences(cohort, printed) -> list[str]:
    return differences(printed, table_1_cells(cohort, printed), "table1", TABLE_1_KEYS)


def table_2_differences(cohort, printed) -> list[str]:
    return differences(printed, table_2_cells(cohort), "table2", TABLE_2_KEYS)


# --- The letter's tables against the patients


def test_every_cell_of_both_tables_agrees():
    assert table_1_differences(COHORT, PRINTED_1) == []
    assert table_2_differences(COHORT, PRINTED_2) == []
    pd.testing.assert_frame_equal(table_1_cells(COHORT, PRINTED_1), PRINTED_1)
    pd.testing.assert_frame_equal(table_2_cells(COHORT), PRINTED_2)


@pytest.mark.parametrize("row", [row for row in ROWS if row.group], ids=lambda row: row.claim)
def test_cells_are_the_printed_ones(row):
    printed = PRINTED_1.set_index(["heading", "row"])
    for column, patients in by_column(COHORT):
        assert CELL_TEXT[row.kind](*row.numbers(patients)) == printed.loc[row.line, column]


@pytest.mark.parametrize("group", TABLE_1_GROUPS)
@pytest.mark.parametrize(
    "line", [line for line in LINES if line not in NOT_DERIVABLE], ids=line_name
)
def test_a_changed_cell_of_table_1_is_the_one_difference(line, group):
    printed = PRINTED_1.copy()
    at = LINES.index(line), printed.columns.get_loc(group)
    was = printed.iloc[at]
    printed.iloc[at] = was + "*"
    expected = difference(f"table1, {line_name(line)}", group, was + "*", was)
    assert table_1_differences(COHORT, printed) == [expected]


@pytest.mark.parametrize("group", TABLE_1_GROUPS)
@pytest.mark.parametrize(
    "line", [line for line in sorted(NOT_DERIVABLE) if "median" not in line[1]], ids=line_name
)
def test_a_percentage_that_does_not_fit_its_count_is_a_difference(line, group):
    printed = PRINTED_1.set_index(list(TABLE_1_KEYS))
    was = printed.loc[line, group]
    printed.loc[line, group] = was.replace("0)", "1)")
    expected = difference(f"table1, {line_name(line)}", group, was.replace("0)", "1)"), was)
    assert table_1_differences(COHORT, printed.reset_index()) == [expected]


@pytest.mark.parametrize("column", TABLE_2_COLUMNS[1:])
def test_a_changed_cell_of_table_2_is_the_one_difference(column):
    for row in range(len(PRINTED_2)):
        printed = PRINTED_2.copy()
        at = row, printed.columns.get_loc(column)
        was = printed.iloc[at]
        printed.iloc[at] = was + "*"
        expected = difference(f"table2, patient {row + 1}", column, was + "*", was)
        assert table_2_differences(COHORT, printed) == [expected]


@pytest.mark.parametrize(
    ("patient", "column", "without"),
    [(1, "response_months", "0.5"), (1, "rfs_months", "1.4*"), (11, "rfs_months", "59.5")],
)
def test_a_lost_footnote_mark_is_a_difference(patient, column, without):
    printed = PRINTED_2.copy()
    printed.loc[patient - 1, column] = without
    (found,) = table_2_differences(COHORT, printed)
    assert found.startswith(f'table2, patient {patient}, {column}: printed "{without}", ')


def other_values(column: str, value: object) -> list[object]:
    """What else the cell of the cohort could hold."""
    if column in ("rfs_months", "age_years", "mrd_response_months", "hsct_months"):
        step = 1 if column == "age_years" else 0.1
        empty = [] if column in ("age_years", "rfs_months") else [float("nan")]
        return [7.0, *empty] if pd.isna(value) else [value + step, value - step, *empty]
    if column in ("dose_increased", "mrd_response", "rfs_event", "rfs_5y"):
        return [not value]
    if column == "mrd_response_ongoing":
        return [True] if pd.isna(value) else [not value]
    annotation = Patient.model_fields[column].annotation
    if column == "cd19_at_relapse":
        (literal, _) = get_args(annotation)
        options = [*get_args(literal), None]
    else:
        options = [*get_args(annotation)]
    return [option for option in options if option != value]


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_a_changed_cell_of_the_cohort_shows_in_table_2(column):
    for row in COHORT.index:
        value = COHORT.loc[row, column]
        others = [o for o in other_values(column, value) if not (pd.isna(o) and pd.isna(value))]
        assert others
        for other in others:
            cohort = COHORT.copy()
            cohort.loc[row, column] = other
            found = table_2_differences(cohort, PRINTED_2)
            assert found, other
            assert all(line.startswith(f"table2, patient {row + 1}, ") for line in found), other


def test_a_patient_more_or_less_is_a_difference_in_every_column():
    found = table_2_differences(COHORT.iloc[:-1], PRINTED_2)
    last = PRINTED_2.iloc[-1][1:]
    assert found == [
        difference("table2, patient 20", column, last[column], "") for column in last.index
    ]
    found = table_2_differences(COHORT, PRINTED_2.iloc[:-1])
    assert found == [
        difference("table2, patient 20", column, "", last[column]) for column in last.index
    ]


def test_differences_need_rows_that_stand_once():
    frame = pd.DataFrame({"key": ["a"], "value": ["1"]})
    with pytest.raises(ValueError, match="duplicate keys"):
        differences(frame, pd.concat([frame, frame]), "table", ["key"])


def test_a_difference_reads_as_one_line():
    printed, computed = (pd.DataFrame({"key": ["7"], "sex": [sex]}) for sex in ("F\n", "M"))
    (found,) = differences(printed, computed, "table2", ["key"])
    assert found == 'table2, patient 7, sex: printed "F\\n", computed "M"'


def test_a_missing_group_raises():
    with pytest.raises(ValueError, match="no patient is in the group"):
        table_1_cells(COHORT.assign(rfs_5y=False), PRINTED_1)


# --- Rounding, once and half up


@pytest.mark.parametrize(
    ("n", "of", "expected"),
    [(1, 8, "1 (13)"), (1, 200, "1 (1)"), (0, 3, "0 (0)"), (2, 3, "2 (67)")],
)
def test_percentages_are_rounded_half_up(n, of, expected):
    assert count_text(n, Fraction(100 * n, of)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((48.5, 23, 77), "48.5 (23-77)"),
        ((3.5, 2, 5), "3.5 (2-5)"),
        ((4, 1, 7), "4 (1-7)"),
        ((2.25, 1, 7), "2.3 (1-7)"),
    ],
)
def test_medians_keep_a_half_and_drop_a_zero(values, expected):
    assert range_text(*values) == expected


def test_months_are_rounded_half_up():
    assert table_2_cells(COHORT.assign(rfs_months=0.25))["rfs_months"].iloc[1] == "0.3"


# --- The tables as they are shown
