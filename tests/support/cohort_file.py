"""Cohort files for tests: the letter's patients with other cells, or patients made up."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from hypothesis import strategies as st

from letter.data.cohort import COLUMNS
from letter.data.paths import COHORT
from letter.definitions.endpoints import EVENTS, RELAPSES

Cells = dict[str, str]


def letter_rows() -> list[Cells]:
    """The rows of data/cohort.csv."""
    with COHORT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_cohort(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def changed(folder: Path, *changes: tuple[int, str, str]) -> Path:
    """The letter's patients with some cells changed: patient, column, value."""
    rows = letter_rows()
    for patient, column, value in changes:
        rows[patient - 1][column] = value
    return write_cohort(folder / "cohort.csv", rows)


def _months(lowest: int, highest: int) -> st.SearchStrategy[str]:
    """Months in tenths."""
    return st.integers(lowest, highest).map(lambda tenths: f"{tenths / 10:g}")


def _flag(value: bool) -> str:
    return str(value).lower()


@st.composite
def patients(draw: st.DrawFn) -> Cells:
    """One valid patient, without a number."""
    tenths = draw(st.integers(0, 900))
    event_type = draw(st.sampled_from([*EVENTS, "withdrew_consent", "none"]))
    response = draw(st.booleans())
    five_years = tenths >= 600 or (tenths >= 540 and draw(st.booleans()))
    cd19 = draw(st.sampled_from(["positive", "negative", "unknown"]))
    return {
        "sex": draw(st.sampled_from("FM")),
        "age_years": str(draw(st.integers(0, 120))),
        "ph_status": draw(st.sampled_from(["positive", "negative"])),
        "molecular_status": draw(st.sampled_from(["failure", "relapse"])),
        "remission": draw(st.sampled_from(["CR1", "CR2+"])),
        "baseline_mrd": draw(st.sampled_from(["below_1e-3", "at_least_1e-3"])),
        "dose_increased": _flag(draw(st.booleans())),
        "mrd_response": _flag(response),
        "mrd_response_months": draw(_months(0, tenths)) if response else "",
        "mrd_response_ongoing": _flag(draw(st.booleans())) if response else "",
        "hsct_months": draw(_months(0, tenths)) if draw(st.booleans()) else "",
        "rfs_months": f"{tenths / 10:g}",
        "rfs_event": _flag(event_type in EVENTS),
        "rfs_5y": _flag(five_years),
        "event_type": event_type,
        "cd19_at_relapse": cd19 if event_type in RELAPSES else "",
    }


@st.composite
def cohorts(draw: st.DrawFn, largest: int = 40) -> list[Cells]:
    """Valid patients, numbered from 1."""
    rows = draw(st.lists(patients(), min_size=1, max_size=largest))
    return [{"patient": str(number)} | row for number, row in enumerate(rows, start=1)]
