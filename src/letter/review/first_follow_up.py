"""What the first follow-up analysis tells of the patients' follow-up at that time."""

import pandas as pd

from reproduction.claims import Quantity


def at_risk_that_gives(curve: pd.DataFrame, printed: Quantity, by_months: float) -> list[int]:
    """How many patients can have been at risk at the last event by then.

    An interim analysis has the events of the final one, but patients who were still short of the
    last event's time were censored before it. The Kaplan-Meier estimate after that event then
    falls by one in so many as were still at risk, not by one in all. Assumes that everyone was
    followed beyond the events before it.

    Args:
        curve: the final analysis, as `reproduction.survival.kaplan_meier.kaplan_meier` returns it.
        printed: the interim analysis' estimate, in percent.
        by_months: the time to which that estimate belongs.

    Returns:
        The numbers at risk that give the printed percentage, rounded half up; may be empty.
    """
    events = curve[(curve["events"] > 0) & (curve["time"] <= by_months)]
    if events.empty:
        return []
    last = events.iloc[-1]
    before = events.iloc[-2]["survival"] if len(events) > 1 else 1.0
    return [
        n
        for n in range(int(last["events"]), int(last["at_risk"]) + 1)
        if printed.agrees(100 * before * (1 - last["events"] / n))
    ]
