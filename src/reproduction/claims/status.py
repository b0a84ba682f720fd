"""Statuses and sharpness of numbers: everything that is said or shown about each."""

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """What a check showed about a printed number, the gravest first.

    Attributes:
        mark: a sign beside the number, so that colour is never the only one.
        meaning: what readers are told.
        light: the colour of text on a light page.
        dark: the colour of text on a dark page.
        print: the colour behind the number on paper.
    """

    mark: str
    meaning: str
    light: str
    dark: str
    print: str

    def __new__(cls, value: str, mark: str, meaning: str, colors: tuple[str, str, str]) -> "Status":
        """Make a member that is its name and has what is shown of it."""
        status = str.__new__(cls, value)
        status._value_ = value
        status.mark, status.meaning = mark, meaning
        status.light, status.dark, status.print = colors
        return status

    CONTRADICTED = (
        "contradicted",
        "≠",
        "printed numbers disagree, or the recomputed value differs",
        ("#a3123a", "#ff9db4", "#fbd0dc"),
    )
    NOT_DERIVABLE = (
        "not_derivable",
        "?",
        "nothing that we had lets anyone check it",
        ("#55555f", "#b9b9c6", "#ffffff"),
    )
    QUALIFIED = (
        "qualified",
        "≈",
        "recomputed from the patients, but equal only under a convention that the text does not "
        "state",
        ("#7a4f00", "#f0c36d", "#ffe9bd"),
    )
    CONSISTENT = (
        "consistent",
        "∼",
        "not derivable from the patients, but limited by other printed numbers and in agreement "
        "with them",
        ("#1f5d8c", "#8cc4f2", "#dcebf8"),
    )
    CITED = (
        "cited",
        "",
        "another publication's number, with its reference; it is not computed here",
        ("#4b4b8f", "#b9b9f0", "#ffffff"),
    )
    DEFINITION = (
        "definition",
        "≡",
        "a threshold, horizon, dose or schedule that the study set, held only against its other "
        "mentions",
        ("#0f5f66", "#7fd0d6", "#d9eff0"),
    )
    REPRODUCED = (
        "reproduced",
        "",
        "recomputed from the patients without reading the printed number, and equal at the "
        "printed precision; no other number tried would have passed",
        ("#17663a", "#86d3a5", "#ddf0e3"),
    )

    @property
    def label(self) -> str:
        """The status in words."""
        return self.value.replace("_", " ")


def gravest(statuses: Iterable[Status]) -> Status:
    """Return the gravest of at least one status."""
    return min(statuses, key=list(Status).index)


class Sharpness(StrEnum):
    """Which other printed values a number's check would have passed."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> "Sharpness":
        """Make a member that is its name and has its meaning."""
        sharpness = str.__new__(cls, value)
        sharpness._value_ = value
        sharpness.meaning = meaning
        return sharpness

    @property
    def label(self) -> str:
        """The sharpness as a heading over its numbers."""
        return "unchecked" if self is Sharpness.NONE else self.value

    SHARP = ("sharp", "no other value tried, changed alone, would have passed")
    BOUND = ("bound", "some other values would have passed")
    NONE = ("none", "any other value would have passed")
