from pathlib import Path

import pytest

from reproduction.inputs.defects import (
    SHOWN,
    Defect,
    InputError,
    inside,
    listed,
    printable,
    quoted,
    shown,
)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (12, "a.csv:12: is empty; expected a name"),
        ("row 8, column x", "a.csv: row 8, column x: is empty; expected a name"),
        ("", "a.csv: is empty; expected a name"),
        (0, "a.csv: is empty; expected a name"),
    ],
)
def test_a_place_is_a_line_or_a_text(place, text):
    assert str(Defect("a.csv", place, "is empty", "a name")) == text


def test_what_was_expected_may_be_left_out():
    assert str(Defect("a.qmd", 3, "NameError: name 'x' is not defined", "")) == (
        "a.qmd:3: NameError: name 'x' is not defined"
    )


def test_an_input_error_has_all_defects_and_shows_the_first():
    defects = [Defect("a.csv", line, "x", "y") for line in range(1, SHOWN + 1_235)]
    error = InputError(defects)
    assert len(error.defects) == len(defects)
    lines = str(error).splitlines()
    assert lines[0] == "a.csv:1: x; expected y"
    assert lines[SHOWN:] == ["and 1,234 more"]
    assert listed(defects[:2]) == ["a.csv:1: x; expected y", "a.csv:2: x; expected y"]


def test_what_a_terminal_might_obey_is_written_out():
    assert printable("a\x1b[31m\u202eb\u200b c\u00a0d é") == "a\\x1b[31m\\u202eb\\u200b c\u00a0d é"
    assert quoted("a" * 61, 3) == '"aaa…"'


def test_files_are_named_as_the_user_would_type_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    assert shown(tmp_path / "data" / "a.csv") == "data/a.csv"
    assert shown(Path("data/../a.csv")) == "a.csv"
    assert shown(Path("/etc/passwd")) == "/etc/passwd"
    assert inside(tmp_path / "data", tmp_path / "a.csv") is None
    circle = tmp_path / "circle"
    circle.symlink_to("circle")
    assert shown(circle) in ("circle", str(circle))
