"""Sharpness: which other printed values a number's check would have passed.

A printed number is changed in the ledger to other values of its form, and the checks that read it
are run again. A change passes where every number that can notice it keeps its status.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Literal

from reproduction.claims.quantity import Quantity, Relation
from reproduction.claims.rounding import as_decimal, half_up
from reproduction.claims.running import Paper, Place
from reproduction.claims.status import Sharpness, Status
from reproduction.claims.values import Bound, Convention, Ends, Threshold, Value

_OPPOSITE: Mapping[Relation, Relation] = {"<": "≥", "≥": "<", ">": "≤", "≤": ">"}
_NEIGHBOUR: Mapping[Relation, Relation] = {"<": "≤", "≤": "<", ">": "≥", "≥": ">"}
# A computed value may stand on this side of the limit that is printed.
_LIMIT: Mapping[Relation, str] = {
    "<": "any limit above",
    "≤": "any limit from",
    ">": "any limit below",
    "≥": "any limit up to",
}

Passes = Callable[[Quantity], bool]
"""Whether another quantity in a place passes."""


# --- Other values of the same form


def others(quantity: Quantity) -> list[Quantity]:
    """Return the other quantities that are tried in place of a printed one.

    They are one and two units in the last place, double, half, zero, and the other relations
    on the same number; of a month also the same in another year. A range has its ends changed
    one after the other.
    """
    if quantity.upper is not None:
        return [
            *(replace(end, upper=quantity.upper) for end in others(quantity.lower)),
            *(replace(quantity, upper=end) for end in others(quantity.upper)),
        ]
    relations = [
        quantity.with_value(quantity.value, other)
        for by_relation in (_OPPOSITE, _NEIGHBOUR)
        if (other := by_relation.get(quantity.relation))
    ]
    return [quantity.with_value(value) for value in _other_values(quantity)] + relations


def _other_values(quantity: Quantity) -> list[Decimal]:
    value = quantity.value
    if quantity.form == "not reached":
        return [Decimal(0), Decimal(1)]
    if quantity.form == "month":
        return [value + step for step in (1, -1, 2, -2, 12, -12)]
    if quantity.form == "power":
        unit = Decimal(1).scaleb(value.adjusted() - quantity.digits + 1)
        tried = [value.scaleb(step) for step in (1, -1, 2, -2)]
        if quantity.digits > 1:
            tried += [value + step * unit for step in (1, -1, 2, -2)]
        tried += [2 * value, value / 2]
    else:
        unit = Decimal(1).scaleb(-quantity.decimals)
        tried = [value + step * unit for step in (1, -1, 2, -2)]
        tried += [2 * value, half_up(value / 2, quantity.decimals), 0 * value]
        tried = [half_up(number, quantity.decimals) for number in tried]
    positive = value >= 0
    return [n for n in dict.fromkeys(tried) if n != value and (n >= 0 or not positive)]


# --- One number at a time


def sharpness(paper: Paper, claim: str, index: int) -> tuple[Sharpness, str]:
    """Return a number's sharpness, and in words which other values would have passed.

    Of a contradicted number the words are which values would have agreed.
    """
    place = claim, index
    quantity, status, values = (
        paper.printed[claim][index],
        paper.status(*place),
        paper.values(claim),
    )
    if status is None or values is None:
        return Sharpness.NONE, "not tried, because the check failed"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if status is Status.CONTRADICTED:
            computed = as_computed(quantity, values[index])
            tried = _tried(paper, place, computed)
            kind = _kind(tried, _keeping(paper, place))
            start, agrees = (computed or [quantity])[0], partial(_agrees, paper, place)
            return kind, f"{_in_words(start, values[index], tried, agrees)} would have agreed"
        tried, passes = _tried(paper, place), _keeping(paper, place)
        if _kind(tried, passes) is Sharpness.SHARP:
            return Sharpness.SHARP, ""
        words = _in_words(quantity, values[index], tried, passes)
    kind = Sharpness.NONE if words == _ANY else Sharpness.BOUND
    return kind, f"{words} would have passed"


def _tried(paper: Paper, place: Place, computed: Sequence[Quantity] = ()) -> list[Quantity]:
    """Return the other quantities that are tried in a place, and what is computed for it."""
    claim, index = place
    quantity = paper.printed[claim][index]
    tried = [*others(quantity), *computed]
    if claim in paper.checks.reads(claim) and paper.entries[claim].bases[index] == "patients":
        tried += _printed_elsewhere(paper, quantity)
    return list(dict.fromkeys(other for other in tried if other.short != quantity.short))


def _kind(tried: Sequence[Quantity], passes: Passes) -> Sharpness:
    passing = [other for other in tried if passes(other)]
    if not passing:
        return Sharpness.SHARP
    return Sharpness.NONE if len(passing) == len(tried) else Sharpness.BOUND


def _printed_elsewhere(paper: Paper, quantity: Quantity) -> list[Quantity]:
    """Return the other numbers of the same form in the paper.

    A check of patients that is given the number which it checks may only find that some patient
    has it.
    """
    form = (quantity.form, quantity.decimals, quantity.relation)
    return [
        quantity.with_value(other.value)
        for numbers in paper.printed.values()
        for other in numbers
        if (other.form, other.decimals, other.relation) == form and not other.upper
    ]


def _agrees(paper: Paper, place: Place, other: Quantity) -> bool:
    return paper.status(*place, paper.changed({place: other})) is not Status.CONTRADICTED


def _keeping(paper: Paper, place: Place) -> Passes:
    """Return whether every number that can notice another value in a place keeps its status."""
    before = {place: paper.status(*place) for place in paper.noticing({place})}

    def passes(other: Quantity) -> bool:
        printed = paper.changed({place: other})
        return all(paper.status(*place, printed) == status for place, status in before.items())

    return passes


def as_computed(quantity: Quantity, value: Value) -> list[Quantity]:
    """Return the quantity as it would be printed if the computed value were; empty if none is."""
    match value:
        case None:
            return []
        case Convention(under, _):
            return as_computed(quantity, under)
        case Ends(low, high):
            if quantity.upper is None:
                return []
            firsts, seconds = as_computed(quantity.lower, low), as_computed(quantity.upper, high)
            return [replace(*firsts, upper=end) for end in seconds if firsts]
        case Bound(_, number):
            return [quantity.with_value(quantity.rounded(number))]
        case Threshold(relation, number):
            return [quantity.with_value(quantity.rounded(number), relation)]
        case _:
            found = quantity.rounded(value)
            return [quantity.with_value(found)] if found.is_finite() else []


# --- Which values passed, in words


def _in_words(start: Quantity, value: Value, tried: Sequence[Quantity], passes: Passes) -> str:
    """Return which values passed: those within a limit, those around one that passes, or a list."""
    passing = [other for other in tried if passes(other)]
    alike = [other for other in tried if other.relation == start.relation and not other.upper]

    for find in (partial(_limit, start, value), partial(_run, start, passes)):
        words, within = find()
        inside = [other for other in alike if within(other)]
        if words and inside and inside == [other for other in alike if other in passing]:
            return words
    if len(passing) == len(tried):
        return _ANY
    return f"of the values tried, {_listed(passing)}" if passing else "no value tried"


_ANY = "any other value"
_COUNTED = ("number", "percent", "ordinal", "month")
# So many units of the last place away from a number, there is no end to what passes.
_FAR = 2**20


def _run(start: Quantity, passes: Passes) -> tuple[str, Passes]:
    """Return the values around one that all pass, in words, and whether another is one of them.

    The words are empty where it does not pass itself, or all values do.
    """
    if start.form not in _COUNTED or start.upper or not passes(start):
        return "", lambda _: False
    low, high = _last(start, -1, passes), _last(start, 1, passes)
    low_end = Decimal("-Infinity") if low is None else low
    high_end = Decimal("Infinity") if high is None else high
    first, last = (start.with_value(end or Decimal(0)).numeral for end in (low, high))
    any_such = "any value" if start.relation == "=" else "any limit"
    match low, high:
        case None, None:
            words = ""
        case None, _:
            words = f"{any_such} up to {last}"
        case _, None:
            words = f"{any_such} from {first} on"
        case _:
            words = first if first == last else f"{any_such} from {first} to {last}"
    return words, lambda other: low_end <= other.value <= high_end


def _last(start: Quantity, way: Literal[-1, 1], passes: Passes) -> Decimal | None:
    """Return the last value, up or down, as far as which all pass; None where there is no end.

    Numbers that are not negative end at 0.
    """
    unit = way * Decimal(1).scaleb(-start.decimals)
    far = int(start.value / -unit) if way < 0 <= start.value else _FAR

    def at(distance: int) -> Decimal:
        return start.value + distance * unit

    good, bad = 0, 1
    while passes(start.with_value(at(min(bad, far)))):
        good, bad = min(bad, far), 2 * bad
        if good == far:
            return None
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if passes(start.with_value(at(middle))) else (good, middle)
    return at(good)


def _listed(quantities: Sequence[Quantity]) -> str:
    """Return the numbers, without a printed "=": a table's program would take it for a formula."""
    return ", ".join(other.short.removeprefix("= ") for other in quantities)


def _limit(quantity: Quantity, value: Value) -> tuple[str, Passes]:
    """Return the limit that the value sets to the number, in words, and whether it is kept."""
    match value:
        case Bound(relation, limit) if relation != "=" and as_decimal(limit).is_finite():
            words = f"any value {relation} {quantity.precise(limit)}"
            return words, lambda other: other.bounded_by(relation, limit)
        case int() | float() | Decimal() | Fraction() if quantity.relation != "=":
            words = f"{_LIMIT[quantity.relation]} {quantity.precise(value)}"
            return words, lambda other: other.agrees(value)
    return "", lambda _: False
