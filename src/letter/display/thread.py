"""What every page of the book knows: the patients, the findings, the abbreviations."""

from collections.abc import Iterator, Mapping

from letter.data.letter import Letter
from letter.definitions.events import EVENT_TYPES
from letter.findings.catalogue import load_findings
from reproduction.claims.rounding import fixed
from reproduction.claims.thread import Note, Unit

# Those of the letter's tables are the letter's.
ABBREVIATIONS: Mapping[str, str] = {
    "ALL": "acute lymphoblastic leukemia",
    "CI": "confidence interval",
    "CR1": "first hematologic complete remission",
    "CR2+": "second or greater hematologic complete remission",
    "HSCT": "hematopoietic stem cell transplantation",
    "Ig": "immunoglobulin",
    "incr.": "increased",
    "mo.": "months",
    "MolF": "molecularly refractory",
    "MolR": "molecular relapse",
    "MRD": "minimal residual disease",
    "PCR": "polymerase chain reaction",
    "Ph–": "Philadelphia chromosome–negative",
    "Ph+": "Philadelphia chromosome–positive",
    "RFS": "relapse-free survival",
    "TCR": "T-cell receptor",
    "y": "years",
}


def units(letter: Letter) -> Iterator[Unit]:
    """Return the patients, each with the end of relapse-free survival and when it came."""
    longest = letter.cohort["rfs_months"].max()
    patients = letter.cohort[["patient", "event_type", "rfs_months", "hsct_months"]]
    for number, event, months, transplant in patients.itertuples(index=False):
        end = EVENT_TYPES[event]
        after = "" if transplant != transplant else f"; transplant at {fixed(transplant, 1)} months"
        told = end.told.format(fixed(months, 1)) + after
        yield Unit(int(number), told, end.sign, months / longest)


def notes(_: Letter) -> Iterator[Note]:
    """Return the findings, with their sections."""
    for finding in load_findings():
        yield Note(finding.title, f"report/findings.qmd#{finding.anchor}", finding.claims)


def abbreviations() -> Mapping[str, str]:
    """Return the abbreviations that running text may hold, with their long forms."""
    return {
        short: long for short, long in ABBREVIATIONS.items() if short.isalnum() and len(short) > 1
    }
