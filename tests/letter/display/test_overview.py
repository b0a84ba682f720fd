import dataclasses
import json
import re
from pathlib import Path

import pypandoc
import pytest
from cohort_file import changed

from letter.checks import CHECKS
from letter.data import paths
from letter.data.letter import load_letter
from letter.display.overview import (
    chapters_using_claims,
    checks_markdown,
    ledger_markdown,
    number_map,
    place_name,
    status_table,
    verdict,
)
from letter.outcome import compare
from reproduction.claims.report import Outcome

LETTER = load_letter()
OUTCOME = compare(LETTER)


@pytest.fixture(scope="module")
def ledger() -> str:
    return ledger_markdown(OUTCOME)


def ids(markdown: str) -> list[str]:
    """All identifiers that pandoc finds, in order."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            content = node.get("c")
            if node.get("t") in ("Header", "Span", "Div", "CodeBlock"):
                attributes = content[1] if node["t"] == "Header" else content[0]
                found.append(attributes[0])
            walk(content)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    walk(json.loads(pypandoc.convert_text(markdown, "json", format="markdown"))["blocks"])
    return [identifier for identifier in found if identifier]


# --- The front page


def test_the_map_has_every_number_once_in_its_place_and_by_its_status():
    markdown = number_map(OUTCOME, "report/ledger.qmd")
    chips = re.findall(
        r'#chip\("(\w+)"\)\[`\{=typst\}([^`]*?)(?:\[\^.\^\]\{\.claim-mark\})?`', markdown
    )
    numbers = [chip for chip in chips if ".status" not in chip[1]]
    assert [status for status, _ in numbers] == [
        result.status for result in OUTCOME.results for _ in result.entry.prints
    ]
    rows = [line for line in markdown.splitlines() if line.startswith("| [")]
    assert [row[: row.index("]")] for row in rows[:2]] == ["| [Paragraph 1", "| [Paragraph 2"]
    assert len(rows) == len({result.entry.at for result in OUTCOME.results})
    assert rows[0].count("{.chip}") == 13
    legend = [status for status, text in chips if ".status" in text]
    assert legend == list(OUTCOME.quantities)


def test_the_verdict_counts_every_number_once():
    counts = OUTCOME.quantities
    text = verdict(OUTCOME)
    assert "prints **216 numbers** outside the cells of Table 2" in text
    assert f"**{counts['reproduced']} were recomputed** and agree" in text
    numbers = [int(n) for n in re.findall(r"(?<!Table )\b\d+\b", text)]
    total, compared, *parts = numbers
    assert total == 216
    assert compared == sum(parts[:4])
    assert total == sum(parts)


def test_the_verdict_of_another_outcome_is_its_own(tmp_path):
    path = changed(tmp_path, (8, "cd19_at_relapse", "positive"))
    other = compare(load_letter(path))
    assert f"{OUTCOME.quantities['contradicted'] + 4} are contradicted." in verdict(other)


def test_the_table_of_statuses_has_numbers_and_claims_of_each():
    rows = [
        [cell.strip() for cell in line.strip("| \n").split(" | ")]
        for line in status_table(OUTCOME).splitlines()[2:]
    ]
    assert len(rows) == 6
    assert sum(int(numbers) for _, numbers, _, _ in rows) == 216
    assert sum(int(claims) for _, _, claims, _ in rows) == len(LETTER.ledger)
    assert [re.findall(r"status-([\w-]+)", badge)[0] for badge, *_ in rows] == [
        "reproduced", "qualified", "consistent", "contradicted", "cited", "not-derivable",
    ]  # fmt: skip
    by_status = {badge: (int(n), int(claims)) for badge, n, claims, _ in rows}
    contradicted = [r.entry for r in OUTCOME.results if r.status == "contradicted"]
    assert by_status["[≠ contradicted]{.status .status-contradicted}"] == (
        sum(len(entry.prints) for entry in contradicted), len(contradicted),
    )  # fmt: skip


def test_a_status_that_nothing_has_counts_0():
    rows = status_table(Outcome([])).splitlines()[2:]
    assert all("| 0 | 0 |" in row for row in rows)


# --- The ledger


@pytest.mark.parametrize(
    ("at", "heading"),
    [
        ("p4", "Paragraph 4"),
        ("p12", "Paragraph 12"),
        ("table1", "Table 1"),
        ("table2", "Table 2"),
        ("fig1", "Caption of Figure 1"),
    ],
)
def test_places_have_readable_names(at, heading):
    assert place_name(at) == heading


def test_the_ledger_has_a_section_for_each_place_and_an_anchor_for_each_claim(ledger):
    places = list(dict.fromkeys(entry.at for entry in LETTER.ledger))
    found = ids(ledger)
    assert [name for name in found if name.startswith("sec-")] == [
        f"sec-ledger-{at}" for at in places
    ]
    claims = [name for name in found if name.startswith("claim-")]
    assert claims == [f"claim-{entry.id}" for entry in LETTER.ledger]
    assert len(set(found)) == len(found)


def row_of(ledger: str, claim: str) -> str:
    (row,) = [line for line in ledger.splitlines() if f"{{#claim-{claim}}}" in line]
    return row


def test_a_row_tells_what_was_computed_from_whom_and_where_it_is_used(ledger):
    assert row_of(ledger, "withdrawal-time") == (
        "| [Months after which consent was withdrawn.]{#claim-withdrawal-time} "
        "[In: [Findings](findings.qmd), "
        "[Transplantation and relapse](transplantation.qmd)]{.because} "
        "| 1.4 | 1.4; patient 1; [withdrawal time](checks.qmd#check-withdrawal-time) "
        "| [reproduced]{.status .status-reproduced} |"
    )


def test_rows_have_reasons_references_and_more_patients(ledger):
    assert "; patients 12, 14, 20; " in row_of(ledger, "non-responders-five-years")
    assert "[@topp2014; @topp2015]" in row_of(ledger, "relapsed-rfs")
    assert "[Table 2 gives patient 10 one event" in row_of(ledger, "late-relapse-extramedullary")
    assert "[At a glance](../index.qmd)" in row_of(ledger, "mrd-responses")
    assert "| 5.9, 7.6 | – | [cited]" in row_of(ledger, "relapsed-rfs")


def test_every_row_links_to_the_code_of_its_check(ledger):
    linked = set(re.findall(r"checks\.qmd#([\w-]+)", ledger))
    anchors = {name for name in ids(checks_markdown()) if name.startswith("check-")}
    assert linked == anchors
    assert len(anchors) == len({CHECKS.get(claim) for claim in CHECKS})


def test_hostile_words_of_a_ledger_stay_text():
    result = OUTCOME.results[0]
    entry = result.entry.model_copy(
        update={"says": "| <script> `x` [a](b){#c} $x$ @key\nnext", "because": "<b> | y"}
    )
    other = ledger_markdown(Outcome([dataclasses.replace(result, entry=entry)]))
    html = pypandoc.convert_text(other, "html", format="markdown")
    assert "<script" not in html
    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "| &lt;script&gt; `x` [a](b){#c} $x$ @key next" in text
    assert "&lt;b&gt; | y In: Background" in text
    assert ids(other) == ["sec-ledger-p1", "claim-background-rates"]


# --- Where claims are used


def test_claims_are_found_in_the_chapters_that_show_them(tmp_path):
    (tmp_path / "report").mkdir()
    pages = {
        "index.qmd": 'a `{python} claim("x")` and `{python} claim("y", "{0}")`',
        "report/b.qmd": 'b `{python} claim("y", "{0} of {1}")` `{python} claim("y")`',
        "report/a.qmd": 'c `{python} claim("y")`',
    }
    for page, text in pages.items():
        (tmp_path / page).write_text(text, "utf-8")
    found = chapters_using_claims(tmp_path)
    assert {claim: [path.name for path in used] for claim, used in found.items()} == {
        "x": ["index.qmd"],
        "y": ["index.qmd", "a.qmd", "b.qmd"],
    }


# --- The code of the checks


def test_the_code_of_every_check_is_shown_once_by_topic():
    markdown = checks_markdown()
    for claim in CHECKS:
        check = CHECKS.get(claim)
        assert check is not None
        assert markdown.count(f"\ndef {check.__name__}(letter: Letter) -> Computed:\n") == 1
        assert markdown.count(f'@check("{claim}"') + markdown.count(f', "{claim}"') >= 1
    topics = re.findall(r"^## .* \{#sec-checks-([\w-]+) \.unnumbered\}$", markdown, re.MULTILINE)
    assert topics == [
        "definitions", "follow_up", "patients", "relapse", "response", "table1", "transplantation",
    ]  # fmt: skip


def test_pages_of_the_book_exist_for_all_links(ledger):
    for target in set(re.findall(r"\]\(([\w./-]+\.qmd)", ledger)):
        assert (paths.REPORT / target).resolve().exists() or Path(target).exists()
