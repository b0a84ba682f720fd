"""The numbers of a made-up paper, each computed again from its patients."""

import pandas as pd

from reproduction.claims import Checks, Computed
from reproduction.claims.display import runs
from reproduction.settings import Files

check: Checks[pd.DataFrame] = Checks()


def load(files: Files) -> pd.DataFrame:
    """The patients, one a row."""
    return pd.read_csv(files.cohort)


def drank(patients: pd.DataFrame, what: str) -> pd.DataFrame:
    """The patients who drank tea, or water."""
    return patients[patients["group"] == what]


@check("asleep-after-tea")
def asleep_after_tea(patients: pd.DataFrame) -> Computed:
    """Patients asleep within 30 minutes of tea; patients who drank tea; the percentage."""
    tea = drank(patients, "tea")
    asleep = tea[tea["minutes"] <= 30]
    share = 100 * len(asleep) / len(tea)
    return Computed((len(asleep), len(tea), share), patients=tuple(asleep["patient"]))


@check("medians")
def medians(patients: pd.DataFrame) -> Computed:
    """Median minutes until sleep after tea and after water."""
    tea, water = (drank(patients, what) for what in ("tea", "water"))
    found = water["minutes"].median()
    evidence = {"water": f"{found:g}", "patients": runs(water["patient"])}
    return Computed((tea["minutes"].median(), found), evidence=evidence)
