import json
from collections.abc import Iterator
from typing import Any

import pypandoc
import pytest
from made_up import RACE, checks, entry

from reproduction.claims import Checks, Computed, Result, evaluate
from reproduction.claims.display import (
    MARKS,
    STATUSES,
    InlineClaim,
    Markdown,
    Numeral,
    badge,
    check_table,
    claim_chips,
    computed_text,
    escape,
    facts_of,
    label,
    pipe_table,
    plain,
    printed_text,
    runs,
)

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
    return InlineClaim(found, template, "report/ledger.qmd")._repr_markdown_()


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
            "title": "status: reproduced; at: p1; printed: Four; computed: 4; "
            "patients: 1, 2, 4; check: how_many",
            "data-status": "reproduced",
            "data-at": "p1",
            "data-printed": "Four",
            "data-computed": "4",
            "data-patients": "1, 2, 4",
            "data-check": "how_many",
        },
        ["claim", "claim-reproduced"],
        "report/ledger.qmd#claim-runners",
    )


@pytest.mark.parametrize(
    ("computed", "fields", "css", "text"),
    [
        (Computed((5,), under=(4,)), {}, "claim-qualified", "4≈"),
        (Computed((5,)), {}, "claim-contradicted", "4≠"),
        (Computed((4,)), {"basis": "arithmetic"}, "claim-consistent", "4∼"),
        (None, {"basis": "cited"}, "claim-cited", "4"),
        (None, {"basis": "unpublished"}, "claim-not-derivable", "4?"),
    ],
)
def test_a_status_shows_without_colour(computed, fields, css, text):
    claim = InlineClaim(result(computed, **fields), "{0}", "ledger.qmd")._repr_markdown_()
    content, _, classes, target = the_link(claim)
    assert (content, classes, target) == (text, ["claim", css], "ledger.qmd#claim-runners")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_of_a_template_comes_out_as_text(text):
    template = text.replace("{", "{{").replace("}", "}}")
    assert the_link(inline(template + " {0}"))[0] == f"{text} 4"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_attributes_stay_attributes(text):
    # No field of a ledger can hold such text; a check's name cannot either. Belt and braces.
    found = result(Computed((4,)))
    assert found.check is not None
    found.check.__name__ = text
    link = InlineClaim(found, "{0}", "ledger.qmd")._repr_markdown_()
    _, attributes, classes, _ = the_link(link)
    assert attributes["data-check"] == text.replace('"', "”")
    assert set(attributes) == {
        "title", "data-status", "data-at", "data-printed", "data-computed", "data-check",
    }  # fmt: skip
    assert classes == ["claim", "claim-reproduced"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_in_its_cell(text):
    found = result(Computed((4,)), says=text)
    (table,) = elements(pandoc(check_table([found], "ledger.qmd")), "Table")
    rows = [[text_of(cell) for cell in row_cells(row)] for row in body_rows(table)]
    assert rows == [[text, "Four", "4", "reproduced"]]


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
        "Claim", "Printed", "Computed", "Status",
    ]  # fmt: skip
    rows = [[text_of(cell) for cell in row_cells(row)] for row in body_rows(table)]
    assert rows == [
        ["Runners.", "Four", "4", "reproduced"],
        ["Runners.", "29.4, 10⁻⁴", "29.5", "≠ contradicted"],
    ]
    targets = [link[2][0] for link in elements(table, "Link")]
    assert targets == [
        "../report/ledger.qmd#claim-runners",
        "../report/ledger.qmd#claim-winner",
    ]
    widths = [spec[1]["c"] for spec in table[2]]
    assert widths == pytest.approx([0.46, 0.18, 0.18, 0.18], abs=0.01)


def test_a_pipe_table_is_flush_left_with_relative_widths():
    assert pipe_table(("A", "B"), [("1", "2"), ("3", "4")], (4, 8)) == (
        "| A | B |\n| :--- | :------- |\n| 1 | 2 |\n| 3 | 4 |\n"
    )


def test_chips_are_one_link_with_a_span_for_each_number():
    found = result(Computed((5, 80)), prints=["at least four", "80%"])
    markdown = claim_chips(found, "ledger.qmd")
    (link,) = elements(pandoc(markdown), "Link")
    (_, classes, attributes), content, (target, _) = link
    assert [text_of(span[1]) for span in elements(content, "Span") if span[0][1] == ["chip"]] == [
        "≥4", "80%",
    ]  # fmt: skip
    assert (classes, target) == (["claim", "claim-reproduced"], "ledger.qmd#claim-runners")
    assert dict(attributes)["aria-label"] == "≥4 80%, reproduced"
    assert dict(attributes)["data-printed"] == "at least four, 80%"


# --- Templates


def test_templates_take_digits_and_words():
    template = "{0:Word} of {1:word}: {0} of {1} ({2})"
    fields = {"prints": ["Ten", "20", "50%"]}
    assert the_link(inline(template, Computed((10, 20, 50)), **fields))[0] == (
        "Ten of twenty: 10 of 20 (50%)"
    )


@pytest.mark.parametrize(
    ("text", "spec", "expected"),
    [("0", "word", "zero"), ("2", "word", "two"), ("20", "Word", "Twenty"), ("5", "", "5")],
)
def test_a_numeral_in_words(text, spec, expected):
    assert format(Numeral(text), spec) == expected


@pytest.mark.parametrize("text", ["21", "half", "both", "50%", "31.0"])
def test_a_numeral_without_a_word_is_refused(text):
    with pytest.raises(ValueError, match=f"{text} has no number word"):
        format(Numeral(text), "word")


def test_a_template_that_asks_for_more_than_is_printed_is_refused():
    with pytest.raises(IndexError):
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


def test_every_status_has_a_meaning_a_mark_and_a_badge():
    assert set(STATUSES) == set(MARKS)
    marks = [mark for mark in MARKS.values() if mark]
    assert len(set(marks)) == len(marks) == 4
    assert badge("qualified") == "[≈ qualified]{.status .status-qualified}"
    assert badge("not_derivable") == "[? not derivable]{.status .status-not-derivable}"
    assert badge("reproduced") == "[reproduced]{.status .status-reproduced}"
    assert label("not_derivable") == "not derivable"


def test_facts_say_what_came_out_and_what_else():
    found = result(Computed((5,), under=(4,)))
    assert facts_of(found)["computed"] == "4 (otherwise 5)"
    assert computed_text(found) == "4 (otherwise 5)"
    cited = result(basis="cited")
    assert facts_of(cited) == {"status": "cited", "at": "p1", "printed": "Four"}
    assert computed_text(cited) == "–"
    nothing = result(Computed(()))
    assert facts_of(nothing)["computed"] == computed_text(nothing) == "none"
    assert printed_text(entry(prints=["<10^-3^", "80%"]).quantities) == r"\<10⁻³, 80%"
