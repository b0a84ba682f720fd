"""Tables that compare two groups."""

from great_tables import GT

from letter.review.formatting import Shown
from letter.review.tables.layout import INTERVALS, table
from letter.review.topics.transplant import LANDMARKS

_GROUPS = f"Groups: events/patients; RFS at 5 years. {INTERVALS}"
_METHODS = (
    "Intervals of hazard ratios: Wald, profile likelihood. p: exact log-rank test (chi-squared "
    "statistic, all assignments of the patients to groups of these sizes)."
)
_RATIO = "Hazard ratio (Wald; profile)"


def transplantation(shown: Shown) -> GT:
    """Return transplanted against not, in the biased way and in those that are not."""
    cells, stem = shown.cells, "transplantation"
    labels = {"naive": "Ever, never (biased)"}
    labels |= {f"landmark_{months}": f"Landmark, {months} months" for months in LANDMARKS}
    rows = [[label, *_compared(cells, f"{stem}.{name}")] for name, label in labels.items()]
    over_time = [
        f"{cells.count(f'{stem}.person_time.{state}.events')}; "
        f"{cells.percent(f'{stem}.simon_makuch.{state}.rfs_60', ci=True)}"
        for state in ("after", "before")
    ]
    p = f"{cells.p(f'{stem}.mantel_byar.p')}*"
    rows.append(["Time-dependent", *over_time, _ratio(cells, f"{stem}.cox"), p])
    notes = [
        f"{_GROUPS} {_METHODS} * Mantel-Byar, asymptotic.",
        "Landmarks: patients still in remission then, by whether they had been transplanted by "
        "then. Time-dependent: patients change groups at transplant, so events alone are counted; "
        "Cox model, Simon-Makuch curves.",
    ]
    columns = ["Transplant", "None", _RATIO, "p"]
    return table("transplantation", "Comparison", columns, rows, notes)


def subgroups(shown: Shown) -> GT:
    """Return the exploratory comparisons."""
    labels = {
        "ph_positive": "Ph+ vs Ph−",
        "molecular_relapse": "Molecular relapse vs failure",
        "high_mrd": "MRD ≥10^-3^ vs <10^-3^",
        "mrd_response": "MRD response vs none, from 1.5 months",
    }
    cells = shown.cells
    rows = [[label, *_compared(cells, f"subgroups.{name}")] for name, label in labels.items()]
    notes = [f"{_GROUPS} {_METHODS} —: not defined, as every patient of the group had an event."]
    columns = ["First group", "Second group", _RATIO, "p"]
    return table("subgroups", "Groups", columns, rows, notes)


def _compared(cells: Shown, stem: str) -> list[str]:
    groups = [
        f"{cells.count(f'{side}.events')}/{cells.count(f'{side}.n')}; "
        f"{cells.percent(f'{side}.rfs', ci=True)}"
        for side in (f"{stem}.exposed", f"{stem}.others")
    ]
    return [*groups, _ratio(cells, stem), cells.p(f"{stem}.p")]


def _ratio(cells: Shown, stem: str) -> str:
    """Return the hazard ratio with Wald's and the profile-likelihood interval."""
    return cells.ratio(f"{stem}.hazard_ratio", ci=True, other=f"{stem}.profile")
