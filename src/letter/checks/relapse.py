"""Relapse, death in remission and withdrawal."""

import pandas as pd

from letter.checks.counting import count, named, numbers, some
from letter.checks.registry import check
from letter.data.letter import Letter
from letter.definitions.groups import (
    cd19,
    death_in_remission,
    extramedullary_relapse,
    hematologic_relapse,
    transplanted,
    withdrew_consent,
)
from letter.definitions.units import DAYS_PER_MONTH
from reproduction.claims import Computed


@check("hematologic-relapses")
def hematologic_relapses(letter: Letter) -> Computed:
    """Hematologic relapses; CD19-negative; CD19-positive; CD19 unknown."""
    group = hematologic_relapse(letter.cohort)
    return count(group, cd19(group, "negative"), cd19(group, "positive"), cd19(group, "unknown"))


@check("extramedullary-relapses")
def extramedullary_relapses(letter: Letter) -> Computed:
    """Extramedullary relapses; of those CD19-positive."""
    group = extramedullary_relapse(letter.cohort)
    return count(group, cd19(group, "positive"))


@check("withdrawal")
def withdrawal(letter: Letter) -> Computed:
    """Patients who withdrew consent while in remission."""
    return count(withdrew_consent(letter.cohort))


@check("withdrawal-time")
def withdrawal_time(letter: Letter) -> Computed:
    """When consent was withdrawn, in months."""
    return _times(withdrew_consent(letter.cohort))


@check("death-in-remission")
def death_in_remission_after_transplant(letter: Letter) -> Computed:
    """Patients who died in remission after a transplant; when, in months."""
    group = death_in_remission(transplanted(letter.cohort))
    return Computed((len(group), *group["rfs_months"]), patients=numbers(group))


@check("hematologic-relapse-times")
def hematologic_relapse_times(letter: Letter) -> Computed:
    """Hematologic relapses; when each happened, in months, in order."""
    group = hematologic_relapse(letter.cohort).sort_values("rfs_months")
    return Computed((len(group), *group["rfs_months"]), patients=numbers(group))


@check("late-relapse")
def late_relapse(letter: Letter) -> Computed:
    """The last hematologic relapse, in months."""
    return _times(hematologic_relapse(letter.cohort).nlargest(1, "rfs_months"))


@check("late-relapse-extramedullary")
def late_relapse_extramedullary(letter: Letter) -> Computed:
    """When the patient with the last hematologic relapse had extramedullary relapses, in months."""
    cohort = letter.cohort
    patient = some(hematologic_relapse(cohort)).nlargest(1, "rfs_months")
    extramedullary = extramedullary_relapse(cohort)
    return Computed(
        tuple(extramedullary_relapse(patient)["rfs_months"]),
        patients=numbers(patient),
        evidence={
            "patient": named(patient),
            "hsct": f"{patient['hsct_months'].iloc[0]:g}",
            "rfs": f"{patient['rfs_months'].iloc[0]:g}",
            "others": named(extramedullary),
            "times": " and ".join(f"{months:g}" for months in extramedullary["rfs_months"]),
        },
    )


@check("pulmonary-hemorrhage")
def relapse_of_the_patient_with_hemorrhage(letter: Letter) -> Computed:
    """Patients whose RFS is the printed one; that RFS, in months."""
    _, printed = letter.printed("pulmonary-hemorrhage")
    group = letter.cohort[letter.cohort["rfs_months"] == float(printed.value)]
    return Computed((len(group), *group["rfs_months"]), patients=numbers(group))


@check("table1-note-withdrawal")
def withdrawal_in_days(letter: Letter) -> Computed:
    """Patients who withdrew consent; when, in days and in months."""
    group = withdrew_consent(letter.cohort)
    return Computed((len(group), *_days_and_months(group)), patients=numbers(group))


@check("table2-note-withdrawal")
def withdrawal_in_days_alone(letter: Letter) -> Computed:
    """When consent was withdrawn, in days and in months."""
    group = withdrew_consent(letter.cohort)
    return Computed(_days_and_months(group), patients=numbers(group))


def _days_and_months(group: pd.DataFrame) -> tuple[float, ...]:
    return tuple(
        time for months in group["rfs_months"] for time in (months * DAYS_PER_MONTH, months)
    )


def _times(group: pd.DataFrame) -> Computed:
    return Computed(tuple(group["rfs_months"]), patients=numbers(group))
