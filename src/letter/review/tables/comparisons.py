"""Tables that compare two groups."""

from great_tables import GT

from letter.review.numbers.transplant import LANDMARKS
from letter.review.tables.layout import INTERVALS, table
from letter.review.text import Shown

_GROUPS = f"Groups: events/patients; RFS at 5 years. {INTERVALS}"
_METHODS = (
    "p: exact log-rank test (chi-squared statistic, all assignments of the patients to groups of "
    "these sizes)."
)
_RATIOS = ("Hazard ratio (Wald)", "By profile likelihood")


def transplantation(shown: Shown) -> GT:
    """Return transplanted against not, in the biased way and in those that are not."""
    cells, stem = shown.cells, "transplantation"
    labels = {"naive": "Ever and never (biased)"}
    labels |= {f"landmark_{months}": f"Landmark at {months} months" for months in LANDMARKS}
    rows = [[label, *_compared(cells, f"{stem}.{name}")] for name, label in labels.items()]
    over_time = [
        f"{cells.count(f'{stem}.person_time.{state}.events')} events; "
        f"{cells.percent(f'{stem}.simon_makuch.{state}.rfs_60', ci=True)}"
        for state in ("after", "before")
    ]
    ratios = _ratios(cells, f"{stem}.cox")
    p = f"{cells.p(f'{stem}.mantel_byar.p')}*"
    rows.append(["Transplant as a time-dependent covariate", *over_time, *ratios, p])
    notes = [
        f"{_GROUPS} {_METHODS} * Mantel-Byar, asymptotic.",
        "Landmarks: patients still in remission then, by whether they had been transplanted by "
        "then. Time-dependent: patients change groups at transplant (Simon-Makuch).",
    ]
    columns = ["Transplanted", "Not transplanted", *_RATIOS, "p"]
    return table("transplantation", "Comparison", columns, rows, notes)


def subgroups(shown: Shown) -> GT:
    """Return the exploratory comparisons."""
    labels = {
        "ph_positive": "Ph-positive vs Ph-negative",
        "molecular_relapse": "Molecular relapse vs molecular failure",
        "high_mrd": "Baseline MRD ≥10^-3^ vs <10^-3^",
        "mrd_response": "MRD response vs none, from 1.5 months on",
    }
    cells = shown.cells
    rows = [[label, *_compared(cells, f"subgroups.{name}")] for name, label in labels.items()]
    notes = [f"{_GROUPS} {_METHODS} —: not defined, as every patient of the group had an event."]
    columns = ["First group", "Second group", *_RATIOS, "p"]
    return table("subgroups", "Groups", columns, rows, notes)


def _compared(cells: Shown, stem: str) -> list[str]:
    groups = [
        f"{cells.count(f'{side}.events')}/{cells.count(f'{side}.n')}; "
        f"{cells.percent(f'{side}.rfs', ci=True)}"
        for side in (f"{stem}.exposed", f"{stem}.others")
    ]
    return [*groups, *_ratios(cells, stem), cells.p(f"{stem}.p")]


def _ratios(cells: Shown, stem: str) -> list[str]:
    """Return the hazard ratio with Wald's interval, and the limits by profile likelihood."""
    limits = (cells.ratio(f"{stem}.profile.{end}") for end in ("lower", "upper"))
    return [cells.ratio(f"{stem}.hazard_ratio", ci=True), " to ".join(limits)]
