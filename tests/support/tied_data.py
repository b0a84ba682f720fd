"""Made-up patients with tied events and causes: tests/oracle/estimators.R has R's results for them."""

import numpy as np
import numpy.typing as npt
from oracle_csv import oracle_table

_ROWS = oracle_table("made-up.csv")

TIME = _ROWS["time"].to_numpy(float)
CAUSE = _ROWS["cause"].replace("censored", "").to_numpy(str)
EXPOSED = _ROWS["exposed"].to_numpy(bool)


def cause_is(cause: str) -> npt.NDArray[np.bool_]:
    return cause == CAUSE
