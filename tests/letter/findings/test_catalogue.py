"""The list of findings, its chapter, and what other pages say of them."""

import re

import pytest

from letter.checks import CHECKS
from letter.data import paths
from letter.data.letter import load_letter
from letter.display.overview import rebuilt_cells
from letter.findings.catalogue import (
    WEIGHTS,
    brief_list,
    filled,
    finding_list,
    load_findings,
    of_weight,
)
from letter.findings.facts import facts
from letter.findings.references import cited_numbers
from letter.review.formatting import Shown
from letter.review.quantities import quantities
from letter.review.tables import TABLES
from reproduction.claims import Status, evaluate, load_ledger

LEDGER = load_ledger(paths.CLAIMS)
FINDINGS = load_findings()
LETTER = load_letter()
FILLED = filled(FINDINGS, facts(LETTER, LEDGER))
CHAPTER = (paths.REPORT / "findings.qmd").read_text("utf-8")
HEADING = re.compile(r"^### (.+) \{#(sec-finding-[a-z-]+)\}$", re.MULTILINE)
SECTIONS = dict(zip(HEADING.split(CHAPTER)[2::3], HEADING.split(CHAPTER)[3::3], strict=True))
PARTS = ("*Printed.*", "*Found.*", "*How certain.*", "*What it changes.*")


def test_the_chapter_tells_the_findings_in_their_order():
    assert HEADING.findall(CHAPTER) == [(f.title, f.anchor) for f in FINDINGS]


def test_findings_are_in_order_of_consequence_the_strict_count_first():
    assert [f.weight for f in FINDINGS] == sorted((f.weight for f in FINDINGS), key=WEIGHTS.index)
    assert FINDINGS[0].id == "five-years"


@pytest.mark.parametrize(
    ("weight", "anchor"),
    [
        ("main", "sec-findings-main"),
        ("reading", "sec-findings-reading"),
        ("none", "sec-findings-none"),
    ],
)
def test_a_finding_is_told_where_its_weight_is(weight, anchor):
    (part,) = [p for p in re.split(r"^## ", CHAPTER, flags=re.MULTILINE) if f"#{anchor}}}" in p]
    expected = [f.anchor for f in of_weight(weight, FINDINGS)]
    assert [found for _, found in HEADING.findall(part)] == expected


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.id)
def test_a_finding_has_its_four_parts_in_order(finding):
    section = SECTIONS[finding.anchor]
    places = [section.index(part) for part in PARTS]
    assert places == sorted(places)


def test_every_claim_of_a_finding_is_in_the_ledger():
    ids = {entry.id for entry in LEDGER}
    assert {claim for finding in FINDINGS for claim in finding.claims} - ids == set()


TO_BE_TOLD = [
    entry.id for entry in LEDGER if {Status.QUALIFIED, Status.CONTRADICTED} & {*entry.expects}
]


@pytest.mark.parametrize("claim", TO_BE_TOLD)
def test_every_qualified_or_contradicted_number_is_a_finding(claim):
    assert any(claim in finding.claims for finding in FINDINGS)


# Each number counted by hand: see test_facts.py and test_hematologic.py. 55.2 is the mean of
# 50.8 and 59.5, 27.9 is 50.8 less 18.7 and 4.2, 15.7 is 63.8 less 46.7 and six weeks.
CONSEQUENCES = {
    "five-years": "60 9 20 10 4 9 5 53%",
    "first-remission": "10 15 0 4",
    "ph-negative": "7 6 4",
    "kinase-inhibitors": "4 10 5 11",
    "enrolled": "21 48% 52%",
    "ongoing": "7 2 5 15.7",
    "at-transplant": "10 6 9 7",
    "hematologic": "53% 59% 61%",
    "median": "50.8 55.2 63.8",
    "extramedullary": "10 27.9",
    "dose": "14 19 20 3",
    "first-line": "7 56%",
    "cycles": "3.5 2.5",
    "months": "11 59.7 59.5",
    "interim": "",
    "visits": "9",
    "low-mrd": "12",
    "methods": "3",
    "withdrawal": "1.4 2.6",
    "names": "",
    "dates": "",
}


@pytest.mark.parametrize("finding", FILLED, ids=lambda finding: finding.id)
def test_a_consequence_has_the_numbers_that_were_counted_by_hand(finding):
    text = re.sub(r"Tables? \d( and Table \d)?", "", finding.consequence)
    assert re.findall(r"\d+(?:\.\d+)?%?", text) == CONSEQUENCES[finding.id].split()
    assert finding.consequence.endswith(".")


def test_no_consequence_types_a_number():
    for finding in FINDINGS:
        text = re.sub(r"Table \d|\{\w+\}", "", finding.consequence + finding.brief)
        assert not re.search(r"\d", text), finding.id


def test_a_missing_fact_is_named():
    with pytest.raises(KeyError, match="months"):
        filled(FINDINGS, {})


def test_the_list_links_each_finding_to_its_section():
    lines = finding_list(FILLED, "report/findings.qmd").splitlines()
    assert len(lines) == len(FINDINGS)
    assert lines[0].startswith(
        "- [Five years, counted strictly](report/findings.qmd#sec-finding-five-years). If 60 full"
    )


# As above: those in remission at five years, of whom, and what the letter has in their place.
BRIEF = {
    "five-years": "60 9 20 10",
    "first-remission": "0 4",
    "ph-negative": "4 7 6",
    "kinase-inhibitors": "4 10 5 11",
    "enrolled": "21 48% 52%",
}
FIRST_SCREEN = 55  # characters that fit in a line there


def test_the_front_page_has_a_line_for_each_main_finding():
    assert [f.id for f in FILLED if f.brief] == [f.id for f in of_weight("main", FILLED)]
    for finding in of_weight("main", FILLED):
        assert re.findall(r"\d+%?", finding.brief) == BRIEF[finding.id].split()
        assert len(finding.brief) <= FIRST_SCREEN
    lines = brief_list(FILLED, "report/findings.qmd").splitlines()
    assert lines[0] == (
        "- [With 60 full months required: 9 of 20, not 10]"
        "(report/findings.qmd#sec-finding-five-years)"
    )
    assert len(lines) == len(BRIEF)


def test_the_readme_counts_the_findings():
    readme = (paths.PROJECT / "README.md").read_text("utf-8")
    main, reading, none = (len(of_weight(weight, FINDINGS)) for weight in WEIGHTS)
    assert (
        f"The book tells {len(FINDINGS)} findings by consequence: {main} bear on the main result "
        f"or on a conclusion, {reading} change how another number is read, and {none} change no "
        "result."
    ) in readme


def test_the_readme_says_how_many_cited_numbers_were_seen():
    cited = cited_numbers(LEDGER, LETTER.related)
    seen = sum(number.seen for number in cited)
    readme = (paths.PROJECT / "README.md").read_text("utf-8")
    assert (
        f"Of the {len(cited)} cited numbers, {seen} were seen at a source and are equal; the other "
        f"{len(cited) - seen} stand"
    ) in readme


def test_the_readme_counts_the_rebuilt_cells():
    table_1, table_2 = rebuilt_cells(LETTER)
    readme = (paths.PROJECT / "README.md").read_text("utf-8")
    assert f"All {table_1} cells of Table 1, of {LETTER.table_1.shape[0] * 2}," in readme
    assert f"all {table_2} cells of Table 2" in readme


@pytest.mark.parametrize("page", ["index.qmd", "report/survival.qmd", "README.md"])
def test_who_may_think_that_figure_1_was_compared_is_told_that_it_was_not(page):
    text = (paths.PROJECT / page).read_text("utf-8")
    assert re.search(r"Figure 1[^.]* (?:was|were) not available to us", text)


def test_the_ordinary_median_reads_the_same_wherever_it_is():
    """In the list of findings, in the finding's own section, and in the table of readings."""
    letter = load_letter()
    (listed,) = (finding.consequence for finding in FILLED if finding.id == "median")
    results = evaluate(LEDGER, CHECKS, letter)
    (told,) = (result.because for result in results if result.entry.id == "median-follow-up")
    table = TABLES["follow_up"](Shown(quantities(letter.cohort)))
    assert table.rows[0][1:] == ["Middle of all patients' times", "55.2"]
    for text in (listed, told):
        assert re.findall(r"55\.[0-9]+", text) == ["55.2"]
