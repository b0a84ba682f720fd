"""Parts of what is shown of a claim: runs, powers, badges, facts."""

import pytest
from made_up import entry, result

from reproduction.claims import Computed, Convention, Status
from reproduction.claims.display import (
    badge,
    badges,
    computed_text,
    escape,
    facts_of,
    plain,
    printed_text,
    runs,
)


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
        ("<1.5x10^-3^ and 10^12^", "<1.5 × 10⁻³ and 10¹²"),
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
