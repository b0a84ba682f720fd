import json
from collections.abc import Iterator
from typing import Any

import pypandoc
import pytest
from made_up import RACE, checks, entry

from reproduction.claims import Checks, Computed, Convention, Result, Status, evaluate
from reproduction.claims.display import (
    Markdown,
    badge,
    badges,
    check_table,
    claim_chips,
    computed_text,
    escape,
    facts_of,
    folded,
    inline_claim,
    pipe_table,
    plain,
    printed_text,
    runs,
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


def result(computed: Computed | None = None, **fields: object) -> Result:
    check: Checks[None] = Checks()
    if computed is not None:

        @check("runners")
        def how_many(_: None) -> Computed:
            """How many."""
            return computed

    (found,) = evaluate([entry(**fields)], check, None)
    return found


def inline(template: str = "{0}", computed: Computed | None = None, **fields: object) -> str:
    found = result(computed or Computed((4,), patients=(1, 2, 4)), **fields)
    return inline_claim(found, template, "report/ledger.qmd")


# --- Through pandoc


def pandoc(markdown: str) -> list[Any]:
    return json.loads(pypandoc.convert_text(markdown, "json", format="markdown"))["blocks"]


def elements(node: Any, kind: str) -> Iterator[Any]:
    """The contents of all elements of one kind, anywhere below."""
    if isinstance(node, list):
        for part in node:
            yield from elements(part, kind)
    elif isinstance(node, dict):
        if node.get("t") == kind:
            yield node.get("c")
        yield from elements(node.get("c"), kind)


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
            "data-sharp": "The check is sharp: no other value tried would have passed.",
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


# --- Parts


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        ([7], "7"),
        ([1, 2], "1, 2"),
        ([1, 2, 3], "1–3"),
        ([13, 1, 3, 4, 5, 11, 12], "1, 3–5, 11–13"),
        (range(1, 21), "1–20"),
        ([1, 2, 4, 5], "1, 2, 4, 5"),
    ],
)
def test_runs_of_numbers_are_joined(numbers, text):
    assert runs(numbers) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10^-4^", "10⁻⁴"),
        ("<1.5x10^-3^ and 10^12^", "<1.5x10⁻³ and 10¹²"),
        ("2^x^", "2^x^"),
        ("no power", "no power"),
    ],
)
def test_powers_without_markup(text, expected):
    assert plain(text) == expected


def test_escaped_text_is_on_one_line():
    assert escape("two\nlines  \n and three") == "two lines and three"
    assert escape("p < 0.05 [x]") == r"p \< 0.05 \[x\]"


def test_a_line_may_break_before_a_number_that_begins_with_its_point():
    """Unicode's line breaking keeps a point on the line of the space before it."""
    assert escape(".22, .10, 0.5 and so on. .") == ".22, \u200b.10, 0.5 and so on. ."


def test_a_badge_has_the_mark_the_label_and_the_class():
    assert badge(Status.QUALIFIED) == "[≈ qualified]{.status .status-qualified}"
    assert badge(Status.NOT_DERIVABLE) == "[? not derivable]{.status .status-not-derivable}"
    assert badge(Status.REPRODUCED, "chip") == "[reproduced]{.status .status-reproduced .chip}"


def test_badges_are_each_status_once_the_gravest_first():
    found = result(Computed((4, 5, 7)), prints=["4", "5", "6"])
    assert badges(found.numbers) == f"{badge(Status.CONTRADICTED)} {badge(Status.REPRODUCED)}"


def test_facts_say_what_came_out_and_what_else():
    found = result(Computed((Convention(4, otherwise=5),)))
    assert facts_of(found)["found"] == "Paragraph 1 prints Four. Computed: 4 (otherwise 5)."
    assert facts_of(found)["why"].startswith("Qualified, that is, recomputed from the patients")
    assert computed_text(found) == "4 (otherwise 5)"
    cited = facts_of(result(basis="cited"))
    assert cited["found"] == "Paragraph 1 prints Four. Nothing was computed."
    assert (cited["sharp"], cited["patients"]) == ("", "")
    assert computed_text(result(basis="cited")) == "–"
    nothing = result(Computed(()))
    assert computed_text(nothing) == "nothing"


def test_facts_say_why_and_for_which_of_the_numbers():
    mixed = result(Computed((4, 81)), prints=["four", "80%"])
    assert facts_of(mixed)["status"] == "reproduced, contradicted"
    assert facts_of(mixed)["why"] == (
        "80%: contradicted, that is, printed numbers disagree, or the recomputed value differs."
    )


def test_printed_text_is_markdown():
    assert printed_text(entry(prints=["<10^-3^", "80%"]).quantities) == r"\<10⁻³, 80%"
