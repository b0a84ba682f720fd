"""The inventory: the ledger's quantities, transcribed a second time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from reproduction.claims.forms import FORMS
from reproduction.claims.ledger import PLACE, Token
from reproduction.inputs.csv_rows import cell_defect
from reproduction.inputs.defects import InputError, shown
from reproduction.inputs.models import read_models

Printed = tuple[str, str, str]
"""Where a quantity is printed, the quantity, and the id of the claim that covers it."""


class _Row(BaseModel):
    at: Annotated[str, Field(pattern=f"^{PLACE}$")] = Field(
        description="a place such as p4 or table1"
    )
    position: str | None = Field(description="the place of the quantity")
    token: Token = Field(description=FORMS)
    claim: str = Field(description="the id of a claim")


def load_inventory(path: Path, decimal_mark: str = ".") -> tuple[Printed, ...]:
    """Read place, token and claim id of every printed quantity, in reading order.

    Raises:
        InputError: the file cannot be used, or positions do not count 1, 2, 3 … at each place.
    """
    rows, defects = read_models(path, _Row, {"decimal_mark": decimal_mark})
    counted: Counter[str] = Counter()
    for row, _ in rows:
        counted[row.cells["at"]] += 1
        if row.cells["position"] != (expected := str(counted[row.cells["at"]])):
            defects.append(cell_defect(shown(path), row, "position", expected))
    if defects:
        raise InputError(sorted(defects, key=lambda defect: defect.row))
    return tuple((found.at, found.token, found.claim) for _, found in rows if found)


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
