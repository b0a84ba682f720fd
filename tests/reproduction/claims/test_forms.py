import pytest

from reproduction.claims.forms import DECIMAL_MARKS, FORMS, parse_quantity
from reproduction.claims.quantity import MONTHS
from reproduction.claims.words import CARDINALS, FRACTIONS, ORDINALS


def facts(text: str, mark: str = ".") -> tuple[str, str, int, str]:
    quantity = parse_quantity(text, mark)
    assert quantity.text == text
    return quantity.relation, f"{quantity.value:f}", quantity.decimals, quantity.form


@pytest.mark.parametrize(
    ("text", "relation", "value", "decimals", "form"),
    [
        ("0", "=", "0", 0, "number"),
        ("16", "=", "16", 0, "number"),
        ("31.0", "=", "31.0", 1, "number"),
        ("0.048", "=", "0.048", 3, "number"),
        ("999999999.999999", "=", "999999999.999999", 6, "number"),
        (".084", "=", "0.084", 3, "number"),
        (".221088712", "=", "0.221088712", 9, "number"),
        ("-4.2", "=", "-4.2", 1, "number"),
        ("−4.2", "=", "-4.2", 1, "number"),  # U+2212
        ("1,484", "=", "1484", 0, "number"),
        ("1,484,000.5", "=", "1484000.5", 1, "number"),
        ("1\u2009484", "=", "1484", 0, "number"),  # thin space
        ("80%", "=", "80", 0, "percent"),
        ("0.01%", "=", "0.01", 2, "percent"),
        ("67 per cent", "=", "67", 0, "percent"),
        ("67.5 percent", "=", "67.5", 1, "percent"),
        ("ten per cent", "=", "10", 0, "percent"),
        ("10^-4^", "=", "0.0001", 4, "power"),
        ("10^−4^", "=", "0.0001", 4, "power"),
        ("10^3^", "=", "1000", 0, "power"),
        ("10^0^", "=", "1", 0, "power"),
        ("1.5x10^-3^", "=", "0.0015", 4, "power"),
        ("1.5 × 10^6^", "=", "1500000", 0, "power"),
        ("10^-19^", "=", "0.0000000000000000001", 19, "power"),
        ("January 2008", "=", "24097", 0, "month"),  # 12 months of 2008 years, and one
        ("December 1999", "=", "24000", 0, "month"),
        ("may 2008", "=", "24101", 0, "month"),
        ("half", "=", "0.5", 2, "fraction"),
        ("Three quarters", "=", "0.75", 2, "fraction"),
        ("one-eighth", "=", "0.125", 2, "fraction"),
        ("both", "=", "2", 0, "number"),
        ("First", "=", "1", 0, "ordinal"),
        ("22nd", "=", "22", 0, "ordinal"),
        ("not reached", "=", "Infinity", 0, "not reached"),
        # relations
        ("greater than 80%", ">", "80", 0, "percent"),
        ("more than 80%", ">", "80", 0, "percent"),
        ("above 80%", ">", "80", 0, "percent"),
        ("fewer than 50%", "<", "50", 0, "percent"),
        ("less than ten", "<", "10", 0, "number"),
        ("below 50%", "<", "50", 0, "percent"),
        ("at least 10^-4^", "≥", "0.0001", 4, "power"),
        ("At least two", "≥", "2", 0, "number"),
        ("at most two-thirds", "≤", "0.6666666666666666666666666667", 2, "fraction"),
        ("no more than 3", "≤", "3", 0, "number"),
        ("up to four", "=", "4", 0, "number"),
        ("<1.5x10^-3^", "<", "0.0015", 4, "power"),
        ("≥ 18", "≥", "18", 0, "number"),
        ("≤2", "≤", "2", 0, "number"),
        (">−2", ">", "-2", 0, "number"),
        ("P<0.001", "<", "0.001", 3, "number"),
        ("P = 0.03", "=", "0.03", 2, "number"),
        ("p = .03", "=", "0.03", 2, "number"),
        ("n=20", "=", "20", 0, "number"),
        ("R^2^ = 0.048", "=", "0.048", 3, "number"),
    ],
)
def test_every_form_of_a_printed_quantity(text, relation, value, decimals, form):
    assert facts(text) == (relation, value, decimals, form)


@pytest.mark.parametrize(
    ("text", "low", "high", "form"),
    [
        ("6–35", "6", "35", "number"),
        ("6-35", "6", "35", "number"),
        ("2.03 to 10.09", "2.03", "10.09", "number"),
        ("95% CI 1.2–3.4", "1.2", "3.4", "number"),
        ("95% CI, 1.2 to 3.4", "1.2", "3.4", "number"),
        ("−4.2 to −1", "-4.2", "-1", "number"),
        ("43% to 69%", "43", "69", "percent"),
        ("43–69%", "43", "69", "percent"),
        ("5.2 ± 1.3", "5.2", "1.3", "number"),
        ("5.2±1.3", "5.2", "1.3", "number"),
    ],
)
def test_a_range_is_one_quantity_with_two_ends(text, low, high, form):
    quantity = parse_quantity(text)
    assert (f"{quantity.value}", f"{quantity.upper.value}") == (low, high)
    assert (quantity.form, quantity.upper.form, quantity.text) == (form, form, text)


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("29,5", ",", "29.5"),
        ("1.484,5", ",", "1484.5"),
        ("1.484", ",", "1484"),
        (",084", ",", "0.084"),
        ("29·5", "·", "29.5"),
        ("1,484·5", "·", "1484.5"),
        ("−4,2 to 1,5", ",", "-4.2"),
        ("1,5x10^-3^", ",", "0.0015"),
    ],
)
def test_the_decimal_mark_is_what_the_project_says(text, mark, value):
    assert f"{parse_quantity(text, mark).value:f}" == value
    assert mark in DECIMAL_MARKS


@pytest.mark.parametrize(("text", "mark"), [("29,5", "."), ("29.5", ","), ("29·5", ".")])
def test_another_decimal_mark_is_refused(text, mark):
    with pytest.raises(ValueError, match="not a printed quantity"):
        parse_quantity(text, mark)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "16 ",
        " 16",
        "16\n",
        "+16",
        "1 000",
        "1,00",
        "1,0000",
        "16.",
        "1e3",
        "1_000",
        "nan",
        "inf",
        "0x10",
        "１６",
        "16%%",
        "16 %",
        "ten%",
        "half of them",
        "a",
        "16 of 20",
        "ten twenty",
        "twenty-ten",
        "hundred",
        "11st",
        "one-thirds",
        "10^-4",
        "10^4",
        "10^-4.0^",
        "2x",
        "x10^-3^",
        "1.5x10^-99^",
        "10^99^",
        "Jan 2008",
        "January",
        "January 08",
        "January  2008",
        "about 16",
        "≥",
        "≥≥5",
        "> = 5",
        "up to",
        "greater  than 5",
        "≥6–35",
        "6–",
        "6–35–40",
        "6 ± ",
        "±5",
        "P",
        "P 0.03",
        "PP<0.03",
        "--5",
        "1234567890",
        "0.1234567890",
        "reached",
        "95% CI",
        "95% CI 1.2",
    ],
)
def test_other_texts_are_refused_with_the_forms_that_are_known(text):
    with pytest.raises(ValueError) as error:
        parse_quantity(text)
    assert str(error.value) == f"not a printed quantity: expected {FORMS}"


# --- Words


@pytest.mark.parametrize(
    ("n", "cardinal", "ordinal"),
    [
        (0, "zero", "zeroth"),
        (1, "one", "first"),
        (2, "two", "second"),
        (3, "three", "third"),
        (5, "five", "fifth"),
        (8, "eight", "eighth"),
        (9, "nine", "ninth"),
        (12, "twelve", "twelfth"),
        (13, "thirteen", "thirteenth"),
        (20, "twenty", "twentieth"),
        (21, "twenty-one", "twenty-first"),
        (40, "forty", "fortieth"),
        (72, "seventy-two", "seventy-second"),
        (99, "ninety-nine", "ninety-ninth"),
    ],
)
def test_words_to_ninety_nine_hyphenated_or_not_in_any_case(n, cardinal, ordinal):
    for word, form in ((cardinal, "number"), (ordinal, "ordinal")):
        for text in (word, word.capitalize(), word.upper(), word.replace("-", " ")):
            assert facts(text) == ("=", str(n), 0, form)
        assert parse_quantity(word).word == word


def test_every_word_is_another_one():
    words = [*CARDINALS, *ORDINALS, *FRACTIONS]
    assert len(set(words)) == len(words)
    assert (len(CARDINALS), len(ORDINALS), len(MONTHS)) == (100, 100, 12)


@pytest.mark.parametrize("text", ["1.4", "80%", "100", "10^-4^", "January 2008", "−4", "1–3"])
def test_other_quantities_have_no_word(text):
    assert parse_quantity(text).word is None
