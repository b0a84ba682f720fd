"""Whether extramedullary relapses count as events in hematologic relapse-free survival."""

import pandas as pd

from letter.definitions.endpoints import CAPTION_EVENTS, curve, relapse_free_survival
from letter.definitions.units import FIVE_YEARS_MONTHS
from reproduction.claims import Quantity
from reproduction.survival.kaplan_meier import Estimate, estimate_at


def curve_of(patients: pd.DataFrame) -> pd.DataFrame:
    """Estimate RFS with the letter's events, as `kaplan_meier` returns it."""
    return curve(relapse_free_survival(patients))


def readings(patients: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Estimate RFS under each reading of "hematologic", as `kaplan_meier` returns it.

    Returns:
        ``events``: extramedullary relapses are events, as in Table 2; ``censored``: they end
        follow-up without an event; ``ignored``: follow-up goes on, past every other patient's, as
        it is not published; ``hematologic_only``: a death in remission is censored as well.
    """
    censored = relapse_free_survival(patients, events=CAPTION_EVENTS)
    extramedullary = patients["event_type"] == "extramedullary_relapse"
    followed_on = censored["time_months"].mask(extramedullary, patients["rfs_months"].max())
    rows = {
        "events": relapse_free_survival(patients),
        "censored": censored,
        "ignored": censored.assign(time_months=followed_on),
        "hematologic_only": relapse_free_survival(patients, events=("hematologic_relapse",)),
    }
    return {name: curve(followed) for name, followed in rows.items()}


def five_year_estimate(estimate: pd.DataFrame) -> Estimate:
    """Read the estimate at 60 months, with its interval, off a curve."""
    return estimate_at(estimate, FIVE_YEARS_MONTHS)


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
