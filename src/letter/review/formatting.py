"""The review's numbers as text: the only place where they are rounded."""

import math
from collections.abc import Mapping

from letter.data.cells import count_text, range_text
from reproduction.claims.display import Markdown
from reproduction.claims.rounding import fixed

MINUS = "−"
NOT_REACHED = "not reached"
UNDEFINED = "—"
_NO_BREAK = "\u00a0"


class Shown:
    """The numbers of the review by name, as readers see them: one method for each kind of number.

    With ``ci=True`` an estimate has its 95% confidence interval beside it, ``53% (95% CI 29 to
    72)`` in a sentence and ``53% (29 to 72)`` in a table; ``other`` names another estimate of the
    same quantity, whose interval follows: ``53% (29 to 72; 30 to 75)``.

    Args:
        values: as `letter.review.quantities.quantities` returns them.
        in_table: True for cells of a table, whose notes say what the brackets hold.
    """

    def __init__(self, values: Mapping[str, float], *, in_table: bool = False) -> None:
        self._values = values
        self._in_table = in_table

    @property
    def cells(self) -> "Shown":
        """The same numbers, as cells of a table."""
        return Shown(self._values, in_table=True)

    def count(self, name: str) -> str:
        """Return a number of patients, events or years, such as ``9``."""
        return number(self._values[name])

    def part(self, name: str) -> str:
        """Return a count out of a count, such as ``10 of 20``."""
        return f"{self.count(f'{name}.part')} of {self.count(f'{name}.whole')}"

    def share(self, name: str) -> str:
        """Return a count and its percentage as Table 1 has them, such as ``7 (64)``."""
        return count_text(*(self._values[f"{name}.{part}"] for part in ("n", "percent")))

    def median_range(self, name: str) -> str:
        """Return a median and its range as Table 1 has them, such as ``48.5 (23-77)``."""
        parts = ("median", "lowest", "highest")
        return range_text(*(self._values[f"{name}.{part}"] for part in parts))

    def percent(self, name: str, *, ci: bool = False, other: str = "") -> str:
        """Return a proportion in percent, such as ``53%``."""
        return self._estimate(name, 0, factor=100, unit="%", ci=ci, other=other)

    def points(self, name: str) -> str:
        """Return a change of a proportion in percentage points, such as ``8.5``."""
        return number(100 * self._values[name], 1)

    def months(self, name: str, *, decimals: int = 1, ci: bool = False) -> str:
        """Return a time in months, or "not reached"."""
        unit = " months" if ci and not self._in_table else ""
        return self._estimate(name, decimals, unit=unit, ci=ci)

    def decimal(self, name: str) -> str:
        """Return a rate or an expected number of events, such as ``13.7``."""
        return number(self._values[name], 1)

    def ratio(self, name: str, *, ci: bool = False, other: str = "") -> str:
        """Return a hazard ratio with one decimal, which is all that nine events carry."""
        return self._estimate(name, 1, ci=ci, other=other)

    def p(self, name: str) -> str:
        """Return a p value: ``p = 0.58``, ``p = 0.0037`` or ``p < 0.001``.

        Two decimals, or two significant digits below 0.1; in a table without the ``p``.
        """
        value = self._values[name]
        if value < 0.001:
            return "<0.001" if self._in_table else Markdown(f"p{_NO_BREAK}<{_NO_BREAK}0.001")
        text = fixed(value, 2 if value >= 0.1 else 3 if value >= 0.01 else 4)
        # Markdown, because Quarto shows a plain string by its repr, which escapes such spaces.
        return text if self._in_table else Markdown(f"p{_NO_BREAK}={_NO_BREAK}{text}")

    def _estimate(
        self,
        name: str,
        decimals: int,
        *,
        ci: bool,
        other: str = "",
        factor: float = 1,
        unit: str = "",
    ) -> str:
        shown = number(factor * self._values[name], decimals)
        shown += "" if shown in (NOT_REACHED, UNDEFINED) else unit
        if not ci:
            return shown
        intervals = [self._interval(which, decimals, factor) for which in (name, other) if which]
        return f"{shown} ({'' if self._in_table else '95% CI '}{'; '.join(intervals)})"

    def _interval(self, name: str, decimals: int, factor: float) -> str:
        ends = [
            number(factor * self._values[f"{name}.{end}"], decimals) for end in ("lower", "upper")
        ]
        if ends == [UNDEFINED, UNDEFINED]:
            return UNDEFINED
        return (f"{_NO_BREAK}to{_NO_BREAK}" if self._in_table else " to ").join(ends)


def number(value: float, decimals: int = 0) -> str:
    """Return the number with so many decimals; a true minus; in words where it is infinite."""
    if math.isnan(value):
        return UNDEFINED
    if math.isinf(value):
        return NOT_REACHED
    text = fixed(abs(value), decimals)
    return MINUS + text if value < 0 and float(text) != 0 else text
