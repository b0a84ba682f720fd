"""README and CONTRIBUTING say what is true of the outcome and of the project."""

import re
from collections import Counter

import pytest

from letter.data import paths
from reproduction.claims import Status
from reproduction.loading import load

README = (paths.PROJECT / "README.md").read_text("utf-8")
CONTRIBUTING = (paths.PROJECT / "CONTRIBUTING.md").read_text("utf-8")
MAKEFILE = (paths.PROJECT / "Makefile").read_text("utf-8")
OUTCOME = load(paths.PROJECT).outcome
RESULTS = {result.entry.id: result for result in OUTCOME.results}
LISTED = re.findall(r"^- \*([a-z ]+)\*: (.+) \(`([a-z0-9-]+)`\)$", README, re.MULTILINE)


def test_the_table_of_statuses_is_the_outcomes():
    claims = Counter(result.status for result in OUTCOME.results)
    rows = re.findall(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert rows == [
        (status.label, str(OUTCOME.by_status[status]), str(claims[status]), status.meaning)
        for status in Status
    ]
    assert f"prints {sum(OUTCOME.by_status.values())} numbers" in README


def test_every_claim_that_is_contradicted_or_qualified_is_listed():
    listed = {claim: status for status, _, claim in LISTED}
    assert len(listed) == len(LISTED)
    assert listed == {
        claim: result.status.label
        for claim, result in RESULTS.items()
        if result.status in (Status.CONTRADICTED, Status.QUALIFIED)
    }


@pytest.mark.parametrize(("status", "text", "claim"), LISTED)
def test_what_is_listed_has_the_printed_and_the_computed_numbers(status, text, claim):
    result = RESULTS[claim]
    numbers = set(re.findall(r"\d+(?:\.\d+)?|half", text))
    printed = {quantity.numeral.rstrip("%") for quantity in result.entry.quantities}
    assert printed <= numbers
    if status == "contradicted":
        texts = " ".join(number.computed or "" for number in result.numbers)
        computed = set(re.findall(r"\d+(?:\.\d+)?", texts))
        assert computed <= numbers
        assert numbers <= {*computed, *printed, "1", "2"}  # and the names of the tables


def test_the_marks_are_the_books():
    for status in Status:
        if status.mark:
            assert f"`{status.mark}` {status.label}" in README
        else:
            assert status.label in README.split("The marks are")[1].split("; ")[1]


def test_commands_exist():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE))
    assert {"book", "test", "check"} <= named <= targets
    assert targets == set(re.findall(r"echo 'make ([a-z]+) ", MAKEFILE)) | {"help"}


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_links_lead_to_files(text):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if not (paths.PROJECT / link).exists()] == []


def test_the_map_names_every_folder_of_the_code_and_nothing_that_is_not_there():
    section = CONTRIBUTING[CONTRIBUTING.index("## Map") : CONTRIBUTING.index("## Set up")]
    named = {
        name
        for row in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row)
    }
    assert [name for name in named if not (paths.PROJECT / name).exists()] == []
    source = paths.PROJECT / "src"
    folders = {f"src/{path.parent.relative_to(source)}/" for path in source.rglob("__init__.py")}
    assert {folder for folder in folders if folder.count("/") <= 3} <= named


def test_the_goals_are_those_of_the_benchmark():
    bench = (paths.PROJECT / "benchmarks/bench.py").read_text("utf-8")
    goals = re.findall(r'"≤ ([\d.]+)', bench)
    section = CONTRIBUTING[CONTRIBUTING.index("## Performance") :]
    assert len(goals) == 4
    assert re.findall(r"\| at most ([\d.]+)", section) == goals
