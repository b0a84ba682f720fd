"""The claims engine: what a paper prints, compared with what its data give.

The engine does not depend on any one paper. A paper brings three things: a ledger (what is
printed, in YAML), an inventory (the same quantities, transcribed a second time) and checks
(functions that compute them).
"""

from reproduction.claims.checks import Checks
from reproduction.claims.evaluation import NumberResult, Result, evaluate
from reproduction.claims.forms import FORMS, parse_quantity
from reproduction.claims.inventory import Printed, load_inventory, transcription_defects
from reproduction.claims.ledger import Entry, load_ledger
from reproduction.claims.quantity import Quantity
from reproduction.claims.status import Sharpness, Status
from reproduction.claims.values import (
    Bound,
    Computed,
    Convention,
    Ends,
    NothingToComputeError,
    Threshold,
    Value,
)

__all__ = [
    "FORMS",
    "Bound",
    "Checks",
    "Computed",
    "Convention",
    "Ends",
    "Entry",
    "NothingToComputeError",
    "NumberResult",
    "Printed",
    "Quantity",
    "Result",
    "Sharpness",
    "Status",
    "Threshold",
    "Value",
    "evaluate",
    "load_inventory",
    "load_ledger",
    "parse_quantity",
    "transcription_defects",
]
