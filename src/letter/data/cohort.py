"""The cohort: read from CSV, typed and validated, one row a patient."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from letter.data.paths import COHORT
from letter.definitions.endpoints import EVENTS, RELAPSES
from letter.definitions.schedule import FIVE_YEARS_MONTHS, MONTHS_PER_YEAR
from reproduction.inputs.csv_rows import Row, cell_defect, numbering_defects, read_rows
from reproduction.inputs.defects import Defect, InputError, shown

# The letter counts patient 11 (59.5 months) as five years: years are rounded to whole ones.
SHORTEST_FIVE_YEARS_MONTHS = 4.5 * MONTHS_PER_YEAR


def _plain_number(value: object) -> object:
    """Refuse what Python reads as a number and a reader does not: 1e3, 1_000, nan, " 5"."""
    text = str(value)
    if not (text.isascii() and text.replace(".", "", 1).isdecimal()):
        raise ValueError("not a plain number")
    return value


def _plain_count(value: object) -> object:
    """Refuse 1.0 too: numbers that only count have no decimals."""
    text = str(value)
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("not a plain count")
    return value


def _true_or_false(value: object) -> bool:
    if value not in ("true", "false"):
        raise ValueError("not true or false")
    return value == "true"


_Count = Annotated[int, BeforeValidator(_plain_count)]
_Months = Annotated[float, BeforeValidator(_plain_number), Field(ge=0, le=600)]
_Flag = Annotated[bool, BeforeValidator(_true_or_false)]

_MONTHS = "months from the start of treatment, 0 to 600, with a point for decimals, such as 12.4"
_FLAG = "true or false"


class Patient(BaseModel):
    """One row of the cohort. The descriptions are what error messages say is expected."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patient: Annotated[_Count, Field(ge=1)] = Field(description="a whole number, 1 or more")
    sex: Literal["F", "M"] = Field(description="F or M")
    age_years: Annotated[_Count, Field(ge=0, le=120)] = Field(description="whole years, 0 to 120")
    ph_status: Literal["positive", "negative"] = Field(description="positive or negative")
    molecular_status: Literal["failure", "relapse"] = Field(description="failure or relapse")
    remission: Literal["CR1", "CR2+"] = Field(description="CR1 or CR2+")
    baseline_mrd: Literal["below_1e-3", "at_least_1e-3"] = Field(
        description="below_1e-3 or at_least_1e-3"
    )
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
    ] = Field(
        description="hematologic_relapse, extramedullary_relapse, death_in_remission, "
        "withdrew_consent or none"
    )
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
    rows = read_rows(path, COLUMNS)
    file = shown(path)
    patients, defects = _typed(file, rows)
    defects += _rule_defects(file, rows, patients)
    defects += numbering_defects(file, rows, "patient")
    if defects:
        raise InputError(sorted(defects, key=lambda defect: defect.row))
    return _frame([patient for patient in patients if patient is not None])


def _frame(patients: Sequence[Patient]) -> pd.DataFrame:
    frame = pd.DataFrame([patient.model_dump() for patient in patients], columns=list(COLUMNS))
    return frame.astype(
        {
            "mrd_response_months": float,
            "mrd_response_ongoing": "boolean",
            "hsct_months": float,
        }
    )


def _typed(file: str, rows: Sequence[Row]) -> tuple[list[Patient | None], list[Defect]]:
    """Each row as a patient, or None with its defects where a cell cannot be read."""
    patients: list[Patient | None] = []
    defects: list[Defect] = []
    for row in rows:
        try:
            patients.append(_patient(row.cells))
        except ValidationError as error:
            patients.append(None)
            columns = dict.fromkeys(str(part["loc"][0]) for part in error.errors())
            defects += [cell_defect(file, row, column, _expected(column)) for column in columns]
    return patients, defects


def _patient(cells: Mapping[str, str]) -> Patient:
    return Patient.model_validate({column: cell or None for column, cell in cells.items()})


def valid_patient(cells: Mapping[str, str]) -> Patient | None:
    """Return a row of the file as a patient; None where `load_cohort` would refuse the row."""
    try:
        patient = _patient(cells)
    except ValidationError:
        return None
    return patient if all(rule.holds(patient) for rule in RULES) else None


def _expected(column: str) -> str:
    return str(Patient.model_fields[column].description)


def _rule_defects(
    file: str, rows: Sequence[Row], patients: Sequence[Patient | None]
) -> Iterator[Defect]:
    for row, patient in zip(rows, patients, strict=True):
        if patient is not None:
            for rule in RULES:
                if not rule.holds(patient):
                    yield cell_defect(file, row, rule.column, rule.expected)
