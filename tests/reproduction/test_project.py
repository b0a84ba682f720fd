"""What chapters call, in the project that `reproduction init` writes."""

import re
from pathlib import Path

import pytest
from sleep_project import sleep_project

from reproduction import project
from reproduction.inputs.defects import InputError
from reproduction.project import ClaimError, load


def defects(folder: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        load(folder)
    return [str(defect) for defect in error.value.defects]


# --- Loading


def test_a_project_is_loaded_and_evaluated(tmp_path):
    found = load(sleep_project(tmp_path))
    assert [entry.id for entry in found.ledger] == ["means", "deviations", "chance"]
    assert found.source["difference"].round(1).tolist() == [
        1.2,
        2.4,
        1.3,
        1.3,
        0.0,
        1.0,
        1.8,
        0.8,
        4.6,
        1.4,
    ]
    assert [status.value for r in found.outcome.results for status in {r.status}] == [
        "reproduced",
        "qualified",
        "contradicted",
    ]
    assert found.outcome.passed
    assert found.root == tmp_path


def test_loading_does_not_ask_whether_claims_are_as_expected(tmp_path):
    found = load(sleep_project(tmp_path, ("sleep.csv", "9,0.0,4.6", "9,0.1,4.6")))
    assert not found.outcome.passed


def test_another_cohort_is_used_instead(tmp_path):
    other = tmp_path / "other.csv"
    sleep_project(tmp_path / "paper")
    text = (tmp_path / "paper" / "sleep.csv").read_text("utf-8")
    other.write_text(text.replace("10,2.0,3.4", "10,3.0,3.4"), "utf-8")
    found = load(tmp_path / "paper", cohort=other)
    assert found.outcome.failures[0].startswith(
        "means (table1), number 1: printed 0.75; computed 0.85"
    )


def test_what_another_folder_prints_is_used_instead(tmp_path):
    paper = sleep_project(tmp_path / "paper")
    other = sleep_project(
        tmp_path / "other", ("claims.yaml", '"0.75"', '"0.57"'), ("inventory.csv", "0.75", "0.57")
    )
    (line,) = load(paper, published=other).outcome.failures
    assert line.startswith("means (table1), number 1: printed 0.57; computed 0.75")


def test_a_difference_of_the_transcriptions_is_a_failure(tmp_path):
    found = load(sleep_project(tmp_path, ("inventory.csv", "2,2.33", "2,3.23")))
    assert found.outcome.failures == [
        "table1, quantity 2: the ledger has “2.33” (means), the inventory has “3.23” (means)"
    ]


def test_the_codes_own_comparisons_and_transcriptions_count(tmp_path):
    found = load(
        sleep_project(
            tmp_path,
            ("checks.py", "check: Checks[pd.DataFrame] = Checks()\n", OWN),
            (
                "inventory.csv",
                "p1,2,666,chance\n",
                "p1,2,666,chance\nother1908,1,11,patients-measured\n",
            ),
        )
    )
    assert [(part.name, part.compared) for part in found.outcome.comparisons] == [
        ("The ledger, against the inventory", 9),
        ("Rows", 10),
    ]
    assert found.outcome.failures == ["row 3 differs"]


OWN = """\
check: Checks[pd.DataFrame] = Checks()


def transcribed(source):
    return [("other1908", "11", "patients-measured")]


def comparisons(source, ledger):
    from reproduction.claims.outcome import Comparison

    assert [entry.id for entry in ledger] == ["means", "deviations", "chance"]
    return (Comparison("Rows", len(source), ("row 3 differs",)),)
"""


# --- What cannot be loaded: all at once


def test_defects_of_ledger_inventory_and_data_are_told_together(tmp_path, monkeypatch):
    paper = sleep_project(
        tmp_path,
        ("claims.yaml", "id: means", "id: Means"),
        ("inventory.csv", "table1,4,", "table1,5,"),
    )
    (paper / "sleep.csv").unlink()
    monkeypatch.chdir(paper)
    found = defects(paper)
    assert [line.split(":")[0] for line in found] == ["claims.yaml", "inventory.csv", "checks.py"]
    assert "No such file or directory" in found[2]


def test_a_ledger_and_checks_that_do_not_fit_are_told_together(tmp_path, monkeypatch):
    paper = sleep_project(
        tmp_path,
        ("checks.py", '@check("means")', '@check("mean")'),
        ("checks.py", 'reads=("chance",)', 'reads=("luck",)'),
    )
    monkeypatch.chdir(paper)
    assert defects(paper) == [
        f"claims.yaml: {problem}; expected a ledger and checks that fit each other"
        for problem in (
            "the ledger has no claim mean, which a check computes",
            "the ledger has no claim luck, which the check of chance reads",
            "means: no check computes it, but its basis is patients",
        )
    ]


def test_a_row_of_the_inventory_for_no_claim_is_a_defect(tmp_path, monkeypatch):
    paper = sleep_project(tmp_path, ("inventory.csv", "666,chance", "666,luck"))
    monkeypatch.chdir(paper)
    assert defects(paper) == [
        'inventory.csv: row 9, column claim: "luck"; expected the id of a claim'
    ]


def test_what_the_loader_raises_is_told_with_its_line(tmp_path, monkeypatch):
    paper = sleep_project(tmp_path, ("checks.py", 'index_col="patient"', 'index_col="nobody"'))
    monkeypatch.chdir(paper)
    (line,) = defects(paper)
    assert re.match(r"checks\.py:\d+: raises ValueError: Index nobody invalid; expected code", line)


# --- Every claim is enforced


def test_the_current_project_is_that_of_the_working_folder(chapter):
    assert project.current().root == chapter
    assert project.current() is project.current()


def test_a_claim_that_no_chapter_shows_stops_the_chapter(tmp_path, monkeypatch):
    monkeypatch.chdir(
        sleep_project(
            tmp_path, ("claims.yaml", '"666"', '"667"'), ("inventory.csv", "2,666", "2,667")
        )
    )
    with pytest.raises(ClaimError) as error:
        project.claim("means", "{0}")
    (line,) = str(error.value).splitlines()
    assert line.startswith("chance (p1), number 2: printed 667; computed 666; contradicted")


def test_a_difference_of_the_transcriptions_stops_the_chapter(tmp_path, monkeypatch):
    monkeypatch.chdir(sleep_project(tmp_path, ("inventory.csv", "2,2.33", "2,3.23")))
    with pytest.raises(ClaimError, match="the inventory has “3.23”"):
        project.current()
