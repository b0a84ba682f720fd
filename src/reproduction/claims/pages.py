"""An outcome as a book's pages show it: counts, all numbers, the whole ledger, the checks' code."""

import inspect
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from reproduction.claims.checks import Checks
from reproduction.claims.display import (
    Markdown,
    badge,
    badges,
    claim_chips,
    claims_table,
    computed_text,
    css_name,
    escape,
    passing_text,
    patient_numbers,
    patients_text,
    pipe_table,
    plain,
    printed_text,
    visible,
)
from reproduction.claims.evaluation import Result
from reproduction.claims.ledger import place_name
from reproduction.claims.outcome import Outcome
from reproduction.claims.status import Sharpness, Status
from reproduction.claims.thread import Note

# --- Counts


def status_table(outcome: Outcome, ledger: str) -> Markdown:
    """Return one row for each status, and one for all: how many numbers, by sharpness; its meaning.

    The number is linked to its rows in the ledger.
    """
    counts = Counter((number.status, number.sharpness) for number in outcome.numbers)
    rows = [
        (
            badge(status, "chip"),
            counted(outcome, status, ledger),
            *(str(counts[status, kind]) for kind in Sharpness),
            status.meaning[0].upper() + status.meaning[1:],
        )
        for status in reversed(Status)
    ]
    total = [len(outcome.numbers), *(outcome.by_sharpness.get(kind, 0) for kind in Sharpness)]
    rows.append(("All", *map(str, total), ""))
    head = ("Status", "Numbers", *(kind.label.capitalize() for kind in Sharpness), "Meaning")
    return pipe_table(head, rows, (18, 11, 8, 8, 12, 43))


def sharpness_sentence(outcome: Outcome) -> Markdown:
    """Return how many of the printed numbers are sharp, bound and unchecked, as a sentence."""
    counts = outcome.by_sharpness
    _, bound, unchecked = (counts.get(kind, 0) for kind in Sharpness)
    sharp = [number for number in outcome.numbers if number.sharpness is Sharpness.SHARP]
    patients = sum(number.basis == "patients" for number in sharp)
    together = sum(bool(number.passing) for number in sharp)
    return Markdown(
        f"Of the {len(outcome.numbers)} printed numbers, {len(sharp)} have a sharp check "
        f"({Sharpness.SHARP.meaning}), {bound} a check that sets only bounds "
        f"({Sharpness.BOUND.meaning}), and {unchecked} no check that could fail. "
        f"Of the sharp checks, {patients} are made against the patients and "
        f"{len(sharp) - patients} against other printed numbers only; {together} would have passed "
        "if a second printed number had changed too."
    )


def counted(outcome: Outcome, status: Status, ledger: str) -> str:
    """Return how many numbers have a status, linked to them in the ledger."""
    count = outcome.by_status.get(status, 0)
    return f"[{count}]({ledger}#status-{css_name(status)})" if count else "0"


# --- All numbers


def number_map(outcome: Outcome, ledger: str) -> Markdown:
    """Return every printed number in reading order, by status, each linked to its claim."""
    rows = [
        (
            f"[{place_name(at)}]({ledger}#sec-ledger-{at})",
            " ".join(claim_chips(result, ledger) for result in results),
        )
        for at, results in outcome.by_place
    ]
    table = pipe_table(("Printed in", "Numbers"), rows, (16, 84))
    looks = ", ".join(
        f'`#chip("{status.value}")[`{{=typst}}{badge(status)}`]`{{=typst}}'
        for status in outcome.by_status
    )
    legend = f'::: {{.content-visible when-format="typst"}}\n{looks}.\n:::\n'
    inside = f"{_chips()}\n{legend}\n{table}\n{_END_OF_CHIPS}"
    return Markdown(f"::: {{.number-map .wide}}\n{inside}:::\n")


def _chips() -> str:
    """Return the look of a number in the PDF; what this sets ends with the map."""
    looks = "\n".join(
        f'  {status.value}: (fill: rgb("{status.print}"), stroke: (paint: rgb("{status.light}"), '
        f"{_LINES.get(status, 'thickness: 0.4pt')})),"
        for status in Status
    )
    return f"""```{{=typst}}
#[
#show underline: it => it.body
#let chip-look = (
{looks}
)
#let chip(status, body) = box(
  inset: (x: 2.5pt), outset: (y: 2pt), radius: 1.5pt, ..chip-look.at(status), body)
```
"""


_LINES = {
    Status.CONTRADICTED: "thickness: 1pt",
    Status.NOT_DERIVABLE: 'thickness: 0.6pt, dash: "dashed"',
}
_END_OF_CHIPS = "```{=typst}\n]\n```\n"


# --- The ledger


def ledger(
    outcome: Outcome,
    used: Mapping[str, Sequence[str]],
    checks: str | None,
    notes: Iterable[Note] = (),
) -> Markdown:
    """Return the whole ledger, one section with a table for each place of the paper.

    Above it are the statuses with the number of their numbers, which the page's script makes
    buttons of.

    Args:
        outcome: with every claim.
        used: links to the sentences that show a claim, as Markdown, by claim id.
        checks: the page with the checks' code, relative to the ledger's; None if there is none.
        notes: the findings, with links relative to the ledger's page.
    """
    told: dict[str, list[str]] = {}
    for note in notes:
        for claim in note.claims:
            told.setdefault(claim, []).append(f"[{escape(note.title)}]({note.link})")
    sections = [
        f"## {place_name(at)} {{#sec-ledger-{at} .unnumbered}}\n\n"
        + claims_table(
            [
                _ledger_row(r, used.get(r.entry.id, ()), told.get(r.entry.id, ()), checks)
                for r in results
            ],
            (13, 56, 14, 17),
        )
        for at, results in outcome.by_place
    ]
    apart = ' [·]{.content-visible unless-format="html"} '
    choices = apart.join(
        f"[{badge(status)} {count}]{{#status-{css_name(status)}}}"
        for status, count in outcome.by_status.items()
    )
    return Markdown("\n".join([f"::: {{.status-choices}}\n{choices}\n:::\n", *sections]))


def _ledger_row(
    result: Result, used: Sequence[str], told: Sequence[str], checks: str | None
) -> tuple[str, ...]:
    # The id is on the text: in the PDF a label needs something before it to hold on to.
    statuses = " ".join(number.status.value for number in result.numbers)
    data = f'data-statuses="{statuses}" data-patients="{patient_numbers(result)}"'
    says = [f"[{escape(result.entry.says)}]{{#claim-{result.entry.id} .ledger-claim {data}}}"]
    if result.entry.reference:
        says.append(f"[{'; '.join(f'@{key}' for key in result.entry.reference)}]")
    notes = [
        escape(result.because),
        escape(plain(passing_text(result))),
        f"Finding: {'; '.join(told)}" if told else "",
    ]
    # A page shows each note as a block of its own; print needs to be told.
    lines = [" ".join(says), *(f"[{note}]{{.because}}" for note in notes if note)]
    if used:  # links to sentences, of use on pages only
        html = '.content-visible when-format="html"'
        lines[-1] += f"[[In: {', '.join(used)}]{{.because}}]{{{html}}}"
    code = f"[code]({checks}#{_anchor(result.check)})" if result.check and checks else ""
    found = filter(None, [computed_text(result), patients_text(result), code])
    says_all = "`#linebreak()`{=typst}".join(lines)
    return badges(result.numbers), says_all, printed_text(result.entry.quantities), "; ".join(found)


def claims_in(text: str) -> list[str]:
    """Return the ids of the claims that a chapter's text shows, in its order, each once."""
    return list(dict.fromkeys(re.findall(r"""\bclaim\(\s*["']([^"']+)["']""", text)))


def title_of(text: str) -> str | None:
    """Return a chapter's title, from its front matter or its first heading."""
    found = re.search(r"^title:\s*(\S.*)$|^# (.*?)\s*(?:\{.*)?$", text, re.MULTILINE)
    return (found[1] or found[2]).strip("\"' ") if found else None


# --- The checks' code


def code(checks: Checks[Any]) -> Markdown:
    """Return the code of every check, one section for each module."""
    functions = dict.fromkeys(check for name in checks if (check := checks.get(name)))
    by_module: dict[str, dict[str, Callable[..., Any]]] = {}
    for function in functions:  # those of one factory share a name, and their code
        by_module.setdefault(function.__module__, {}).setdefault(function.__name__, function)
    sections = (_topic(module, found.values()) for module, found in by_module.items())
    return Markdown("\n".join(sections))


def _topic(module: str, functions: Iterable[Callable[..., Any]]) -> str:
    name = module.rpartition(".")[2]
    title = (sys.modules[module].__doc__ or name).strip().split("\n")[0].rstrip(".")
    heading = f"## {title} {{#sec-checks-{name} .unnumbered}}\n"
    in_html, in_print = zip(*((_code(f), _listed(f)) for f in functions), strict=True)
    shown = [visible("when", "\n".join(in_html)), visible("unless", "\n".join(in_print))]
    return "\n".join([heading, *shown])


def _listed(function: Callable[..., Any]) -> str:
    """Return a function in print, where its code would be long and could not be copied."""
    words = (inspect.getdoc(function) or "").split("\n")[0]
    return f"- [`{function.__name__}`]{{#{_anchor(function)}}} {escape(words)}"


def _code(function: Callable[..., Any]) -> str:
    words = (inspect.getdoc(function) or function.__name__.replace("_", " ")).split("\n")[0]
    source = textwrap.dedent(inspect.getsource(function)).rstrip()
    heading = f"### {escape(words.rstrip('.'))} {{#{_anchor(function)} .unnumbered}}"
    return f"{heading}\n\n```python\n{source}\n```\n"


def _anchor(check: Callable[..., Any]) -> str:
    return f"check-{check.__name__.replace('_', '-')}"
