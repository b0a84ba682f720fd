"""One computed value beside one printed quantity: do they agree, and what is shown of it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import IntEnum, auto

from reproduction.claims.ledger import Basis
from reproduction.claims.quantity import Quantity, Relation
from reproduction.claims.rounding import Number, as_decimal
from reproduction.claims.status import Status
from reproduction.claims.values import Bound, Convention, Ends, Threshold, Value


class Agreement(IntEnum):
    """How a printed number stands to what was computed, the closest first."""

    EQUAL = auto()
    WITHIN = auto()  # a bound or threshold holds
    CONVENTION = auto()
    NONE = auto()


# What a number is where nothing recomputes it.
UNCHECKED: Mapping[Basis, Status] = {
    "definition": Status.DEFINITION,
    "cited": Status.CITED,
    "unpublished": Status.NOT_DERIVABLE,
}
# What it is where the computed value agrees.
_AGREEING: Mapping[Basis, Status] = {
    "patients": Status.REPRODUCED,
    "printed": Status.CONSISTENT,
    **UNCHECKED,
}

# What is larger is no float, of which the largest is near 1.8 × 10³⁰⁸.
_LARGEST = Decimal("1e308")


def agreement(quantity: Quantity, value: Value) -> Agreement:
    """Return how the printed quantity stands to the computed value."""
    match value:
        case Ends(low, high) if quantity.upper:
            return max(agreement(quantity.lower, low), agreement(quantity.upper, high))
        case None | Ends():
            agrees, kind = False, Agreement.NONE
        case Convention(under, otherwise):
            if agreement(quantity, otherwise) is Agreement.EQUAL:
                return Agreement.EQUAL
            agrees, kind = agreement(quantity, under) is Agreement.EQUAL, Agreement.CONVENTION
        case _ if quantity.upper:
            agrees, kind = False, Agreement.NONE
        case Bound(relation, limit):
            agrees, kind = quantity.bounded_by(relation, limit), Agreement.WITHIN
        case Threshold(relation, limit):
            same = quantity.relation == relation and as_decimal(limit) == quantity.value
            agrees, kind = same, Agreement.WITHIN
        case _:
            agrees, kind = quantity.agrees(value), Agreement.EQUAL
    return kind if agrees else Agreement.NONE


def status_of(quantity: Quantity, value: Value, basis: Basis, *, reads_itself: bool) -> Status:
    """Return the number's status, provided that its check is sharp.

    Args:
        quantity: the printed number.
        value: what was computed; None of a number that is not held against the data.
        basis: what the number is held against.
        reads_itself: whether the check is given the number that it checks.
    """
    if value is None and basis in UNCHECKED:
        return UNCHECKED[basis]
    match agreement(quantity, value):
        case Agreement.NONE:
            return Status.CONTRADICTED
        case Agreement.CONVENTION:
            return Status.QUALIFIED
        case Agreement.WITHIN if basis == "patients":
            return Status.CONSISTENT
        case _ if basis == "patients" and reads_itself:
            return Status.CONSISTENT
    return _AGREEING[basis]


def shown(quantity: Quantity, value: Value) -> str | None:
    """Return the computed value as its quantity is printed; None where there is none.

    A limit has as many places as show whether it is kept. Of a value that rests on a convention it
    is the one that agrees, or else the one under the convention.
    """
    match value:
        case None:
            return None
        case Bound(relation, limit):
            return _limit(quantity, relation, limit, lambda n: quantity.bounded_by(relation, n))
        case Threshold(relation, limit):
            return _limit(quantity, relation, limit, lambda n: n == quantity.value)
        case Ends(low, high):
            ends = [shown(quantity.lower, low), shown(quantity.upper or quantity, high)]
            return (quantity.joint or "–").join(end or "" for end in ends)
        case Convention(under, without):
            is_without = agreement(quantity, without) is not Agreement.NONE
            return shown(quantity, without if is_without else under)
        case _:
            return quantity.lower.show(value)


def _limit(
    quantity: Quantity, relation: Relation, limit: Number, is_kept: Callable[[Decimal], bool]
) -> str:
    """Return a limit in the form of the printed number, but not beside its relation."""
    text = quantity.with_value(quantity.value, "=").show(limit, is_kept)
    return text if relation == "=" else f"{relation} {text}"


def otherwise(quantity: Quantity, value: Value) -> str | None:
    """Return what comes out without the convention, where a value rests on one."""
    return shown(quantity, value.otherwise) if isinstance(value, Convention) else None


def unrounded(value: Value) -> str | None:
    """Return the computed value in full."""
    match value:
        case None:
            return None
        case Bound(_, number) | Threshold(_, number):
            return unrounded(number)
        case Ends(low, high):
            return " to ".join(str(unrounded(end)) for end in (low, high))
        case Convention(under, _):
            return unrounded(under)
        case _:
            exact = as_decimal(value)
            is_beyond = exact.is_finite() and abs(exact) > _LARGEST
            return f"{exact:.12g}" if is_beyond else str(float(value))
