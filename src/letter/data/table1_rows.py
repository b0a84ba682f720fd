"""Table 1, defined once: its rows, what each counts, and the ledger's claim for it.

The printed lines and their forms, the cells computed from the patients, the checks and the table
by transplant use all follow from `ROWS`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from letter.definitions import groups
from letter.definitions.groups import Cohort, Group
from reproduction.claims.rounding import Number, percent

Line = tuple[str, str]

# The two columns, in the letter's order.
COLUMNS: Mapping[str, Group] = {
    "rfs_at_least_5y": groups.five_years,
    "rfs_below_5y": groups.not_five_years,
}
COLUMN_LABELS = {"rfs_at_least_5y": "RFS ≥5 years", "rfs_below_5y": "RFS <5 years"}

# A line is its block's heading and its label; lines outside a block have no heading. The first
# line has the column heads.
HEADS: Line = ("", "")
HEADS_CLAIM = "table1-heads"


@dataclass(frozen=True)
class Row:
    """One row of Table 1.

    Attributes:
        heading: the heading of its block as printed, or "".
        label: its label as printed.
        name: its name, which its claim in the ledger ends with.
        group: the patients counted, or whose values are summarized; None where Table 2 does not
            tell.
        kind: ``count`` for a number of patients and its percentage, ``range`` for a median with
            the lowest and highest value.
        column: of a ``range``, the cohort's column that is summarized.
        label_claim: the claim that holds the number in the label, where its cells' does not.
        convention: True: the letter does not say that the label means this group.
    """

    heading: str
    label: str
    name: str
    group: Group | None = None
    kind: Literal["count", "range"] = "count"
    column: str = ""
    label_claim: str = ""
    convention: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """What the numbers of a cell are called."""
        return ("n", "percent") if self.kind == "count" else ("median", "lowest", "highest")

    @property
    def claim(self) -> str:
        """The ledger's claim that holds the numbers of its cells."""
        return f"table1-{self.name}"

    @property
    def line(self) -> Line:
        """Heading and label."""
        return self.heading, self.label

    def numbers(self, patients: Cohort) -> tuple[Number, ...]:
        """Return the numbers of a cell, unrounded, for the patients of a column.

        Returns:
            One for each of `parts`.

        Raises:
            ValueError: Table 2 does not give the row, or there are no patients.
        """
        if self.group is None:
            raise ValueError(f"Table 2 does not give “{self.label}”")
        if patients.empty:
            raise ValueError("there are no patients: expected at least one")
        if self.kind == "range":
            return median_and_range(patients[self.column])
        n = len(self.group(patients))
        return n, percent(n, len(patients))


def median_and_range(values: pd.Series) -> tuple[float, float, float]:
    """Return the median (of an even number, the mean of the middle two), lowest and highest.

    Raises:
        ValueError: there are no values, or one is missing.

    Examples:
        >>> median_and_range(pd.Series([20, 72, 54, 55]))
        (54.5, 20.0, 72.0)
    """
    if values.empty or values.isna().any():
        raise ValueError("no values, or one is missing: expected one for each patient")
    return float(values.median()), float(values.min()), float(values.max())


SEX = "Sex, n (%)"
DISEASE_STATUS = "Disease status, n (%)"
MRD_STATUS = "MRD status, n (%)"
MRD_METHOD = "Method for MRD evaluation, n (%)***"

ROWS: tuple[Row, ...] = (
    Row(SEX, "Male", "male", groups.men),
    Row(SEX, "Female", "female", groups.women),
    Row("", "Age, years, median (range)", "age", groups.all_patients, "range", column="age_years"),
    Row("", "Prior consolidation II, n (%)", "prior-consolidation"),
    Row(
        DISEASE_STATUS,
        "Molecular relapse in CR1",
        "molecular-relapse-cr1",
        groups.molecular_relapse_cr1,
    ),
    Row(
        DISEASE_STATUS,
        "Molecular relapse in CR2+",
        "molecular-relapse-cr2",
        groups.molecular_relapse_cr2,
    ),
    Row(
        DISEASE_STATUS,
        "Molecular failure in CR1",
        "molecular-failure-cr1",
        groups.molecular_failure_cr1,
    ),
    Row(
        DISEASE_STATUS,
        "Molecular failure in CR2+",
        "molecular-failure-cr2",
        groups.molecular_failure_cr2,
    ),
    Row(MRD_STATUS, "MRD <10^-3^", "mrd-low", groups.mrd_below_cutoff),
    Row(MRD_STATUS, "MRD ≥10^-3^", "mrd-high", groups.mrd_at_least_cutoff),
    Row(MRD_METHOD, "Ig/TCR rearrangements PCR", "ig-tcr"),
    # BCR-ABL is the Philadelphia chromosome's fusion gene.
    Row(MRD_METHOD, "BCR-ABL translocations PCR", "bcr-abl", groups.ph_positive, convention=True),
    Row(MRD_METHOD, "MLL-AF4 translocations PCR", "mll-af4"),
    Row("", "Number of blinatumomab cycles, median (range)", "cycles", kind="range"),
    # The letter says that all responses came in the first cycle. Table 2 has "response" alone.
    Row(
        "",
        "Complete MRD response after 1 cycle, n (%)",
        "complete-response",
        groups.responders,
        label_claim="table1-response-cycle",
        convention=True,
    ),
    Row(
        "", "Allogeneic HSCT after blinatumomab treatment, n (%)", "transplant", groups.transplanted
    ),
)

LINES: tuple[Line, ...] = (HEADS, *(row.line for row in ROWS))
# What Table 2 does not give, so that Table 1 cannot be checked against it.
NOT_DERIVABLE: frozenset[Line] = frozenset(row.line for row in ROWS if row.group is None)


def by_column(cohort: Cohort) -> Iterator[tuple[str, Cohort]]:
    """Yield the two columns of Table 1 and their patients, in the letter's order.

    Raises:
        ValueError: a column has no patients, so that there is nothing to summarize.
    """
    for column, group in COLUMNS.items():
        patients = group(cohort)
        if patients.empty:
            raise ValueError(f"no patient is in the group {column}: expected at least one")
        yield column, patients
