"""The command line, with the project that `reproduction init` writes."""

import io
import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from command import (
    AS_EXPECTED,
    BROKEN,
    NOT_AS_EXPECTED,
    RETOLD,
    SUMMARY,
    UNUSABLE,
)
from sleep_project import sleep_project

from reproduction import cli

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


# --- sharpness, downloads, manifest


def test_sharpness_lists_every_number(run, paper):
    code, out, err = run("sharpness", paper)
    assert (code, err) == (AS_EXPECTED, [])
    assert "  sharp  means[1]: 0.75 (reproduced), held against patients: 0.75\n" in out
    assert "    8 sharp: no other value tried, changed alone, would have passed\n" in out


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
