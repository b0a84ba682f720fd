"""Tables of estimates: one proportion, time or incidence in a cell."""

from collections.abc import Mapping

from great_tables import GT

from letter.definitions.endpoints import CURVE_LABELS
from letter.review.formatting import Shown
from letter.review.tables.layout import INTERVALS, POPULATION_LABELS, indented, table
from letter.review.topics.estimates import SHOWN_MONTHS

_AT_YEARS = ["1 year", "3 years", "5 years"]


def estimates(shown: Shown) -> GT:
    """Return the estimates for the curves of Figure 1."""
    rows = []
    for population, label in POPULATION_LABELS.items():
        rows.append([label])
        rows += [
            [indented(name), *_estimates(shown.cells, f"estimates.{population}.{curve}")]
            for curve, name in CURVE_LABELS.items()
        ]
    columns = [
        "Events/ patients",
        *(f"RFS at {years}" for years in _AT_YEARS),
        "Mean RFS to 5 years, months (plain interval)",
        "Median RFS: lower limit, months",
    ]
    notes = [
        f"{INTERVALS} Kaplan-Meier; intervals of RFS and of the median on the log-log scale. No "
        "curve reaches its median. The plain interval of a mean can end beyond 60 months."
    ]
    return table("estimates", "Curve", columns, rows, notes)


def _estimates(cells: Shown, stem: str) -> list[str]:
    return [
        f"{cells.count(f'{stem}.events')}/{cells.count(f'{stem}.n')}",
        *(cells.percent(f"{stem}.rfs_{months}", ci=True) for months in SHOWN_MONTHS),
        cells.months(f"{stem}.mean_60", ci=True),
        cells.months(f"{stem}.median.lower"),
    ]


def proportions(shown: Shown) -> GT:
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
    rows = [
        [
            label,
            shown.part(f"proportions.{name}"),
            shown.cells.percent(f"proportions.{name}", ci=True),
        ]
        for name, label in labels.items()
    ]
    notes = ["95% confidence intervals in parentheses: exact (Clopper-Pearson)."]
    return table("proportions", "Outcome", ["Patients", "Proportion"], rows, notes)


def history(shown: Shown) -> GT:
    """Return the five-year proportions beside those of earlier patients."""
    labels = {
        "all": ("All patients", "five_years"),
        "transplanted": ("Transplanted", "five_years_transplanted"),
        "not_transplanted": ("Not transplanted", "five_years_not_transplanted"),
    }
    cells = shown.cells
    rows = [
        [
            label,
            f"{cells.part(f'history.{name}')}; {cells.percent(f'proportions.{own}', ci=True)}",
            cells.percent(f"history.{name}.expected"),
            cells.p(f"history.{name}.p"),
        ]
        for name, (label, own) in labels.items()
    ]
    notes = [
        "Exact 95% confidence intervals in parentheses. p: exact binomial test, two-sided, "
        "which takes the historical percentage as known."
    ]
    columns = ["In remission at 5 years", "Historical RFS", "p"]
    return table("history", "Group", columns, rows, notes)


def follow_up(shown: Shown) -> GT:
    """Return what "median follow-up" can mean."""
    cells = shown.cells
    rows = [
        ["Middle of all patients' times", cells.months("followup.plain_median", decimals=2)],
        ["Lower of the two middle times", cells.months("followup.lower_median")],
        ["Middle of the times without an event", cells.months("followup.event_free_median")],
        ["Reverse Kaplan-Meier median", cells.months("followup.reverse_median", ci=True)],
    ]
    notes = ["95% confidence interval in parentheses, on the log-log scale."]
    return table("follow-up", "Reading", ["Months"], rows, notes)


def bounds(shown: Shown) -> GT:
    """Return five-year RFS between the worst and the best that censoring could hide."""
    names = {
        "bounds.{}.worst.rfs_60": "Worst: each would have relapsed at once",
        "estimates.{}.censored_at_hsct.rfs_60": "As censored: like those not transplanted",
        "bounds.{}.best.rfs_60": "Best: none would have relapsed",
        "estimates.{}.uncensored_at_hsct.rfs_60": "For comparison: followed through transplant",
    }
    rows = [
        [label, *(shown.cells.percent(name.format(p), ci=True) for p in POPULATION_LABELS)]
        for name, label in names.items()
    ]
    notes = [f"{INTERVALS} Kaplan-Meier, log-log scale."]
    head = "Transplanted patients, without a transplant"
    return table("bounds", head, list(POPULATION_LABELS.values()), rows, notes)


def competing_risks(shown: Shown) -> GT:
    """Return the cumulative incidences by kind of event."""
    labels = {
        "relapse": "Relapse",
        "hematologic_relapse": "… hematologic",
        "extramedullary_relapse": "… extramedullary",
        "death_in_remission": "Death in remission",
        "transplant": "Transplant in remission",
        "failure": "Relapse or death without one",
    }
    *earlier, last = SHOWN_MONTHS
    cells = shown.cells
    rows = [
        [
            f"{label}, {cells.count(f'{stem}.events')}",
            *(cells.percent(f"{stem}.by_{months}", ci=True) for months in earlier),
            cells.percent(f"{stem}.by_{last}", ci=True, other=f"{stem}.gray"),
        ]
        for stem, label in ((f"competing.{name}", label) for name, label in labels.items())
    ]
    columns = [f"By {years}" for years in _AT_YEARS]
    notes = [
        f"{INTERVALS} Aalen-Johansen; log(−log) scale; Marubini and Valsecchi's variance (R's "
        "prodlim); the second interval at 5 years has Gray's (R's cmprsk).",
        "Relapse and death compete with each other; transplant competes with relapse or death "
        "before it.",
    ]
    return table("competing-risks", "First event, patients", columns, rows, notes)


def sensitivity(shown: Shown) -> GT:
    """Return five-year RFS under other decisions and records."""
    groups: Mapping[str, Mapping[str, str]] = {
        "Reference: any relapse or death": {
            "estimates.all_patients.uncensored_at_hsct.rfs_60": "Log-log scale",
        },
        "The same, another scale of the interval": {
            "sensitivity.scale.log": "Log scale",
            "sensitivity.scale.plain": "Plain scale",
        },
        "The caption's endpoint: hematologic relapse or death": {
            "sensitivity.caption.censored": "Extramedullary relapse censored",
            "sensitivity.caption.competing": "Extramedullary relapse competing",
        },
        "Patient 11": {"sensitivity.months_59_7": "59.7 months, not 59.5"},
        "Patient 1, who withdrew consent": {
            "sensitivity.withdrawn.later": "Censored at 2.6 months, not 1.4",
            "sensitivity.withdrawn.excluded": "Left out",
            "sensitivity.withdrawn.event": "Relapse on the day",
            "sensitivity.withdrawn.event_free": "In remission throughout",
        },
    }
    rows = []
    for heading, names in groups.items():
        rows.append([heading])
        rows += [
            [indented(label), shown.cells.percent(name, ci=True)] for name, label in names.items()
        ]
    notes = [f"{INTERVALS} On the log-log scale unless the row says otherwise."]
    return table("sensitivity", "Decision", ["Free of the event at 5 years"], rows, notes)
