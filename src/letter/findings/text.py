"""The findings' numbers as text. Nothing else in this package rounds."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from letter.checks.counting import named
from letter.data.letter import Letter
from letter.definitions import groups
from letter.definitions.units import FIVE_YEARS_MONTHS
from letter.findings.catalogue import Finding, filled, load_findings
from letter.findings.cycles import cycles_begun, infusions_finished
from letter.findings.enrolled import if_all_were_treated
from letter.findings.five_years import five_years_of
from letter.findings.hematologic import curve_of, five_year_estimate, readings
from letter.findings.late_relapse import late_relapse
from letter.findings.mrd_methods import methods
from letter.findings.references import REFERENCES, Reference, cited_numbers
from letter.findings.responses import responses_at_transplant, watched
from letter.findings.treatment import by_molecular_status, dose_increased, kinase_inhibitors
from reproduction.claims import Entry, Quantity
from reproduction.claims.display import Markdown, pipe_table
from reproduction.claims.rounding import Number, fixed, percent
from reproduction.survival.follow_up import plain_median, reverse_kaplan_meier_median
from reproduction.survival.kaplan_meier import Estimate


class Paper(Protocol):
    """What the findings rest on: a part of the project."""

    @property
    def source(self) -> Letter:
        """The patients, the printed tables, and what was seen of the references."""

    @property
    def ledger(self) -> Sequence[Entry]:
        """What the letter prints."""


METHODS = ("table1-ig-tcr", "table1-bcr-abl", "table1-mll-af4")


def share(part: int, whole: int) -> str:
    """Return a percentage such as ``45%``."""
    return f"{fixed(percent(part, whole))}%"


def proportion(value: Number) -> str:
    """Return a proportion as a whole percentage, such as ``53%``."""
    return f"{fixed(100 * value)}%"


def with_interval(estimate: Estimate) -> str:
    """Return a proportion with its interval, such as ``53% (95% CI 29 to 72)``."""
    lower, upper = (fixed(100 * end) for end in (estimate.lower, estimate.upper))
    return f"{proportion(estimate.value)} (95% CI {lower} to {upper})"


def listed(months: Iterable[float]) -> str:
    """Return times in months as text: ``3.2, 5.1 and 12.4``."""
    return " and ".join(", ".join(fixed(time, 1) for time in months).rsplit(", ", 1))


def findings(paper: Paper) -> tuple[Finding, ...]:
    """Return the findings in order of consequence, with every number computed."""
    facts = {name: value for part in _FACTS for name, value in part(paper)}
    return filled(load_findings(), facts)


def finding_list(found: Iterable[Finding], chapter: str = "") -> Markdown:
    """Return one line for each finding, linked to its section of ``chapter``."""
    lines = (f"- [{f.title}]({chapter}#{f.anchor}). {f.consequence}" for f in found)
    return Markdown("\n".join(lines) + "\n")


def brief_list(found: Iterable[Finding], chapter: str) -> Markdown:
    """Return the one line of each finding that has one, as a link to its section of ``chapter``."""
    lines = (f"- [{f.brief}]({chapter}#{f.anchor})" for f in found if f.brief)
    return Markdown("\n".join(lines) + "\n")


Facts = Iterator[tuple[str, str]]


def _printed(paper: Paper, claim: str, index: int = 0) -> Quantity:
    (entry,) = (entry for entry in paper.ledger if entry.id == claim)
    return entry.quantities[index]


def _five_years(paper: Paper) -> Facts:
    everybody = five_years_of(paper.source.cohort)
    transplanted = five_years_of(groups.transplanted(paper.source.cohort))
    yield "patients", str(len(everybody.group))
    yield "counted", str(len(everybody.counted))
    yield "full", str(len(everybody.full))
    yield "transplanted", str(len(transplanted.group))
    yield "counted_transplanted", str(len(transplanted.counted))
    yield "full_transplanted", str(len(transplanted.full))
    yield "months", str(FIVE_YEARS_MONTHS)
    short = groups.counted_as_five_years(paper.source.cohort)
    yield "short", named(short)
    yield "table_months", listed(short["rfs_months"])
    yield "note_months", _printed(paper, "table1-note-five-years", 1).numeral


def _estimates(paper: Paper) -> Facts:
    curves = {
        "estimate": curve_of(paper.source.cohort),
        "estimate_without": readings(paper.source.cohort)["censored"],
        "estimate_first": curve_of(groups.first_remission(paper.source.cohort)),
    }
    for name, curve in curves.items():
        yield name, proportion(five_year_estimate(curve).value)
    yield "interim_printed", paper.source.related["rfs-all"].numeral
    yield "later_remission", named(groups.later_remission(paper.source.cohort))


def _treatment(paper: Paper) -> Facts:
    cohort = paper.source.cohort
    first = by_molecular_status(cohort)
    counted = {
        "failure": first.failure,
        "relapse": first.relapse,
        "ph_negative": five_years_of(groups.not_transplanted(groups.ph_negative(cohort))),
        "untreated": kinase_inhibitors(cohort).untreated,
        "not_transplanted": five_years_of(groups.not_transplanted(cohort)),
        "increased": dose_increased(cohort),
    }
    for name, found in counted.items():
        yield name, str(len(found.group))
        yield f"{name}_counted", str(len(found.counted))
    yield "increased", named(counted["increased"].group)
    yield "ph_negative_printed", _printed(paper, "untreated-ph-negative", 1).numeral


def _enrolled(paper: Paper) -> Facts:
    enrolled = paper.source.related["registry-enrolled"]
    found = if_all_were_treated(paper.source.cohort, int(enrolled.value))
    yield "enrolled", enrolled.numeral
    yield "enrolled_low", f"{fixed(found.remission.low)}%"
    yield "enrolled_high", f"{fixed(found.remission.high)}%"


def _responses(paper: Paper) -> Facts:
    ongoing = watched(groups.five_years(paper.source.cohort))
    gaps = [response.unwatched for response in ongoing if response.unwatched > 0]
    yield "ongoing_counted", str(len(ongoing))
    yield "watched_counted", str(len(ongoing) - len(gaps))
    yield "unwatched_counted", str(len(gaps))
    yield "unwatched_least", fixed(min(gaps), 1)
    found = responses_at_transplant(paper.source.cohort)
    yield "responded", str(len(found.responded))
    yield "lost", named(found.lost)
    yield "still", str(len(found.responded) - len(found.lost))
    high = groups.mrd_at_least_cutoff(groups.non_responders(groups.five_years(paper.source.cohort)))
    yield "high_mrd", named(high)


def _follow_up(paper: Paper) -> Facts:
    time, event = paper.source.cohort["rfs_months"], paper.source.cohort["rfs_event"]
    yield "median_printed", _printed(paper, "median-follow-up").numeral
    yield "median_plain", fixed(plain_median(time), 2)
    yield "median_reverse", fixed(reverse_kaplan_meier_median(time, event), 1)
    yield "beyond", str(int((time > FIVE_YEARS_MONTHS).sum()))
    yield "withdrawn", _printed(paper, "withdrawal-time").numeral
    yield "withdrawn_before", _printed(paper, "withdrawal-reported-earlier").numeral


def _late(paper: Paper) -> Facts:
    times = [float(_printed(paper, "late-relapse-extramedullary", i).value) for i in (0, 1)]
    found = late_relapse(paper.source.cohort, times)
    yield "late", str(found.patient)
    yield "late_shorter", fixed(found.shorter_by, 1)


def _table_1(paper: Paper) -> Facts:
    group = groups.not_five_years(paper.source.cohort)
    yield "cycles_printed", _printed(paper, "table1-cycles", 3).numeral
    yield "cycles_finished", f"{infusions_finished(group).median:g}"
    counts = [int(_printed(paper, claim, 2).value) for claim in METHODS]
    yield "overlaps", str(methods(len(group), counts).overlaps)


_FACTS = (
    _five_years,
    _estimates,
    _treatment,
    _enrolled,
    _responses,
    _follow_up,
    _late,
    _table_1,
)


def watched_table(paper: Paper) -> Markdown:
    """Return one row for each response marked as ongoing: how long MRD was watched, in months."""
    rows = [
        (
            str(w.patient),
            fixed(w.duration, 1),
            fixed(w.watched_to, 1),
            fixed(w.transplant, 1) if w.was_transplanted else "–",
            fixed(w.rfs, 1),
            fixed(w.unwatched, 1),
        )
        for w in watched(paper.source.cohort)
    ]
    head = (
        *("Patient", "Response lasted", "MRD last assessed, at the latest", "Transplant"),
        *("Relapse-free survival", "Difference, at least"),
    )
    return pipe_table(head, rows, (10, 16, 20, 16, 20, 18))


def cycles_table(paper: Paper) -> Markdown:
    """Return the most cycles and the most infusions of each patient without five years."""
    group = groups.not_five_years(paper.source.cohort)
    begun, finished = cycles_begun(group), infusions_finished(group)
    rows = zip(map(str, begun.patients), map(str, begun.most), map(str, finished.most), strict=True)
    head = ("Patient", "Cycles begun, at most", "Infusions finished, at most")
    return pipe_table(head, [*rows, _medians(begun.median, finished.median)], (20, 40, 40))


def _medians(begun: float, finished: float) -> tuple[str, str, str]:
    return "**Median**", f"**{begun:g}**", f"**{finished:g}**"


def references_table(paper: Paper) -> Markdown:
    """Return the letter's references by its own numbers, with what was seen of each."""
    head = ("Letter's number", "Reference", "Seen", "Cited numbers", "Of these seen at a source")
    rows = [_reference_row(paper, reference) for reference in REFERENCES]
    return pipe_table(head, rows, (10, 30, 20, 20, 20))


def _reference_row(paper: Paper, reference: Reference) -> tuple[str, ...]:
    cited = cited_numbers(paper.ledger, paper.source.related, reference.key)
    doubt = f" (uncertain: {reference.doubt})" if reference.doubt else ""
    what = "abstract" if reference.abstract_seen else "record"
    return (
        str(reference.number),
        f"@{reference.key}{doubt}",
        what if reference.record_seen else "no",
        ", ".join(c.quantity.short for c in cited) or "–",
        ", ".join(c.quantity.short for c in cited if c.seen) or "–",
    )
