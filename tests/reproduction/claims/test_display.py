from typing import Any

import pytest
from made_up import RACE, checks, entry, result
from pandoc_elements import elements, pandoc

from reproduction.claims import Computed, Convention, evaluate
from reproduction.claims.display import (
    Markdown,
    check_table,
    claim_chips,
    folded,
    inline_claim,
    pipe_table,
    plain,
)
from reproduction.claims.template import TemplateError

HOSTILE = [
    'He said "no" and it\'s *so*',
    "[text](http://example.org){.class}",
    "<script>alert(1)</script>",
    "a\\b \\ c",
    "a | b || c",
    "`code` $x^2$ H~2~O ~~gone~~",
    "![image](x.png) @key [@key] #tag {#id .class}",
    "&lt;b&gt; &amp; &copy;",
    "<!-- hidden --> {{< include secret.qmd >}}",
    "_a_ __b__ ^c^ [^1]",
]


def inline(template: str = "{0}", computed: Computed | None = None, **fields: object) -> str:
    found = result(computed or Computed((4,), patients=(1, 2, 4)), **fields)
    return inline_claim(found, template, "report/ledger.qmd")


# --- Through pandoc


def text_of(node: Any) -> str:
    if isinstance(node, list):
        return "".join(text_of(part) for part in node)
    if not isinstance(node, dict):
        return ""
    if node["t"] in ("Space", "SoftBreak"):
        return " "
    return node["c"] if node["t"] == "Str" else text_of(node.get("c"))


def the_link(markdown: str) -> tuple[str, dict[str, str], list[str], str]:
    """Text, attributes, classes and target of the one link of a paragraph."""
    blocks = pandoc(f"Before {markdown} after.")
    assert [block["t"] for block in blocks] == ["Para"]
    (link,) = elements(blocks, "Link")
    (_, classes, attributes), content, (target, _) = link
    for raw in ("RawInline", "Code", "Math", "Cite", "Image", "Note", "Emph", "Strong"):
        assert not list(elements(blocks, raw)), raw
    outside = text_of(blocks).replace(text_of(content), "…", 1)
    assert outside == "Before … after."
    return text_of(content), dict(attributes), classes, target


def test_an_inline_claim_becomes_one_link_with_what_a_reader_can_learn():
    assert the_link(inline("{0} runners")) == (
        "4 runners",
        {
            "data-status": "reproduced",
            "data-says": "Runners.",
            "data-found": "Paragraph 1 prints Four. Computed from patients 1, 2, 4: 4.",
            "data-sharp": "The check is sharp: no other value tried, changed alone, would have passed.",
            "data-patients": "1 2 4",
        },
        ["claim", "claim-reproduced"],
        "report/ledger.qmd#claim-runners",
    )


def test_the_sentence_that_shows_a_claim_can_be_led_to():
    markdown = inline_claim(result(Computed((4,))), "{0}", "ledger.qmd", "use-runners")
    (outer,) = [s for s in elements(pandoc(markdown), "Span") if s[0][0]]
    assert outer[0][0] == "use-runners"
    assert the_link(markdown)[3] == "ledger.qmd#claim-runners"


@pytest.mark.parametrize(
    ("computed", "fields", "css", "text"),
    [
        (Computed((Convention(4, otherwise=5),)), {}, "claim-qualified", "4≈"),
        (Computed((5,)), {}, "claim-contradicted", "4≠"),
        (Computed((4,)), {"basis": "printed"}, "claim-consistent", "4∼"),
        (None, {"basis": "definition"}, "claim-definition", "4≡"),
        (None, {"basis": "cited"}, "claim-cited", "4"),
        (None, {"basis": "unpublished"}, "claim-not-derivable", "4?"),
    ],
)
def test_a_status_shows_without_colour(computed, fields, css, text):
    claim = inline_claim(result(computed, **fields), "{0}", "ledger.qmd")
    content, _, classes, target = the_link(claim)
    assert (content, classes, target) == (text, ["claim", css], "ledger.qmd#claim-runners")


@pytest.mark.parametrize(
    ("template", "css", "text"),
    [
        ("{0}", "claim-reproduced", "4"),
        ("{1}", "claim-contradicted", "80%≠"),
        ("{0}, {1}", "claim-contradicted", "4, 80%≠"),
        ("some", "claim-contradicted", "some≠"),
    ],
)
def test_the_mark_is_that_of_the_numbers_that_are_shown(template, css, text):
    found = result(Computed((4, 81)), prints=["four", "80%"])
    content, facts, classes, _ = the_link(inline_claim(found, template, "ledger.qmd"))
    assert (content, classes) == (text, ["claim", css])
    assert facts["data-status"] == "reproduced, contradicted"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_attributes_stay_attributes(text):
    link = inline_claim(result(Computed((4,)), says=text), "{0}", "ledger.qmd")
    _, attributes, classes, _ = the_link(link)
    assert attributes["data-says"] == plain(text).replace('"', "”")
    assert set(attributes) == {"data-status", "data-says", "data-found", "data-sharp"}
    assert classes == ["claim", "claim-reproduced"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_in_its_cell(text):
    found = result(Computed((4,)), says=text)
    (table,) = elements(pandoc(check_table([found], "ledger.qmd")), "Table")
    rows = [[text_of(cell) for cell in row_cells(row)] for row in body_rows(table)]
    assert rows == [["reproduced", text, "Four", "4"]]


def test_a_folded_table_is_a_callout_and_for_html_only():
    found = elements(pandoc(folded("Checks", pipe_table(("A",), [("b",)], (100,)))), "Div")
    (outer, _), (inner, content) = found
    assert (outer[1], outer[2]) == (["content-visible"], [["when-format", "html"]])
    assert (inner[1], dict(inner[2])) == (["callout-note"], {"collapse": "true", "title": "Checks"})
    assert [block["t"] for block in content] == ["Table"]


def body_rows(table: Any) -> list[Any]:
    return [row for body in table[4] for row in body[3]]


def row_cells(row: Any) -> list[Any]:
    return [cell[4] for cell in row[1]]


def test_a_table_of_checks_has_a_row_for_each_claim_with_a_link():
    found = evaluate(
        [entry(), entry("winner", prints=["29.4", "10^-4^"], because="{name}.")], checks(), RACE
    )
    markdown = check_table(found, "../report/ledger.qmd")
    assert isinstance(markdown, Markdown)
    assert markdown._repr_markdown_() == str(markdown)
    (table,) = elements(pandoc(markdown), "Table")
    assert [text_of(cell) for cell in row_cells(table[3][1][0])] == [
        "Status",
        "Claim",
        "Printed",
        "Computed",
    ]
    rows = [[text_of(cell) for cell in row_cells(row)] for row in body_rows(table)]
    assert rows == [
        ["reproduced", "Runners.", "Four", "4"],
        ["≠ contradicted", "Runners.", "29.4, 10⁻⁴", "29.5, nothing"],
    ]
    targets = [link[2][0] for link in elements(table, "Link")]
    assert targets == [
        "../report/ledger.qmd#claim-runners",
        "../report/ledger.qmd#claim-winner",
    ]
    widths = [spec[1]["c"] for spec in table[2]]
    assert widths == pytest.approx([0.17, 0.47, 0.18, 0.18], abs=0.01)


def test_a_pipe_table_is_flush_left_with_relative_widths():
    assert pipe_table(("A", "B"), [("1", "2"), ("3", "4")], (4, 8)) == (
        "| A | B |\n| :--- | :------- |\n| 1 | 2 |\n| 3 | 4 |\n"
    )


def test_chips_are_one_link_with_a_span_for_each_number_by_its_own_status():
    found = result(Computed((5, 81)), prints=["five", "80%"])
    markdown = claim_chips(found, "ledger.qmd")
    (link,) = elements(pandoc(markdown), "Link")
    (_, classes, attributes), content, (target, _) = link
    chips = [(text_of(span[1]), span[0][1]) for span in elements(content, "Span")]
    assert [chip for chip in chips if "chip" in chip[1]] == [
        ("5", ["chip", "status-reproduced"]),
        ("80%≠", ["chip", "status-contradicted"]),
    ]
    assert (classes, target) == (["claim", "claim-contradicted"], "ledger.qmd#claim-runners")
    assert dict(attributes)["aria-label"] == "5 80%, contradicted"
    assert dict(attributes)["data-found"] == "Paragraph 1 prints five, 80%. Computed: 5, 81%."
    assert dict(attributes)["data-status"] == "reproduced, contradicted"


def test_a_template_that_does_not_fit_fails_in_the_call():
    with pytest.raises(TemplateError, match="runners"):
        inline("{0} of {1}")
