import re

import pypandoc
import pytest
from made_up import RACE, checks, entry
from pandoc_elements import elements, pandoc

from reproduction.claims import Checks, Computed, Convention, Status, evaluate
from reproduction.claims.ledger import place_name
from reproduction.claims.outcome import Outcome
from reproduction.claims.pages import (
    claims_in,
    code,
    ledger,
    number_map,
    sharpness_sentence,
    status_table,
    title_of,
)
from reproduction.claims.thread import Note

LEDGER = [
    entry(prints=["Four"], says="All | <b>runners</b>.", expect="reproduced"),
    entry("winner", prints=["29.4"], expect="contradicted", because="{name} won."),
    entry("others", at="table2", basis="cited", expect="cited", reference=["smith2001"]),
    entry(
        "start",
        at="fig1",
        prints=["9", "10"],
        basis="unpublished",
        expect="not_derivable",
        because="Nobody says.",
    ),
]
OUTCOME = Outcome(evaluate(LEDGER, checks(), RACE))


def html(markdown: str) -> str:
    return str(pypandoc.convert_text(markdown, "html", format="markdown"))


@pytest.mark.parametrize(
    ("at", "heading"),
    [
        ("p4", "Paragraph 4"),
        ("p12", "Paragraph 12"),
        ("table1", "Table 1"),
        ("fig1", "Figure 1"),
        ("abstract", "Abstract"),
        ("box2", "Box 2"),
        ("appendix", "Appendix"),
    ],
)
def test_places_have_readable_names(at, heading):
    assert place_name(at) == heading


# --- Counts


def test_the_table_of_statuses_counts_numbers_by_sharpness_and_all_in_a_last_row():
    rows = [
        [cell.strip() for cell in line.strip("| \n").split(" | ")]
        for line in status_table(OUTCOME, "ledger.qmd").splitlines()[2:]
    ]
    counts = {re.findall(r"status-([\w-]+)", row[0])[0]: row[1:5] for row in rows[:-1]}
    assert counts == {
        "reproduced": ["[1](ledger.qmd#status-reproduced)", "1", "0", "0"],
        "definition": ["0", "0", "0", "0"],
        "cited": ["[1](ledger.qmd#status-cited)", "0", "0", "1"],
        "consistent": ["0", "0", "0", "0"],
        "qualified": ["0", "0", "0", "0"],
        "not-derivable": ["[2](ledger.qmd#status-not-derivable)", "0", "0", "2"],
        "contradicted": ["[1](ledger.qmd#status-contradicted)", "0", "1", "0"],
    }
    assert next(iter(counts)) == "reproduced"
    assert rows[0][5].startswith("Recomputed from the patients")
    assert rows[-1][:5] == ["All", "5", "1", "1", "3"]


def test_the_sentence_on_sharpness_has_the_totals_of_the_table():
    assert sharpness_sentence(OUTCOME) == (
        "Of the 5 printed numbers, 1 have a sharp check (no other value tried, changed alone, "
        "would have passed), 1 a check that sets only bounds (some other values would have "
        "passed), and 3 no check that could fail. Of the sharp checks, 1 are made against the "
        "patients and 0 against other printed numbers only; 0 would have passed if a second "
        "printed number had changed too."
    )


# --- All numbers


def test_the_map_has_every_number_once_in_its_place_and_by_its_status():
    markdown = number_map(OUTCOME, "../ledger.qmd")
    chips = [attr[1] for attr, _ in elements(pandoc(markdown), "Span") if "chip" in attr[1]]
    statuses = [name for classes in chips for name in classes if name.startswith("status-")]
    assert statuses == [
        "status-reproduced",
        "status-contradicted",
        "status-cited",
        "status-not-derivable",
        "status-not-derivable",
    ]
    targets = [target for _, _, (target, _) in elements(pandoc(markdown), "Link")]
    assert targets == [
        "../ledger.qmd#sec-ledger-p1",
        "../ledger.qmd#claim-runners",
        "../ledger.qmd#claim-winner",
        "../ledger.qmd#sec-ledger-table2",
        "../ledger.qmd#claim-others",
        "../ledger.qmd#sec-ledger-fig1",
        "../ledger.qmd#claim-start",
    ]


def test_the_colours_in_print_are_those_of_the_statuses():
    markdown = number_map(OUTCOME, "ledger.qmd")
    for status in Status:
        (look,) = re.findall(rf"^  {status.value}: \(.*", markdown, re.MULTILINE)
        assert status.print in look
        assert status.light in look


# --- The ledger


USED = {"winner": ["[The race](race.qmd)", "[Findings](more/findings.qmd)"]}


def test_the_ledger_has_a_section_for_each_place_and_an_anchor_for_each_claim():
    markdown = ledger(OUTCOME, USED, "checks.qmd")
    headings = [(text[1][0], text[1][1]) for text in elements(pandoc(markdown), "Header")]
    assert [name for name, _ in headings] == [
        "sec-ledger-p1",
        "sec-ledger-table2",
        "sec-ledger-fig1",
    ]
    assert all(classes == ["unnumbered"] for _, classes in headings)
    anchors = [attr[0] for attr, _ in elements(pandoc(markdown), "Span") if attr[0]]
    assert anchors == [
        "status-reproduced",
        "status-cited",
        "status-not-derivable",
        "status-contradicted",
        "claim-runners",
        "claim-winner",
        "claim-others",
        "claim-start",
    ]


def test_a_row_has_for_scripts_the_status_of_each_number_and_the_patients():
    markdown = ledger(OUTCOME, USED, "checks.qmd")
    found = {
        a[0]: dict(a[2]) for a, _ in elements(pandoc(markdown), "Span") if "ledger-claim" in a[1]
    }
    assert found["claim-start"] == {
        "data-statuses": "not_derivable not_derivable",
        "data-patients": "",
    }
    assert found["claim-runners"]["data-patients"] == "1 2 3 4"


def row_of(markdown: str, claim: str) -> str:
    (row,) = [line for line in markdown.splitlines() if f"{{#claim-{claim} " in line]
    return row


def test_a_row_tells_what_was_computed_from_whom_and_where_it_is_used():
    note = Note("Who won", "findings.qmd#who", ("winner",))
    markdown = ledger(OUTCOME, USED, "checks.qmd", [note])
    assert "| Four | 4; patients 1–4; [code](checks.qmd#check-runners) |" in row_of(
        markdown, "runners"
    )
    winner = row_of(markdown, "winner")
    assert "[Bo won.]{.because}" in winner
    assert (
        "[In: [The race](race.qmd), [Findings](more/findings.qmd)]{.because}]{.content-visible "
        in winner
    )
    assert "[Finding: [Who won](findings.qmd#who)]{.because}" in winner
    assert winner.startswith("| [≠ contradicted]{.status .status-contradicted} | [Runners.]")
    assert winner.endswith("| 29.4 | 29.5; [code](checks.qmd#check-winner) |")
    assert "29.5 would have agreed" in winner
    assert "[@smith2001]" in row_of(markdown, "others")
    assert "| 9, 10 | – |" in row_of(markdown, "start")


def test_without_a_page_of_checks_no_row_leads_to_code():
    assert row_of(ledger(OUTCOME, {}, None), "runners").endswith("| 4; patients 1–4 |")


def test_hostile_words_of_a_ledger_stay_text():
    found = " ".join(html(ledger(OUTCOME, {}, None)).split())
    assert "<b>" not in found
    assert "All | &lt;b&gt;runners&lt;/b&gt;." in found


# --- Chapters' sources


def test_the_claims_of_a_chapter_are_found_once_each_in_their_order():
    text = """
`{python} claim("y", "{0} of {1}")` and `{python} claim('x')` and `{python} claim("y")`
`{python} reclaim("z")`
"""
    assert claims_in(text) == ["y", "x"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The race {#sec-race .unnumbered}\n\n# Again\n", "The race"),
        ('---\ntitle: "A title"\n---\n\n## Section\n', "A title"),
        ("No heading\n", None),
    ],
)
def test_a_chapters_title_is_its_first_heading_or_its_front_matter(text, title):
    assert title_of(text) == title


# --- The code of the checks


def test_the_code_of_every_check_is_shown_once():
    markdown = code(checks())
    names = [text[1][0] for text in elements(pandoc(markdown), "Header")]
    assert names == ["sec-checks-made_up", "check-runners", "check-winner"]
    assert "### All runners {#check-runners .unnumbered}" in markdown
    assert "```python\n@check(" in markdown  # not indented, though made within a function
    assert "return Computed((len(race),)" in markdown
    assert "A made-up paper for tests of the engine" in markdown


def test_code_is_for_html_and_in_print_there_is_a_list():
    (html, shown), (other, listed) = elements(pandoc(code(checks())), "Div")
    assert html[2] == [["when-format", "html"]]
    assert [block["t"] for block in shown] == ["Header", "CodeBlock"] * 2
    assert other[2] == [["unless-format", "html"]]
    (items,) = (block["c"] for block in listed)
    assert [item[0]["c"][0]["c"][0][0] for item in items] == ["check-runners", "check-winner"]


def test_checks_of_one_factory_are_shown_once():
    check: Checks[None] = Checks()

    def count(claim: str, n: int) -> None:
        @check(claim)
        def counted(_: None) -> Computed:
            """Count."""
            return Computed((Convention(n),))

    count("a", 1)
    count("b", 2)
    names = [text[1][0] for text in elements(pandoc(code(check)), "Header")]
    assert names == ["sec-checks-test_pages", "check-counted"]
