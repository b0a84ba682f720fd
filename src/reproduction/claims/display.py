"""Claims as Markdown, for the prose and for the tables of a book."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reproduction.claims.evaluation import Result
from reproduction.claims.quantity import Quantity
from reproduction.claims.status import Status
from reproduction.claims.template import formatted


class Markdown(str):
    """Text that notebooks and Quarto take as Markdown."""

    def _repr_markdown_(self) -> str:
        return str(self)


@dataclass(frozen=True)
class InlineClaim:
    """A claim in running text: what is printed, linked to its row in the ledger."""

    result: Result
    template: str
    ledger: str

    def _repr_markdown_(self) -> str:
        text = formatted(self.result, self.template)
        return claim_link(self.result, text + _mark(self.result.status), self.ledger)


def claim_chips(result: Result, ledger: str) -> Markdown:
    """The claim's printed quantities as one link to the ledger, each in a span of its own.

    The spans are boxes in the Typst text too, by a function ``chip`` that takes the status.
    """
    status, numbers = result.status, [q.short for q in result.entry.quantities]
    chips = " ".join(
        f'[`#chip("{status}")[`{{=typst}}{escape(number)}{_mark(status)}`]`{{=typst}}]{{.chip}}'
        for number in numbers
    )
    return claim_link(result, chips, ledger, f"{' '.join(numbers)}, {status.label}")


def claim_link(result: Result, text: str, ledger: str, name: str = "") -> Markdown:
    """Markdown text as a link to the claim's row, with what a reader learns on hovering,
    focusing or tapping; ``name`` is what screen readers say in place of the text.
    """
    facts = facts_of(result)
    summary = "; ".join(f"{fact}: {value}" for fact, value in facts.items())
    attributes = {"aria-label": name} if name else {}
    attributes |= {"title": summary} | {f"data-{fact}": value for fact, value in facts.items()}
    given = " ".join(f'{key}="{_attribute(value)}"' for key, value in attributes.items())
    classes = f".claim .claim-{_css(result.status)}"
    return Markdown(f"[{text}]({ledger}#claim-{result.entry.id}){{{classes} {given}}}")


def _mark(status: Status) -> str:
    return f"[^{status.mark}^]{{.claim-mark}}" if status.mark else ""


def facts_of(result: Result) -> dict[str, str]:
    """Status, place, printed and computed values, patients and check of a claim, as text."""
    entry, computed = result.entry, result.computed
    facts = {"status": result.status.label, "at": entry.at, "printed": ", ".join(entry.prints)}
    if computed is not None:
        facts["computed"] = ", ".join(result.shown) or "none"
        otherwise = [number.otherwise for number in result.numbers if number.otherwise]
        if otherwise:
            facts["computed"] += f" (otherwise {', '.join(otherwise)})"
        if computed.patients:
            facts["patients"] = runs(computed.patients)
    if result.check is not None:
        facts["check"] = result.check.__name__
    return {name: plain(value) for name, value in facts.items()}


def badge(status: Status) -> str:
    """The status with its mark, as a Markdown span."""
    mark = f"{status.mark} " if status.mark else ""
    return f"[{mark}{status.label}]{{.status .status-{_css(status)}}}"


def runs(numbers: Iterable[int]) -> str:
    """Numbers with runs joined: 1, 3–11, 13."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(_run(run) for run in found)


def _run(run: Sequence[int]) -> str:
    if len(run) < 3:
        return ", ".join(str(number) for number in run)
    return f"{run[0]}–{run[-1]}"


def printed_text(quantities: Iterable[Quantity]) -> str:
    """The quantities as printed, as Markdown."""
    return ", ".join(escape(plain(quantity.text)) for quantity in quantities)


def computed_text(result: Result) -> str:
    """The recomputed values as Markdown; a dash where nothing is recomputed."""
    if result.computed is None:
        return "–"
    return escape(facts_of(result)["computed"])


def check_table(results: Iterable[Result], ledger: str) -> Markdown:
    """One row for each claim: what it says, printed, computed, status; linked to the ledger."""
    rows = [
        (
            f"[{escape(result.entry.says)}]({ledger}#claim-{result.entry.id})",
            printed_text(result.entry.quantities),
            computed_text(result),
            badge(result.status),
        )
        for result in results
    ]
    return pipe_table(("Claim", "Printed", "Computed", "Status"), rows, (46, 18, 18, 18))


def pipe_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> Markdown:
    """A Markdown table, flush left, with relative widths (pandoc reads them off the dashes)."""
    lines = [head, [":" + "-" * (width - 1) for width in widths], *rows]
    return Markdown("\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n")


def _css(status: Status) -> str:
    return status.replace("_", "-")


_POWER = re.compile(r"\^(-?\d+)\^")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(text: str) -> str:
    """The text with powers as superscript characters, which need no markup."""
    return _POWER.sub(lambda match: match[1].translate(_SUPERSCRIPTS), text)


def escape(text: str) -> str:
    """The text on one line, with Markdown's special characters escaped."""
    special = r"([\\`*_{}\[\]<>#|$~^@&\"']|-(?=-)|\.(?=\.))"
    return re.sub(special, r"\\\1", re.sub(r"\s*\n\s*", " ", text))


def _attribute(text: str) -> str:
    """The text as the value of a Markdown attribute."""
    return re.sub(r"([\\&])", r"\\\1", text).replace('"', "”").replace("\n", " ")
