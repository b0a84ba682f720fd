"""Printed quantities: how recomputed values compare with them and are shown beside them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from reproduction.claims.rounding import Number, as_decimal, half_up, significant
from reproduction.claims.words import CARDINALS, ORDINALS

Relation = Literal["=", "<", "≤", ">", "≥"]
Form = Literal["number", "percent", "power", "month", "fraction", "ordinal", "not reached"]

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_HOLDS: dict[Relation, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda left, right: left == right,
    "<": lambda left, right: left < right,
    "≤": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    "≥": lambda left, right: left >= right,
}

_WORDS = ("", "fewer than", "at most", "more than", "at least")
_IN_WORDS: dict[Relation, str] = dict(zip(_HOLDS, _WORDS, strict=True))
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# So many places more than printed are shown at most; what is smaller still is a power of ten.
_MORE_PLACES = 6
# So many places more than printed show what a limit is.
_PRECISE = 3


@dataclass(frozen=True)
class Style:
    """How the paper writes digits: its decimal mark, what groups thousands, .5 or 0.5."""

    mark: str = "."
    group: str = ""
    leading_zero: bool = True

    def write(self, value: Decimal) -> str:
        """Return the value as the paper writes it; a minus is the character U+2212."""
        whole, _, places = f"{abs(value):,f}".partition(".")
        whole = whole.replace(",", self.group)
        if whole == "0" and places and not self.leading_zero:
            whole = ""
        return "−" * (value < 0) + whole + (self.mark + places if places else "")


@dataclass(frozen=True)
class Quantity:
    """A printed quantity, or the first of the two ends of one.

    Attributes:
        text: the quantity as printed.
        relation: how a recomputed value has to compare with ``value``.
        value: the printed value: for percentages the number before the sign, for months the
            number of months since year 0.
        decimals: the places printed.
        form: what kind of number it is.
        sign: the relation as a sign, if one is printed.
        digits: for powers of ten, the significant digits printed.
        upper: the second end of a range or interval, or what follows ±.
        joint: what is printed between two ends.
        style: how digits are written.
        bare: the quantity as printed, without its relation.
    """

    text: str
    relation: Relation
    value: Decimal
    decimals: int
    form: Form = "number"
    sign: str = ""
    digits: int = 0
    upper: "Quantity | None" = None
    joint: str = ""
    style: Style = Style()
    bare: str = ""

    @property
    def numeral(self) -> str:
        """The quantity for running text: words as digits, without its relation."""
        if self.upper:
            return f"{self.lower.numeral}{self.joint}{self.upper.numeral}"
        return self.bare if self._is_text else self._written(self.value, self.form)

    @property
    def short(self) -> str:
        """The quantity in as few characters as say it: ``numeral`` after a sign of relation.

        What is printed in words stays in words.
        """
        if self._is_text and self.sign:
            return self.text
        return f"{self.sign} {self.numeral}" if self.sign == "=" else self.sign + self.numeral

    @property
    def word(self) -> str | None:
        """The value in words, or None where it has none."""
        if self.form == "fraction":
            return self.bare.lower()
        n = int(self.value) if self.value.is_finite() else -1
        words = ORDINALS if self.form == "ordinal" else CARDINALS
        whole = self.form in ("number", "ordinal") and not self.upper and n == self.value
        return words[n] if whole and 0 <= n < len(words) else None

    @property
    def relation_words(self) -> str:
        """The relation in words; empty for equality."""
        return _IN_WORDS[self.relation]

    @property
    def lower(self) -> "Quantity":
        """The first end alone."""
        return replace(self, upper=None)

    def show(self, value: Number, verdict: Callable[[Decimal], object] | None = None) -> str:
        """Return a recomputed value as this quantity would be printed: rounded once, half up.

        Args:
            value: the value.
            verdict: what has to be told of the rounded value as of the value itself, for which it
                has as many places as that takes. Beside a printed relation it is, if None, how the
                two compare.
        """
        exact = as_decimal(value)
        if not exact.is_finite():
            return "not reached" if exact > 0 else "−∞"
        if verdict is None and self.relation != "=":
            verdict = self.agrees
        if verdict is None:
            return self._written(self.rounded(exact), self.form)
        for more in range(_MORE_PLACES):
            rounded = self.rounded(exact, more)
            if (verdict(rounded), bool(rounded)) == (verdict(exact), bool(exact)):
                return self._written(rounded, self.form)
        is_small = abs(exact) < Decimal(1).scaleb(-self.decimals - _MORE_PLACES)
        unit = "%" * (self.form == "percent")
        if is_small:
            return _power_of_ten(significant(exact, 2), self.style) + unit
        return self._written(exact, self.form)

    def precise(self, value: Number) -> str:
        """Return a limit as this quantity would be printed, with more places if it has more.

        It is on the same side of every value that could be printed as the limit itself.
        """
        exact = as_decimal(value)
        near = self.rounded(exact, _PRECISE)
        if near == self.rounded(exact):
            return self.show(exact, lambda n: (n > near, n < near))
        return self.show(near, lambda n: n == near)

    def agrees(self, value: Number) -> bool:
        """Return True if ``value`` stands in the printed relation to the printed value.

        Equality is one at the printed precision, half up; other relations hold unrounded.
        """
        if self.relation == "=":
            return self.rounded(value) == self.rounded(self.value)
        return _HOLDS[self.relation](as_decimal(value), self.value)

    def bounded_by(self, relation: Relation, value: Number) -> bool:
        """Return True if the printed value itself stands in ``relation`` to ``value``.

        Equality is one at the printed precision, half up; other relations hold unrounded.
        """
        if relation == "=":
            return self.rounded(value) == self.rounded(self.value)
        return _HOLDS[relation](self.value, as_decimal(value))

    def with_value(self, value: Decimal, relation: Relation | None = None) -> "Quantity":
        """Return the quantity as it would be with another value or relation."""
        relation = relation or self.relation
        sign = relation if relation != "=" else self.sign.replace(self.relation, "=")
        form: Form = "number" if self._is_text and self.form != "month" else self.form
        bare = self._written(value, form)
        text = sign + bare
        return replace(
            self, text=text, bare=bare, relation=relation, value=value, form=form, sign=sign
        )

    def rounded(self, value: Number, more: int = 0) -> Decimal:
        """Round a value as the quantity is printed, or with so many more places."""
        if self.form == "power":
            return significant(value, self.digits + more)
        return half_up(value, self.decimals + more)

    @property
    def _is_text(self) -> bool:
        """True: in running text it is as printed, and not in digits."""
        words = ("month", "fraction", "ordinal", "not reached")
        return self.form in words or self.bare.lower() == "both"

    def _written(self, value: Decimal, form: Form) -> str:
        if form == "month":
            return f"{MONTHS[(int(value) - 1) % 12]} {(int(value) - 1) // 12}"
        if form == "power":
            return _power_of_ten(value, self.style)
        return self.style.write(value) + ("%" if form == "percent" else "")


def _power_of_ten(value: Decimal, style: Style) -> str:
    """Return text such as 1.5 × 10⁻³ or, where the factor is 1, 10⁻⁴; 0 has no power."""
    if value == 0:
        return "0"
    factor = value.normalize().scaleb(-value.adjusted())
    power = "10" + str(value.adjusted()).translate(SUPERSCRIPTS)
    return power if factor == 1 else f"{style.write(factor)} × {power}"
