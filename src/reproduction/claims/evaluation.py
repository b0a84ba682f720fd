"""From a ledger and its checks to a status for every number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reproduction.claims.checks import Check, Checks, Source
from reproduction.claims.circles import Circle, circles, is_in_a_circle, together
from reproduction.claims.comparing import otherwise, shown, unrounded
from reproduction.claims.ledger import Basis, Entry
from reproduction.claims.quantity import Quantity
from reproduction.claims.running import Broken, Paper, with_texts
from reproduction.claims.sharpness import sharpness
from reproduction.claims.status import Sharpness, Status, gravest
from reproduction.claims.values import Computed


@dataclass(frozen=True)
class NumberResult:
    """A printed number with its computed status.

    Attributes:
        quantity: the number as printed.
        basis: what it is held against.
        status: what came out.
        expect: the status that the ledger expects.
        sharpness: whether other printed values would have passed.
        passing: which, in words, such as ``any value ≤ 23 would have passed``; empty where none.
        computed: the recomputed value as the paper would print it; None where there is none.
        otherwise: what comes out without the convention that the value rests on, or None.
        unrounded: the recomputed value in full, or None.
    """

    quantity: Quantity
    basis: Basis
    status: Status
    expect: Status
    sharpness: Sharpness = Sharpness.NONE
    passing: str = ""
    computed: str | None = None
    otherwise: str | None = None
    unrounded: str | None = None

    @property
    def as_expected(self) -> bool:
        """True: the status is the one that the ledger expects."""
        return self.status is self.expect


@dataclass(frozen=True)
class Result:
    """A claim with the statuses of its numbers.

    Attributes:
        entry: the claim, as the ledger has it.
        numbers: its printed numbers, in order.
        computed: what the check found; None where there is no check or it is broken.
        check: the check, or None.
        defect: what is wrong with the check; empty where nothing is.
    """

    entry: Entry
    numbers: tuple[NumberResult, ...]
    computed: Computed | None = None
    check: Check | None = None
    defect: str = ""

    @property
    def status(self) -> Status:
        """The gravest status of the claim's numbers."""
        return gravest(number.status for number in self.numbers)

    @property
    def patients(self) -> tuple[int, ...]:
        """The numbers of the patients counted; empty where nothing was computed."""
        return self.computed.patients if self.computed else ()

    @property
    def as_expected(self) -> bool:
        """True: every number has the status expected of it, and the check is not broken."""
        return not self.defect and all(number.as_expected for number in self.numbers)

    @property
    def shown(self) -> tuple[str, ...]:
        """The recomputed values as text; empty where there are none."""
        found = tuple(number.computed for number in self.numbers)
        return tuple(text or "nothing" for text in found) if any(found) else ()

    @property
    def because(self) -> str:
        """The entry's explanation of the status it expects, with the computed evidence.

        Empty where there is none, and where another status came out, which it does not explain.
        """
        if not self.as_expected:
            return ""
        because = self.entry.because or ""
        return because.format_map(self.computed.texts if self.computed else {}).strip()

    @property
    def messages(self) -> tuple[str, ...]:
        """One line for each number without the status expected of it, or for a broken check."""
        if self.defect:
            return (f"{self.entry.id} ({self.entry.at}): {self.defect}",)
        return tuple(self._messages())

    def _messages(self) -> Iterator[str]:
        name = self.check.__name__ if self.check else "none"
        for position, number in enumerate(self.numbers, start=1):
            if number.as_expected:
                continue
            place = f", number {position}" if len(self.numbers) > 1 else ""
            dull = number.expect is Status.REPRODUCED and number.status is Status.CONSISTENT
            passing = f" ({number.passing})" if dull and number.passing else ""
            yield (
                f"{self.entry.id} ({self.entry.at}){place}: printed {number.quantity.text}; "
                f"computed {number.computed or 'nothing'}; {number.status.label}{passing}, "
                f"expected {number.expect.label}; check: {name}"
            )


def evaluate(
    entries: Iterable[Entry], checks: Checks[Source], source: Source, file: str = "the ledger"
) -> list[Result]:
    """Return the statuses of every claim's numbers, in the ledger's order.

    A check that fails is a defect of its claim's result and leaves the other results as they are.

    Args:
        entries: the ledger.
        checks: the functions that compute its claims.
        source: what they take.
        file: how messages name the ledger.

    Raises:
        InputError: as `reproduction.claims.running.Paper`.
    """
    paper = Paper(entries, checks, source, file)
    found = circles(paper)
    return [_result(paper, entry, found) for entry in paper.entries.values()]


def _result(paper: Paper, entry: Entry, circled: Sequence[Circle]) -> Result:
    check, computed = paper.checks.get(entry.id), paper.computed(entry.id)
    if isinstance(computed, Computed):
        computed = with_texts(computed, entry.placeholders)
    numbers = tuple(_number(paper, entry, index, circled) for index in range(len(entry.prints)))
    if isinstance(computed, Broken):
        name = check.__name__ if check else ""
        return Result(entry, numbers, None, check, f"the check {name} {computed.problem}")
    return Result(entry, numbers, computed, check)


def _number(paper: Paper, entry: Entry, index: int, circled: Sequence[Circle]) -> NumberResult:
    quantity, basis, expect = entry.quantities[index], entry.bases[index], entry.expects[index]
    sharp, passing = sharpness(paper, entry.id, index)
    if others := together(paper, circled, (entry.id, index)):
        passing = f"{passing}; others" if passing else "other values would have passed"
        passing += f" only together with {others}"
    status, values = settled(paper, entry.id, index, sharp), paper.values(entry.id)
    value = values[index] if values else None
    return NumberResult(
        quantity,
        basis,
        status,
        expect,
        sharp,
        passing,
        computed=computed_text(paper, entry.id, index),
        otherwise=otherwise(quantity, value) if status is Status.QUALIFIED else None,
        unrounded=unrounded(value),
    )


def settled(paper: Paper, claim: str, index: int, sharp: Sharpness | None = None) -> Status:
    """Return a number's status, which may depend on its sharpness and on circles.

    Args:
        paper: the ledger with its checks and the data.
        claim: the number's claim.
        index: the number's place in the claim, from 0.
        sharp: the number's sharpness; it is found where needed if None.
    """
    status = paper.status(claim, index)
    if status is Status.REPRODUCED:
        sharp = sharp or sharpness(paper, claim, index)[0]
        is_alone = sharp is Sharpness.SHARP and not is_in_a_circle(paper, (claim, index))
        return status if is_alone else Status.CONSISTENT
    # A broken check shows nothing about its numbers.
    return status or Status.NOT_DERIVABLE


def computed_text(paper: Paper, claim: str, index: int) -> str | None:
    """Return what was computed for a number as the paper would print it; None where nothing was."""
    values, numbers = paper.values(claim), paper.printed[claim]
    if values is None:
        return None
    last = index == len(numbers) - 1
    found = (values[index], *paper.surplus(claim)) if last else (values[index],)
    texts = [text for value in found if (text := shown(numbers[index], value)) is not None]
    return ", ".join(texts) or None
