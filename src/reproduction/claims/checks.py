"""The registry of a paper's checks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from reproduction.claims.values import Computed

Source = TypeVar("Source")
# A check takes the source, then what each claim that it reads prints.
Check = Callable[..., Computed]
Registered = TypeVar("Registered", bound=Callable[..., Computed])


class Checks(Generic[Source]):
    """The functions that compute claims, by claim id.

    Examples:
        >>> check = Checks[list[int]]()
        >>> @check("runners", reads=("finishers",))
        ... def runners(race: list[int], finishers: tuple[Quantity, ...]) -> Computed:
        ...     return Computed((len(race),))
    """

    def __init__(self) -> None:
        self._by_id: dict[str, Check] = {}
        self._reads: dict[str, tuple[str, ...]] = {}

    def __call__(self, *ids: str, reads: Sequence[str] = ()) -> Callable[[Registered], Registered]:
        """Register the decorated function as the check of the claims ``ids``.

        Args:
            ids: the claims that the function computes.
            reads: claims whose printed quantities the function is given, each as a tuple, after
                the source. Checks see printed numbers in no other way.

        Raises:
            ValueError: an id has a check already.
            TypeError: what is decorated has no name, by which messages and the book know it.
        """

        def register(check: Registered) -> Registered:
            if not hasattr(check, "__name__"):
                raise TypeError(f"the check of {', '.join(ids)} is {check!r}; expected a function")
            for claim in ids:
                if claim in self._by_id:
                    raise ValueError(f"two checks compute the claim {claim}")
                self._by_id[claim] = check
                self._reads[claim] = tuple(reads)
            return check

        return register

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def get(self, claim: str) -> Check | None:
        """Return the check of a claim, or None."""
        return self._by_id.get(claim)

    def reads(self, claim: str) -> tuple[str, ...]:
        """Return the claims whose printed quantities the claim's check is given."""
        return self._reads.get(claim, ())
