"""Every number that the statistical review may show, by name.

The chapters show numbers through `quantities` and nothing else, and a test holds each of them
against R (tests/oracle/): so no number is shown that R does not confirm. Nothing is rounded here.
"""

from collections.abc import Callable, Mapping

from letter.definitions.groups import Cohort
from letter.review.topics.estimates import estimates, follow_up, proportions
from letter.review.topics.named import Named
from letter.review.topics.precision import history, late, precision
from letter.review.topics.response import response
from letter.review.topics.risks import competing_risks
from letter.review.topics.sensitivity import sensitivity
from letter.review.topics.subgroups import subgroups
from letter.review.topics.transplant import bounds, characteristics, transplantation
from reproduction.survival.kaplan_meier import Estimate

TOPICS: Mapping[str, Callable[[Cohort], Named]] = {
    "estimates": estimates,
    "proportions": proportions,
    "followup": follow_up,
    "history": history,
    "precision": precision,
    "late": late,
    "transplantation": transplantation,
    "bounds": bounds,
    "characteristics": characteristics,
    "competing": competing_risks,
    "subgroups": subgroups,
    "response": response,
    "sensitivity": sensitivity,
}


def quantities(cohort: Cohort) -> dict[str, float]:
    """Return the review's numbers by name, unrounded.

    A name starts with its topic, a key of `TOPICS`; an estimate ``x`` has its 95% interval in
    ``x.lower`` and ``x.upper``. Times are months and probabilities proportions; infinite is "not
    reached" and NaN "undefined".
    """
    values: dict[str, float] = {}
    for topic, numbers in TOPICS.items():
        for part, value in numbers(cohort):
            name = f"{topic}.{part}"
            if isinstance(value, Estimate):
                values[name] = value.value
                values[f"{name}.lower"], values[f"{name}.upper"] = value.lower, value.upper
            else:
                values[name] = float(value)
    return values
