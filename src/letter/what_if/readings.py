"""Other readings of the same patients, as switches that can be combined."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product

import pandas as pd

from letter.definitions.endpoints import CAPTION_EVENTS
from letter.definitions.groups import withdrew_consent
from letter.definitions.units import FIVE_YEARS_MONTHS
from letter.review.scenarios import with_table_1_months

# The Ph-negative patient without response and transplant, whom one count of the letter leaves out.
LEFT_OUT = 2


def strictly_five_years(cohort: pd.DataFrame) -> pd.DataFrame:
    """Return the cohort with five years for those alone who have 60 months."""
    return cohort.assign(rfs_5y=cohort["rfs_months"] >= FIVE_YEARS_MONTHS)


def without_extramedullary(cohort: pd.DataFrame) -> pd.DataFrame:
    """Return the cohort with follow-up that ends at an extramedullary relapse without an event."""
    counted = cohort["rfs_event"] & cohort["event_type"].isin(CAPTION_EVENTS)
    return cohort.assign(rfs_event=counted)


def withdrawn_relapsed(cohort: pd.DataFrame) -> pd.DataFrame:
    """Return the cohort with a hematologic relapse on the day when consent was withdrawn."""
    withdrawn = cohort.index.isin(withdrew_consent(cohort).index)
    return cohort.assign(
        rfs_event=cohort["rfs_event"] | withdrawn,
        event_type=cohort["event_type"].mask(withdrawn, "hematologic_relapse"),
        cd19_at_relapse=cohort["cd19_at_relapse"].mask(withdrawn, "unknown"),
    )


def without_patient(cohort: pd.DataFrame) -> pd.DataFrame:
    """Return the cohort without the patient whom one count of the letter leaves out."""
    return cohort[cohort["patient"] != LEFT_OUT]


def unchanged(cohort: pd.DataFrame) -> pd.DataFrame:
    """Return the cohort as the letter has it."""
    return cohort


Reading = Callable[[pd.DataFrame], pd.DataFrame]


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
            "59.5 months, counted as five years (the letter)": unchanged,
            "59.7 months, as in the note to Table 1": with_table_1_months,
            "not counted: 60 full months are required": strictly_five_years,
        },
    ),
    Switch(
        "extramedullary",
        "Extramedullary relapses (patients 3 and 5)",
        {
            "are events (the letter)": unchanged,
            "end follow-up without an event": without_extramedullary,
        },
    ),
    Switch(
        "withdrawn",
        "Patient 1, who withdrew consent",
        {
            "is censored (the letter)": unchanged,
            "relapsed on that day": withdrawn_relapsed,
        },
    ),
    Switch(
        "patient-2",
        "Patient 2, who had neither a response nor a transplant",
        {
            "is included (the letter)": unchanged,
            "is left out of every count": without_patient,
        },
    ),
)


def combinations(cohort: pd.DataFrame) -> Iterator[tuple[tuple[int, ...], pd.DataFrame]]:
    """Yield the cohort under every combination of the switches.

    Yields:
        The index of the option chosen at each switch, and the cohort; the letter's own comes first.
    """
    for chosen in product(*(range(len(switch.options)) for switch in SWITCHES)):
        readings = [
            list(switch.options.values())[index]
            for switch, index in zip(SWITCHES, chosen, strict=True)
        ]
        yield chosen, reduce(lambda frame, reading: reading(frame), readings, cohort)
