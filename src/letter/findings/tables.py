"""The tables of the chapter on findings."""

from collections.abc import Sequence

from letter.data.letter import Letter
from letter.definitions.groups import Cohort, not_five_years, ongoing_response
from letter.definitions.treatment import (
    infusions_finished,
    most_cycles_begun,
    response_start_bounds,
)
from letter.findings.references import cited_numbers, load_references
from reproduction.claims import Entry
from reproduction.claims.display import Markdown, pipe_table
from reproduction.claims.rounding import fixed


def watched_table(cohort: Cohort) -> Markdown:
    """Return one row for each response marked as ongoing: how long MRD was watched, in months."""
    columns = {
        "mrd_response_months": "Response lasted",
        "latest_end": "MRD last assessed, at the latest",
        "hsct_months": "Transplant",
        "rfs_months": "Relapse-free survival",
        "after_least": "Difference, at least",
    }
    ongoing = ongoing_response(response_start_bounds(cohort))
    rows = [
        (str(patient), *("–" if months != months else fixed(months, 1) for months in times))
        for patient, *times in ongoing[["patient", *columns]].itertuples(index=False)
    ]
    return pipe_table(("Patient", *columns.values()), rows, (10, 16, 20, 16, 20, 18))


def cycles_table(cohort: Cohort) -> Markdown:
    """Return the most cycles and the most infusions of each patient without five years."""
    group = not_five_years(cohort)
    begun, finished = most_cycles_begun(group), infusions_finished(group)
    rows = [tuple(map(str, row)) for row in zip(group["patient"], begun, finished, strict=True)]
    medians = ("**Median**", f"**{begun.median():g}**", f"**{finished.median():g}**")
    head = ("Patient", "Cycles begun, at most", "Infusions finished, at most")
    return pipe_table(head, [*rows, medians], (20, 40, 40))


def references_table(letter: Letter, ledger: Sequence[Entry]) -> Markdown:
    """Return the letter's references by its own numbers, with what was seen of each."""
    head = ("Letter's number", "Reference", "Seen", "Cited numbers", "Of these seen at a source")
    references = load_references()["references"]
    rows = [_reference_row(letter, ledger, **reference) for reference in references]
    return pipe_table(head, rows, (10, 30, 20, 20, 20))


def _reference_row(
    letter: Letter, ledger: Sequence[Entry], number: int, key: str, seen: str, doubt: str = ""
) -> tuple[str, ...]:
    cited = cited_numbers(ledger, letter.related, key)
    return (
        str(number),
        f"@{key}{f' (uncertain: {doubt})' if doubt else ''}",
        "no" if seen == "nothing" else seen,
        ", ".join(c.quantity.short for c in cited) or "–",
        ", ".join(c.quantity.short for c in cited if c.seen) or "–",
    )
