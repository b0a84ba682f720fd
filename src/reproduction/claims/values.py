"""What checks return: a value for each printed number, and how it was found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from reproduction.claims.quantity import Relation
from reproduction.claims.rounding import Number, plain_number


@dataclass(frozen=True)
class Bound:
    """A limit that the printed number itself must keep: ``printed relation value``."""

    relation: Relation
    value: Number


@dataclass(frozen=True)
class Threshold:
    """A definition or the limit of a class: printed relation and value must be these exactly."""

    relation: Relation
    value: Number


@dataclass(frozen=True)
class Ends:
    """Both ends of a range or interval that is printed as one; for ±, the value and what follows.

    Each end is compared at its own printed precision, or is a limit of its own.
    """

    low: Number | Bound | Threshold
    high: Number | Bound | Threshold


@dataclass(frozen=True)
class Convention:
    """A value that rests on a convention which the paper does not state.

    Attributes:
        value: what comes out under the convention.
        otherwise: what comes out without it; None where nothing does.
    """

    value: Number | Ends
    otherwise: Number | Ends | None = None


Value = Number | Bound | Threshold | Ends | Convention | None
"""One computed value; None where the data hold no such quantity."""


@dataclass(frozen=True)
class Computed:
    """What a check found.

    Attributes:
        values: one for each printed quantity, in order, unrounded, in the printed unit;
            percentages as the number before the sign. NumPy and pandas scalars are numbers;
            NaN and NA count as None.
        patients: the numbers of the patients counted.
        evidence: texts for the placeholders of the entry's ``because``; or a function that makes
            them, where that takes long: checks are run again with other printed numbers.
    """

    values: tuple[Value, ...]
    patients: tuple[int, ...] = ()
    evidence: Mapping[str, str] | Callable[[], Mapping[str, str]] = field(default_factory=dict)

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts of the evidence."""
        return self.evidence() if callable(self.evidence) else self.evidence


class NothingToComputeError(Exception):
    """The data hold no such patients; a check may raise it, and its claim is contradicted."""


def plain_value(value: Any) -> Value:
    """Return the value with numbers of Python's own in place of NumPy's and pandas'.

    Raises:
        TypeError: it is none of the kinds of `Value`.
    """
    match value:
        case Bound(relation, number) | Threshold(relation, number):
            if relation not in get_args(Relation):
                raise TypeError(f"{relation!r} is none of the relations = < ≤ > ≥")
            return type(value)(relation, _present(plain_number(number)))
        case Ends(low, high):
            ends = [_present(plain_value(end)) for end in (low, high)]
            if any(isinstance(end, Ends | Convention) for end in ends):
                raise TypeError(f"{value!r} has an end that is no number and no limit")
            return Ends(*ends)
        case Convention(under, otherwise):
            plain: Any = _present(plain_value(under))
            other: Any = plain_value(otherwise)
            if any(isinstance(part, Bound | Threshold | Convention) for part in (plain, other)):
                raise TypeError(f"{value!r} holds neither numbers nor Ends")
            return Convention(plain, other)
        case _:
            return plain_number(value)


def _present(value: Any) -> Any:
    if value is None:
        raise TypeError("a missing value in it")
    return value
