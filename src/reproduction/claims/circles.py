"""Numbers that only confirm each other: changed together, they would all have passed."""

import warnings
from collections.abc import Iterable, Iterator, Mapping

from reproduction.claims.ledger import place_name
from reproduction.claims.quantity import Quantity
from reproduction.claims.running import Paper, Place, Quantities
from reproduction.claims.sharpness import as_computed, others

Circle = Mapping[Place, Quantity]
"""Numbers that only confirm each other: by place, each as it could have been."""


def circles(paper: Paper, claims: Iterable[str] | None = None) -> list[Circle]:
    """Return the groups of numbers that only confirm each other.

    A number that others are held against is changed, and those that notice are changed to what
    is then computed for them, until nothing differs or nothing more can be changed.

    Args:
        paper: the ledger with its checks and the data.
        claims: those of which a number is changed first; all that are read if None.
    """
    found: dict[frozenset[Place], Circle] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for claim in paper.readers if claims is None else claims:
            for index, quantity in enumerate(paper.printed[claim]):
                for other in others(quantity):
                    if circle := _circle(paper, (claim, index), other):
                        found.setdefault(frozenset(circle), circle)
    return list(found.values())


def is_in_a_circle(paper: Paper, place: Place) -> bool:
    """Return True for a number that only confirms numbers which its check reads."""
    return any(place in circle for circle in circles(paper, _read_for(paper, place[0])))


def together(paper: Paper, found: Iterable[Circle], place: Place) -> str:
    """Return the printed numbers that would have to change too, in words; empty where none."""
    groups = [_others_in(paper, circle, place) for circle in found if place in circle]
    return ", or with ".join(dict.fromkeys(groups))


def _others_in(paper: Paper, circle: Circle, place: Place) -> str:
    numbers: dict[str, list[str]] = {}
    for claim, index in circle:
        if (claim, index) != place:
            numbers.setdefault(claim, []).append(paper.printed[claim][index].short)
    where = {claim: f" ({place_name(paper.entries[claim].at)})" for claim in numbers}
    where[place[0]] = ""
    return " and ".join(", ".join(printed) + where[claim] for claim, printed in numbers.items())


def _read_for(paper: Paper, claim: str) -> Iterator[str]:
    """Return the claims that a claim's check reads, and those that their checks read, and so on."""
    found = dict.fromkeys(paper.checks.reads(claim))
    while more := {name for read in found for name in paper.checks.reads(read)} - set(found):
        found |= dict.fromkeys(sorted(more))
    yield from found


def _circle(paper: Paper, start: Place, other: Quantity) -> Circle | None:
    changes = {start: other}
    is_fixed = not paper.checks.reads(start[0])  # what its check finds does not change
    if is_fixed and paper.status(*start, paper.changed(changes)) != paper.status(*start):
        return None
    for _ in range(len(paper.printed)):
        printed = paper.changed(changes)
        differing = [
            place
            for place in paper.noticing(set(changes))
            if paper.status(*place, printed) != paper.status(*place)
        ]
        if not differing:
            return changes if len(changes) > 1 else None
        new = {place: _repaired(paper, place, printed) for place in differing if place != start}
        repaired = {place: to for place, to in new.items() if to and changes.get(place) != to}
        if not repaired or any(place in changes for place in repaired):
            return None
        changes |= repaired
    return None


def _repaired(paper: Paper, place: Place, printed: Mapping[str, Quantities]) -> Quantity | None:
    """Return the number as its check would have it, where these numbers are printed."""
    claim, index = place
    values = paper.values(claim, printed)
    found = as_computed(printed[claim][index], values[index]) if values else []
    return found[0] if found else None
