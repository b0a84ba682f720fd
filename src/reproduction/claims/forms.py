"""Reading printed quantities: numbers, words, percentages, powers, months, ranges, relations."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args

from reproduction.claims.quantity import MONTHS, Form, Quantity, Relation, Style
from reproduction.claims.words import FRACTIONS, cardinal, ordinal

FORMS = (
    "a printed quantity such as “16”, “−4.2”, “1,484”, “.084”, “sixteen”, “first”, “two-thirds”, "
    "“80%”, “67 per cent”, “10^-4^”, “1.5x10^6^”, “January 2008”, “6–35”, “2.03 to 10.09”, "
    "“95% CI 1.2–3.4”, “5.2 ± 1.3”, “≥18”, “at least two”, “P = 0.03”, “not reached” or "
    "“up to four”, with at most nine digits before and after the decimal mark"
)

DecimalMark = Literal[".", ",", "·"]
DECIMAL_MARKS = get_args(DecimalMark)
"""Decimal marks that a project may choose from."""

# "Up to four" prints a maximum, so the recomputed maximum has to be four.
RELATION_WORDS: dict[str, Relation] = {
    "greater than": ">",
    "more than": ">",
    "above": ">",
    "fewer than": "<",
    "less than": "<",
    "below": "<",
    "at least": "≥",
    "no fewer than": "≥",
    "no less than": "≥",
    "at most": "≤",
    "no more than": "≤",
    "up to": "=",
}


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))


_RELATION = re.compile(
    rf"(?:(?P<words>{_any_of(RELATION_WORDS)})[ ]"
    r"|(?:[A-Za-z](?:\^2\^)?[ ]?(?P<named>[=<>≤≥])|(?P<sign>[<>≤≥]))[ ]?)?(?P<rest>.+)",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"(?P<month>{_any_of(MONTHS)}) (?P<year>\d{{4}})", re.IGNORECASE | re.ASCII)
_PERCENT = re.compile(r"(?P<number>.+?)(?:%| per ?cent)", re.IGNORECASE)
_INTERVAL = (
    r"(?:(?P<level>\d{{1,2}}(?:\.\d)?% CI[,:]? ))?(?P<low>{n}%?)(?P<joint>–|-| to )(?P<high>{n}%?)"
)
_PLUS_MINUS = r"(?P<low>{n})(?P<joint> ?± ?)(?P<high>{n}%?)"
_POWER = r"(?:(?P<factor>{n})[ ]?[x×][ ]?)?10\^(?P<exponent>[-−]?1?\d)\^"


@cache
def _patterns(mark: str) -> dict[str, re.Pattern[str]]:
    """The patterns that hold numbers, for a decimal mark."""
    point = re.escape(mark)
    group = "[" + re.escape("." if mark == "," else ",") + "\u00a0\u2009\u202f]"
    # So many digits at most that every quantity can be compared exactly.
    number = (
        rf"[-−]?(?:(?:\d{{1,3}}(?:{group}\d{{3}}){{1,2}}|\d{{1,9}})(?:{point}\d{{1,9}})?"
        rf"|{point}\d{{1,9}})"
    )
    texts = {
        "number": number,
        "interval": _INTERVAL.format(n=number),
        "plus-minus": _PLUS_MINUS.format(n=number),
        "power": _POWER.format(n=number),
    }
    return {name: re.compile(text, re.ASCII) for name, text in texts.items()}


@cache
def parse_quantity(text: str, decimal_mark: str = ".") -> Quantity:
    """Read a printed quantity.

    Args:
        text: the quantity as printed; a power of ten is written ``10^-4^``.
        decimal_mark: the paper's decimal mark, one of `DECIMAL_MARKS`.

    Raises:
        ValueError: it has none of the forms in ``FORMS``.

    Examples:
        >>> parse_quantity("Nineteen").value, parse_quantity("≥18").relation
        (Decimal('19'), '≥')
    """
    match = _RELATION.fullmatch(text)
    found = _bare(match["rest"], decimal_mark) if match else None
    if match is None or found is None:
        raise ValueError(f"not a printed quantity: expected {FORMS}")
    sign: Any = match["named"] or match["sign"] or ""
    if match["words"]:
        relation = RELATION_WORDS[match["words"].lower()]
        sign = "" if relation == "=" else relation
    else:
        relation = sign or "="
    if found.upper and sign:
        raise ValueError(f"not a printed quantity: expected {FORMS}")
    return replace(found, text=text, bare=found.text, relation=relation, sign=sign)


def _bare(text: str, mark: str) -> Quantity | None:
    """The quantity without a relation, or None."""
    patterns = _patterns(mark)
    if text.lower() == "not reached":
        return Quantity(text, "=", Decimal("Infinity"), 0, "not reached")
    if match := _MONTH.fullmatch(text):
        months = 12 * int(match["year"]) + MONTHS.index(match["month"].capitalize()) + 1
        return Quantity(text, "=", Decimal(months), 0, "month")
    if match := patterns["power"].fullmatch(text):
        return _power(match, mark)
    for name in ("interval", "plus-minus"):
        if match := patterns[name].fullmatch(text):
            return _two_ended(match, mark)
    if found := _number(text, "number", mark) or _word(text):
        return found
    if match := _PERCENT.fullmatch(text):
        in_words = None if text.endswith("%") else _word(match["number"])
        found = _number(match["number"], "percent", mark) or in_words
        if found and found.form in ("number", "percent"):
            return replace(found, text=text, form="percent")
    return None


def _number(text: str, form: Form, mark: str) -> Quantity | None:
    """A number in digits, or None."""
    if not _patterns(mark)["number"].fullmatch(text):
        return None
    digits = text.lstrip("-−")
    whole, _, places = digits.partition(mark)
    group = next((c for c in whole if not c.isdigit()), "")
    plain = whole.replace(group, "") if group else whole
    value = Decimal(f"{'-' * (digits != text)}{plain or 0}.{places or 0}")
    value = value.quantize(Decimal(1).scaleb(-len(places)))
    return Quantity(text, "=", value, len(places), form, style=Style(mark, group, bool(whole)))


def _word(text: str) -> Quantity | None:
    """A number word, an ordinal or a fraction, or None."""
    if (n := cardinal(text)) is not None:
        return Quantity(text, "=", Decimal(n), 0)
    if text.lower() in FRACTIONS:
        return Quantity(text, "=", FRACTIONS[text.lower()], 2, "fraction")
    if (n := ordinal(text)) is not None:
        return Quantity(text, "=", Decimal(n), 0, "ordinal")
    return None


def _power(match: re.Match[str], mark: str) -> Quantity | None:
    """A power of ten, which is exact to the last printed digit of its factor."""
    factor = _number(match["factor"] or "1", "number", mark)
    assert factor is not None
    exponent = int(match["exponent"].replace("−", "-"))
    value = factor.value.scaleb(exponent)
    digits = max(1, len(factor.value.as_tuple().digits))
    decimals = max(0, factor.decimals - exponent)
    return Quantity(match[0], "=", value, decimals, "power", digits=digits, style=factor.style)


def _two_ended(match: re.Match[str], mark: str) -> Quantity | None:
    """A range, an interval, or a value with what is added and taken (±)."""
    form: Form = "percent" if match["high"].endswith("%") else "number"
    low, high = (_number(match[end].removesuffix("%"), form, mark) for end in ("low", "high"))
    assert low is not None
    assert high is not None
    return replace(low, text=match[0], upper=high, joint=match["joint"])
