"""The letter's references by its own numbers, and which cited numbers were seen at their source."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import yaml

from letter.data import paths
from reproduction.claims import Entry, Quantity, Status


class Cited(NamedTuple):
    """A number that the letter takes from elsewhere; ``seen``: it was found there, and is equal."""

    claim: str
    quantity: Quantity
    seen: bool


def load_references() -> dict[str, Any]:
    """Read ``report/references.yaml``; its head says what it holds."""
    text = (paths.REPORT / "references.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def cited_numbers(
    ledger: Iterable[Entry], related: Mapping[str, Quantity], key: str = ""
) -> tuple[Cited, ...]:
    """Return the cited numbers of the letter, or those of one reference, in reading order.

    Args:
        ledger: what the letter prints.
        related: what was seen at the sources, by its id in related.csv.
        key: a key of references.bib; empty: of every reference.
    """
    sources = load_references()["cited"]
    found = []
    for entry in ledger:
        rows = sources.get(entry.id, [None] * len(entry.quantities))
        for printed, status, row in zip(entry.quantities, entry.expects, rows, strict=True):
            if status is Status.CITED and (not key or key in (entry.reference or ())):
                seen = related[row] if row else None
                equal = seen and (printed.relation, printed.value) == (seen.relation, seen.value)
                found.append(Cited(entry.id, printed, bool(equal)))
    return tuple(found)
