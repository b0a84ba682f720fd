"""The review's tables. Each shows numbers of `letter.review.quantities` and no other."""

from letter.review.tables.comparisons import (
    characteristics,
    response_lags,
    subgroups,
    transplantation,
)
from letter.review.tables.estimates import (
    bounds,
    competing_risks,
    estimates,
    follow_up,
    history,
    proportions,
    sensitivity,
)
from letter.review.tables.layout import TABLES

__all__ = [
    "TABLES",
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
