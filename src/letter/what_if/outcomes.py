"""What follows from other data: which numbers lose their status, and the five-year estimate."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import pandas as pd

from letter.data.letter import Letter
from letter.definitions.endpoints import curve, followed, relapse_free_survival
from letter.definitions.groups import Cohort
from letter.definitions.schedule import FIVE_YEARS_MONTHS
from reproduction.claims import Checks, Entry
from reproduction.claims.changes import Changes, Lost
from reproduction.survival.kaplan_meier import Estimate, estimate_at


class Outcome(NamedTuple):
    """What follows from other data.

    Attributes:
        lost: the printed numbers that no longer have the status expected of them.
        estimate: relapse-free survival of all patients at 60 months, followed through transplant,
            by Kaplan-Meier, with its 95% interval.
    """

    lost: tuple[Lost, ...]
    estimate: Estimate


def outcomes(
    ledger: Sequence[Entry], checks: Checks[Letter], letter: Letter
) -> Callable[[Cohort], Outcome]:
    """Return a function that says what follows if other patients were the letter's.

    Args:
        ledger: what the letter prints.
        checks: the letter's.
        letter: as it is.
    """
    changes = Changes(ledger, checks, letter.cohort, lambda cohort: replace(letter, cohort=cohort))

    def outcome(cohort: Cohort) -> Outcome:
        follow_up = map(tuple, followed(relapse_free_survival(cohort)))
        return Outcome(changes.lost(cohort), _five_years(*follow_up))

    return outcome


@cache
def _five_years(months: tuple[float, ...], events: tuple[bool, ...]) -> Estimate:
    """Return the estimate at 60 months, computed once for the same follow-up."""
    rows = pd.DataFrame({"time_months": months, "event": events})
    return estimate_at(curve(rows), FIVE_YEARS_MONTHS)
