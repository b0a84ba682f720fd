"""Where the command writes: files, pipes and terminals."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command import (
    AS_EXPECTED,
    NOT_AS_EXPECTED,
    RETOLD,
    SUMMARY,
    UNUSABLE,
    process,
)
from sleep_project import sleep_project

from reproduction import cli


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
