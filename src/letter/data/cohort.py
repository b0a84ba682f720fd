"""The cohort: read from CSV, typed and validated, one row a patient."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from letter.data.paths import COHORT
from letter.definitions.endpoints import EVENTS, RELAPSES
from letter.definitions.schedule import FIVE_YEARS_MONTHS, MONTHS_PER_YEAR
from reproduction.inputs.csv_rows import Row, cell_defect, numbering_defects
from reproduction.inputs.defects import InputError, shown
from reproduction.inputs.models import from_row, read_models

# The letter counts patient 11 (59.5 months) as five years: years are rounded to whole ones.
SHORTEST_FIVE_YEARS_MONTHS = 4.5 * MONTHS_PER_YEAR


def _written(pattern: str) -> BeforeValidator:
    """Refuse what Python reads as a number and a reader does not: 1e3, 1_000, nan, " 5"."""

    def as_written(value: object) -> object:
        if not re.fullmatch(pattern, str(value)):
            raise ValueError(f"not written as {pattern}")
        return value

    return BeforeValidator(as_written)


_Count = Annotated[int, _written("[0-9]+")]
_Months = Annotated[float, _written(r"[0-9]+\.?[0-9]*|\.[0-9]+"), Field(ge=0, le=600)]
_Flag = Annotated[bool, _written("true|false")]

_MONTHS = "months from the start of treatment, 0 to 600, with a point for decimals, such as 12.4"
_FLAG = "true or false"


class Patient(BaseModel):
    """One row of the cohort. The descriptions, or the values, are what messages say is expected."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patient: Annotated[_Count, Field(ge=1)] = Field(description="a whole number, 1 or more")
    sex: Literal["F", "M"]
    age_years: Annotated[_Count, Field(ge=0, le=120)] = Field(description="whole years, 0 to 120")
    ph_status: Literal["positive", "negative"]
    molecular_status: Literal["failure", "relapse"]
    remission: Literal["CR1", "CR2+"]
    baseline_mrd: Literal["below_1e-3", "at_least_1e-3"]
    dose_increased: _Flag = Field(description=_FLAG)
    mrd_response: _Flag = Field(description=_FLAG)
    mrd_response_months: _Months | None = Field(
        description="months, 0 to 600, with a point for decimals; empty without a response"
    )
    mrd_response_ongoing: _Flag | None = Field(
        description="true or false; empty without a response"
    )
    hsct_months: _Months | None = Field(description=f"{_MONTHS}; empty without a transplant")
    rfs_months: _Months = Field(description=_MONTHS)
    rfs_event: _Flag = Field(description=_FLAG)
    rfs_5y: _Flag = Field(description=_FLAG)
    event_type: Literal[
        "hematologic_relapse",
        "extramedullary_relapse",
        "death_in_remission",
        "withdrew_consent",
        "none",
    ]
    cd19_at_relapse: Literal["positive", "negative", "unknown"] | None = Field(
        description="positive, negative or unknown; empty without a relapse"
    )


COLUMNS = tuple(Patient.model_fields)


def choices(column: str) -> tuple[str, ...]:
    """Return the values that a column of categories may have, as the file has them."""
    kind = get_type_hints(Patient)[column]
    parts = [kind, *get_args(kind)]
    if bool in parts:
        return ("true", "false")
    return next(get_args(part) for part in parts if get_origin(part) is Literal)


@dataclass(frozen=True)
class Rule:
    """A rule across the columns of one row: where ``holds`` is False, ``column`` is named."""

    column: str
    holds: Callable[[Patient], bool]
    expected: str


RULES = (
    Rule(
        "mrd_response_months",
        lambda p: (p.mrd_response_months is not None) == p.mrd_response,
        "a duration where mrd_response is true, empty where it is false",
    ),
    Rule(
        "mrd_response_ongoing",
        lambda p: (p.mrd_response_ongoing is not None) == p.mrd_response,
        "true or false where mrd_response is true, empty where it is false",
    ),
    Rule(
        "mrd_response_months",
        lambda p: p.mrd_response_months is None or p.mrd_response_months <= p.rfs_months,
        "at most rfs_months: a response cannot outlast the follow-up",
    ),
    Rule(
        "hsct_months",
        lambda p: p.hsct_months is None or p.hsct_months <= p.rfs_months,
        "at most rfs_months: a transplant cannot come after the end of follow-up",
    ),
    Rule(
        "event_type",
        lambda p: (p.event_type in EVENTS) == p.rfs_event,
        "a relapse or death_in_remission where rfs_event is true, "
        "none or withdrew_consent where it is false",
    ),
    Rule(
        "rfs_5y",
        lambda p: not p.rfs_5y or p.rfs_months >= SHORTEST_FIVE_YEARS_MONTHS,
        f"false where rfs_months is less than {SHORTEST_FIVE_YEARS_MONTHS:g} (4.5 years)",
    ),
    Rule(
        "rfs_5y",
        lambda p: p.rfs_5y or p.rfs_months < FIVE_YEARS_MONTHS,
        f"true where rfs_months is {FIVE_YEARS_MONTHS} or more",
    ),
    Rule(
        "cd19_at_relapse",
        lambda p: (p.cd19_at_relapse is not None) == (p.event_type in RELAPSES),
        "positive, negative or unknown at a relapse, otherwise empty",
    ),
)


def load_cohort(path: Path = COHORT) -> pd.DataFrame:
    """Read, type and validate the cohort.

    Args:
        path: a CSV file in UTF-8 with the columns of `Patient`, in order; empty cells mean
            "not applicable".

    Returns:
        One row a patient, in order of ``patient``, with the columns of `Patient`. Times are
        months (float, NaN where not applicable); flags are ``bool``, ``mrd_response_ongoing``
        is pandas ``boolean``; the rest is ``str`` or ``int``.

    Raises:
        InputError: with every defect of the file: its file, row, column, value and what was
            expected.
    """
    rows, defects = read_models(path, Patient)
    for row, patient in rows:
        broken = [rule for rule in RULES if patient and not rule.holds(patient)]
        defects += [cell_defect(shown(path), row, rule.column, rule.expected) for rule in broken]
    defects += numbering_defects(shown(path), [row for row, _ in rows], "patient")
    if defects:
        raise InputError(sorted(defects, key=lambda defect: defect.row))
    frame = pd.DataFrame([patient.model_dump() for _, patient in rows if patient])
    months = dict.fromkeys(("mrd_response_months", "hsct_months"), float)
    # The copy has one block of memory a type, from which groups are taken twice as fast.
    return frame.astype({**months, "mrd_response_ongoing": "boolean"}).copy()


def valid_patient(cells: Mapping[str, str]) -> Patient | None:
    """Return a row of the file as a patient; None where `load_cohort` would refuse the row."""
    patient, _ = from_row(Patient, Row(0, dict(cells)), "")
    return patient if patient and all(rule.holds(patient) for rule in RULES) else None
