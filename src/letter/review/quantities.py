"""Every number that the statistical review may show, by name.

The chapters show numbers through `Quantities` and nothing else, and a test holds each of them
against R (tests/oracle/): so no number is shown that R does not confirm. Nothing is rounded here.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache

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


class Quantities(Mapping[str, float]):
    """The review's numbers, unrounded; a topic is computed when one of its numbers is asked for.

    A name starts with its topic, a key of `TOPICS`; an estimate ``x`` has its 95% interval in
    ``x.lower`` and ``x.upper``. Times are months and probabilities proportions; infinite is "not
    reached" and NaN "undefined".
    """

    def __init__(self, cohort: Cohort) -> None:
        self._topic = cache(lambda topic: _flat(topic, TOPICS[topic](cohort)))

    def __getitem__(self, name: str) -> float:
        topic = name.partition(".")[0]
        if topic not in TOPICS:
            raise KeyError(f"{name}: expected a name that starts with one of {', '.join(TOPICS)}")
        return self._topic(topic)[name]

    def __iter__(self) -> Iterator[str]:
        for topic in TOPICS:
            yield from self._topic(topic)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _flat(topic: str, named: Named) -> dict[str, float]:
    values: dict[str, float] = {}
    for part, value in named:
        name = f"{topic}.{part}"
        if isinstance(value, Estimate):
            values[name] = value.value
            values[f"{name}.lower"], values[f"{name}.upper"] = value.lower, value.upper
        else:
            values[name] = float(value)
    return values
