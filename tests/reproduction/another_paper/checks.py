"""The numbers of a made-up paper, each computed again from its patients."""

from pathlib import Path

import pandas as pd

from reproduction.claims import (
    Checks,
    Computed,
    evaluate,
    load_inventory,
    load_ledger,
    transcription_defects,
)
from reproduction.claims.display import InlineClaim, runs

HERE = Path(__file__).parent
check: Checks[pd.DataFrame] = Checks()


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


patients = pd.read_csv(HERE / "patients.csv")
ledger = load_ledger(HERE / "claims.yaml")
printed = [(entry.at, text, entry.id) for entry in ledger for text in entry.prints]
if defects := transcription_defects(printed, load_inventory(HERE / "inventory.csv")):
    raise ValueError("\n".join(defects))
results = {result.entry.id: result for result in evaluate(ledger, check, patients)}


def claim(name: str, template: str = "{0}") -> InlineClaim:
    """A printed number for running text; it stops the book if its status is not the expected."""
    if not results[name].as_expected:
        raise AssertionError(results[name].message)
    return InlineClaim(results[name], template, "ledger.qmd")
