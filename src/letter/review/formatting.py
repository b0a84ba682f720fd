"""The review's numbers as text, by name."""

from collections.abc import Mapping

from letter.data.cells import CELL_TEXT
from letter.data.table1_rows import Row
from letter.text import NOT_REACHED, UNDEFINED, interval, number
from reproduction.claims.display import Markdown
from reproduction.claims.rounding import fixed
from reproduction.survival.kaplan_meier import Estimate

_NO_BREAK = "\u00a0"


class Shown:
    """The numbers of the review by name, as readers see them.

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

    def number(self, name: str, decimals: int = 0, *, factor: float = 1) -> str:
        """Return a count, a rate or a difference, such as ``9`` or ``13.7``."""
        return number(factor * self._values[name], decimals)

    def part(self, name: str) -> str:
        """Return a count out of a count, such as ``10 of 20``."""
        return f"{self.number(f'{name}.part')} of {self.number(f'{name}.whole')}"

    def table_1_cell(self, name: str, row: Row) -> str:
        """Return a cell of the row as Table 1 has it, such as ``7 (64)`` or ``48.5 (23-77)``."""
        return CELL_TEXT[row.kind](*(self._values[f"{name}.{part}"] for part in row.parts))

    def percent(self, name: str, *, ci: bool = False, other: str = "") -> str:
        """Return a proportion in percent, such as ``53%``."""
        return self._estimate(name, 0, 100, "%", other, ci=ci)

    def months(self, name: str, *, ci: bool = False) -> str:
        """Return a time in months, or "not reached"."""
        unit = " months" if ci and not self._in_table else ""
        return self._estimate(name, 1, 1, unit, ci=ci)

    def ratio(self, name: str, *, ci: bool = False, other: str = "") -> str:
        """Return a hazard ratio with one decimal, which is all that nine events carry."""
        return self._estimate(name, 1, 1, "", other, ci=ci)

    def events(self, stem: str) -> str:
        """Return the events of a group out of its patients, such as ``4/9``."""
        return f"{self.number(f'{stem}.events')}/{self.number(f'{stem}.n')}"

    def hazard_ratio(self, stem: str) -> str:
        """Return the hazard ratio with Wald's and the profile-likelihood interval."""
        return self.ratio(f"{stem}.hazard_ratio", ci=True, other=f"{stem}.profile")

    def both(self, name: str, gray: str) -> str:
        """Return a proportion with its interval, and with Gray's where that reads differently."""
        same = self.percent(name, ci=True) == self.percent(gray, ci=True)
        return self.percent(name, ci=True, other="" if same else gray)

    def p(self, name: str) -> str:
        """Return a p value: ``p = 0.58``, ``p = 0.0037`` or ``p < 0.001``.

        Two decimals, or two significant digits below 0.1; in a table without the ``p``.
        """
        value = self._values[name]
        digits = 2 if value >= 0.1 else 3 if value >= 0.01 else 4
        sign, text = ("=", fixed(value, digits)) if value >= 0.001 else ("<", "0.001")
        if self._in_table:
            return text if sign == "=" else sign + text
        # Markdown, because Quarto shows a plain string by its repr, which escapes such spaces.
        return Markdown(f"p{_NO_BREAK}{sign}{_NO_BREAK}{text}")

    def _estimate(
        self, name: str, decimals: int, factor: float, unit: str, other: str = "", *, ci: bool
    ) -> str:
        shown = self.number(name, decimals, factor=factor)
        shown += "" if shown in (NOT_REACHED, UNDEFINED) else unit
        if not ci:
            return shown
        to = f"{_NO_BREAK}to{_NO_BREAK}" if self._in_table else " to "
        intervals = [
            interval(self._named(which), decimals, factor, to) for which in (name, other) if which
        ]
        return f"{shown} ({'' if self._in_table else '95% CI '}{'; '.join(intervals)})"

    def _named(self, name: str) -> Estimate:
        return Estimate(*(self._values[f"{name}{end}"] for end in ("", ".lower", ".upper")))
