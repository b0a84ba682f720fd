"""Tables of estimates: one proportion, time or incidence in a cell."""

from collections.abc import Mapping

from letter.definitions.endpoints import CURVE_LABELS
from letter.review.formatting import Shown
from letter.review.tables.layout import INTERVALS, Table, laid_out, rows_of
from letter.review.topics.estimates import SHOWN_MONTHS

_AT_YEARS = ("1 year", "3 years", "5 years")
_POPULATIONS = {
    "all_patients": "All patients",
    "ph_negative": "Ph-negative",
    "molecular_failure_cr1": "Molecular failure in CR1",
}


_CURVES = {curve: name.removesuffix(" at transplant") for curve, name in CURVE_LABELS.items()}


@laid_out
def estimates(shown: Shown) -> Table:
    """Return the estimates for the curves of Figure 1."""
    rows = [
        [label, name, *_estimates(shown.cells, f"estimates.{population}.{curve}")]
        for population, label in _POPULATIONS.items()
        for curve, name in _CURVES.items()
    ]
    columns = [
        "Events/ patients",
        *(f"RFS at {years}" for years in _AT_YEARS),
        "Mean RFS to 5 years, months",
        "Median RFS: lower limit, months",
    ]
    notes = [
        f"{INTERVALS} Kaplan-Meier; intervals of RFS and of the median on the log-log scale. No "
        "curve reaches its median. The plain interval of a mean can end beyond 60 months."
    ]
    return Table("Curve", columns, rows, notes)


def _estimates(cells: Shown, stem: str) -> list[str]:
    return [
        f"{cells.number(f'{stem}.events')}/{cells.number(f'{stem}.n')}",
        *(cells.percent(f"{stem}.rfs_{months}", ci=True) for months in SHOWN_MONTHS),
        cells.months(f"{stem}.mean_60", ci=True),
        cells.months(f"{stem}.median.lower"),
    ]


@laid_out
def proportions(shown: Shown) -> Table:
    """Return the letter's proportions with exact intervals."""
    labels = {
        "mrd_response": "MRD response",
        "first_follow_up": "In remission at the first follow-up analysis",
        "five_years": "In remission at 5 years",
        "five_years_transplanted": "… of those transplanted",
        "five_years_not_transplanted": "… of those not transplanted",
        "five_years_untreated": "… of Ph-negative responders not transplanted",
        "five_years_ph_positive": "… of those with Ph-positive disease",
        "five_years_molecular_relapse": "… of those with molecular relapse",
        "response_among_five_years": "MRD response, of those with 5 years",
    }
    rows = rows_of(
        labels,
        lambda name: shown.part(f"proportions.{name}"),
        lambda name: shown.cells.percent(f"proportions.{name}", ci=True),
    )
    notes = ["95% confidence intervals in parentheses: exact (Clopper-Pearson)."]
    return Table("Outcome", ["Patients", "Proportion"], rows, notes)


@laid_out
def history(shown: Shown) -> Table:
    """Return the five-year proportions beside those of earlier patients."""
    own = {
        "all": "five_years",
        "transplanted": "five_years_transplanted",
        "not_transplanted": "five_years_not_transplanted",
    }
    cells = shown.cells
    rows = rows_of(
        {
            "all": "All patients",
            "transplanted": "Transplanted",
            "not_transplanted": "Not transplanted",
        },
        lambda name: (
            f"{cells.part(f'history.{name}')}; {cells.percent(f'proportions.{own[name]}', ci=True)}"
        ),
        lambda name: cells.percent(f"history.{name}.expected"),
        lambda name: cells.p(f"history.{name}.p"),
    )
    notes = [
        "Exact 95% confidence intervals in parentheses. p: exact binomial test, two-sided, "
        "which takes the historical percentage as known."
    ]
    return Table("Group", ["In remission at 5 years", "Historical RFS", "p"], rows, notes)


@laid_out
def follow_up(shown: Shown) -> Table:
    """Return what "median follow-up" can mean."""
    cells = shown.cells
    rows = [
        ["", "Middle of all patients' times", cells.months("followup.plain_median")],
        ["", "Lower of the two middle times", cells.months("followup.lower_median")],
        ["", "Middle of the times without an event", cells.months("followup.event_free_median")],
        ["", "Reverse Kaplan-Meier median", cells.months("followup.reverse_median", ci=True)],
    ]
    notes = ["95% confidence interval in parentheses, on the log-log scale."]
    return Table("Reading", ["Months"], rows, notes)


@laid_out
def bounds(shown: Shown) -> Table:
    """Return five-year RFS between the worst and the best that censoring could hide."""
    labels = {
        "bounds.{}.worst.rfs_60": "Worst: each would have relapsed at once",
        "estimates.{}.censored_at_hsct.rfs_60": "As censored: like those not transplanted",
        "bounds.{}.best.rfs_60": "Best: none would have relapsed",
        "estimates.{}.uncensored_at_hsct.rfs_60": "For comparison: followed through transplant",
    }
    rows = [
        ["", label, *(shown.cells.percent(name.format(p), ci=True) for p in _POPULATIONS)]
        for name, label in labels.items()
    ]
    notes = [f"{INTERVALS} Kaplan-Meier, log-log scale."]
    head = "Transplanted patients, without a transplant"
    return Table(head, [*_POPULATIONS.values()], rows, notes)


@laid_out
def competing_risks(shown: Shown) -> Table:
    """Return the cumulative incidences by kind of event."""
    labels = {
        "relapse": "Relapse",
        "hematologic_relapse": "… hematologic",
        "extramedullary_relapse": "… extramedullary",
        "death_in_remission": "Death in remission",
        "transplant": "Transplant in remission",
        "failure": "Relapse or death without one",
    }
    cells = shown.cells
    rows = [
        [
            "",
            f"{label}, {cells.number(f'{stem}.events')}",
            *(_both(cells, f"{stem}.by_{at}", f"{stem}.gray_{at}") for at in SHOWN_MONTHS),
        ]
        for stem, label in ((f"competing.{name}", label) for name, label in labels.items())
    ]
    notes = [
        f"{INTERVALS} Aalen-Johansen; log(−log) scale; Marubini and Valsecchi's variance (R's "
        "prodlim); a second interval, where it reads differently, has Gray's (R's cmprsk).",
        "Relapse and death compete with each other; transplant competes with relapse or death "
        "before it.",
    ]
    return Table("First event, patients", [f"By {years}" for years in _AT_YEARS], rows, notes)


def _both(cells: Shown, name: str, gray: str) -> str:
    """Return the estimate with its interval, and with Gray's where that reads differently."""
    same = cells.percent(name, ci=True) == cells.percent(gray, ci=True)
    return cells.percent(name, ci=True, other="" if same else gray)


@laid_out
def sensitivity(shown: Shown) -> Table:
    """Return five-year RFS under other decisions and records."""
    blocks: Mapping[str, Mapping[str, str]] = {
        "Reference: any relapse or death": {
            "estimates.all_patients.uncensored_at_hsct.rfs_60": "Log-log scale",
        },
        "The same, another scale of the interval": {
            "sensitivity.scale.log": "Log scale",
            "sensitivity.scale.plain": "Plain scale",
        },
        "The caption's endpoint: hematologic relapse or death": {
            "sensitivity.caption.censored": "Extramedullary relapse censored",
            "sensitivity.caption.competing": "Extramedullary relapse competing*",
        },
        "Patient 11": {"sensitivity.months_59_7": "59.7 months, not 59.5"},
        "Patient 1, who withdrew consent": {
            "sensitivity.withdrawn.later": "Censored at 2.6 months, not 1.4",
            "sensitivity.withdrawn.excluded": "Left out",
            "sensitivity.withdrawn.event": "Relapse on the day",
            "sensitivity.withdrawn.event_free": "In remission throughout",
        },
    }
    gray = {"sensitivity.caption.competing": "sensitivity.caption.gray"}
    rows = [
        [heading, label, _both(shown.cells, name, gray.get(name, name))]
        for heading, labels in blocks.items()
        for name, label in labels.items()
    ]
    notes = [
        f"{INTERVALS} On the log-log scale unless the row says otherwise. * The second interval "
        "has Gray's variance."
    ]
    return Table("Decision", ["Free of the event at 5 years"], rows, notes)
