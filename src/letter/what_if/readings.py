"""Other readings of the same patients, as switches that can be combined."""

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import product

from letter.definitions import readings
from letter.definitions.groups import Cohort
from letter.definitions.readings import Reading

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
