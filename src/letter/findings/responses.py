"""How long MRD responses were watched, and what had become of them at transplant."""

import math
from dataclasses import dataclass

import pandas as pd

from letter.checks.counting import numbers
from letter.definitions.groups import lost_response, ongoing_response, responders, transplanted
from letter.definitions.response import response_start_bounds
from letter.findings.five_years import Patients


@dataclass(frozen=True)
class Watched:
    """An MRD response that was ongoing when MRD was last assessed. All times are months.

    Attributes:
        patient: the patient's number.
        duration: of the response, from its own start.
        watched_to: the latest that MRD can last have been assessed, from the start of treatment.
        rfs: relapse-free survival.
        transplant: when the patient was transplanted; NaN if never.
    """

    patient: int
    duration: float
    watched_to: float
    rfs: float
    transplant: float

    @property
    def unwatched(self) -> float:
        """The shortest time in remission that can have followed the last assessment."""
        return self.rfs - self.watched_to

    @property
    def was_transplanted(self) -> bool:
        """True: the patient had a transplant."""
        return not math.isnan(self.transplant)


def watched(cohort: pd.DataFrame) -> tuple[Watched, ...]:
    """Return every response that Table 2 marks as ongoing, in the order of the table."""
    patients = ongoing_response(cohort)
    latest_start = response_start_bounds(cohort)["latest"]
    return tuple(
        Watched(
            int(row["patient"]),
            float(row["mrd_response_months"]),
            float(latest_start[index] + row["mrd_response_months"]),
            float(row["rfs_months"]),
            float(row["hsct_months"]),
        )
        for index, row in patients.iterrows()
    )


@dataclass(frozen=True)
class AtTransplant:
    """MRD responses of the transplanted patients, by the patients' numbers.

    Attributes:
        transplanted: everybody transplanted.
        responded: those with an MRD response at any time.
        lost: those of them whose response was lost before the transplant.
    """

    transplanted: Patients
    responded: Patients
    lost: Patients


def responses_at_transplant(cohort: pd.DataFrame) -> AtTransplant:
    """Return who had an MRD response, and whose response had ended by the transplant.

    A response is lost before the transplant if it is not marked as ongoing and would have ended by
    then even if it had begun as late as it can.
    """
    group = transplanted(cohort)
    with_response = responders(group)
    end = response_start_bounds(group)["latest"] + with_response["mrd_response_months"]
    before = lost_response(with_response[end < with_response["hsct_months"]])
    return AtTransplant(numbers(group), numbers(with_response), numbers(before))
