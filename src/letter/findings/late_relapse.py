"""The two extramedullary relapses that the text reports of the patient who relapsed last."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from letter.definitions.groups import extramedullary_relapse, hematologic_relapse
from letter.definitions.response import response_start_bounds


@dataclass(frozen=True)
class Extramedullary:
    """An extramedullary relapse in Table 2: when it came, in months, and whose it was."""

    patient: int
    sex: str
    months: float


@dataclass(frozen=True)
class LateRelapse:
    """The last hematologic relapse. All times are months from the start of treatment.

    Attributes:
        patient: the patient's number.
        response_lost: the earliest and the latest loss of the MRD response.
        transplant: when the patient was transplanted, after the retreatment.
        relapse: the relapse that Table 2 prints.
        implied: the latest that each extramedullary relapse of the text can have come.
        in_table_2: the extramedullary relapses of other patients in Table 2.
    """

    patient: int
    response_lost: tuple[float, float]
    transplant: float
    relapse: float
    implied: tuple[float, ...]
    in_table_2: tuple[Extramedullary, ...]

    @property
    def shorter_by(self) -> float:
        """The months that RFS would be shorter by, at the least, if the text were right."""
        return self.relapse - min(self.implied)


def late_relapse(cohort: pd.DataFrame, after_retreatment: Sequence[float]) -> LateRelapse:
    """Place the text's extramedullary relapses in the course of the patient who relapsed last.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.
        after_retreatment: when they came, in months after retreatment, which was over by the
            transplant.
    """
    row = hematologic_relapse(cohort).nlargest(1, "rfs_months").iloc[0]
    start = response_start_bounds(cohort).loc[row.name]
    duration, transplant = float(row["mrd_response_months"]), float(row["hsct_months"])
    return LateRelapse(
        int(row["patient"]),
        (start["earliest"] + duration, start["latest"] + duration),
        transplant,
        float(row["rfs_months"]),
        tuple(transplant + months for months in after_retreatment),
        tuple(
            Extramedullary(int(other["patient"]), str(other["sex"]), float(other["rfs_months"]))
            for _, other in extramedullary_relapse(cohort).iterrows()
        ),
    )
