"""The review's tables. Each shows numbers of `letter.review.quantities` and no other."""

from collections.abc import Mapping

from letter.definitions.endpoints import CURVE_LABELS
from letter.review.formatting import Shown
from letter.review.layout import TABLES as TABLES
from letter.review.layout import Cell, Table, grid, laid_out
from letter.review.topics.estimates import SHOWN_MONTHS
from letter.review.topics.transplant import CHARACTERISTICS, LANDMARKS, SIDES

_INTERVALS = "95% confidence intervals in parentheses."
_AT_YEARS = dict(zip(SHOWN_MONTHS, ("1 year", "3 years", "5 years"), strict=True))
_POPULATIONS = {
    "all_patients": "All patients",
    "ph_negative": "Ph-negative",
    "molecular_failure_cr1": "Molecular failure in CR1",
}
_CURVES = {curve: name.removesuffix(" at transplant") for curve, name in CURVE_LABELS.items()}
_GROUPS = f"Groups: events/patients; RFS at 5 years. {_INTERVALS}"
_METHODS = (
    "Intervals of hazard ratios: Wald, profile likelihood. p: exact log-rank test (chi-squared "
    "statistic, all assignments of the patients to groups of these sizes)."
)


@laid_out
def transplantation(shown: Shown) -> Table:
    """Return transplanted against not, in the biased way and in those that are not."""
    cells, stem = shown.cells, "transplantation"
    labels = {f"{stem}.naive": "Ever, never (biased)"}
    labels |= {f"{stem}.landmark_{months}": f"Landmark, {months} months" for months in LANDMARKS}
    table = _compared(
        cells,
        "Comparison",
        labels,
        ("Transplant", "None"),
        f"{_GROUPS} {_METHODS} * Mantel-Byar, asymptotic. Hazard ratio: transplant against none. "
        "With two to six events the exact p takes few values and need not follow it.",
        "Landmarks: patients still in remission then, by whether they had been transplanted by "
        "then. Time-dependent: patients change groups at transplant, so events alone are counted; "
        "Cox model, Simon-Makuch curves.",
    )
    over_time = [
        f"{cells.number(f'{stem}.person_time.{state}.events')}; "
        f"{cells.percent(f'{stem}.simon_makuch.{state}.rfs_60', ci=True)}"
        for state in ("after", "before")
    ]
    p = f"{cells.p(f'{stem}.mantel_byar.p')}*"
    last = ["", "Time-dependent", *over_time, cells.hazard_ratio(f"{stem}.cox"), p]
    return table._replace(rows=[*table.rows, last])


@laid_out
def subgroups(shown: Shown) -> Table:
    """Return the exploratory comparisons."""
    labels = {
        "subgroups.ph_positive": "Ph+ vs Ph−",
        "subgroups.molecular_relapse": "Molecular relapse vs failure",
        "subgroups.high_mrd": "MRD ≥10^-3^ vs <10^-3^",
        "subgroups.mrd_response": "MRD response vs none, from 1.5 months",
    }
    note = (
        f"{_GROUPS} {_METHODS} Hazard ratio: first against second group. —: not defined, as every "
        "patient of the group had an event."
    )
    return _compared(shown.cells, "Groups", labels, ("First group", "Second group"), note)


def _compared(
    cells: Shown, head: str, labels: Mapping[str, str], groups: tuple[str, str], *notes: str
) -> Table:
    def side(name: str) -> Cell:
        return lambda stem: (
            f"{cells.events(f'{stem}.{name}')}; {cells.percent(f'{stem}.{name}.rfs', ci=True)}"
        )

    first, second = groups
    columns = {
        first: side("exposed"),
        second: side("others"),
        "Hazard ratio (Wald; profile)": cells.hazard_ratio,
        "p": lambda stem: cells.p(f"{stem}.p"),
    }
    return grid(head, {"": labels}, columns, *notes)


@laid_out
def characteristics(shown: Shown) -> Table:
    """Return Table 1's rows by transplant use, as far as the patients give them."""
    stems = [f"characteristics.{side}" for side in SIDES]
    rows = [["", "Patients", *(shown.number(f"{stem}.n") for stem in stems)]]
    for row in CHARACTERISTICS:
        cells = [shown.table_1_cell(f"{stem}.{row.claim}", row) for stem in stems]
        rows.append([row.heading.rstrip("*"), row.label, *cells])
    notes = [
        "Reconstructed from Table 2; the letter's Supplementary Table S1 was not available. "
        "The other rows of Table 1 cannot be derived."
    ]
    return Table("Characteristic", ["Transplanted", "Not transplanted"], rows, notes)


# Who lost an MRD response, in Table 2's order.
LOST_RESPONSE = (3, 4, 5, 9, 10)


@laid_out
def response_lags(shown: Shown) -> Table:
    """Return the patients who lost an MRD response."""

    def months(part: str) -> Cell:
        return lambda patient: shown.cells.months(f"response.{part}.{patient}")

    shortest, longest = months("shortest_lag"), months("longest_lag")
    columns = {
        "Response lasted": months("duration"),
        "Began by": months("start"),
        "Relapse at": months("relapse"),
        "From loss to relapse": lambda patient: f"{shortest(patient)} to {longest(patient)}",
    }
    note = (
        "Months. A response began no later than RFS less its duration, and within the first cycle "
        "of six weeks. The range in the last column follows from that. Times are printed to 0.1 "
        "months, so a limit can be off by as much."
    )
    patients = {str(patient): str(patient) for patient in LOST_RESPONSE}
    return grid("Patient", {"": patients}, columns, note)


@laid_out
def estimates(shown: Shown) -> Table:
    """Return the estimates for the curves of Figure 1."""
    cells = shown.cells
    blocks = {
        label: {f"estimates.{population}.{curve}": name for curve, name in _CURVES.items()}
        for population, label in _POPULATIONS.items()
    }

    def rfs(months: int) -> Cell:
        return lambda stem: cells.percent(f"{stem}.rfs_{months}", ci=True)

    columns: dict[str, Cell] = {
        "Events/ patients": lambda stem: cells.events(stem),
        **{f"RFS at {years}": rfs(months) for months, years in _AT_YEARS.items()},
        "Mean RFS to 5 years, months": lambda stem: cells.months(f"{stem}.mean_60", ci=True),
        "Median RFS: lower limit, months": lambda stem: cells.months(f"{stem}.median.lower"),
    }
    note = (
        f"{_INTERVALS} Kaplan-Meier; intervals of RFS and of the median on the log-log scale. No "
        "curve reaches its median. The plain interval of a mean can end beyond 60 months."
    )
    return grid("Curve", blocks, columns, note)


@laid_out
def proportions(shown: Shown) -> Table:
    """Return the letter's proportions with exact intervals."""
    labels = {
        "mrd_response": "MRD response",
        "first_follow_up": "In remission at the first follow-up analysis",
        "five_years": "In remission at 5 years",
        "five_years_strict": "… with 60 full months",
        "five_years_transplanted": "… of those transplanted",
        "five_years_not_transplanted": "… of those not transplanted",
        "five_years_untreated": "… of Ph-negative responders not transplanted",
        "five_years_ph_positive": "… of those with Ph-positive disease",
        "five_years_molecular_relapse": "… of those with molecular relapse",
        "response_among_five_years": "MRD response, of those with 5 years",
    }
    columns: dict[str, Cell] = {
        "Patients": lambda name: shown.part(f"proportions.{name}"),
        "Proportion": lambda name: shown.cells.percent(f"proportions.{name}", ci=True),
    }
    note = "95% confidence intervals in parentheses: exact (Clopper-Pearson)."
    return grid("Outcome", {"": labels}, columns, note)


@laid_out
def history(shown: Shown) -> Table:
    """Return the five-year proportions beside those of earlier patients."""
    cells = shown.cells
    labels = {
        "all": "All patients",
        "strict": "… with 60 full months",
        "transplanted": "Transplanted",
        "not_transplanted": "Not transplanted",
    }

    def at_five_years(name: str) -> str:
        own = "five_years" if name == "all" else f"five_years_{name}"
        return f"{cells.part(f'history.{name}')}; {cells.percent(f'proportions.{own}', ci=True)}"

    columns = {
        "In remission at 5 years": at_five_years,
        "Historical RFS": lambda name: cells.percent(f"history.{name}.expected"),
        "p": lambda name: cells.p(f"history.{name}.p"),
    }
    note = (
        "Exact 95% confidence intervals in parentheses. p: exact binomial test, two-sided, "
        "which takes the historical percentage as known."
    )
    return grid("Group", {"": labels}, columns, note)


@laid_out
def follow_up(shown: Shown) -> Table:
    """Return what "median follow-up" can mean."""
    labels = {
        "plain_median": "Middle of all patients' times",
        "lower_median": "Lower of the two middle times",
        "event_free_median": "Middle of the times without an event",
        "reverse_median": "Reverse Kaplan-Meier median",
    }

    def months(name: str) -> str:
        return shown.cells.months(f"followup.{name}", ci=name == "reverse_median")

    note = "95% confidence interval in parentheses, on the log-log scale."
    return grid("Reading", {"": labels}, {"Months": months}, note)


@laid_out
def bounds(shown: Shown) -> Table:
    """Return five-year RFS between the worst and the best that censoring could hide."""
    labels = {
        "bounds.{}.worst.rfs_60": "Worst: each would have relapsed at once",
        "estimates.{}.censored_at_hsct.rfs_60": "As censored: like those not transplanted",
        "bounds.{}.best.rfs_60": "Best: none would have relapsed or died",
        "estimates.{}.uncensored_at_hsct.rfs_60": "For comparison: followed through transplant",
    }

    def rfs(population: str) -> Cell:
        return lambda name: shown.cells.percent(name.format(population), ci=True)

    columns = {label: rfs(population) for population, label in _POPULATIONS.items()}
    note = f"{_INTERVALS} Kaplan-Meier, log-log scale."
    return grid("If they had had no transplant", {"": labels}, columns, note)


@laid_out
def competing_risks(shown: Shown) -> Table:
    """Return the cumulative incidences by kind of event."""
    cells = shown.cells
    labels = {
        "competing.relapse": "Relapse",
        "competing.hematologic_relapse": "… hematologic",
        "competing.extramedullary_relapse": "… extramedullary",
        "competing.death_in_remission": "Death in remission",
        "competing.transplant": "Transplant in remission",
        "competing.failure": "Relapse or death without transplant",
    }
    counted = {s: f"{label}, {cells.number(f'{s}.events')}" for s, label in labels.items()}

    def by(months: int) -> Cell:
        return lambda stem: cells.both(f"{stem}.by_{months}", f"{stem}.gray_{months}")

    return grid(
        "First event, patients",
        {"": counted},
        {f"By {years}": by(months) for months, years in _AT_YEARS.items()},
        f"{_INTERVALS} Aalen-Johansen; log(−log) scale of the incidence; Marubini and Valsecchi's "
        "variance (R's prodlim); a second interval, where it reads differently, has Gray's (R's "
        "cmprsk).",
        "Relapse and death compete with each other; transplant competes with relapse or death "
        "before it. —: not defined before the first event.",
    )


@laid_out
def sensitivity(shown: Shown) -> Table:
    """Return five-year RFS under other decisions and records."""
    blocks = {
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

    def cell(name: str) -> str:
        return shown.cells.both(name, name.replace("caption.competing", "caption.gray"))

    note = (
        f"{_INTERVALS} On the log-log scale of the proportion shown unless the row says otherwise. "
        "* The second interval has Gray's variance."
    )
    return grid("Decision", blocks, {"Free of the event at 5 years": cell}, note)
