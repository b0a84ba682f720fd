"""From a ledger and its checks to a status for every claim."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from reproduction.claims.ledger import Entry, Status
from reproduction.claims.quantity import Quantity, Relation
from reproduction.claims.rounding import Number

Source = TypeVar("Source")

# What a basis makes of a claim that nothing recomputes.
UNCHECKED: Mapping[str, Status] = {
    "cited": "cited",
    "protocol": "cited",
    "unpublished": "not_derivable",
}
# What a basis makes of a claim whose recomputed values agree.
AGREEING: Mapping[str, Status] = {
    "patients": "reproduced",
    "table1": "consistent",
    "arithmetic": "consistent",
    "protocol": "consistent",
}


@dataclass(frozen=True)
class Bound:
    """A limit that the printed number itself must keep: ``printed relation value``."""

    relation: Relation
    value: Number


Value = Number | Bound


@dataclass(frozen=True)
class Computed:
    """What a check found.

    Attributes:
        values: one for each printed quantity, unrounded, in the printed unit; percentages as
            the number before the sign. None where no value exists without a convention that
            the paper does not state; empty where the data hold no such quantity.
        under: the same under that convention, or None where none is needed.
        patients: the numbers of the patients counted.
        evidence: texts for the placeholders of the entry's ``because``.
    """

    values: tuple[Value, ...] | None
    under: tuple[Value, ...] | None = None
    patients: tuple[int, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)


class NothingToComputeError(Exception):
    """The data hold no such patients; a check may raise it, and its claim is contradicted."""


class LedgerError(LookupError):
    """The ledger and the checks do not fit together: a claim or its evidence is missing."""


Check = Callable[[Source], Computed]


class Checks(Generic[Source]):
    """The functions that compute claims, by claim id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Check[Source]] = {}

    def __call__(self, *ids: str) -> Callable[[Check[Source]], Check[Source]]:
        """Decorator: the function computes the claims ``ids``.

        Raises:
            ValueError: an id has a check already.
        """

        def register(check: Check[Source]) -> Check[Source]:
            for claim in ids:
                if claim in self._by_id:
                    raise ValueError(f"two checks compute the claim {claim}")
                self._by_id[claim] = check
            return check

        return register

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def get(self, claim: str) -> Check[Source] | None:
        """The check of a claim, or None."""
        return self._by_id.get(claim)


@dataclass(frozen=True)
class Result:
    """A claim with its computed status.

    Attributes:
        entry: the claim, as the ledger has it.
        status: what came out.
        computed: what the check found; None where there is no check.
        shown: the recomputed values (under the convention for a qualified claim) as the paper
            would print them; empty where there are none.
        unrounded: the same values in full.
        otherwise: for a qualified claim, what comes out without the convention.
        check: the check, or None.
    """

    entry: Entry
    status: Status
    computed: Computed | None = None
    shown: tuple[str, ...] = ()
    unrounded: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    check: Callable[..., Computed] | None = None

    @property
    def as_expected(self) -> bool:
        """True: the status is the one that the ledger expects."""
        return self.status == self.entry.expect

    @property
    def because(self) -> str:
        """The entry's explanation of the status it expects, with the computed evidence.

        Empty where there is none, and where another status came out, which it does not explain.
        """
        if not self.as_expected:
            return ""
        evidence = self.computed.evidence if self.computed else {}
        return (self.entry.because or "").format_map(evidence).strip()

    @property
    def message(self) -> str:
        """One line: the claim, what is printed, what was computed, what was expected."""
        printed = ", ".join(self.entry.prints)
        shown = ", ".join(self.shown) or "nothing"
        return (
            f"{self.entry.id} ({self.entry.at}): printed {printed}; computed {shown}; "
            f"{self.status}, expected {self.entry.expect}"
        )


def evaluate(entries: Iterable[Entry], checks: Checks[Source], source: Source) -> list[Result]:
    """The status of every claim, in the ledger's order.

    Raises:
        LedgerError: a check has no entry or cannot compute it, an entry that needs a check has
            none or has one that its basis forbids, or ``because`` asks for evidence that the
            check lacks.
    """
    entries = tuple(entries)
    unknown = sorted(set(checks) - {entry.id for entry in entries})
    if unknown:
        raise LedgerError(f"no claim in the ledger has the id {', '.join(unknown)}")
    return [evaluate_entry(entry, checks.get(entry.id), source) for entry in entries]


def evaluate_entry(entry: Entry, check: Check[Source] | None, source: Source) -> Result:
    """The status of one claim.

    Raises:
        LedgerError: as for `evaluate`.
    """
    if check is None:
        if entry.basis not in UNCHECKED:
            raise LedgerError(f"{entry.id}: no check computes it, but its basis is {entry.basis}")
        if entry.placeholders:
            raise LedgerError(f"{entry.id}: because has placeholders, but there is no check")
        return Result(entry, UNCHECKED[entry.basis])
    if entry.basis not in AGREEING:
        raise LedgerError(f"{entry.id}: has a check, but its basis is {entry.basis}")
    try:
        computed = check(source)
    except NothingToComputeError:
        computed = Computed((), evidence=dict.fromkeys(entry.placeholders, "none"))
    except LedgerError:
        raise
    # As where another claim does not print what the check reads, or prints a zero to divide by.
    except (ValueError, LookupError, ArithmeticError) as error:
        what = f"there is no {error}" if isinstance(error, KeyError) else error
        raise LedgerError(f"{entry.id}: {check.__name__} cannot compute it ({what})") from error
    missing = set(entry.placeholders) - set(computed.evidence)
    if missing:
        raise LedgerError(f"{entry.id}: the check gives no evidence {', '.join(sorted(missing))}")
    status, values = _status(entry, computed)
    return Result(
        entry,
        status,
        computed,
        shown=_all_shown(entry, values),
        otherwise=_all_shown(entry, (computed.values or ()) if status == "qualified" else ()),
        unrounded=tuple(str(float(_number(v))) for v in values),
        check=check,
    )


def _status(entry: Entry, computed: Computed) -> tuple[Status, tuple[Value, ...]]:
    """The status, and the values that decided it."""
    if computed.values is not None and agree(entry.quantities, computed.values):
        return AGREEING[entry.basis], computed.values
    if computed.under is not None and agree(entry.quantities, computed.under):
        return "qualified", computed.under
    return "contradicted", computed.under or () if computed.values is None else computed.values


def agree(quantities: tuple[Quantity, ...], values: tuple[Value, ...]) -> bool:
    """True: there is a value for each quantity, and each agrees at the printed precision."""
    return len(quantities) == len(values) and all(
        _agrees(quantity, value) for quantity, value in zip(quantities, values, strict=True)
    )


def _agrees(quantity: Quantity, value: Value) -> bool:
    if isinstance(value, Bound):
        return quantity.bounded_by(value.relation, value.value)
    return quantity.agrees(value)


def _all_shown(entry: Entry, values: tuple[Value, ...]) -> tuple[str, ...]:
    """Every value as its quantity is printed; any more of them as the last quantity is."""
    forms = (*entry.quantities, *[entry.quantities[-1]] * len(values))
    return tuple(_shown(quantity, value) for quantity, value in zip(forms, values, strict=False))


def _shown(quantity: Quantity, value: Value) -> str:
    if isinstance(value, Bound):
        relation = "" if value.relation == "=" else f"{value.relation} "
        return relation + quantity.show(value.value)
    return quantity.show(value)


def _number(value: Value) -> Number:
    return value.value if isinstance(value, Bound) else value
