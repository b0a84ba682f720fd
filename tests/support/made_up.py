"""A made-up paper for tests of the engine: a race, with its runners' times in minutes."""

from pathlib import Path
from typing import Any

from reproduction.claims import (
    Bound,
    Checks,
    Computed,
    Convention,
    Entry,
    NothingToComputeError,
    Quantity,
    Result,
    Threshold,
    evaluate,
)

RACE = {"Ann": 31.0, "Bo": 29.5, "Cy": 31.25, "Di": 44.0}
Race = dict[str, float]


def entry(name: str = "runners", **fields: object) -> Entry:
    """An entry that is valid unless told otherwise."""
    plain = {
        "id": name,
        "at": "p1",
        "prints": ["Four"],
        "says": "Runners.",
        "basis": "patients",
        "expect": "reproduced",
    }
    return Entry.model_validate(plain | fields)


def checks() -> Checks[Race]:
    """Checks of the race, by claim."""
    check: Checks[Race] = Checks()

    @check("runners")
    def runners(race: Race) -> Computed:
        """All runners."""
        return Computed((len(race),), patients=tuple(range(1, len(race) + 1)))

    @check("winner")
    def winner(race: Race) -> Computed:
        """The shortest time, in minutes."""
        if not race:
            raise NothingToComputeError
        return Computed((min(race.values()),), evidence={"name": min(race, key=race.__getitem__)})

    return check


def results(computed: Any, **fields: object) -> Result:
    """The one claim of a paper, with what its check finds (None: there is no check).

    An exception in place of what the check finds is raised by it.
    """
    check: Checks[None] = Checks()
    if computed is not None:

        @check("runners")
        def how_many(_: None) -> Computed:
            if isinstance(computed, BaseException):
                raise computed
            return computed

    (found,) = evaluate([entry(**fields)], check, None)
    return found


WHY = {"because": "So it is."}

# Every status, and numbers that other numbers are held against.
LEDGER = [
    entry("runners", prints=["Four"], says="Runners."),
    entry("winner", prints=["29.5"], says="The winner's time, in minutes."),
    entry(
        "limit",
        prints=["<60"],
        says="The limit, in minutes.",
        basis="definition",
        expect="definition",
    ),
    entry(
        "limit-again",
        at="p2",
        prints=["<60", "1"],
        says="The limit, in minutes and in hours.",
        basis="definition",
        expect="definition",
    ),
    entry(
        "slowest",
        at="p2",
        prints=["<45", "12"],
        says="Below which all times were, and the course in km.",
        basis=["patients", "printed"],
        expect="consistent",
        **WHY,
    ),
    entry(
        "teams",
        at="p3",
        prints=["two", "2"],
        says="Teams and runners of each.",
        basis="printed",
        expect="consistent",
        **WHY,
    ),
    entry(
        "median",
        at="p3",
        prints=["31.0"],
        says="The median time.",
        expect="qualified",
        because="It is the lower of the two middle times; their mean is {mean}.",
    ),
    entry(
        "age",
        at="p3",
        prints=["31", "four"],
        says="The winner's age, of so many.",
        basis=["unpublished", "patients"],
        expect=["not_derivable", "reproduced"],
        **WHY,
    ),
    entry(
        "last",
        at="p4",
        prints=["45.0"],
        says="The last time, in minutes.",
        expect="contradicted",
        **WHY,
    ),
    entry(
        "record",
        at="p4",
        prints=["26.4"],
        says="The record, in minutes.",
        basis="cited",
        expect="cited",
        reference=["almanac1999"],
    ),
]


def whole_paper() -> Checks[Race]:
    """Checks of every claim of `LEDGER` that has one."""
    check = checks()

    @check("limit-again", reads=("limit",))
    def limit_again(_: Race, limit: tuple[Quantity, ...]) -> Computed:
        """The limit as printed before, in minutes and in hours."""
        value = limit[0].value
        return Computed((Threshold("<", value), Threshold("=", value / 60)))

    @check("slowest", reads=("limit",))
    def slowest(race: Race, limit: tuple[Quantity, ...]) -> Computed:
        """The longest time; the course, shorter than one run in the time at 4 minutes a km."""
        return Computed((max(race.values()), Bound("<", limit[0].value / 4)))

    @check("teams", reads=("teams",))
    def teams(_: Race, teams: tuple[Quantity, ...]) -> Computed:
        """Each from the other, as all are in teams of one size."""
        number, size = teams
        return Computed((4 / size.value, 4 / number.value))

    @check("median")
    def median(race: Race) -> Computed:
        """The mean of the middle times; under the convention, the lower one."""
        _, lower, upper, _ = sorted(race.values())
        mean = (lower + upper) / 2
        return Computed((Convention(lower, mean),), evidence={"mean": f"{mean:g}"})

    @check("age")
    def age(race: Race) -> Computed:
        """The runners; ages are not known."""
        return Computed((None, len(race)))

    @check("last")
    def last(race: Race) -> Computed:
        """The longest time, in minutes."""
        return Computed((max(race.values()),))

    return check


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def result(computed: Computed | None = None, **fields: object) -> Result:
    """The result of a claim whose check finds this, or of one without a check."""
    check: Checks[None] = Checks()
    if computed is not None:

        @check("runners")
        def how_many(_: None) -> Computed:
            """How many."""
            return computed

    (found,) = evaluate([entry(**fields)], check, None)
    return found
