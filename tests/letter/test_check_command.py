"""`reproduction check` with the letter, and with other patients in its place."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from any_input import examples
from cohort_file import changed, cohorts, letter_rows, write_cohort
from hypothesis import given

from letter.data import paths
from letter.data.cohort import COLUMNS
from letter.data.paths import COHORT
from reproduction import cli
from reproduction.loading import load

AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE = 0, 1, 2


@pytest.fixture
def check(capsys):
    """Run ``reproduction check`` and give its exit code, output and error lines."""

    def run(*arguments: object) -> tuple[int, str, list[str]]:
        code = cli.main(["check", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err.splitlines()

    return run


# --- The letter as it is


def test_the_letter_is_as_expected(check):
    code, out, err = check()
    assert (code, err) == (AS_EXPECTED, [])
    assert out.startswith("p1\n  ✓ ")
    assert out.endswith("; as expected\n")
    assert "Table 2, cell by cell\n  ✓ 300 of 300 agree\n" in out


def test_the_check_takes_less_than_200_megabytes():
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'reproduction.cli', 'check', '--quiet'], check=True)"
        "\nprint(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=paths.PROJECT, capture_output=True, text=True, check=True
    )
    unit = 1 if sys.platform == "darwin" else 1024  # of getrusage, in bytes
    assert 30e6 < int(done.stdout.split()[-1]) * unit < 200e6


def test_json_has_every_claim_and_number(check):
    code, out, err = check("--format", "json")
    assert (code, err) == (AS_EXPECTED, [])
    data = json.loads(out)
    entries = load(paths.PROJECT).ledger
    assert data["passed"] is True
    assert [claim["id"] for claim in data["claims"]] == [entry.id for entry in entries]
    assert [q["printed"] for c in data["claims"] for q in c["quantities"]] == [
        text for entry in entries for text in entry.prints
    ]
    assert len(data["comparisons"]) == 4


def test_a_folder_of_what_is_printed_takes_the_place_of_our_own(check, tmp_path):
    other = shutil.copytree(paths.PUBLISHED, tmp_path / "published")
    for name in ("claims.yaml", "inventory.csv"):
        text = (other / name).read_text("utf-8")
        (other / name).write_text(
            text.replace("57 months", "58 months").replace("35.5", "35.6"), "utf-8"
        )
    table = other / "table2.csv"
    table.write_text(table.read_text("utf-8").replace("12.4", "12.5"), "utf-8")
    code, out, err = check("--published", other, "--quiet")
    assert (code, err) == (NOT_AS_EXPECTED, [])
    assert 'table2, patient 6, rfs_months: printed "12.5", computed "12.4"' in out


# --- Another cohort


@pytest.fixture
def other(tmp_path) -> Path:
    """The letter's patients, with one relapse a year later."""
    return changed(tmp_path, (6, "rfs_months", "24.4"))


FAILED = [
    "hematologic-relapse-times (p10), number 4: printed 12.4; computed 24.4; contradicted, "
    "expected reproduced; check: hematologic_relapse_times",
    "pulmonary-hemorrhage (p11), number 1: printed One; computed 0; contradicted, "
    "expected consistent; check: relapse_of_the_patient_with_hemorrhage",
    "pulmonary-hemorrhage (p11), number 2: printed 12.4; computed nothing; contradicted, "
    "expected consistent; check: relapse_of_the_patient_with_hemorrhage",
    'table2, patient 6, rfs_months: printed "12.4", computed "24.4"',
]


def test_a_cohort_that_differs_fails_with_claim_printed_and_computed(check, other):
    code, out, err = check("--cohort", other, "--quiet")
    assert (code, err) == (NOT_AS_EXPECTED, [])
    assert out.splitlines()[:-1] == [
        "",
        f"{len(FAILED)} failures:",
        *(f"  ✗ {line}" for line in FAILED),
        "",
    ]
    assert out.endswith("NOT as expected\n")


def test_the_failures_are_in_json_and_junit_too(check, other):
    code, out, _ = check("--cohort", other, "--format", "json")
    assert code == NOT_AS_EXPECTED
    assert json.loads(out)["failures"] == FAILED
    code, out, _ = check("--cohort", other, "--format", "junit")
    assert code == NOT_AS_EXPECTED
    failures = ElementTree.fromstring(out.encode()).iter("failure")
    assert [line for found in failures for line in (found.text or "").splitlines()] == FAILED


def test_fewer_patients_are_a_cohort_too(check, tmp_path):
    path = write_cohort(tmp_path / "few.csv", letter_rows()[:12])
    code, out, err = check("--cohort", path, "--quiet")
    assert (code, err) == (NOT_AS_EXPECTED, [])
    assert "table-2-patients (p10): printed 20; computed 12; contradicted" in out
    assert 'table2, patient 13, sex: printed "F", computed ""' in out


# --- A cohort that cannot be used

TEXT = COHORT.read_text(encoding="utf-8")
UTF8 = "UTF-8 text (in a spreadsheet program, save as “CSV UTF-8”)"

UNUSABLE_FILES = {
    "empty": (b"", ["is empty; expected a file with content"]),
    "utf-16": (
        TEXT.encode("utf-16"),
        [f"has a NUL byte: it is binary or in another encoding; expected {UTF8}"],
    ),
    "latin-1": (
        TEXT.replace("none", "né", 1).encode("latin-1"),
        [f":12: byte 0xe9 is not UTF-8; expected {UTF8}"],
    ),
    "truncated": (
        TEXT[: TEXT.index("\n9,") + 20].encode(),
        [
            "end: the last row has no line end; expected a whole file, not a cut one",
            "row 10: 5 cells; expected 17, one for each column",
        ],
    ),
    "header only": (
        TEXT.splitlines(keepends=True)[0].encode(),
        ["has a header and no rows; expected at least one row"],
    ),
    "a wrong value": (
        TEXT.replace("\n8,F,37", "\n8,F,x37").encode(),
        ['row 9, column age_years: "x37"; expected whole years, 0 to 120'],
    ),
    "several defects": (
        TEXT.replace("\n2,F,62,negative", "\n2,f,620,neg")
        .replace("31.0,true,false,hema", "31,0,true,hema")
        .replace("\n20,M", "\n21,M")
        .encode(),
        [
            'row 3, column sex: "f"; expected F or M',
            'row 3, column age_years: "620"; expected whole years, 0 to 120',
            'row 3, column ph_status: "neg"; expected positive or negative',
            'row 9, column rfs_event: "0"; expected true or false',
            'row 21, column patient: "21"; expected 20: '
            "patients are numbered 1 to 20 in order, without gaps",
        ],
    ),
    "rules across columns": (
        TEXT.replace("2.5,12.4,true", "12.5,12.4,false").encode(),
        [
            'row 7, column hsct_months: "12.5"; expected at most rfs_months: '
            "a transplant cannot come after the end of follow-up",
            'row 7, column event_type: "hematologic_relapse"; expected a relapse or '
            "death_in_remission where rfs_event is true, none or withdrew_consent where it is "
            "false",
        ],
    ),
    "one group only": (
        "\n".join([*TEXT.splitlines()[:11], ""]).encode(),
        [
            "column rfs_5y: every patient has false; expected patients with and without five "
            "years, the two columns of Table 1"
        ],
    ),
    "hostile": (
        TEXT.replace("\n1,F", "\n1,<script>\x1b[2J").encode(),
        ['row 2, column sex: "<script>\\x1b[2J"; expected F or M'],
    ),
}


@pytest.mark.parametrize(("content", "expected"), UNUSABLE_FILES.values(), ids=UNUSABLE_FILES)
def test_a_cohort_that_cannot_be_used_gets_one_line_for_each_defect(
    check, tmp_path, content, expected
):
    path = tmp_path / "cohort.csv"
    path.write_bytes(content)
    code, out, err = check("--cohort", path)
    assert (code, out) == (UNUSABLE, "")
    assert err == [f"{path}{line if line[0] == ':' else f': {line}'}" for line in expected]


@pytest.mark.parametrize("name", ["absent.csv", "", "no/such/folder.csv"])
def test_a_missing_cohort_or_a_folder_is_one_line(check, tmp_path, name):
    code, out, err = check("--cohort", tmp_path / name)
    assert (code, out) == (UNUSABLE, "")
    (line,) = err
    assert "cannot be read (" in line
    assert line.startswith(str(tmp_path))


# --- Anything at all


@examples(10)
@given(rows=cohorts(largest=40))
def test_valid_patients_give_an_exit_code_and_never_a_traceback(rows, check, tmp_path):
    path = write_cohort(tmp_path / "cohort.csv", rows)
    code, out, err = check("--cohort", path, "--format", "json")
    one_group = len({row["rfs_5y"] for row in rows}) == 1
    assert code == (UNUSABLE if one_group else NOT_AS_EXPECTED)
    assert len(err) == one_group
    assert bool(out) != one_group


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize(
    "value",
    ["", "🦠", *(pytest.param(text, marks=pytest.mark.slow) for text in ("-1", "nan", "1,5"))],
)
def test_no_value_of_any_cell_gives_a_traceback(tmp_path, column, value):
    path = changed(tmp_path, (10, column, value))
    code = cli.main(["check", "--quiet", "--cohort", str(path)])
    if (column, value) == ("cd19_at_relapse", ""):
        assert code == UNUSABLE
    assert code in (NOT_AS_EXPECTED, UNUSABLE)
