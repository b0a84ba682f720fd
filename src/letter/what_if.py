"""What would follow if Table 2 had another value, or were read in another way: what is tried."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial, reduce
from itertools import product

from letter.data.cohort import Patient, choices, valid_patient
from letter.definitions import readings
from letter.definitions.endpoints import EVENTS, RELAPSES
from letter.definitions.groups import Cohort
from letter.definitions.readings import Reading
from letter.definitions.schedule import FIVE_YEARS_MONTHS

Cells = Mapping[str, str]
"""One patient's values by column of the cohort, as the file has them."""

TENTH = Decimal("0.1")
# A response that is made up lasts as long as this, which is less than anybody's follow-up.
RESPONSE_MONTHS = "1.0"


@dataclass(frozen=True)
class Change:
    """One cell of Table 2 with another value, and what has to change with it to be valid.

    Attributes:
        row: the patient's row in the cohort, from 0.
        column: the cell's column in Table 2.
        cells: the new values by column of the cohort, as the file has them.
        patient: the patient with these values.
    """

    row: int
    column: str
    cells: Cells
    patient: Patient

    def applied(self, cohort: Cohort) -> Cohort:
        """Return the cohort with the change, with the same types."""
        columns = {name: cohort[name].copy() for name in self.cells}
        for name, values in columns.items():
            values.iat[self.row] = getattr(self.patient, name)
        # The copy has one block of memory a type, from which groups are taken twice as fast.
        return cohort.assign(**columns).copy()


def valid_changes(rows: Sequence[Cells]) -> list[Change]:
    """Return every change that is offered, by patient and in Table 2's order of columns.

    A category becomes each other category; months become 0.1 more or less, and ages one year.
    Who was transplanted was not, and who was not was a month before the end of follow-up. What
    the cohort's own validation refuses is left out. ``rows`` is the cohort's file, by patient.
    """
    return [
        Change(row, column, cells, patient)
        for row, before in enumerate(rows)
        for column, changes in CHANGES.items()
        for cells in changes(before)
        if (patient := valid_patient({**before, **cells}))
    ]


def _category(name: str, before: Cells) -> Iterator[Cells]:
    yield from ({name: value} for value in choices(name) if value != before[name])


def _steps(name: str, step: Decimal, before: Cells) -> Iterator[Cells]:
    if before[name]:
        yield from ({name: str(Decimal(before[name]) + by)} for by in (step, -step))


def _response(before: Cells) -> Iterator[Cells]:
    if before["mrd_response"] == "true":
        yield {"mrd_response": "false", "mrd_response_months": "", "mrd_response_ongoing": ""}
    else:
        for ongoing in choices("mrd_response_ongoing"):
            yield {
                "mrd_response": "true",
                "mrd_response_months": RESPONSE_MONTHS,
                "mrd_response_ongoing": ongoing,
            }


def _response_months(before: Cells) -> Iterator[Cells]:
    yield from _steps("mrd_response_months", TENTH, before)
    yield from _category("mrd_response_ongoing", before)


def _transplant(before: Cells) -> Iterator[Cells]:
    if before["hsct_months"]:
        yield {"hsct_months": ""}
        yield from _steps("hsct_months", TENTH, before)
    else:
        yield {"hsct_months": str(Decimal(before["rfs_months"]) - 1)}


def _five_years(before: Cells) -> Iterator[Cells]:
    """Yield the other answer, with the months nearest to the patient's that allow it."""
    answer = "false" if before["rfs_5y"] == "true" else "true"
    alone = {"rfs_5y": answer}
    months = FIVE_YEARS_MONTHS if answer == "true" else FIVE_YEARS_MONTHS - TENTH
    together = {**alone, "rfs_months": str(Decimal(months) + 0 * TENTH)}
    yield alone if valid_patient({**before, **alone}) else together


def _event(before: Cells) -> Iterator[Cells]:
    """Yield every other end of follow-up. CD19 is unknown at a relapse that is made up."""
    for cells in _category("event_type", before):
        event = cells["event_type"]
        cd19 = before["cd19_at_relapse"] or "unknown"
        yield {
            **cells,
            "rfs_event": "true" if event in EVENTS else "false",
            "cd19_at_relapse": cd19 if event in RELAPSES else "",
        }


CHANGES: Mapping[str, Callable[[Cells], Iterator[Cells]]] = {
    "sex": partial(_category, "sex"),
    "age": partial(_steps, "age_years", Decimal(1)),
    "ph_status": partial(_category, "ph_status"),
    "molf_molr": partial(_category, "molecular_status"),
    "cr": partial(_category, "remission"),
    "mrd": partial(_category, "baseline_mrd"),
    "dose_increased": partial(_category, "dose_increased"),
    "response": _response,
    "response_months": _response_months,
    "hsct_months": _transplant,
    "rfs_months": partial(_steps, "rfs_months", TENTH),
    "rfs_at_least_5y": _five_years,
    "event_type": _event,
    "cd19_positive": partial(_category, "cd19_at_relapse"),
}

# Each decision of the letter and the ways to decide; the first is the letter's.
SWITCHES: Mapping[str, Mapping[str, Reading]] = {
    "Patient 11, in remission just short of five years": {
        "59.5 months, counted as five years (the letter)": readings.unchanged,
        "59.7 months, as in the note to Table 1": readings.with_table_1_months,
        "not counted: 60 full months are required": readings.strictly_five_years,
    },
    "Extramedullary relapses (patients 3 and 5)": {
        "are events (the letter)": readings.unchanged,
        "end follow-up without an event": readings.without_extramedullary,
    },
    "Patient 1, who withdrew consent": {
        "is censored (the letter)": readings.unchanged,
        "relapsed on that day": readings.withdrawn_relapsed,
    },
    "Patient 2, who had neither a response nor a transplant": {
        "is included (the letter)": readings.unchanged,
        "is left out of every count": readings.without_patient_2,
    },
}


def combinations(cohort: Cohort) -> Iterator[tuple[tuple[int, ...], Cohort]]:
    """Yield the cohort under every combination of the switches.

    Yields:
        The index of the option chosen at each switch, and the cohort; the letter's own comes first.
    """
    options = [list(switch.values()) for switch in SWITCHES.values()]
    for chosen in product(*(range(len(ways)) for ways in options)):
        read = [ways[index] for ways, index in zip(options, chosen, strict=True)]
        yield chosen, reduce(lambda patients, reading: reading(patients), read, cohort)
