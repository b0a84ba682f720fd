"""The letter's references by its own numbers, and which cited numbers were seen at their source."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reproduction.claims import Entry, Quantity, Status


@dataclass(frozen=True)
class Reference:
    """One of the letter's eleven references, which were identified from what each is cited for.

    Attributes:
        number: its number in the letter.
        key: its key in references.bib.
        record_seen: True: bibliographic details were seen in a public record; False: recalled.
        abstract_seen: True: the abstract was read as well.
        doubt: why another publication may be meant; empty where this one very likely is.
    """

    number: int
    key: str
    record_seen: bool
    abstract_seen: bool = False
    doubt: str = ""


REFERENCES = (
    Reference(1, "gokbuget2012", record_seen=False),
    Reference(2, "bargou2008", record_seen=True, doubt="other early papers on it would fit too"),
    Reference(3, "topp2014", record_seen=False),
    Reference(4, "topp2015", record_seen=False),
    Reference(
        5,
        "kantarjian2017",
        record_seen=True,
        abstract_seen=True,
        doubt="perhaps an earlier congress abstract of the same trial",
    ),
    Reference(6, "topp2011", record_seen=False),
    Reference(7, "topp2012", record_seen=True, abstract_seen=True),
    Reference(8, "zugmaier2014", record_seen=True),
    Reference(9, "gokbuget2015", record_seen=True, abstract_seen=True),
    Reference(10, "klinger2012", record_seen=True, abstract_seen=True),
    Reference(11, "zugmaier2015", record_seen=True, abstract_seen=True),
)

# Where a cited number was seen: for each quantity of the claim, the row of related.csv, or None.
SEEN: Mapping[str, tuple[str | None, ...]] = {
    "first-follow-up-median": ("first-follow-up-months",),
    "relapsed-response": (None, "first-study-response"),
    "blast-interim": ("blast-patients", None),
    "relapsed-survival-groups": ("long-survival", "short-survival"),
}


@dataclass(frozen=True)
class Cited:
    """A number that the letter takes from elsewhere; ``seen``: it was found there, and is equal."""

    claim: str
    quantity: Quantity
    seen: bool


def cited_numbers(
    ledger: Iterable[Entry], related: Mapping[str, Quantity], key: str = ""
) -> tuple[Cited, ...]:
    """Return the cited numbers of the letter, or those of one reference, in reading order.

    Args:
        ledger: what the letter prints.
        related: what was seen at the sources, by its id in related.csv.
        key: a key of references.bib; empty: of every reference.
    """
    entries = [entry for entry in ledger if not key or key in (entry.reference or ())]
    return tuple(found for entry in entries for found in _of(entry, related))


def _of(entry: Entry, related: Mapping[str, Quantity]) -> Iterator[Cited]:
    sources = SEEN.get(entry.id, (None,) * len(entry.quantities))
    for quantity, status, source in zip(entry.quantities, entry.expects, sources, strict=True):
        if status is Status.CITED:
            seen = source is not None and _equal(quantity, related[source])
            yield Cited(entry.id, quantity, seen)


def _equal(printed: Quantity, seen: Quantity) -> bool:
    return (printed.relation, printed.value) == (seen.relation, seen.value)
