"""The README says what is true of the outcome and of the project."""

import re
from collections import Counter

import pytest

from letter.data import paths
from reproduction.claims import Status
from reproduction.claims.display import computed_text
from reproduction.loading import load

README = (paths.PROJECT / "README.md").read_text("utf-8")
MAKEFILE = (paths.PROJECT / "Makefile").read_text("utf-8")
OUTCOME = load(paths.PROJECT).outcome
RESULTS = {result.entry.id: result for result in OUTCOME.results}
FINDINGS = re.findall(r"^- \*([a-z ]+)\*: (.+) \(`([a-z0-9-]+)`\)$", README, re.MULTILINE)


def test_the_table_of_statuses_is_the_outcomes():
    claims = Counter(result.status for result in OUTCOME.results)
    rows = re.findall(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert rows == [
        (status.label, str(count), str(claims[status]), status.meaning)
        for status, count in OUTCOME.by_status.items()
    ]
    assert f"prints {len(OUTCOME.numbers)} numbers" in README


def test_every_claim_that_is_contradicted_is_listed():
    told = ("contradicted",)
    listed = [(claim, status.replace(" ", "_")) for status, _, claim in FINDINGS]
    assert len(dict(listed)) == len(listed)
    assert dict(listed) == {
        claim: result.status for claim, result in RESULTS.items() if result.status in told
    }


@pytest.mark.parametrize(("status", "text", "claim"), FINDINGS)
def test_a_finding_has_the_printed_and_the_computed_numbers(status, text, claim):
    result = RESULTS[claim]
    numbers = Counter(re.findall(r"\d+(?:\.\d+)?", text.replace("one", "1")))
    printed = Counter(quantity.numeral.rstrip("%") for quantity in result.entry.quantities)
    assert printed <= numbers
    if status == "contradicted":
        computed = re.findall(r"\d+(?:\.\d+)?", computed_text(result))
        assert set(computed) <= set(numbers)
        assert set(numbers) <= {*computed, *printed, "1", "2"}  # and the names of the tables


def test_the_marks_are_the_books():
    for status in Status:
        if status.mark:
            assert f"`{status.mark}` {status.label}" in README


def test_commands_exist():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE))
    assert {"book", "test", "check"} <= named <= targets
    assert targets == set(re.findall(r"echo 'make ([a-z]+) ", MAKEFILE)) | {"help"}


def test_links_lead_to_files():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (paths.PROJECT / link).exists()] == []
