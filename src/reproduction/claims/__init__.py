"""The claims engine: what a paper prints, compared with what its data give.

The engine knows nothing of any one paper. A paper brings three things: a ledger (what is
printed, in YAML), an inventory (the same quantities, transcribed a second time) and checks
(functions that compute them).
"""

from reproduction.claims.evaluation import (
    Bound,
    Checks,
    Computed,
    LedgerError,
    NothingToComputeError,
    Result,
    Value,
    evaluate,
)
from reproduction.claims.ledger import (
    Entry,
    Printed,
    Status,
    load_inventory,
    load_ledger,
    transcription_defects,
)
from reproduction.claims.quantity import Quantity, parse_quantity

__all__ = [
    "Bound",
    "Checks",
    "Computed",
    "Entry",
    "LedgerError",
    "NothingToComputeError",
    "Printed",
    "Quantity",
    "Result",
    "Status",
    "Value",
    "evaluate",
    "load_inventory",
    "load_ledger",
    "parse_quantity",
    "transcription_defects",
]
