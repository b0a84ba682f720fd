"""The review's tables. Each shows numbers that `letter.review.quantities` names."""

from letter.review.tables.comparisons import subgroups, transplantation
from letter.review.tables.estimates import (
    bounds,
    competing_risks,
    estimates,
    follow_up,
    history,
    proportions,
    sensitivity,
)
from letter.review.tables.patients import characteristics, response_lags

__all__ = [
    "bounds",
    "characteristics",
    "competing_risks",
    "estimates",
    "follow_up",
    "history",
    "proportions",
    "response_lags",
    "sensitivity",
    "subgroups",
    "transplantation",
]
