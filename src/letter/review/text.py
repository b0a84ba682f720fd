"""The review's numbers as text: the only place where they are rounded."""

import math
from collections.abc import Mapping

from reproduction.claims.rounding import fixed

MINUS = "−"
NOT_REACHED = "not reached"
UNDEFINED = "—"


class Shown:
    """The numbers of the review by name, as readers see them.

    Args:
        values: as `letter.review.quantities.quantities` returns them.
    """

    def __init__(self, values: Mapping[str, float]) -> None:
        self._values = values

    def count(self, name: str) -> str:
        """A number of patients, events or months, such as ``9``."""
        return number(self._values[name])

    def number(self, name: str, decimals: int = 1) -> str:
        """Any number, such as ``50.8``."""
        return number(self._values[name], decimals)

    def part(self, name: str) -> str:
        """A count out of a count, such as ``10 of 20``."""
        return f"{self.count(f'{name}.part')} of {self.count(f'{name}.whole')}"

    def percent(self, name: str, decimals: int = 0) -> str:
        """A proportion in percent, such as ``53%``."""
        return _with_unit(number(100 * self._values[name], decimals), "%")

    def share(self, part: str, whole: str) -> str:
        """How many in a hundred one count is of another, such as ``30``."""
        return number(100 * self._values[part] / self._values[whole])

    def percent_cell(self, name: str) -> str:
        """A proportion with its interval, for a table: ``53% (29 to 72)``."""
        return self._cell(name, 0, factor=100, unit="%")

    def percent_ci(self, name: str) -> str:
        """A proportion with its interval, for a sentence: ``53% (95% CI 29 to 72)``."""
        return self._sentence(self.percent_cell(name))

    def points(self, name: str, decimals: int = 0) -> str:
        """A difference of proportions in percentage points, such as ``6`` or ``−2.6``."""
        return number(100 * self._values[name], decimals)

    def points_cell(self, name: str) -> str:
        """A difference of proportions with its interval: ``6 (−39 to 50)``."""
        return self._cell(name, 0, factor=100)

    def points_ci(self, name: str) -> str:
        """A difference of proportions with its interval, for a sentence."""
        value, rest = self.points_cell(name).split(" ", 1)
        return self._sentence(f"{value} percentage points {rest}")

    def months(self, name: str, decimals: int = 1) -> str:
        """A time in months, or "not reached"."""
        return number(self._values[name], decimals)

    def months_cell(self, name: str, decimals: int = 1) -> str:
        """A time in months with its interval: ``63.8 (61.9 to 65.0)``."""
        return self._cell(name, decimals)

    def months_ci(self, name: str, decimals: int = 1) -> str:
        """A time in months with its interval, for a sentence."""
        value, rest = self.months_cell(name, decimals).split(" (", 1)
        return self._sentence(f"{value} months ({rest}")

    def ratio_cell(self, name: str) -> str:
        """A hazard ratio with its interval: ``0.96 (0.25 to 3.71)``."""
        return self._cell(name, 2)

    def ratio_ci(self, name: str) -> str:
        """A hazard ratio with its interval, for a sentence."""
        return self._sentence(self.ratio_cell(name))

    def p_cell(self, name: str) -> str:
        """A p value, such as ``0.58`` or ``<0.001``."""
        value = self._values[name]
        if value < 0.001:
            return "<0.001"
        return fixed(value, 2 if value >= 0.01 else 3)

    def p(self, name: str) -> str:
        """A p value, for a sentence: ``p = 0.58`` or ``p < 0.001``."""
        text = self.p_cell(name)
        return f"p < {text[1:]}" if text.startswith("<") else f"p = {text}"

    def _cell(self, name: str, decimals: int, *, factor: float = 1, unit: str = "") -> str:
        value, lower, upper = (
            number(factor * self._values[part], decimals)
            for part in (name, f"{name}.lower", f"{name}.upper")
        )
        interval = UNDEFINED if lower == upper == UNDEFINED else f"{lower} to {upper}"
        return f"{_with_unit(value, unit)} ({interval})"

    def _sentence(self, cell: str) -> str:
        return cell.replace(" (", " (95% CI ", 1)


def number(value: float, decimals: int = 0) -> str:
    """The number with so many places; a true minus; in words where it is infinite."""
    if math.isnan(value):
        return UNDEFINED
    if math.isinf(value):
        return NOT_REACHED
    text = fixed(abs(value), decimals)
    return MINUS + text if value < 0 and float(text) != 0 else text


def _with_unit(text: str, unit: str) -> str:
    return text if text in (NOT_REACHED, UNDEFINED) else text + unit
