"""What chapters call: claims in prose, links, and tables in notebooks."""

import os
import re
import subprocess
import sys

import pytest
from sleep_project import sleep_project

from reproduction import project


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
    assert (
        f"[In: [The example]({front}#use-means-in-index)]{{.because}}]{{.content-visible"
        in project.ledger_page()
    )
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
