"""What a page's script knows: the patients, the numbers that rest on each, and the findings."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reproduction.claims.display import Markdown, plain, visible
from reproduction.claims.evaluation import Result


@dataclass(frozen=True)
class Unit:
    """A patient, or what else the claims of a paper are computed from.

    Attributes:
        number: as in `reproduction.claims.Computed.patients`.
        outcome: what became of the patient, in a few words.
        mark: one sign for the outcome.
        followed: how long the patient was followed, from 0 to 1 of the longest.
    """

    number: int
    outcome: str
    mark: str = ""
    followed: float = 1


@dataclass(frozen=True)
class Note:
    """A finding about claims, told elsewhere in the book.

    Attributes:
        title: what it is about.
        link: its page and section, such as ``report/findings.qmd#sec-finding-dose``; the page is
            relative to the project's folder, and in `page_data` to the page with the data.
        claims: the ids of the claims it concerns.
    """

    title: str
    link: str
    claims: tuple[str, ...]


def page_data(
    results: Iterable[Result],
    ledger: str,
    units: Iterable[Unit] = (),
    notes: Iterable[Note] = (),
    abbreviations: Mapping[str, str] | None = None,
) -> Markdown:
    """Return what the script of an HTML page needs, as Markdown; other formats skip it.

    Args:
        results: every claim.
        ledger: the ledger's page, relative to the page with the data.
        units: the patients; where there are none, the page has no strip of them.
        notes: the findings.
        abbreviations: their long forms.
    """
    data = {
        "ledger": _page(ledger),
        "units": [[u.number, u.outcome, u.mark, round(u.followed, 3)] for u in units],
        "claims": {r.entry.id: _claim(r) for r in results if r.patients},
        "notes": [[note.title, _page(note.link), note.claims] for note in notes],
        "abbreviations": abbreviations or {},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = f'<script type="application/json" id="claims-data">{text}</script>'
    return visible("when", f"```{{=html}}\n{script}\n```")


def _page(link: str) -> str:
    return link.replace(".qmd", ".html", 1)


def _claim(result: Result) -> list[object]:
    numbers = ", ".join(number.quantity.short for number in result.numbers)
    return [plain(numbers), result.status.label, sorted(result.patients), result.entry.says]
