"""The values that R made: see tests/oracle/README.md."""

from pathlib import Path

import pandas as pd

ORACLE = Path(__file__).parents[1] / "oracle"

# Tighter than the last digit that anyone prints, looser than the noise of two libraries.
TOLERANCE = 1e-9


def oracle_table(name: str) -> pd.DataFrame:
    return pd.read_csv(ORACLE / name, float_precision="round_trip")


def oracle_values(name: str) -> dict[str, float]:
    table = oracle_table(name)
    assert table["quantity"].is_unique
    return dict(zip(table["quantity"], table["value"], strict=True))
