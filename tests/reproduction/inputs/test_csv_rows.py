import pytest

from reproduction.inputs.csv_rows import Row, read_rows
from reproduction.inputs.defects import InputError
from reproduction.inputs.text import UTF8_HINT, read_text

COLUMNS = ("name", "minutes")


def written(tmp_path, content):
    path = tmp_path / "race.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def defects_of(path):
    with pytest.raises(InputError) as error:
        read_rows(path, COLUMNS)
    return [str(defect).removeprefix(f"{path}:").lstrip() for defect in error.value.defects]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("name,minutes\nAnn,31\n", [("Ann", "31")]),
        ('name,minutes\n"Ann, ""A""",31\n', [('Ann, "A"', "31")]),
        ("name,minutes\n Ann ,\t31\n", [(" Ann ", "\t31")]),  # unchanged: others judge blanks
        ("name,minutes\nÅsa ≥,31\n", [("Åsa ≥", "31")]),
    ],
)
def test_cells_are_read_as_they_are_with_their_row(tmp_path, text, rows):
    assert read_rows(written(tmp_path, text), COLUMNS) == [
        Row(number, {"name": name, "minutes": minutes})
        for number, (name, minutes) in enumerate(rows, start=2)
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["is empty; expected a file with content"]),
        (b" \n\t\n", ["is empty; expected a file with content"]),
        (
            "name,minutes\nAnn,31\n".encode("utf-16"),
            [f"has a NUL byte: it is binary or in another encoding; expected {UTF8_HINT}"],
        ),
        (
            "name,minutes\nAnn,31\nÅsa,30\n".encode("latin-1"),
            [f"3: byte 0xc5 is not UTF-8; expected {UTF8_HINT}"],
        ),
        (
            "name,minutes\n",
            ["has a header and no rows; expected at least one row"],
        ),
        (
            "name,minutes",
            [
                "end: the last row has no line end; expected a whole file, not a cut one",
                "has a header and no rows; expected at least one row",
            ],
        ),
        (
            "name,minutes\nAnn,31\nBo,2",
            ["end: the last row has no line end; expected a whole file, not a cut one"],
        ),
        (
            "name,minutes\nAnn\nBo,29,1\n\nCy,31\n",
            [
                "row 2: 1 cell; expected 2, one for each column",
                "row 3: 3 cells; expected 2, one for each column "
                "(a decimal comma makes two of one)",
                "row 4: 0 cells; expected 2, one for each column",
            ],
        ),
        (
            "name;minutes\nAnn;31\n",
            [
                "row 1: the columns are separated by semicolons; expected commas (in a "
                "spreadsheet program, choose the comma as field separator)"
            ],
        ),
        (
            "minutes,name\n31,Ann\n",
            ["row 1: the columns are not in order; expected name,minutes"],
        ),
        (
            'name,minutes\n"Ann,31\n',
            ["is not well-formed CSV (unexpected end of data); expected comma-separated values"],
        ),
    ],
)
def test_each_defect_of_shape_is_named(tmp_path, content, expected):
    assert defects_of(written(tmp_path, content)) == expected


def test_wrong_columns_are_named_one_by_one(tmp_path):
    found = defects_of(written(tmp_path, "name,name,Minutes\nAnn,31,1\n"))
    assert found == [
        'row 1: column "minutes" is missing; expected each column once',
        'row 1: unknown column "Minutes"; expected name, minutes',
        'row 1: duplicate column "name"; expected each column once',
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(InputError, match=r"absent.csv: cannot be read \(No such file"):
        read_text(tmp_path / "absent.csv")
    with pytest.raises(InputError, match=r"cannot be read \(Is a directory\)"):
        read_text(tmp_path)


def test_hostile_names_reach_no_terminal(tmp_path):
    (line,) = defects_of(written(tmp_path, "name,minutes,\x1b[31m\nAnn,31,1\n"))
    assert "\x1b" not in line
    assert "\\x1b[31m" in line
