"""Tables that compare groups, and one of the patients who lost a response."""

from collections.abc import Callable, Mapping

from letter.review.formatting import Shown
from letter.review.tables.layout import INTERVALS, Table, laid_out, rows_of
from letter.review.topics.transplant import CHARACTERISTICS, LANDMARKS, SIDES

_GROUPS = f"Groups: events/patients; RFS at 5 years. {INTERVALS}"
_METHODS = (
    "Intervals of hazard ratios: Wald, profile likelihood. p: exact log-rank test (chi-squared "
    "statistic, all assignments of the patients to groups of these sizes)."
)
_RATIO = "Hazard ratio (Wald; profile)"


@laid_out
def transplantation(shown: Shown) -> Table:
    """Return transplanted against not, in the biased way and in those that are not."""
    cells, stem = shown.cells, "transplantation"
    labels = {"naive": "Ever, never (biased)"}
    labels |= {f"landmark_{months}": f"Landmark, {months} months" for months in LANDMARKS}
    over_time = [
        f"{cells.number(f'{stem}.person_time.{state}.events')}; "
        f"{cells.percent(f'{stem}.simon_makuch.{state}.rfs_60', ci=True)}"
        for state in ("after", "before")
    ]
    p = f"{cells.p(f'{stem}.mantel_byar.p')}*"
    rows = [
        *_compared(cells, {f"{stem}.{name}": label for name, label in labels.items()}),
        ["", "Time-dependent", *over_time, _ratio(cells, f"{stem}.cox"), p],
    ]
    notes = [
        f"{_GROUPS} {_METHODS} * Mantel-Byar, asymptotic.",
        "Landmarks: patients still in remission then, by whether they had been transplanted by "
        "then. Time-dependent: patients change groups at transplant, so events alone are counted; "
        "Cox model, Simon-Makuch curves.",
    ]
    return Table("Comparison", ["Transplant", "None", _RATIO, "p"], rows, notes)


@laid_out
def subgroups(shown: Shown) -> Table:
    """Return the exploratory comparisons."""
    labels = {
        "subgroups.ph_positive": "Ph+ vs Ph−",
        "subgroups.molecular_relapse": "Molecular relapse vs failure",
        "subgroups.high_mrd": "MRD ≥10^-3^ vs <10^-3^",
        "subgroups.mrd_response": "MRD response vs none, from 1.5 months",
    }
    notes = [f"{_GROUPS} {_METHODS} —: not defined, as every patient of the group had an event."]
    columns = ["First group", "Second group", _RATIO, "p"]
    return Table("Groups", columns, _compared(shown.cells, labels), notes)


def _compared(cells: Shown, labels: Mapping[str, str]) -> list[list[str]]:
    def side(stem: str) -> str:
        events, patients = (cells.number(f"{stem}.{part}") for part in ("events", "n"))
        return f"{events}/{patients}; {cells.percent(f'{stem}.rfs', ci=True)}"

    return rows_of(
        labels,
        lambda stem: side(f"{stem}.exposed"),
        lambda stem: side(f"{stem}.others"),
        lambda stem: _ratio(cells, stem),
        lambda stem: cells.p(f"{stem}.p"),
    )


def _ratio(cells: Shown, stem: str) -> str:
    """Return the hazard ratio with Wald's and the profile-likelihood interval."""
    return cells.ratio(f"{stem}.hazard_ratio", ci=True, other=f"{stem}.profile")


@laid_out
def characteristics(shown: Shown) -> Table:
    """Return Table 1's rows by transplant use, as far as the patients give them."""
    patients = [shown.number(f"characteristics.{side}.n") for side in SIDES]
    rows = [["", "Patients", *patients]]
    for row in CHARACTERISTICS:
        stems = [f"characteristics.{side}.{row.claim}" for side in SIDES]
        cells = [shown.table_1_cell(stem, row.kind) for stem in stems]
        rows.append([row.heading.rstrip("*"), row.label, *cells])
    notes = [
        "Reconstructed from Table 2; the letter's Supplementary Table S1 was not available. "
        "Table 1's other rows cannot be derived.",
    ]
    return Table("Characteristic", ["Transplanted", "Not transplanted"], rows, notes)


# Who lost an MRD response, in Table 2's order.
LOST_RESPONSE = (3, 4, 5, 9, 10)


@laid_out
def response_lags(shown: Shown) -> Table:
    """Return the patients who lost an MRD response."""

    def months(part: str) -> Callable[[str], str]:
        return lambda patient: shown.cells.months(f"response.{part}.{patient}")

    shortest, longest = months("shortest_lag"), months("longest_lag")
    rows = rows_of(
        {str(patient): str(patient) for patient in LOST_RESPONSE},
        *map(months, ("duration", "start", "relapse")),
        lambda patient: f"{shortest(patient)} to {longest(patient)}",
    )
    columns = ["Response lasted", "Began by", "Relapse at", "From loss to relapse"]
    notes = [
        "Months. A response began no later than RFS less its duration, and within the first cycle "
        "of six weeks. The range in the last column follows from that."
    ]
    return Table("Patient", columns, rows, notes)
