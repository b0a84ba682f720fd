"""Quantities as they are printed: numbers, number words, percentages, powers of ten, months."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from reproduction.claims.rounding import Number, fixed, half_up

Relation = Literal["=", "<", "≤", ">", "≥"]

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)
WORDS: dict[str, Decimal] = {word: Decimal(n) for n, word in enumerate(_UNITS)}
WORDS |= {"half": Decimal("0.50"), "both": Decimal(2)}

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# "Up to four" prints a maximum, so the recomputed maximum has to be four.
_RELATIONS: dict[str, Relation] = {
    "greater than": ">",
    "more than": ">",
    "fewer than": "<",
    "less than": "<",
    "below": "<",
    "at least": "≥",
    "up to": "=",
    ">": ">",
    "<": "<",
    "≥": "≥",
    "≤": "≤",
}

_HOLDS: dict[Relation, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda computed, printed: computed == printed,
    "<": lambda computed, printed: computed < printed,
    "≤": lambda computed, printed: computed <= printed,
    ">": lambda computed, printed: computed > printed,
    "≥": lambda computed, printed: computed >= printed,
}

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))


# So many digits at most that every quantity can be compared exactly.
_NUMBER = r"\d{1,9}(?:\.\d{1,6})?"
_PATTERN = re.compile(
    rf"""(?:(?P<relation>{_any_of(_RELATIONS)})[ ]?)?
    (?:(?P<month>{_any_of(MONTHS)})[ ](?P<year>\d{{4}})
      |(?:(?P<factor>{_NUMBER})x)?10\^(?P<exponent>-?1?\d)\^
      |(?P<number>{_NUMBER})(?P<percent>%?)
      |(?P<word>{_any_of(WORDS)}))""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)

FORMS = (
    "a printed quantity such as “16”, “sixteen”, “80%”, “10^-4^”, “January 2008”, “≥18” or "
    "“up to four”"
)


@dataclass(frozen=True)
class Quantity:
    """A printed quantity.

    Attributes:
        text: the quantity as printed.
        relation: how a recomputed value has to compare with ``value``.
        value: the printed value: for percentages the number before the sign, for months the
            number of months since year 0.
        decimals: the places printed.
        form: ``number``, ``percent``, ``power`` or ``month``.
    """

    text: str
    relation: Relation
    value: Decimal
    decimals: int
    form: Literal["number", "percent", "power", "month"] = "number"

    @property
    def numeral(self) -> str:
        """The quantity for running text: words as digits, without its relation."""
        if self.form == "power":
            return _power_of_ten(self.value)
        if self.form == "month" or self.text.lower() in ("half", "both"):
            return self.text
        return f"{self.value:f}" + ("%" if self.form == "percent" else "")

    @property
    def short(self) -> str:
        """The quantity in as few characters as say it: ``numeral`` after a sign of relation."""
        return self.numeral if self.relation == "=" else self.relation + self.numeral

    def show(self, value: Number) -> str:
        """A recomputed value as this quantity would be printed: rounded once, half up."""
        if self.form == "month":
            return f"{MONTHS[(int(value) - 1) % 12]} {(int(value) - 1) // 12}"
        if self.form == "power":
            return _power_of_ten(half_up(value, self.decimals))
        return fixed(value, self.decimals) + ("%" if self.form == "percent" else "")

    def agrees(self, value: Number) -> bool:
        """True: ``value``, rounded half up to the printed places, stands in the relation."""
        return _HOLDS[self.relation](half_up(value, self.decimals), self.value)

    def bounded_by(self, relation: Relation, value: Number) -> bool:
        """True: the printed value itself stands in ``relation`` to ``value``."""
        return _HOLDS[relation](self.value, half_up(value, self.decimals))


@cache
def parse_quantity(text: str) -> Quantity:
    """Read a printed quantity.

    Raises:
        ValueError: it has none of the forms in ``FORMS``.

    Examples:
        >>> parse_quantity("Nineteen").value, parse_quantity("≥18").relation
        (Decimal('19'), '≥')
    """
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(f"not a printed quantity: expected {FORMS}")
    relation = _RELATIONS[match["relation"].lower()] if match["relation"] else "="
    if match["month"]:
        months = 12 * int(match["year"]) + MONTHS.index(match["month"].capitalize()) + 1
        return Quantity(text, relation, Decimal(months), 0, "month")
    if match["exponent"]:
        value = Decimal(match["factor"] or 1).scaleb(int(match["exponent"]))
        return Quantity(text, relation, value, _places(value), "power")
    if match["word"]:
        value = WORDS[match["word"].lower()]
        return Quantity(text, relation, value, _places(value))
    value = Decimal(match["number"])
    return Quantity(
        text, relation, value, _places(value), "percent" if match["percent"] else "number"
    )


def _power_of_ten(value: Decimal) -> str:
    """Text such as 1.5 × 10⁻³ or, where the factor is 1, 10⁻⁴; 0 has no power."""
    if value == 0:
        return "0"
    factor = value.normalize().scaleb(-value.adjusted())
    power = "10" + str(value.adjusted()).translate(_SUPERSCRIPTS)
    return power if factor == 1 else f"{factor:f} × {power}"


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))
