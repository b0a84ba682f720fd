"""Relapse, death in remission and withdrawal."""

from letter.checks.counting import Quantities, check, computed_from, count, named, some
from letter.data.letter import Letter
from letter.definitions import groups
from letter.definitions.schedule import DAYS_PER_MONTH
from reproduction.claims import Bound, Computed, Quantity, Value
from reproduction.claims.rounding import fixed


@check("hematologic-relapses")
def hematologic_relapses(letter: Letter) -> Computed:
    """Hematologic relapses; CD19-negative; CD19-positive; CD19 unknown."""
    group = groups.hematologic_relapse(letter.cohort)
    return count(
        group,
        groups.cd19(group, "negative"),
        groups.cd19(group, "positive"),
        groups.cd19(group, "unknown"),
    )


@check("extramedullary-relapses")
def extramedullary_relapses(letter: Letter) -> Computed:
    """Extramedullary relapses; of those CD19-positive."""
    group = groups.extramedullary_relapse(letter.cohort)
    return count(group, groups.cd19(group, "positive"))


@check("withdrawal")
def withdrawal(letter: Letter) -> Computed:
    """Patients who withdrew consent while in remission."""
    return count(groups.withdrew_consent(letter.cohort))


@check("withdrawal-time", reads=("table2-note-withdrawal",))
def withdrawal_time(letter: Letter, note: Quantities) -> Computed:
    """When consent was withdrawn, in months, by the days in the note to Table 2."""
    _, months = _days_and_months(letter, note[0])
    return _withdrawn(letter, note[0], months)


@check("table1-note-withdrawal", reads=("table2-note-withdrawal",))
def withdrawal_in_note_to_table_1(letter: Letter, note: Quantities) -> Computed:
    """Patients who withdrew consent; when, in days and months, held against Table 2's note."""
    n = len(groups.withdrew_consent(letter.cohort))
    return _withdrawn(letter, note[0], n, *_days_and_months(letter, note[0]))


@check("table2-note-withdrawal", reads=("table1-note-withdrawal",))
def withdrawal_in_note_to_table_2(letter: Letter, note: Quantities) -> Computed:
    """When consent was withdrawn, in days and months, held against Table 1's note."""
    return _withdrawn(letter, note[1], *_days_and_months(letter, note[1]))


def _days_and_months(letter: Letter, days: Quantity) -> tuple[Value, Value]:
    """The printed days, and the same in months, if Table 2 prints those months; else Table 2's."""
    months = float(some(groups.withdrew_consent(letter.cohort))["rfs_months"].iloc[0])
    converted = float(days.value) / DAYS_PER_MONTH
    agree = fixed(converted, 1) == fixed(months, 1)
    return (days.value, converted) if agree else (months * DAYS_PER_MONTH, months)


def _withdrawn(letter: Letter, days: Quantity, *values: Value) -> Computed:
    group = groups.withdrew_consent(letter.cohort)
    months = fixed(float(days.value) / DAYS_PER_MONTH, 2)
    evidence = {"patient": named(group), "days": days.numeral, "months": months}
    return computed_from(group, *values, evidence=evidence)


@check("death-in-remission")
def death_in_remission_after_transplant(letter: Letter) -> Computed:
    """Patients who died in remission after a transplant; when, in months."""
    group = groups.death_in_remission(groups.transplanted(letter.cohort))
    return computed_from(group, len(group), *group["rfs_months"])


@check("hematologic-relapse-times")
def hematologic_relapse_times(letter: Letter) -> Computed:
    """Hematologic relapses; when each happened, in months, in order."""
    group = groups.hematologic_relapse(letter.cohort).sort_values("rfs_months")
    return computed_from(group, len(group), *group["rfs_months"])


@check("late-relapse")
def late_relapse(letter: Letter) -> Computed:
    """Hematologic relapse after loss of MRD response and then a transplant, in months."""
    group = groups.hematologic_relapse(groups.transplanted(groups.lost_response(letter.cohort)))
    return computed_from(group, *group["rfs_months"])


@check("late-relapse-extramedullary")
def late_relapse_extramedullary(letter: Letter) -> Computed:
    """Months from a retreatment before the transplant to the first relapse, at least."""
    cohort = letter.cohort
    patient = some(groups.hematologic_relapse(groups.transplanted(groups.lost_response(cohort))))
    rfs, hsct = patient["rfs_months"].iloc[0], patient["hsct_months"].iloc[0]
    extramedullary = groups.extramedullary_relapse(cohort)
    return computed_from(
        patient,
        Bound("≥", rfs - hsct),
        Bound("≥", rfs - hsct),
        evidence={
            "patient": named(patient),
            "hsct": f"{hsct:g}",
            "rfs": f"{rfs:g}",
            "least": f"{rfs - hsct:.1f}",
            "others": named(extramedullary),
            "times": " and ".join(f"{months:g}" for months in extramedullary["rfs_months"]),
        },
    )


@check("pulmonary-hemorrhage", reads=("pulmonary-hemorrhage",))
def relapse_of_the_patient_with_hemorrhage(letter: Letter, printed: Quantities) -> Computed:
    """Patients of Table 2 with the printed relapse-free survival; that survival, in months."""
    months = printed[1].value
    group = letter.cohort[letter.cohort["rfs_months"] == float(months)]
    return computed_from(
        group,
        len(group),
        months if len(group) else None,
        evidence={"patient": named(group)},
    )
