"""The inventory: the ledger's quantities, transcribed a second time."""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

from reproduction.claims.forms import FORMS, parse_quantity
from reproduction.claims.ledger import PLACE
from reproduction.inputs.csv_rows import read_rows
from reproduction.inputs.defects import Defect, InputError, quoted
from reproduction.inputs.places import shown

INVENTORY_COLUMNS = ("at", "position", "token", "claim")

Printed = tuple[str, str, str]
"""Where a quantity is printed, the quantity, and the id of the claim that covers it."""


def load_inventory(path: Path, decimal_mark: str = ".") -> tuple[Printed, ...]:
    """Read place, token and claim id of every printed quantity, in reading order.

    Raises:
        InputError: the file cannot be used, or positions do not count 1, 2, 3 … at each place.
    """
    file = shown(path)
    rows = read_rows(path, INVENTORY_COLUMNS)
    defects = []
    position: dict[str, int] = {}
    for row in rows:
        at = row.cells["at"]
        position[at] = position.get(at, 0) + 1
        place = f"row {row.number}"
        if not re.fullmatch(PLACE, at):
            defects.append(Defect(file, place, f"at {quoted(at)}", "a place such as p4 or table1"))
        if row.cells["position"] != str(position[at]):
            found = f"position {quoted(row.cells['position'])} at {at[:20]}"
            defects.append(Defect(file, place, found, str(position[at])))
        try:
            parse_quantity(row.cells["token"], decimal_mark)
        except ValueError:
            defects.append(Defect(file, place, f"token {quoted(row.cells['token'])}", FORMS))
    if defects:
        raise InputError(defects)
    return tuple((row.cells["at"], row.cells["token"], row.cells["claim"]) for row in rows)


def transcription_defects(printed: Iterable[Printed], inventory: Iterable[Printed]) -> list[str]:
    """List where two transcriptions of one text disagree.

    Args:
        printed: place, token and claim id of every quantity in the ledger, in its order.
        inventory: the same, as `load_inventory` returns it.

    Returns:
        One line for the first difference at each place (p4, table1, …); empty if there is none.
    """
    ours, theirs = _by_place(printed), _by_place(inventory)
    return [
        line
        for at in dict.fromkeys([*theirs, *ours])
        if (line := _first_difference(at, ours.get(at, []), theirs.get(at, [])))
    ]


def _by_place(rows: Iterable[Printed]) -> dict[str, list[tuple[str, str]]]:
    places: dict[str, list[tuple[str, str]]] = {}
    for at, token, claim in rows:
        places.setdefault(at, []).append((token, claim))
    return places


def _first_difference(
    at: str, ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]]
) -> str | None:
    for position, (our, their) in enumerate(zip_longest(ours, theirs), start=1):
        if our != their:
            return (
                f"{at}, quantity {position}: the ledger has {_token(our)}, "
                f"the inventory has {_token(their)}"
            )
    return None


def _token(token: tuple[str, str] | None) -> str:
    return f"“{token[0]}” ({token[1]})" if token else "nothing"
