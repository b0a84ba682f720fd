from pathlib import Path

import pytest

from letter.data.paths import PUBLISHED
from letter.data.published import (
    TABLE_1_COLUMNS,
    TABLE_2_COLUMNS,
    load_table_1,
    load_table_2,
)
from letter.data.table1_rows import LINES
from reproduction.inputs.defects import InputError

TABLE_1, TABLE_2 = PUBLISHED / "table1.csv", PUBLISHED / "table2.csv"


def changed(tmp_path: Path, source: Path, old: str, new: str) -> Path:
    text = source.read_text("utf-8")
    assert text.count(old) == 1
    copy = tmp_path / source.name
    copy.write_text(text.replace(old, new), "utf-8")
    return copy


def defects_of(load, path: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        load(path)
    return [str(defect).removeprefix(f"{path}: ") for defect in error.value.defects]


def test_table_1_has_every_printed_line_as_text():
    table = load_table_1()
    assert list(table.columns) == list(TABLE_1_COLUMNS)
    assert list(table[["heading", "row"]].itertuples(index=False, name=None)) == list(LINES)
    assert table.iloc[0].tolist() == ["", "", "RFS ≥5 years (n=10*)", "RFS <5 years (n=10**)"]
    assert table.map(type).eq(str).all(axis=None)


def test_table_2_has_every_patient_as_text():
    table = load_table_2()
    assert list(table.columns) == list(TABLE_2_COLUMNS)
    assert table["patient"].tolist() == [str(n) for n in range(1, 21)]
    assert " ".join(table.iloc[0]) == ("1 F 42 Ph– MolF CR1 ≥10^-3^ No Yes 0.5* – 1.4** No – –")
    assert table.map(type).eq(str).all(axis=None)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Male,3 (30),5",
            "Mela,3 (30),5",
            [
                'row 3: the line "Sex, n (%): Mela" is unknown; '
                "expected a heading and a row label as the letter's Table 1 prints them",
                'the line "Sex, n (%): Male" is missing; expected one such line',
            ],
        ),
        (
            '"Sex, n (%)",Female,7 (70),5 (50)\n',
            "",
            ['the line "Sex, n (%): Female" is missing; expected one such line'],
        ),
        (
            '"Sex, n (%)",Female,7 (70),5 (50)\n',
            '"Sex, n (%)",Female,7 (70),5 (50)\n' * 2,
            ['row 5: duplicate line "Sex, n (%): Female"; expected each line once'],
        ),
        (
            "48.5 (23-77),54.5 (20-72)",
            "48.5,",
            [
                'row 5, column rfs_at_least_5y: "48.5"; '
                "expected a median and a range, such as 48.5 (23-77)",
                "row 5, column rfs_below_5y: empty; "
                "expected a median and a range, such as 48.5 (23-77)",
            ],
        ),
        (
            "10 (100),5 (50)",
            "10/10 (100%),5 (50)",
            [
                'row 9, column rfs_at_least_5y: "10/10 (100%)"; '
                "expected a count and a percentage, such as 3 (30)"
            ],
        ),
        (
            "(n=10**)",
            "(N=10**)",
            [
                'row 2, column rfs_below_5y: "RFS <5 years (N=10**)"; '
                "expected a column head such as RFS ≥5 years (n=10*)"
            ],
        ),
    ],
)
def test_table_1_defects_are_named(tmp_path, old, new, expected):
    assert defects_of(load_table_1, changed(tmp_path, TABLE_1, old, new)) == expected


def test_table_1_lines_in_another_order_are_named(tmp_path):
    male, female = '"Sex, n (%)",Male,3 (30),5 (50)\n', '"Sex, n (%)",Female,7 (70),5 (50)\n'
    path = changed(tmp_path, TABLE_1, male + female, female + male)
    assert [text.split(";")[0] for text in defects_of(load_table_1, path)] == [
        'row 3: "Sex, n (%): Female" is not in the letter\'s order',
        'row 4: "Sex, n (%): Male" is not in the letter\'s order',
    ]


WRONG_CELLS = {
    "patient": "one",
    "sex": "f",
    "age": "42 y",
    "ph_status": "Ph-",
    "molf_molr": "MolX",
    "cr": "CR2",
    "mrd": "≥10-3",
    "dose_increased": "no",
    "response": "",
    "response_months": "0,5*",
    "hsct_months": "2.5*",
    "rfs_months": "1.4***",
    "rfs_at_least_5y": "TRUE",
    "event_type": "-",
    "cd19_positive": "<script>alert(1)</script>",
}


def test_every_wrong_cell_of_table_2_is_named_at_once(tmp_path):
    first = "1,F,42,Ph–,MolF,CR1,≥10^-3^,No,Yes,0.5*,–,1.4**,No,–,–\n"
    path = changed(
        tmp_path, TABLE_2, first, ",".join(f'"{value}"' for value in WRONG_CELLS.values()) + "\n"
    )
    found = defects_of(load_table_2, path)
    assert [text.split(":")[0] for text in found] == [f"row 2, column {c}" for c in WRONG_CELLS]
    assert all("; expected " in text for text in found)


@pytest.mark.parametrize("number", ["3", "22"])
def test_patients_are_numbered_in_order(tmp_path, number):
    path = changed(tmp_path, TABLE_2, "\n4,F,72,", f"\n{number},F,72,")
    (found,) = defects_of(load_table_2, path)
    assert found.startswith(f'row 5, column patient: "{number}"; expected 4: ')


@pytest.mark.parametrize("load", [load_table_1, load_table_2])
def test_a_missing_or_empty_file_is_an_input_error(tmp_path, load):
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "absent.csv")
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    with pytest.raises(InputError, match="is empty"):
        load(empty)
