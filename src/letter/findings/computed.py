"""What single findings compute from the patients, unrounded."""

from statistics import median

import pandas as pd

from reproduction.claims import Quantity


def needs_its_last_cycle(
    most: "pd.Series[int]", printed_median: float, fewest: int
) -> "pd.Series[bool]":
    """Return without whose last cycle the printed median and range cannot be reached.

    Args:
        most: the most cycles that each patient of a group can have had.
        printed_median: the group's median as printed.
        fewest: the fewest cycles of the group as printed.

    Returns:
        True: with one cycle less, this patient would be below the fewest, or the largest possible
        median below the printed one.
    """
    return pd.Series(
        [
            count - 1 < fewest or median([*most.drop(index), count - 1]) < printed_median
            for index, count in most.items()
        ],
        most.index,
    )


def at_risk_that_gives(final: pd.DataFrame, printed: Quantity, by_months: float) -> list[int]:
    """Return how many patients can have been at risk at the last event by ``by_months``.

    An interim analysis has the events of the final one, but patients who were still short of the
    last event's time were censored before it. The Kaplan-Meier estimate after that event then
    falls by one in so many as were still at risk, not by one in all. Assumes that everyone was
    followed beyond the events before it.

    Args:
        final: the final analysis, as `reproduction.survival.kaplan_meier.kaplan_meier` returns it.
        printed: the interim analysis' estimate, in percent.
        by_months: the time to which that estimate belongs.

    Returns:
        The numbers at risk that give the printed percentage, rounded half up; may be empty.
    """
    events = final[(final["events"] > 0) & (final["time"] <= by_months)]
    if events.empty:
        return []
    last = events.iloc[-1]
    before = events.iloc[-2]["survival"] if len(events) > 1 else 1.0
    return [
        n
        for n in range(int(last["events"]), int(last["at_risk"]) + 1)
        if printed.agrees(100 * before * (1 - last["events"] / n))
    ]
