"""Sharpness: which other printed values a number's check would have passed.

A printed number is changed in the ledger to other values of its form, and the checks that read it
are run again. A change passes where every number that can notice it keeps its status.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reproduction.claims.comparing import shown
from reproduction.claims.quantity import Quantity, Relation
from reproduction.claims.rounding import half_up
from reproduction.claims.running import Paper, Quantities
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
    quantity = paper.printed[claim][index]
    status = paper.status(claim, index)
    values = paper.values(claim)
    if status is None or values is None:
        return Sharpness.NONE, "not tried, because the check failed"
    tried = others(quantity)
    if status is Status.CONTRADICTED:
        tried += _as_computed(quantity, values[index])
    if claim in paper.checks.reads(claim) and paper.entries[claim].bases[index] == "patients":
        tried += _printed_elsewhere(paper, quantity)
    tried = list(dict.fromkeys(other for other in tried if other.short != quantity.short))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        passing = _passing(paper, (claim, index), tried)
    if not passing:
        kind = Sharpness.SHARP
    else:
        kind = Sharpness.NONE if passing == tried else Sharpness.BOUND
    if status is Status.CONTRADICTED:
        agreeing = [other for other in tried if _agrees(paper, claim, index, other)]
        listed = _listed(agreeing) or "no value tried"
        return kind, f"{listed} would have agreed"
    if kind is Sharpness.BOUND:
        return kind, f"{_in_words(quantity, values[index], tried, passing)} would have passed"
    return kind, "any other value would have passed" if kind is Sharpness.NONE else ""


def _printed_elsewhere(paper: Paper, quantity: Quantity) -> list[Quantity]:
    """The other numbers of the same form in the paper. A check of patients that is given the
    number which it checks may only find that some patient has it.
    """
    form = (quantity.form, quantity.decimals, quantity.relation)
    return [
        quantity.with_value(other.value)
        for numbers in paper.printed.values()
        for other in numbers
        if (other.form, other.decimals, other.relation) == form and not other.upper
    ]


def _agrees(paper: Paper, claim: str, index: int, other: Quantity) -> bool:
    printed = _changed(paper.printed, {(claim, index): other})
    return paper.status(claim, index, printed) is not Status.CONTRADICTED


Place = tuple[str, int]


def _passing(paper: Paper, changed: Place, tried: Sequence[Quantity]) -> list[Quantity]:
    """Those with which every number that can notice the change keeps its status."""
    before = {place: paper.status(*place) for place in _noticing(paper, {changed})}
    passing = []
    for other in tried:
        printed = _changed(paper.printed, {changed: other})
        if all(paper.status(*place, printed) == status for place, status in before.items()):
            passing.append(other)
    return passing


def _changed(
    printed: Mapping[str, Quantities], changes: Mapping[Place, Quantity]
) -> dict[str, Quantities]:
    changed = dict(printed)
    for (claim, index), other in changes.items():
        before = changed[claim]
        changed[claim] = (*before[:index], other, *before[index + 1 :])
    return changed


def _noticing(paper: Paper, changed: set[Place]) -> Iterator[Place]:
    """The changed numbers, and all numbers of the claims whose checks read one of them."""
    readers = {reader for claim, _ in changed for reader in paper.readers.get(claim, ())}
    yield from (place for place in sorted(changed) if place[0] not in readers)
    for reader in sorted(readers):
        yield from ((reader, index) for index in range(len(paper.printed[reader])))


def _as_computed(quantity: Quantity, value: Value) -> list[Quantity]:
    """The quantity as it would be printed if the computed value were."""
    match value:
        case None:
            return []
        case Convention(under, _):
            return _as_computed(quantity, under)
        case Ends(low, high):
            if quantity.upper is None:
                return []
            (first,), (second,) = (
                _as_computed(quantity.lower, low),
                _as_computed(quantity.upper, high),
            )
            return [replace(first, upper=second)]
        case Bound(_, number):
            return [quantity.with_value(quantity.rounded(number))]
        case Threshold(relation, number):
            return [quantity.with_value(quantity.rounded(number), relation)]
        case _:
            found = quantity.rounded(value)
            return [quantity.with_value(found)] if found.is_finite() else []


def _in_words(
    quantity: Quantity, value: Value, tried: Sequence[Quantity], passing: Sequence[Quantity]
) -> str:
    """Which values passed: as a limit where they are those within one, else one by one."""
    words, within = _limit(quantity, value)
    alike = [other for other in tried if other.relation == quantity.relation]
    if words and all(within(other) == (other in passing) for other in alike):
        return words
    failing = [other for other in tried if other not in passing]
    if len(failing) == 1 and len(tried) > 2:
        return f"any value but {_listed(failing)}"
    return _listed(passing)


def _listed(quantities: Sequence[Quantity]) -> str:
    """The numbers, without a printed "=": a table's program would take it for a formula."""
    return ", ".join(other.short.removeprefix("= ") for other in quantities)


def _limit(quantity: Quantity, value: Value) -> tuple[str, Callable[[Quantity], bool]]:
    """The limit that the value sets to the printed number, in words, and whether it is kept."""
    match value:
        case Bound(relation, limit) if relation != "=":
            words = f"any value {shown(quantity, value)}"
            return words, lambda other: other.bounded_by(relation, limit)
        case int() | float() | Decimal() if quantity.relation != "=":
            words = f"{_LIMIT[quantity.relation]} {quantity.show(value)}"
            return words, lambda other: other.agrees(value)
    return "", lambda _: False


# --- Several numbers at once


@dataclass(frozen=True)
class Circle:
    """Numbers that only confirm each other: changed together, they would all have passed.

    Attributes:
        changes: claim, position from 1, the number as printed, the number as it could have been.
    """

    changes: tuple[tuple[str, int, str, str], ...]

    @property
    def places(self) -> frozenset[Place]:
        """Claim and index of each number."""
        return frozenset((claim, position - 1) for claim, position, _, _ in self.changes)


def circles(paper: Paper) -> list[Circle]:
    """Return the groups of numbers that only confirm each other.

    A number that others are held against is changed, and those that notice are changed to what
    is then computed for them, until nothing differs or nothing more can be changed.
    """
    found: dict[frozenset[Place], Circle] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for claim in paper.readers:
            for index, quantity in enumerate(paper.printed[claim]):
                for other in others(quantity):
                    circle = _circle(paper, (claim, index), other)
                    if circle:
                        found.setdefault(circle.places, circle)
    return list(found.values())


def _circle(paper: Paper, start: Place, other: Quantity) -> Circle | None:
    changes = {start: other}
    for _ in range(len(paper.printed)):
        printed = _changed(paper.printed, changes)
        differing = [
            place
            for place in _noticing(paper, set(changes))
            if paper.status(*place, printed) != paper.status(*place)
        ]
        if not differing:
            return _as_circle(paper, changes) if len(changes) > 1 else None
        new = {place: _repaired(paper, place, printed) for place in differing if place != start}
        new = {place: to for place, to in new.items() if to and changes.get(place) != to}
        if not new or any(place in changes for place in new):
            return None
        changes |= {place: to for place, to in new.items() if to}
    return None


def _repaired(paper: Paper, place: Place, printed: Mapping[str, Quantities]) -> Quantity | None:
    """The number as its check would have it, where these numbers are printed."""
    claim, index = place
    values = paper.values(claim, printed)
    found = _as_computed(printed[claim][index], values[index]) if values else []
    return found[0] if found else None


def _as_circle(paper: Paper, changes: Mapping[Place, Quantity]) -> Circle:
    return Circle(
        tuple(
            (claim, index + 1, paper.printed[claim][index].short, other.short)
            for (claim, index), other in changes.items()
        )
    )
