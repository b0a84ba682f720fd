"""What chapters call, in the project that `reproduction init` writes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sleep_project import sleep_project

from reproduction import project
from reproduction.inputs.defects import InputError
from reproduction.project import ClaimError, load


@pytest.fixture(autouse=True)
def no_renderer(monkeypatch):
    """No renderer says which chapter it runs."""
    monkeypatch.delenv("QUARTO_DOCUMENT_PATH", raising=False)
    monkeypatch.delenv("QUARTO_DOCUMENT_FILE", raising=False)


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """The working folder is that of a project."""
    monkeypatch.chdir(sleep_project(tmp_path / "paper"))
    return tmp_path / "paper"


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


# --- Claims in prose


@pytest.mark.usefixtures("chapter")
def test_a_claim_is_its_numbers_linked_to_the_ledger(monkeypatch):
    assert "#use-" not in project.claim("deviations")  # no chapter is rendered
    monkeypatch.setenv("QUARTO_DOCUMENT_FILE", "index.qmd")
    text = project.claim("deviations", "{0} and {1}")
    assert text.startswith(
        "[[1.70 and 1.90[^≈^]{.claim-mark}](ledger.qmd#claim-deviations){.claim "
    )
    assert text.endswith("]{#use-deviations-in-index}")
    again = project.claim("deviations", "{0} and {1}")
    assert again == text.removeprefix("[").removesuffix("]{#use-deviations-in-index}")
    assert 'data-patients="1 2 3 4 5 6 7 8 9 10"' in text
    assert text._repr_markdown_() == str(text)


@pytest.mark.usefixtures("chapter")
@pytest.mark.parametrize("function", [project.claim, project.because])
def test_a_claim_that_is_not_in_the_ledger_is_named(function):
    with pytest.raises(LookupError) as error:
        function("nothing")
    assert error.value.args == ("no claim in claims.yaml has the id nothing",)


@pytest.mark.usefixtures("chapter")
def test_a_template_that_does_not_fit_fails_in_the_call():
    with pytest.raises(ValueError, match=r"claim means.*\{3\}"):
        project.claim("means", "{3}")


@pytest.mark.usefixtures("chapter")
def test_because_has_the_computed_values_in_it():
    assert project.because("deviations").endswith("the standard deviations are 1.79, 2.00, 1.23.")


@pytest.mark.usefixtures("chapter")
def test_the_table_of_a_chapter_has_the_claims_that_it_showed():
    assert "#claim-" not in project.checks_of_this_chapter()
    project.because("chance")
    project.claim("means")
    assert claims(project.checks_of_this_chapter()) == ["means", "chance"]
    assert claims(project.checks_of_this_chapter("table1")) == ["means", "deviations", "chance"]


def claims(markdown: str) -> list[str]:
    return re.findall(r"#claim-([\w-]+)\)", markdown)


# --- Links from any folder


@pytest.mark.parametrize(
    ("folder", "link"),
    [(".", "report/ledger.qmd"), ("report", "ledger.qmd"), ("report/more", "../ledger.qmd")],
)
@pytest.mark.parametrize("executes_in", ["the chapter's folder", "the project's folder"])
def test_links_to_the_ledger_are_right_from_any_folder(
    tmp_path, monkeypatch, folder, link, executes_in
):
    paper = sleep_project(
        tmp_path,
        (
            "_quarto.yml",
            "chapters: [index.qmd, ledger.qmd,",
            "chapters: [index.qmd, report/ledger.qmd,",
        ),
        ("_quarto.yml", "ledger-page: ledger.qmd", "ledger-page: report/ledger.qmd"),
        ("_quarto.yml", "checks-page: ledger.qmd", "checks-page: report/more/checks.qmd"),
    )
    (paper / "report" / "more").mkdir(parents=True)
    (paper / "ledger.qmd").rename(paper / "report" / "ledger.qmd")
    if executes_in == "the project's folder":
        monkeypatch.chdir(paper)
        monkeypatch.setenv("QUARTO_DOCUMENT_PATH", str(paper / folder))
    else:
        monkeypatch.chdir(paper / folder)
    assert f"({link}#claim-means)" in project.claim("means")
    assert f"({link}#claim-means)" in project.checks_of_this_chapter()
    assert f"({link}#sec-ledger-p1)" in project.number_map()
    front = {".": "index.qmd", "report": "../index.qmd", "report/more": "../../index.qmd"}[folder]
    checks = {".": "report/more/", "report": "more/", "report/more": ""}[folder] + "checks.qmd"
    assert f"[In: [The example]({front}#use-means-in-index)]{{.because}}" in project.ledger_page()
    assert f"[code]({checks}#check-means)" in project.ledger_page()


# --- Great Tables in notebooks


CELL = """\
import os, pandas as pd
os.chdir({folder!r})
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
from reproduction.project import current
current()
from great_tables import GT
table = GT(pd.DataFrame({{"a": [1]}}))
shown, _ = shell.display_formatter.format(table)
assert set(shown) == {{"text/plain", "text/markdown"}}, shown
assert shown["text/markdown"].startswith("```{{=html}}\\n<div"), shown
broken = GT(pd.DataFrame({{"a": [1]}})).fmt(lambda value: 1 / 0, columns="a")
shell.push({{"broken": broken}})
done = shell.run_cell("broken")
assert type(done.error_in_exec).__name__ == "TableError", done
print("fine")
"""


def test_tables_are_markdown_and_one_that_cannot_be_rendered_stops_the_cell(tmp_path):
    code = CELL.format(folder=str(sleep_project(tmp_path / "paper")))
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"IPYTHONDIR": str(tmp_path), "HOME": str(tmp_path)},
    )
    assert done.stdout.endswith("fine\n"), done.stdout + done.stderr
