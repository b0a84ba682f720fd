"""The command line, with the project that `reproduction init` writes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sleep_project import sleep_project

from reproduction import cli

AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, BROKEN = 0, 1, 2, 70
SUMMARY = (
    "8 printed numbers: 3 reproduced, 1 consistent, 3 qualified, 1 contradicted; "
    "checks: 8 sharp; as expected\n"
)
RETOLD = [("claims.yaml", '"666"', '"667"'), ("inventory.csv", "2,666", "2,667")]


@pytest.fixture(scope="module")
def paper(tmp_path_factory) -> Path:
    return sleep_project(tmp_path_factory.mktemp("cli") / "paper")


@pytest.fixture
def run(capsys):
    """Run ``reproduction`` and give its exit code, output and error lines."""

    def called(*arguments: object) -> tuple[int, str, list[str]]:
        code = cli.main([*map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err.splitlines()

    return called


def process(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "reproduction.cli", *map(str, arguments)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False, **options)


# --- Which project


def test_the_project_is_the_folder_given_or_the_one_around_the_working_folder(
    run, paper, monkeypatch
):
    assert run("check", paper, "--quiet") == (AS_EXPECTED, SUMMARY, [])
    (paper / "report").mkdir(exist_ok=True)
    assert run("check", paper / "report", "--quiet") == (AS_EXPECTED, SUMMARY, [])
    monkeypatch.chdir(paper / "report")
    assert run("check", "--quiet") == (AS_EXPECTED, SUMMARY, [])


def test_a_folder_without_a_project_is_one_line(run, tmp_path):
    for command in ("check", "sharpness", "book", "downloads", "manifest"):
        code, out, (line,) = run(command, tmp_path)
        assert (code, out) == (UNUSABLE, "")
        assert "reproduction init FOLDER" in line


# --- check


def test_the_outcome_is_a_table_by_place(run, paper):
    code, out, err = run("check", paper)
    assert (code, err) == (AS_EXPECTED, [])
    assert out.startswith("table1\n  ✓ Mean extra hours")
    assert out.endswith("The ledger, against the inventory\n  ✓ 8 of 8 agree\n" + SUMMARY)


def test_a_failure_has_exit_code_1_and_is_named_in_every_format(run, tmp_path):
    paper = sleep_project(tmp_path, *RETOLD)
    line = (
        "chance (p1), number 2: printed 667; computed 666; contradicted (666 would have agreed), "
        "expected consistent; check: chance"
    )
    code, out, err = run("check", paper, "--quiet")
    assert (code, err) == (NOT_AS_EXPECTED, [])
    assert "\n1 failure:\n  ✗ chance (p1), number 2: printed 667; computed 666; contradicted" in out
    code, out, _ = run("check", paper, "--format", "json")
    assert code == NOT_AS_EXPECTED
    (failure,) = json.loads(out)["failures"]
    assert failure.startswith(line[: line.index(" (666")])
    code, out, _ = run("check", paper, "--format", "junit")
    assert code == NOT_AS_EXPECTED
    (found,) = ElementTree.fromstring(out.encode()).iter("failure")
    assert found.get("message") == failure


def test_json_has_the_names_that_others_rely_on(run, paper):
    _, out, _ = run("check", paper, "--format", "json")
    claim = json.loads(out)["claims"][2]
    assert {name: claim[name] for name in ("id", "at", "status")} == {
        "id": "chance",
        "at": "p1",
        "status": "contradicted",
    }
    assert [
        {name: number[name] for name in ("printed", "computed", "status", "sharpness")}
        for number in claim["quantities"]
    ] == [
        {"printed": "0.9985", "computed": "0.9986", "status": "contradicted", "sharpness": "sharp"},
        {"printed": "666", "computed": "666", "status": "consistent", "sharpness": "sharp"},
    ]


def test_downloads_are_written_only_if_all_is_as_expected(run, tmp_path):
    paper = sleep_project(tmp_path / "paper")
    run("check", paper, "--downloads", "--quiet")
    claims = paper / "_book" / "downloads" / "claims.csv"
    rows = claims.read_text("utf-8").splitlines()
    assert rows[0].startswith("id,position,at,printed,computed,")
    assert len(rows) == 1 + 8
    other = sleep_project(tmp_path / "other", *RETOLD)
    run("check", other, "--downloads", "--quiet")
    assert not (other / "_book").exists()


# --- Inputs that cannot be used


def test_defects_have_exit_code_2_and_one_line_each(run, tmp_path):
    paper = sleep_project(
        tmp_path,
        ("claims.yaml", "expect: reproduced", "expect: replicated"),
        ("inventory.csv", "table1,6", "table1,7"),
    )
    code, out, lines = run("check", paper)
    assert (code, out, len(lines)) == (UNUSABLE, "", 2)
    assert "replicated" in lines[0]
    assert "position" in lines[1]


def test_a_broken_check_leaves_the_others_as_they_are(run, tmp_path):
    paper = sleep_project(tmp_path, ("checks.py", "patients.mean()", "patients.average()"))
    code, out, err = run("check", paper)
    assert (code, err) == (NOT_AS_EXPECTED, [])
    assert "means (table1): the check means failed (AttributeError" in out
    assert "  ✓ Standard deviations" in out


# --- The one boundary for errors


class Unwritable(io.StringIO):
    """A standard output that fails as no file does."""

    def write(self, _: str) -> int:
        raise ZeroDivisionError("division by zero")


def test_an_error_of_the_program_is_one_line_that_says_how_to_see_more(run, paper, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Unwritable())
    code, out, (line,) = run("check", paper)
    assert (code, out) == (BROKEN, "")
    assert "ZeroDivisionError: division by zero" in line
    assert "reproduction --traceback" in line


def test_the_traceback_is_shown_when_asked_for(run, paper, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Unwritable())
    code, _, lines = run("--traceback", "check", paper)
    assert code == BROKEN
    assert lines[0] == "Traceback (most recent call last):"
    assert "ZeroDivisionError: division by zero" in lines


def test_what_the_projects_code_raised_is_in_the_traceback_too(run, tmp_path):
    paper = sleep_project(
        tmp_path, ("checks.py", "import pandas as pd", "import pandas as pd, nothing")
    )
    code, _, (line,) = run("check", paper)
    assert code == UNUSABLE
    assert "checks.py:6: raises ModuleNotFoundError: No module named 'nothing'" in line
    _, _, lines = run("--traceback", "check", paper)
    assert "    import pandas as pd, nothing" in lines


def test_a_project_with_an_empty_registry_gives_no_traceback(run, tmp_path):
    paper = sleep_project(tmp_path)
    (paper / "checks.py").write_text(
        "from reproduction.claims import Checks\ncheck = Checks()\ndef load(files): return None\n"
    )
    code, _, lines = run("check", paper)
    assert (code, len(lines)) == (UNUSABLE, 5)
    assert all(line.startswith(str(paper / "claims.yaml")) for line in lines)


# --- Output files


def test_output_goes_to_a_file_whole(run, paper, tmp_path):
    path = tmp_path / "out.json"
    assert run("check", paper, "--format", "json", "--output", path) == (AS_EXPECTED, "", [])
    assert json.loads(path.read_text("utf-8"))["passed"] is True
    assert list(tmp_path.iterdir()) == [path]


def test_output_is_written_when_claims_fail(run, tmp_path):
    paper = sleep_project(tmp_path / "paper", *RETOLD)
    path = tmp_path / "out.xml"
    code, *_ = run("check", paper, "--format", "junit", "--output", path)
    assert code == NOT_AS_EXPECTED
    assert ElementTree.parse(path).getroot().tag == "testsuites"


def test_output_follows_links_and_keeps_the_mode(run, paper, tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old" * 100_000)
    target.chmod(0o640)
    link.symlink_to(target)
    run("check", paper, "--quiet", "--output", link)
    assert link.is_symlink()
    assert target.read_text("utf-8") == SUMMARY
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "name", ["claims.yaml", "inventory.csv", "sleep.csv", "checks.py", "_quarto.yml"]
)
@pytest.mark.parametrize("how", ["its name", "a link", "a hard link"])
def test_an_input_is_never_written_over(run, tmp_path, name, how):
    paper = sleep_project(tmp_path / "paper")
    before = (paper / name).read_bytes()
    output = paper / name
    if how != "its name":
        output = tmp_path / "output"
        output.symlink_to(paper / name) if how == "a link" else output.hardlink_to(paper / name)
    code, out, (line,) = run("check", paper, "--output", output)
    assert (code, out) == (UNUSABLE, "")
    assert "is an input of this command; expected another file" in line
    assert (paper / name).read_bytes() == before


def test_another_cohort_is_an_input_too(run, tmp_path):
    paper = sleep_project(tmp_path / "paper")
    other = tmp_path / "other.csv"
    other.write_bytes((paper / "sleep.csv").read_bytes())
    code, *_ = run("check", paper, "--cohort", other, "--output", other)
    assert code == UNUSABLE
    assert other.read_bytes() == (paper / "sleep.csv").read_bytes()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("no/such/folder/out.txt", "No such file or directory"),
        ("file/out.txt", "Not a directory"),
        ("folder", "Is a directory"),
        ("x" * 300, "File name too long"),
    ],
)
def test_an_output_that_cannot_be_written_is_one_line(run, paper, tmp_path, name, problem):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    code, out, err = run("check", paper, "--output", tmp_path / name)
    assert (code, out, err) == (UNUSABLE, "", [f"{tmp_path / name}: {problem}"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_full_disk_is_one_line_and_no_traceback(run, paper):
    expected = (UNUSABLE, "", ["/dev/full: No space left on device"])
    assert run("check", paper, "--output", "/dev/full") == expected
    with Path("/dev/full").open("wb") as full:
        done = process("check", paper, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == UNUSABLE
    assert done.stderr.decode() == "output: No space left on device\n"


def test_a_pipe_is_written_to_and_not_replaced(run, paper, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR)
    assert run("check", paper, "--quiet", "--output", pipe) == (AS_EXPECTED, "", [])
    assert os.read(reader, 1000).decode() == SUMMARY
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize("device", ["/dev/stdout", "/dev/stderr"])
def test_a_terminals_names_can_be_written_to(paper, device):
    done = process("check", paper, "--quiet", "--output", device, capture_output=True)
    assert done.returncode == AS_EXPECTED
    assert (done.stdout + done.stderr).decode() == SUMMARY


def test_a_reader_that_goes_away_is_no_error(paper):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = process("check", paper, stdout=closed, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (AS_EXPECTED, b"")


def test_a_terminal_that_cannot_show_every_character_is_no_error(paper, monkeypatch):
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stdout)
    assert cli.main(["check", str(paper)]) == AS_EXPECTED
    assert b"\\u2713" in stdout.buffer.getvalue()


# --- sharpness, downloads, manifest


def test_sharpness_lists_every_number(run, paper):
    code, out, err = run("sharpness", paper)
    assert (code, err) == (AS_EXPECTED, [])
    assert "  sharp  means[1]: 0.75 (reproduced), held against patients: 0.75\n" in out
    assert "    8 sharp: no other value tried would have passed\n" in out


def test_downloads_are_the_claims_and_what_the_code_offers(run, tmp_path):
    paper = sleep_project(tmp_path, ("checks.py", '@check("means")', DOWNLOADS + '@check("means")'))
    code, out, err = run("downloads", paper, "--output-dir", tmp_path / "out")
    assert (code, out, err) == (AS_EXPECTED, "downloads: sleep.csv, claims.csv\n", [])
    text = (tmp_path / "out" / "sleep.csv").read_bytes().decode()
    assert text.splitlines()[1] == "0.7,1.9,1.2"
    assert "\r" not in text


DOWNLOADS = """\
def downloads(project):
    return {"sleep": project.source.round(1)}


"""


def test_the_manifest_is_one_that_sha256sum_verifies(run, tmp_path):
    book = tmp_path / "book"
    book.mkdir()
    (book / "index.html").write_text("a page")
    code, out, err = run("manifest", sleep_project(tmp_path / "paper"), "--book", book)
    assert (code, out, err) == (AS_EXPECTED, "manifest.sha256: 1 files\n", [])
    done = subprocess.run(["sha256sum", "-c", "manifest.sha256"], cwd=book, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"index.html: OK\n")


# --- Arguments


@pytest.mark.parametrize(
    "arguments",
    [[], ["nothing"], ["check", "--format", "pdf"], ["check", "a", "b"], ["mutate"], ["init"]],
)
def test_wrong_arguments_are_explained(capsys, arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == UNUSABLE
    assert "usage: reproduction" in capsys.readouterr().err


def test_help_names_every_command_and_the_exit_codes(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    listed = [line.split()[0] for line in text.splitlines() if line.startswith("    ")]
    assert listed == ["init", "check", "sharpness", "book", "downloads", "manifest"]
    assert "exit codes: 0 " in text


# --- What a command loads


HEAVY = {
    "matplotlib",
    "great_tables",
    "nbclient",
    "nbformat",
    "jupyter_client",
    "IPython",
    "pypandoc",
    "typst",
    "PIL",
    "lifelines",
    "scipy",
    "reproduction.book",
    "reproduction.scaffold",
    "letter",
}


def test_the_check_loads_nothing_that_only_the_book_needs(paper):
    code = (
        "import sys; from reproduction.cli import main; "
        f"assert main(['check', {str(paper)!r}, '--quiet']) == 0; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.splitlines()[-1].split()) == set()


def test_without_the_books_packages_the_command_says_what_to_install(run, paper, monkeypatch):
    monkeypatch.setattr(cli, "find_spec", lambda name: None if name == "typst" else object())
    code, out, err = run("book", paper)
    assert (code, out) == (UNUSABLE, "")
    assert err == ["reproduction book needs typst: pip install 'reproduction[book]'"]


def test_python_without_docstrings_checks_too(paper):
    done = subprocess.run(
        [sys.executable, "-OO", "-m", "reproduction.cli", "check", "--quiet", str(paper)],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (AS_EXPECTED, SUMMARY, "")
