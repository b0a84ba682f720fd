"""The numbers of Student's example, each computed again from the patients."""

from collections.abc import Iterator
from math import atan, cos, pi, sin

import pandas as pd

from reproduction.claims import Checks, Computed, Convention, Quantity
from reproduction.claims.thread import Unit
from reproduction.settings import Files

check: Checks[pd.DataFrame] = Checks()


def load(files: Files) -> pd.DataFrame:
    """Read the patients' extra hours of sleep and add the difference between the drugs."""
    patients = pd.read_csv(files.cohort, index_col="patient")
    return patients.assign(difference=patients["drug_2"] - patients["drug_1"])


def units(patients: pd.DataFrame) -> Iterator[Unit]:
    """Return the patients, for the strip at the foot of every page."""
    for number, one, two in patients[["drug_1", "drug_2"]].itertuples():
        yield Unit(number, f"{one:+.1f} hours with drug 1, {two:+.1f} hours with drug 2")


@check("means")
def means(patients: pd.DataFrame) -> Computed:
    """Mean extra hours with drug 1, with drug 2, and of the difference."""
    return Computed(tuple(patients.mean()), patients=tuple(patients.index))


@check("deviations")
def deviations(patients: pd.DataFrame) -> Computed:
    """Standard deviations of the extra hours, in hours, as the paper divides and as is usual."""
    paper, today = patients.std(ddof=0), patients.std(ddof=1)
    values = tuple(Convention(a, otherwise=b) for a, b in zip(paper, today, strict=True))
    evidence = {"today": ", ".join(f"{value:.2f}" for value in today)}
    return Computed(values, patients=tuple(patients.index), evidence=evidence)


@check("chance", reads=("chance",))
def chance(patients: pd.DataFrame, printed: tuple[Quantity, ...]) -> Computed:
    """Chance that the mean difference is above zero; the odds that the printed chance gives."""
    difference = patients["difference"]
    exact = chance_above_zero(difference.mean() / difference.std(ddof=0), len(difference))
    odds = printed[0].value / (1 - printed[0].value)
    return Computed((exact, odds), tuple(patients.index), evidence={"exact": f"{exact:.6f}"})


def chance_above_zero(z: float, patients: int) -> float:
    """Student's integral, for an even number of patients.

    Args:
        z: the mean divided by the standard deviation (the sum of squares by ``patients``).
        patients: how many there are.
    """
    angle = atan(z)
    term = total = cos(angle)
    for power in range(3, patients - 2, 2):
        term *= cos(angle) ** 2 * (power - 1) / power
        total += term
    return 0.5 + (angle + sin(angle) * total) / pi
