"""One computed value beside one printed quantity: do they agree, and what is shown of it."""

from collections.abc import Mapping
from enum import Enum, auto

from reproduction.claims.ledger import Basis
from reproduction.claims.quantity import Quantity
from reproduction.claims.rounding import Number, as_decimal
from reproduction.claims.status import Status
from reproduction.claims.values import Bound, Convention, Ends, Threshold, Value


class Agreement(Enum):
    """How a printed number stands to what was computed."""

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


def agreement(quantity: Quantity, value: Value) -> Agreement:
    """Return how the printed quantity stands to the computed value."""
    match value:
        case Bound(relation, limit):
            holds = quantity.bounded_by(relation, limit)
            return Agreement.WITHIN if holds else Agreement.NONE
        case Threshold(relation, limit):
            same = quantity.relation == relation and as_decimal(limit) == quantity.value
            return Agreement.WITHIN if same else Agreement.NONE
        case Convention(under, otherwise):
            if _equal(quantity, otherwise):
                return Agreement.EQUAL
            return Agreement.CONVENTION if _equal(quantity, under) else Agreement.NONE
        case _:
            return Agreement.EQUAL if _equal(quantity, value) else Agreement.NONE


def _equal(quantity: Quantity, value: Number | Ends | None) -> bool:
    if isinstance(value, Ends):
        return quantity.upper is not None and (
            quantity.lower.agrees(value.low) and quantity.upper.agrees(value.high)
        )
    return value is not None and quantity.upper is None and quantity.agrees(value)


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
    """Return the computed value as its quantity is printed; None where there is none."""
    match value:
        case None:
            return None
        case Bound(relation, limit) | Threshold(relation, limit):
            # In the form of the printed number, but not beside its relation.
            text = quantity.with_value(quantity.value, "=").show(limit)
            return text if relation == "=" else f"{relation} {text}"
        case Ends(low, high):
            upper = quantity.upper or quantity
            return f"{quantity.lower.show(low)}{quantity.joint or '–'}{upper.show(high)}"
        case Convention(under, _):
            return shown(quantity, under)
        case _:
            return quantity.lower.show(value)


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
            return f"{unrounded(low)} to {unrounded(high)}"
        case Convention(under, _):
            return unrounded(under)
        case _:
            return str(float(value))
