"""Claims as Markdown, for the prose and for the tables of a book."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from reproduction.claims.evaluation import NumberResult, Result
from reproduction.claims.quantity import Quantity
from reproduction.claims.status import Status
from reproduction.claims.template import formatted


class Markdown(str):
    """Text that notebooks and Quarto take as Markdown."""

    def _repr_markdown_(self) -> str:
        return str(self)


# --- Claims as links


def inline_claim(result: Result, template: str, ledger: str) -> Markdown:
    """Return a claim for running text: what is printed, linked to its row in the ledger.

    Args:
        result: the claim.
        template: as for `reproduction.claims.template.formatted`.
        ledger: the ledger's page, relative to the page with the claim.

    Raises:
        TemplateError: the template does not fit the claim.
    """
    return claim_link(result, formatted(result, template) + _mark(result.status), ledger)


def claim_chips(result: Result, ledger: str) -> Markdown:
    """Return the claim's numbers as one link to the ledger, each in a span of its own status.

    The spans are boxes in the Typst text too, by a function ``chip`` that takes the status.
    """
    chips = " ".join(
        f'[`#chip("{number.status.value}")[`{{=typst}}{escape(number.quantity.short)}'
        f"{_mark(number.status)}`]`{{=typst}}]{{.chip .status-{_css(number.status)}}}"
        for number in result.numbers
    )
    numbers = " ".join(number.quantity.short for number in result.numbers)
    return claim_link(result, chips, ledger, f"{numbers}, {result.status.label}")


def claim_link(result: Result, text: str, ledger: str, name: str = "") -> Markdown:
    """Return Markdown text as a link to the claim's row, with what readers learn on hovering.

    Args:
        result: the claim.
        text: what is shown.
        ledger: the ledger's page, relative to the page with the link.
        name: what screen readers say in place of the text.
    """
    facts = facts_of(result)
    summary = "; ".join(f"{fact}: {value}" for fact, value in facts.items())
    attributes = {"aria-label": name} if name else {}
    attributes |= {"title": summary} | {f"data-{fact}": value for fact, value in facts.items()}
    given = " ".join(f'{key}="{_attribute(value)}"' for key, value in attributes.items())
    classes = f".claim .claim-{_css(result.status)}"
    return Markdown(f"[{text}]({ledger}#claim-{result.entry.id}){{{classes} {given}}}")


def facts_of(result: Result) -> dict[str, str]:
    """Return status, place, printed and computed values, patients and check of a claim."""
    statuses = dict.fromkeys(number.status.label for number in result.numbers)
    facts = {
        "status": ", ".join(statuses),
        "at": result.entry.at,
        "printed": ", ".join(result.entry.prints),
    }
    if result.computed is not None:
        facts["computed"] = computed_values(result)
        if result.computed.patients:
            facts["patients"] = runs(result.computed.patients)
    if result.check is not None:
        facts["check"] = result.check.__name__
    return {name: plain(value) for name, value in facts.items()}


def computed_values(result: Result) -> str:
    """Return the recomputed values as text, with what comes out without a convention."""
    values = ", ".join(result.shown) or "nothing"
    others = [number.otherwise for number in result.numbers if number.otherwise]
    return f"{values} (otherwise {', '.join(others)})" if others else values


# --- Statuses


def badge(status: Status, *classes: str) -> str:
    """Return the status with its mark, as a Markdown span with these classes too."""
    mark = f"{status.mark} " if status.mark else ""
    more = "".join(f" .{name}" for name in classes)
    return f"[{mark}{status.label}]{{.status .status-{_css(status)}{more}}}"


def badges(numbers: Iterable[NumberResult]) -> str:
    """Return each status of the numbers once, the gravest first."""
    return " ".join(badge(status) for status in Status if status in {n.status for n in numbers})


def _mark(status: Status) -> str:
    return f"[^{status.mark}^]{{.claim-mark}}" if status.mark else ""


def _css(status: Status) -> str:
    return status.value.replace("_", "-")


# --- Cells and tables


def check_table(results: Iterable[Result], ledger: str) -> Markdown:
    """Return one row for each claim: what it says, printed, computed, status."""
    rows = [
        (
            f"[{escape(result.entry.says)}]({ledger}#claim-{result.entry.id})",
            printed_text(result.entry.quantities),
            computed_text(result),
            badges(result.numbers),
        )
        for result in results
    ]
    return pipe_table(("Claim", "Printed", "Computed", "Status"), rows, (46, 18, 18, 18))


def folded(title: str, body: str) -> Markdown:
    """Return a box for HTML pages that is opened by its title."""
    box = f'::: {{.callout-note collapse="true" title="{title}"}}\n{body}\n:::\n'
    return visible("when", box)


def visible(condition: Literal["when", "unless"], body: str) -> Markdown:
    """Return what is shown only ``when`` the format is HTML, or ``unless`` it is."""
    return Markdown(f'::: {{.content-visible {condition}-format="html"}}\n{body}\n:::\n')


def printed_text(quantities: Iterable[Quantity]) -> str:
    """Return the quantities as printed, as Markdown."""
    return ", ".join(escape(plain(quantity.text)) for quantity in quantities)


def computed_text(result: Result) -> str:
    """Return the recomputed values as Markdown; a dash where nothing is recomputed."""
    return "–" if result.computed is None else escape(plain(computed_values(result)))


def pipe_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> Markdown:
    """Return a Markdown table, flush left, with relative widths.

    Pandoc reads the widths off the dashes.
    """
    lines = [head, [":" + "-" * (width - 1) for width in widths], *rows]
    return Markdown("\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n")


# --- Text


def runs(numbers: Iterable[int]) -> str:
    """Return numbers with runs joined: 1, 3–11, 13."""
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


_POWER = re.compile(r"\^(-?\d+)\^")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(text: str) -> str:
    """Return the text with powers as superscript characters, which need no markup."""
    return _POWER.sub(lambda match: match[1].translate(_SUPERSCRIPTS), text)


def escape(text: str) -> str:
    """Return the text on one line, with Markdown's special characters escaped."""
    special = r"([\\`*_{}\[\]<>#|$~^@&\"']|-(?=-)|\.(?=\.))"
    return re.sub(special, r"\\\1", re.sub(r"\s*\n\s*", " ", text))


def _attribute(text: str) -> str:
    """The text as the value of a Markdown attribute."""
    return re.sub(r"([\\&])", r"\\\1", text).replace('"', "”").replace("\n", " ")
