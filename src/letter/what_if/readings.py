"""Other readings of the same patients, as switches that can be combined."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product

from letter.definitions import readings
from letter.definitions.groups import Cohort
from letter.definitions.readings import Reading


@dataclass(frozen=True)
class Switch:
    """A decision of the letter, and the other ways to decide; the first option is the letter's."""

    key: str
    question: str
    options: Mapping[str, Reading]


SWITCHES = (
    Switch(
        "patient-11",
        "Patient 11, in remission just short of five years",
        {
            "59.5 months, counted as five years (the letter)": readings.unchanged,
            "59.7 months, as in the note to Table 1": readings.with_table_1_months,
            "not counted: 60 full months are required": readings.strictly_five_years,
        },
    ),
    Switch(
        "extramedullary",
        "Extramedullary relapses (patients 3 and 5)",
        {
            "are events (the letter)": readings.unchanged,
            "end follow-up without an event": readings.without_extramedullary,
        },
    ),
    Switch(
        "withdrawn",
        "Patient 1, who withdrew consent",
        {
            "is censored (the letter)": readings.unchanged,
            "relapsed on that day": readings.withdrawn_relapsed,
        },
    ),
    Switch(
        "patient-2",
        "Patient 2, who had neither a response nor a transplant",
        {
            "is included (the letter)": readings.unchanged,
            "is left out of every count": readings.without_patient_2,
        },
    ),
)


def combinations(cohort: Cohort) -> Iterator[tuple[tuple[int, ...], Cohort]]:
    """Yield the cohort under every combination of the switches.

    Yields:
        The index of the option chosen at each switch, and the cohort; the letter's own comes first.
    """
    for chosen in product(*(range(len(switch.options)) for switch in SWITCHES)):
        read = [[*switch.options.values()][i] for switch, i in zip(SWITCHES, chosen, strict=True)]
        yield chosen, reduce(lambda patients, reading: reading(patients), read, cohort)
