import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cohort_file import changed, cohorts, letter_rows, write_cohort
from hypothesis import HealthCheck, given, settings

from letter.data import paths
from letter.data.cohort import COLUMNS
from letter.data.letter import load_letter
from letter.data.paths import COHORT
from reproduction import cli

AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE = 0, 1, 2


@pytest.fixture
def check(capsys):
    """Run ``reproduction check`` and give its exit code, output and error lines."""

    def run(*arguments: object) -> tuple[int, str, list[str]]:
        code = cli.main(["check", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err.splitlines()

    return run


def process(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "reproduction.cli", *map(str, arguments)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False, **options)


# --- The letter as it is


def test_the_letter_is_as_expected(check):
    code, out, err = check()
    assert (code, err) == (AS_EXPECTED, [])
    assert out.startswith("p1\n  ✓ ")
    assert out.endswith("9 not derivable; as expected\n")
    assert "Table 2, cell by cell\n  ✓ 300 of 300 agree\n" in out


def test_quietly_it_is_one_line(check):
    code, out, err = check("--quiet")
    assert (code, err) == (AS_EXPECTED, [])
    assert out.count("\n") == 1
    assert out.startswith("216 printed numbers: ")


def test_json_has_every_claim(check):
    code, out, err = check("--format", "json")
    assert (code, err) == (AS_EXPECTED, [])
    data = json.loads(out)
    assert data["passed"] is True
    assert [claim["id"] for claim in data["claims"]] == [e.id for e in load_letter().ledger]
    assert all(claim["as_expected"] for claim in data["claims"])
    assert len(data["comparisons"]) == 4


def test_junit_has_a_test_case_for_every_claim_and_comparison(check):
    code, out, err = check("--format", "junit")
    assert (code, err) == (AS_EXPECTED, [])
    (suite,) = ElementTree.fromstring(out.encode())
    assert len(suite) == len(load_letter().ledger) + 4
    assert suite.get("failures") == "0"


# --- Another cohort


@pytest.fixture
def other(tmp_path) -> Path:
    """The letter's patients, with one relapse a year later."""
    return changed(tmp_path, (6, "rfs_months", "24.4"))


FAILED = [
    "hematologic-relapse-times (p10): printed six, 3.2, 5.1, 12.4, 31.0, 44.3, 50.8; "
    "computed 6, 3.2, 5.1, 24.4, 31.0, 44.3, 50.8; contradicted, expected reproduced",
    "pulmonary-hemorrhage (p11): printed One, 12.4; computed 0; contradicted, expected reproduced",
    'table2, patient 6, rfs_months: printed "12.4", computed "24.4"',
]


def test_a_cohort_that_differs_fails_with_claim_printed_and_computed(check, other):
    code, out, err = check("--cohort", other, "--quiet")
    assert (code, err) == (NOT_AS_EXPECTED, [])
    assert out.splitlines()[:-1] == ["", "3 failures:", *(f"  ✗ {line}" for line in FAILED), ""]
    assert out.endswith("NOT as expected\n")


def test_the_failures_are_in_json_and_junit_too(check, other):
    code, out, _ = check("--cohort", other, "--format", "json")
    assert code == NOT_AS_EXPECTED
    assert json.loads(out)["failures"] == FAILED
    code, out, _ = check("--cohort", other, "--format", "junit")
    assert code == NOT_AS_EXPECTED
    messages = [f.get("message") for f in ElementTree.fromstring(out.encode()).iter("failure")]
    assert messages == FAILED


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
        [f"line 12: byte 0xe9 is not UTF-8; expected {UTF8}"],
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
    assert err == [f"{path}: {line}" for line in expected]


@pytest.mark.parametrize("name", ["absent.csv", "", "no/such/folder.csv"])
def test_a_missing_cohort_or_a_folder_is_one_line(check, tmp_path, name):
    code, out, err = check("--cohort", tmp_path / name)
    assert (code, out) == (UNUSABLE, "")
    (line,) = err
    assert "cannot be read (" in line
    assert line.startswith(str(tmp_path))


# --- Anything at all


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=cohorts(largest=40))
def test_valid_patients_give_an_exit_code_and_never_a_traceback(rows, check, tmp_path):
    path = write_cohort(tmp_path / "cohort.csv", rows)
    code, out, err = check("--cohort", path, "--format", "json")
    one_group = len({row["rfs_5y"] for row in rows}) == 1
    assert code == (UNUSABLE if one_group else NOT_AS_EXPECTED)
    assert len(err) == one_group
    assert bool(out) != one_group


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", ["", "-1", "nan", "1,5", "🦠"])
def test_no_value_of_any_cell_gives_a_traceback(tmp_path, column, value):
    path = changed(tmp_path, (10, column, value))
    code = cli.main(["check", "--quiet", "--cohort", str(path)])
    if (column, value) == ("cd19_at_relapse", ""):
        assert code == UNUSABLE
    assert code in (NOT_AS_EXPECTED, UNUSABLE)


# --- What others publish, edited by hand


MISFITS = {
    "a claim without its check": (
        [
            ("claims.yaml", "id: mrd-responses", "id: other"),
            ("inventory.csv", "mrd-responses", "other"),
        ],
        "no claim in the ledger has the id mrd-responses",
    ),
    "too few quantities for a check": (
        [("claims.yaml", '"up to four", "up to three"', '"up to four"')],
        "cycles: cycles cannot compute it (not enough values to unpack",
    ),
    "evidence that no check gives": (
        [("claims.yaml", "patient {youngest},", "patient {oldest},")],
        "minimum-age: the check gives no evidence oldest",
    ),
}


@pytest.mark.parametrize(("edits", "message"), MISFITS.values(), ids=MISFITS)
def test_a_ledger_that_does_not_fit_its_checks_is_one_line(
    check, tmp_path, monkeypatch, edits, message
):
    published = shutil.copytree(paths.PUBLISHED, tmp_path / "published")
    for name, old, new in edits:
        text = (published / name).read_text("utf-8")
        assert old in text
        (published / name).write_text(text.replace(old, new), "utf-8")
    monkeypatch.setattr(load_letter, "__defaults__", (paths.COHORT, published))
    code, out, err = check()
    assert (code, out) == (UNUSABLE, "")
    (line,) = err
    assert line.startswith(f"data/published/claims.yaml: {message}")


# --- Output files


def test_output_goes_to_a_file_whole(check, tmp_path):
    path = tmp_path / "out.json"
    code, out, err = check("--format", "json", "--output", path)
    assert (code, out, err) == (AS_EXPECTED, "", [])
    assert json.loads(path.read_text("utf-8"))["passed"] is True
    assert list(tmp_path.iterdir()) == [path]


def test_output_replaces_what_was_there_and_follows_links(check, tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old" * 100_000)
    link.symlink_to(target)
    code, *_ = check("--quiet", "--output", link)
    assert code == AS_EXPECTED
    assert link.is_symlink()
    assert target.read_text("utf-8").startswith("216 printed numbers")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.txt", "target.txt"]


def test_output_is_written_when_claims_fail(check, tmp_path, other):
    path = tmp_path / "out.xml"
    code, out, err = check("--cohort", other, "--format", "junit", "--output", path)
    assert (code, out, err) == (NOT_AS_EXPECTED, "", [])
    assert ElementTree.parse(path).getroot().tag == "testsuites"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("no/such/folder/out.txt", "No such file or directory"),
        ("file/out.txt", "Not a directory"),
        ("folder", "Is a directory"),
        ("x" * 300, "File name too long"),
    ],
)
def test_an_output_that_cannot_be_written_is_one_line(check, tmp_path, name, problem):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    code, out, err = check("--output", tmp_path / name)
    assert (code, out) == (UNUSABLE, "")
    assert err == [f"{tmp_path / name}: {problem}"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_write_that_fails_half_way_leaves_the_old_file(check, tmp_path, monkeypatch):
    path = tmp_path / "out.txt"
    path.write_text("old")

    def write_half(self: Path, text: str, encoding: str) -> int:
        self.write_bytes(text.encode(encoding)[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", write_half)
    code, out, err = check("--output", path)
    assert (code, out, err) == (UNUSABLE, "", [f"{path}: No space left on device"])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_one_line_and_no_traceback(check):
    code, out, err = check("--output", "/dev/full")
    assert (code, out, err) == (UNUSABLE, "", ["/dev/full: No space left on device"])
    with Path("/dev/full").open("wb") as full:
        done = process("check", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == UNUSABLE
    assert done.stderr.decode() == "output: No space left on device\n"


def test_a_pipe_is_written_to_and_not_replaced(check, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR)
    code, out, err = check("--quiet", "--output", pipe)
    assert (code, out, err) == (AS_EXPECTED, "", [])
    assert os.read(reader, 1000).decode().startswith("216 printed numbers")
    os.close(reader)
    assert pipe.is_fifo()


def test_a_reader_that_goes_away_is_no_error():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = process("check", stdout=closed, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (AS_EXPECTED, b"")


def test_a_terminal_that_cannot_show_every_character_is_no_error(monkeypatch):
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stdout)
    assert cli.main(["check"]) == AS_EXPECTED
    assert b"\\u2713" in stdout.buffer.getvalue()


# --- Arguments


@pytest.mark.parametrize(
    "arguments", [[], ["nothing"], ["check", "--format", "pdf"], ["check", "extra"]]
)
def test_wrong_arguments_are_explained(capsys, arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == UNUSABLE
    assert "usage: reproduction" in capsys.readouterr().err


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert all(command in text for command in ("check", "book", "downloads"))
