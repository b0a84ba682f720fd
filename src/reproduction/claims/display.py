"""Claims as Markdown, for the prose and for the tables of a book."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from reproduction.claims.evaluation import NumberResult, Result
from reproduction.claims.ledger import place_name
from reproduction.claims.quantity import SUPERSCRIPTS, Quantity
from reproduction.claims.status import Sharpness, Status, gravest
from reproduction.claims.template import formatted


class Markdown(str):
    """Text that notebooks and Quarto take as Markdown."""

    def _repr_markdown_(self) -> str:
        return str(self)


# --- Claims as links


def inline_claim(result: Result, template: str, ledger: str, anchor: str = "") -> Markdown:
    """Return a claim for running text: what is printed, linked to its row in the ledger.

    Its mark is that of the gravest status of the numbers that it shows.

    Args:
        result: the claim.
        template: as for `reproduction.claims.template.formatted`.
        ledger: the ledger's page, relative to the page with the claim.
        anchor: an id, by which the ledger leads back to the sentence.

    Raises:
        TemplateError: the template does not fit the claim.
    """
    text, numbers = formatted(result, template)
    status = gravest(number.status for number in numbers)
    link = claim_link(result, text + _mark(status), ledger, status=status)
    return Markdown(f"[{link}]{{#{anchor}}}") if anchor else link


def claim_chips(result: Result, ledger: str) -> Markdown:
    """Return the claim's numbers as one link to the ledger, each in a span of its own status.

    The spans are boxes in the Typst text too, by a function ``chip`` that takes the status.
    """
    chips = " ".join(
        f'[`#chip("{number.status.value}")[`{{=typst}}{escape(number.quantity.short)}'
        f"{_mark(number.status)}`]`{{=typst}}]{{.chip .status-{css_name(number.status)}}}"
        for number in result.numbers
    )
    numbers = " ".join(number.quantity.short for number in result.numbers)
    return claim_link(result, chips, ledger, f"{numbers}, {result.status.label}")


def claim_link(
    result: Result, text: str, ledger: str, name: str = "", status: Status | None = None
) -> Markdown:
    """Return Markdown text as a link to the claim's row, with what readers learn on hovering.

    Args:
        result: the claim.
        text: what is shown.
        ledger: the ledger's page, relative to the page with the link.
        name: what screen readers say in place of the text.
        status: by which it is coloured; the claim's if None.
    """
    attributes = {"aria-label": name} if name else {}
    attributes |= {f"data-{fact}": value for fact, value in facts_of(result).items() if value}
    given = " ".join(f'{key}="{_attribute(value)}"' for key, value in attributes.items())
    classes = f".claim .claim-{css_name(status or result.status)}"
    return Markdown(f"[{text}]({ledger}#claim-{result.entry.id}){{{classes} {given}}}")


def facts_of(result: Result) -> dict[str, str]:
    """Return what a claim's popover says, in sentences; empty texts where there is nothing to say.

    Returns:
        ``status``; ``says``: what is claimed; ``found``: what is printed where, and what was
        computed from whom; ``why`` it is not simply reproduced; ``sharp``: which other values would
        have passed; ``patients``: their numbers, with spaces between.
    """
    facts = {
        "status": ", ".join(dict.fromkeys(number.status.label for number in result.numbers)),
        "says": result.entry.says,
        "found": _found(result),
        "why": _why(result),
        "sharp": passing_text(result) or _sharp(result),
        "patients": patient_numbers(result),
    }
    return {name: plain(value) for name, value in facts.items()}


def _found(result: Result) -> str:
    printed = f"{place_name(result.entry.at)} prints {', '.join(result.entry.prints)}."
    if not result.shown:
        return f"{printed} Nothing was computed."
    patients = patients_text(result)
    return f"{printed} Computed{f' from {patients}' * bool(patients)}: {computed_values(result)}."


def _why(result: Result) -> str:
    """Each status that is not reproduced, with its numbers where others have another one."""
    reasons = []
    for status in dict.fromkeys(n.status for n in result.numbers if n.status != "reproduced"):
        numbers = [n.quantity.short for n in result.numbers if n.status is status]
        which = f"{', '.join(numbers)}: " if len(numbers) < len(result.numbers) else ""
        text = f"{which}{status.label}, that is, {status.meaning}."
        reasons.append(text[0].upper() + text[1:])
    return " ".join([*reasons, result.because]).strip()


def _sharp(result: Result) -> str:
    sharp = all(number.sharpness is Sharpness.SHARP for number in result.numbers)
    return f"The check is sharp: {Sharpness.SHARP.meaning}." if sharp else ""


def passing_text(result: Result) -> str:
    """Return which other values would have passed, for each number that has such values."""
    texts = [
        f"{number.quantity.text}: {number.passing}"
        for number in result.numbers
        if number.passing and number.as_expected
    ]
    return "; ".join(texts) + "." if texts else ""


def patient_numbers(result: Result) -> str:
    """Return the numbers of the claim's patients with spaces between, for scripts."""
    return " ".join(str(patient) for patient in sorted(result.patients))


def patients_text(result: Result) -> str:
    """Return the claim's patients, such as ``patients 1, 3–11``; empty where there are none."""
    if not result.patients:
        return ""
    return f"{'patient' if len(result.patients) == 1 else 'patients'} {runs(result.patients)}"


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
    return f"[{mark}{status.label}]{{.status .status-{css_name(status)}{more}}}"


def badges(numbers: Iterable[NumberResult]) -> str:
    """Return each status of the numbers once, the gravest first."""
    return " ".join(badge(status) for status in Status if status in {n.status for n in numbers})


def _mark(status: Status) -> str:
    return f"[^{status.mark}^]{{.claim-mark}}" if status.mark else ""


def css_name(status: Status) -> str:
    """Return the status as the end of a class."""
    return status.value.replace("_", "-")


# --- Cells and tables


def check_table(results: Iterable[Result], ledger: str) -> Markdown:
    """Return one row for each claim: status, what it says, printed, computed."""
    rows = [
        (
            badges(result.numbers),
            f"[{escape(result.entry.says)}]({ledger}#claim-{result.entry.id})",
            printed_text(result.entry.quantities),
            computed_text(result),
        )
        for result in results
    ]
    return claims_table(rows, (17, 47, 18, 18))


def claims_table(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Markdown:
    """Return rows of status, claim, printed and computed: a table, and on phones cards."""
    table = pipe_table(("Status", "Claim", "Printed", "Computed"), rows, widths)
    return Markdown(f"::: {{.claims-table}}\n{table}:::\n")


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
_TIMES = re.compile(r"(?<=\d)x(?=10\^)")


def plain(text: str) -> str:
    """Return the text with powers as characters that need no markup: 1.5 × 10⁻³."""
    text = _TIMES.sub(" × ", text)
    return _POWER.sub(lambda match: match[1].translate(SUPERSCRIPTS), text)


def escape(text: str) -> str:
    """Return the text on one line, with Markdown's special characters escaped.

    Unicode allows no line to begin with a point; a zero-width space lets one begin with ``.5``.
    """
    special = r"([\\`*_{}\[\]<>#|$~^@&\"']|-(?=-)|\.(?=\.))"
    line = re.sub(r" (?=\.\d)", " \u200b", re.sub(r"\s*\n\s*", " ", text))
    return re.sub(special, r"\\\1", line)


def _attribute(text: str) -> str:
    """Return the text as the value of a Markdown attribute, in a table's cell too."""
    return re.sub(r"([\\&|`])", r"\\\1", text).replace('"', "”").replace("\n", " ")
