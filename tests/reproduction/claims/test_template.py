import pytest
from made_up import entry, results

from reproduction.claims import Computed
from reproduction.claims.template import TemplateError, formatted


def filled(template: str, *prints: str) -> str:
    fields = {"prints": list(prints), "basis": "unpublished", "expect": "not_derivable"}
    return formatted(results(None, because="So.", **fields), template)[0]


@pytest.mark.parametrize(
    ("template", "prints", "text"),
    [
        ("{0}", ["Nineteen"], "19"),
        ("{0} of {1} ({2})", ["Nineteen", "20", "95%"], "19 of 20 (95%)"),
        ("{0:word}", ["19"], "nineteen"),
        ("{0:Word} of {1:word}", ["19", "20"], "Nineteen of twenty"),
        ("{0:word}", ["21"], "twenty-one"),
        ("{0:word}", ["1st"], "first"),
        ("{0:Word}", ["half"], "Half"),
        ("{0}", ["half"], "half"),
        ("{0}", ["more than half"], "more than half"),
        ("{0:Word}", ["more than half"], "More than half"),
        ("{0:word} of {1}", ["less than one-third", "> half"], "fewer than one-third of \\> half"),
        # a relation that is printed is shown
        ("RFS {0} years", ["≥5"], "RFS ≥5 years"),
        ("{0}", ["at least 10^-4^"], "≥10⁻⁴"),
        ("{0}", ["<10^-4^"], "\\<10⁻⁴"),
        ("{0:word}", ["less than ten"], "fewer than ten"),
        ("{0:Word}", ["≥2"], "At least two"),
        ("{0:number}", ["≥5"], "5"),
        ("up to {0:word}", ["up to four"], "up to four"),
        # Markdown is the author's
        ("*P* {0}", ["P<0.001"], "*P* \\<0.001"),
        ("*P* {0}", ["P = 0.03"], "*P* = 0.03"),
        ("**{0}** [years](x.qmd)", ["5"], "**5** [years](x.qmd)"),
        ("{{{0}}}", ["5"], "{5}"),
        ("no number", ["5"], "no number"),
    ],
)
def test_numbers_are_put_into_the_authors_sentence(template, prints, text):
    assert filled(template, *prints) == text


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{7:Word}", "there is no number {7:Word}; the claim prints 2: {0} to {1}"),
        ("{0:Word}", "101 has no number word"),
        ("{1:word}", "80% has no number word"),
        ("{0:.2f}", "{0:.2f} is not known; expected a position, alone or with"),
        ("{0!r}", "{0} is not known; expected a position"),
        ("{}", "{} is not known"),
        ("{-1}", "{-1} is not known"),
        ("{n}", "{n} is not known"),
        ("{0.text}", "{0.text} is not known"),
        ("{0[0]}", "{0[0]} is not known"),
        ("{0", "expected '}' before end of string"),
        ("0}", "Single '}' encountered in format string"),
    ],
)
def test_a_template_that_cannot_be_filled_in_fails_with_claim_template_and_reason(template, reason):
    with pytest.raises(TemplateError) as error:
        filled(template, "101", "80%")
    message = f"claim runners: the template {template!r} cannot be filled in: {reason}"
    assert str(error.value).startswith(message)


def test_a_claim_of_one_number_has_one_position():
    with pytest.raises(TemplateError, match=r"the claim prints 1: \{0\}$"):
        filled("{1}", "5")


def test_it_shows_what_is_printed_and_not_what_is_computed():
    assert formatted(results(Computed((5,))), "{0:word}")[0] == "four"


@pytest.mark.parametrize(
    ("template", "positions"), [("{1} of {0}", [0, 1]), ("{2:word}", [2]), ("none", [0, 1, 2])]
)
def test_it_tells_which_numbers_it_shows(template, positions):
    found = results(Computed((4, 5, 6)), prints=["4", "5", "6"])
    assert formatted(found, template)[1] == tuple(found.numbers[n] for n in positions)
    assert entry().quantities[0].text == "Four"
