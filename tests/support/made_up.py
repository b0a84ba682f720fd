"""A made-up paper for tests of the engine: a race, with its runners' times in minutes."""

from pathlib import Path

from reproduction.claims import Checks, Computed, Entry, NothingToComputeError

RACE = {"Ann": 31.0, "Bo": 29.5, "Cy": 31.25, "Di": 44.0}


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


def checks() -> Checks[dict[str, float]]:
    """Checks of the race, by claim."""
    check: Checks[dict[str, float]] = Checks()

    @check("runners")
    def runners(race: dict[str, float]) -> Computed:
        """All runners."""
        return Computed((len(race),), patients=tuple(range(1, len(race) + 1)))

    @check("winner")
    def winner(race: dict[str, float]) -> Computed:
        """The shortest time, in minutes."""
        if not race:
            raise NothingToComputeError
        return Computed((min(race.values()),), evidence={"name": min(race, key=race.__getitem__)})

    return check


def write(folder: Path, name: str, text: str) -> Path:
    """A text file in the folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
