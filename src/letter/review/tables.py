"""The review's tables. Each shows numbers that `letter.review.quantities` names."""

from collections.abc import Mapping, Sequence

import pandas as pd
from great_tables import GT

from letter.definitions.units import MONTHS_PER_YEAR
from letter.display.tables import journal_style, rich
from letter.review.quantities import TRANSPLANT_LANDMARKS, YEARS_MONTHS
from letter.review.text import Shown

POPULATION_LABELS: Mapping[str, str] = {
    "all_patients": "All patients",
    "ph_negative": "Ph-negative",
    "molecular_failure_cr1": "Molecular failure in CR1",
}
CURVE_LABELS: Mapping[str, str] = {
    "uncensored_at_hsct": "Not censored at transplant",
    "censored_at_hsct": "Censored at transplant",
}

_INTERVALS = "95% confidence intervals in parentheses."
_RATIO = "Hazard ratio: Cox's, with Wald's interval; p: two-sided log-rank test."

_Cells = Sequence[Sequence[str]]


def _years(months: int) -> str:
    years = months // MONTHS_PER_YEAR
    return f"{years} year" if years == 1 else f"{years} years"


def estimates(shown: Shown) -> GT:
    """The estimates for the curves of Figure 1."""
    stems = {
        f"estimates.{population}.{curve}": (population, curve)
        for population in POPULATION_LABELS
        for curve in CURVE_LABELS
    }
    rows = [
        ["Patients", *(shown.count(f"{stem}.n") for stem in stems)],
        ["Events", *(shown.count(f"{stem}.events") for stem in stems)],
    ]
    for months in YEARS_MONTHS:
        cells = (shown.percent_cell(f"{stem}.rfs_{months}") for stem in stems)
        rows.append([f"RFS at {_years(months)}", *cells])
    rows += [
        ["Median RFS, months", *(shown.months_cell(f"{stem}.median") for stem in stems)],
        ["Mean RFS to 5 years, months", *(shown.months_cell(f"{stem}.mean_60") for stem in stems)],
    ]
    labels = [CURVE_LABELS[curve] for _, curve in stems.values()]
    spanners = {
        label: [i for i, (population, _) in enumerate(stems.values()) if population == key]
        for key, label in POPULATION_LABELS.items()
    }
    notes = [
        f"{_INTERVALS} Kaplan-Meier; intervals of RFS and of the median on the log-log scale.",
        "Mean: the area under the curve; its symmetric interval can end beyond 60 months.",
    ]
    return _table("estimates", "", labels, rows, notes, spanners=spanners)


def proportions(shown: Shown) -> GT:
    """The letter's proportions with exact intervals."""
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
        [label, shown.part(f"proportions.{name}"), shown.percent_cell(f"proportions.{name}")]
        for name, label in labels.items()
    ]
    notes = ["95% confidence intervals in parentheses: exact, by Clopper and Pearson."]
    return _table("proportions", "", ["Patients", "Proportion"], rows, notes)


def follow_up(shown: Shown) -> GT:
    """What "median follow-up" can mean."""
    rows = [
        ["Middle of all patients' times", shown.months("followup.plain_median", 2)],
        ["Lower of the two middle times", shown.months("followup.lower_median")],
        [
            "Kaplan-Meier median of time under observation",
            shown.months("followup.observation_median"),
        ],
        [
            "Middle of the times of patients without an event",
            shown.months("followup.event_free_median"),
        ],
        ["Reverse Kaplan-Meier median", shown.months_cell("followup.reverse_median")],
    ]
    notes = ["95% confidence interval in parentheses, on the log-log scale."]
    return _table("follow-up", "Reading", ["Months"], rows, notes)


_SIDES = ("Patients (events)", "RFS at 5 years") * 2


def _spanners(exposed: str, others: str) -> dict[str, list[int]]:
    return {exposed: [0, 1], others: [2, 3]}


def transplantation(shown: Shown) -> GT:
    """Transplanted against not, in the biased way and in those that are not."""
    comparisons = {"naive": "Ever and never (biased)"}
    comparisons |= {f"landmark_{m}": f"Landmark at {m} months" for m in TRANSPLANT_LANDMARKS}
    rows = [
        [
            label,
            *_sides(shown, f"transplantation.{name}"),
            shown.points_cell(f"transplantation.{name}.rfs_difference"),
            *_tested(shown, f"transplantation.{name}"),
        ]
        for name, label in comparisons.items()
    ]
    stem = "transplantation"
    rows.append(
        [
            "Transplant as a time-dependent covariate",
            *(
                cell
                for state in ("after", "before")
                for cell in (
                    f"({shown.count(f'{stem}.person_time.{state}.events')})",
                    shown.percent_cell(f"{stem}.simon_makuch.{state}.rfs_60"),
                )
            ),
            "",
            shown.ratio_cell(f"{stem}.cox.hazard_ratio"),
            f"{shown.p_cell(f'{stem}.mantel_byar.p')}*",
        ]
    )
    notes = [
        f"{_INTERVALS} Differences and ratios: transplanted against not transplanted.",
        "From a landmark on: patients still followed in relapse-free remission then, by whether "
        "they had been transplanted by then; RFS at 5 years, given RFS to the landmark.",
        "Time-dependent: patients change sides at transplant; RFS as in the Simon-Makuch curves.",
        f"{_RATIO} * Two-sided Mantel-Byar test.",
    ]
    columns = [*_SIDES, "Difference, percentage points", "Hazard ratio", "p"]
    spanners = _spanners("Transplanted", "Not transplanted")
    return _table("transplantation", "Comparison", columns, rows, notes, spanners=spanners)


def subgroups(shown: Shown) -> GT:
    """The exploratory comparisons."""
    labels = {
        "ph_positive": "Ph-positive vs Ph-negative",
        "molecular_relapse": "Molecular relapse vs molecular failure",
        "high_mrd": "Baseline MRD ≥10^-3^ vs <10^-3^",
        "mrd_response": "MRD response vs none, from 1.5 months on",
    }
    rows = [
        [
            label,
            *_sides(shown, f"subgroups.{name}"),
            shown.months_cell(f"subgroups.{name}.mean_difference"),
            *_tested(shown, f"subgroups.{name}"),
        ]
        for name, label in labels.items()
    ]
    notes = [
        f"Exploratory: not planned, and not corrected for their number. {_INTERVALS}",
        f"{_RATIO} —: not defined, as every patient of the group had an event.",
    ]
    columns = [*_SIDES, "Difference in mean RFS to 5 years, months", "Hazard ratio", "p"]
    spanners = _spanners("First group", "Second group")
    return _table("subgroups", "Groups", columns, rows, notes, spanners=spanners)


def _sides(shown: Shown, stem: str) -> list[str]:
    return [
        cell
        for side in (f"{stem}.exposed", f"{stem}.others")
        for cell in (
            f"{shown.count(f'{side}.n')} ({shown.count(f'{side}.events')})",
            shown.percent_cell(f"{side}.rfs"),
        )
    ]


def _tested(shown: Shown, stem: str) -> list[str]:
    return [shown.ratio_cell(f"{stem}.hazard_ratio"), shown.p_cell(f"{stem}.p")]


def bounds(shown: Shown) -> GT:
    """Five-year RFS between the worst and the best that censoring at transplant could hide."""
    labels = {
        "worst": "Worst: each would have relapsed at once",
        "censored": "As censored: like those not transplanted",
        "best": "Best: none would have relapsed",
        "observed": "For comparison: followed through transplant",
    }
    estimates = {"censored": "censored_at_hsct", "observed": "uncensored_at_hsct"}
    rows = [
        [label, *(shown.percent_cell(_bound(name, p, estimates)) for p in POPULATION_LABELS)]
        for name, label in labels.items()
    ]
    notes = [f"{_INTERVALS} Kaplan-Meier, log-log."]
    head = "Transplanted patients, without a transplant"
    return _table("bounds", head, list(POPULATION_LABELS.values()), rows, notes)


def _bound(name: str, population: str, estimates: Mapping[str, str]) -> str:
    if name in estimates:
        return f"estimates.{population}.{estimates[name]}.rfs_60"
    return f"bounds.{population}.{name}.rfs_60"


def competing_risks(shown: Shown) -> GT:
    """Cumulative incidences, by kind of event."""
    labels = {
        "relapse": "Relapse",
        "hematologic_relapse": "… hematologic",
        "extramedullary_relapse": "… extramedullary",
        "death_in_remission": "Death in remission",
        "transplant": "Transplant in remission",
        "failure": "Relapse or death without one",
    }
    rows = [
        [
            label,
            shown.count(f"competing.{name}.events"),
            *(shown.percent_cell(f"competing.{name}.by_{months}") for months in (12, 36, 60)),
        ]
        for name, label in labels.items()
    ]
    columns = ["Patients", "By 1 year", "By 3 years", "By 5 years"]
    notes = [
        f"{_INTERVALS} Aalen-Johansen; intervals symmetric for log(−log F).",
        "The kinds of relapse and death compete with each other; transplant competes with "
        "relapse or death before it.",
    ]
    return _table("competing-risks", "First event", columns, rows, notes)


def response_lags(shown: Shown, patients: Sequence[int] = (3, 4, 5, 9, 10)) -> GT:
    """The patients who lost an MRD response."""
    rows = [
        [str(p), *(shown.months(f"response.{part}.{p}") for part in ("duration", "relapse", "lag"))]
        for p in patients
    ]
    columns = ["MRD response lasted", "Relapse at", "From loss of response to relapse, at most"]
    notes = [
        "Months; the response's from its own start, the relapse's from the start of treatment. "
        "When in the first cycle a response began is not published, hence “at most”."
    ]
    return _table("response-lags", "Patient", columns, rows, notes)


def sensitivity(shown: Shown) -> GT:
    """Five-year RFS under other decisions and records."""
    groups: Mapping[str, Mapping[str, str]] = {
        "As the letter has it": {
            "estimates.all_patients.uncensored_at_hsct.rfs_60": "Log-log interval",
        },
        "Scale of the interval": {
            "sensitivity.scale.log": "Log",
            "sensitivity.scale.plain": "Plain",
        },
        "Patient 11": {"sensitivity.months_59_7": "59.7 months, not 59.5"},
        "What is an event": {
            "sensitivity.definition.relapse.censored": "Relapse; death censored",
            "sensitivity.definition.relapse.competing": "Relapse; death competing",
            "sensitivity.definition.hematologic_or_death.censored": (
                "Hematologic relapse or death; extramedullary relapse censored"
            ),
            "sensitivity.definition.hematologic_or_death.competing": (
                "Hematologic relapse or death; extramedullary relapse competing"
            ),
            "sensitivity.definition.hematologic.censored": (
                "Hematologic relapse; the others censored"
            ),
            "sensitivity.definition.hematologic.competing": (
                "Hematologic relapse; the others competing"
            ),
        },
        "The patient who withdrew consent": {
            "sensitivity.withdrawn.later": "Censored at 2.6 months, not 1.4",
            "sensitivity.withdrawn.excluded": "Left out",
            "sensitivity.withdrawn.event": "Relapse on the day",
            "sensitivity.withdrawn.event_free": "In remission throughout",
        },
    }
    rows = []
    for heading, names in groups.items():
        rows.append([heading, ""])
        rows += [[f"\u2003{label}", shown.percent_cell(name)] for name, label in names.items()]
    notes = [
        f"{_INTERVALS} Kaplan-Meier, or one less the Aalen-Johansen incidence where events compete "
        "(interval symmetric for log(−log F)).",
    ]
    return _table("sensitivity", "Decision", ["Free of the event at 5 years"], rows, notes)


def characteristics(shown: Shown) -> GT:
    """Table 1's rows by transplant use, as far as the patients give them."""
    lines: Sequence[tuple[str, Mapping[str, str]]] = (
        ("Sex, n (%)", {"male": "Male", "female": "Female"}),
        ("Age, years, median (range)", {}),
        (
            "Disease status, n (%)",
            {
                "relapse_cr1": "Molecular relapse in CR1",
                "relapse_cr2": "Molecular relapse in CR2+",
                "failure_cr1": "Molecular failure in CR1",
                "failure_cr2": "Molecular failure in CR2+",
            },
        ),
        ("MRD status, n (%)", {"low_mrd": "MRD <10^-3^", "high_mrd": "MRD ≥10^-3^"}),
        ("Method for MRD evaluation, n (%)", {"bcr_abl": "BCR-ABL translocations PCR"}),
        ("Treatment and outcome, n (%)", {
            "mrd_response": "Complete MRD response after 1 cycle",
            "five_years": "RFS ≥5 years",
        }),
    )  # fmt: skip
    stems = ("characteristics.transplanted", "characteristics.not_transplanted")
    rows = [["Patients", *(shown.count(f"{stem}.n") for stem in stems)]]
    for heading, names in lines:
        ages = [_age(shown, stem) if not names else "" for stem in stems]
        rows.append([heading, *ages])
        for name, label in names.items():
            rows.append([f"\u2003{label}", *(_share(shown, stem, name) for stem in stems)])
    notes = [
        "Reconstructed from Table 2; the letter's Supplementary Table S1 was not available. "
        "Table 1's other rows (prior consolidation II, Ig/TCR and MLL-AF4 PCR, number of cycles) "
        "cannot be derived.",
    ]
    columns = ["Transplanted", "Not transplanted"]
    return _table("characteristics", "Characteristic", columns, rows, notes)


def _share(shown: Shown, stem: str, name: str) -> str:
    return f"{shown.count(f'{stem}.{name}')} ({shown.share(f'{stem}.{name}', f'{stem}.n')})"


def _age(shown: Shown, stem: str) -> str:
    lowest, highest = (shown.count(f"{stem}.age_{end}") for end in ("lowest", "highest"))
    return f"{shown.count(f'{stem}.age_median')} ({lowest}-{highest})"


def _table(
    name: str,
    head: str,
    columns: Sequence[str],
    rows: _Cells,
    notes: Sequence[str],
    *,
    spanners: Mapping[str, Sequence[int]] | None = None,
) -> GT:
    ids = [f"c{i}" for i in range(len(columns))]
    frame = pd.DataFrame(rows, columns=["row", *ids])
    table = (
        GT(frame, rowname_col="row")
        .fmt(rich, columns=["row", *ids])
        .tab_stubhead(head)
        .cols_label(dict(zip(ids, columns, strict=True)))
    )
    for label, positions in (spanners or {}).items():
        table = table.tab_spanner(label, columns=[ids[i] for i in positions])
    return journal_style(table, f"review-{name}", dict.fromkeys(ids, "center"), notes)
