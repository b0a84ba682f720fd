"""What ends relapse-free survival: how it is printed, called, told and marked, each once."""

from collections.abc import Mapping
from typing import NamedTuple


class Event(NamedTuple):
    """An end of relapse-free survival.

    Attributes:
        printed: Table 2's word for it; empty for its dash.
        label: its name, as in a legend.
        told: what became of the patient, for a time in months.
        sign: the shape of its mark in the swimmer plot, as a character.
    """

    printed: str
    label: str
    told: str
    sign: str


# By the values of the cohort's ``event_type``.
EVENT_TYPES: Mapping[str, Event] = {
    "hematologic_relapse": Event(
        "Hematologic", "Hematologic relapse", "hematologic relapse after {} months", "●"
    ),
    "extramedullary_relapse": Event(
        "Extramedullary", "Extramedullary relapse", "extramedullary relapse after {} months", "□"
    ),
    "death_in_remission": Event(
        "Death in remission", "Death in remission", "died in remission after {} months", "✕"
    ),
    "withdrew_consent": Event("", "Withdrawal of consent", "withdrew consent after {} months", "▽"),
    "none": Event(
        "", "Remission at last visit", "in remission at the last visit, after {} months", "▸"
    ),
}
