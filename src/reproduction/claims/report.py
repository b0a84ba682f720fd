"""The ledger's outcome for terminals, programs and CI."""

import json
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reproduction.claims.display import STATUSES, label, plain, runs
from reproduction.claims.evaluation import Result
from reproduction.claims.ledger import Status
from reproduction.inputs.defects import printable


@dataclass(frozen=True)
class Comparison:
    """Cells, or other parts, that were compared one by one outside the ledger.

    Attributes:
        name: what was compared, such as ``Table 2``.
        compared: how many cells.
        differences: one line for each that differs.
    """

    name: str
    compared: int
    differences: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """All that a run of the ledger found."""

    results: Sequence[Result]
    comparisons: Sequence[Comparison] = ()

    @property
    def failures(self) -> list[str]:
        """One line for each claim without the status expected, and each cell that differs."""
        claims = [result.message for result in self.results if not result.as_expected]
        return claims + [line for part in self.comparisons for line in part.differences]

    @property
    def passed(self) -> bool:
        """True: every claim has the status expected of it and no cell differs."""
        return not self.failures

    @property
    def quantities(self) -> Mapping[Status, int]:
        """How many printed quantities have each status."""
        counts: Counter[Status] = Counter()
        for result in self.results:
            counts[result.status] += len(result.entry.prints)
        return {status: counts[status] for status in STATUSES if counts[status]}


def as_text(outcome: Outcome, *, failures_only: bool = False) -> str:
    """A table grouped by place, the failures last."""
    lines = [] if failures_only else [*_table(outcome.results), *_comparisons(outcome)]
    if outcome.failures:
        n = len(outcome.failures)
        lines += ["", f"{n} {'failure' if n == 1 else 'failures'}:"]
        lines += [f"  ✗ {printable(line)}" for line in outcome.failures]
        lines.append("")
    return "\n".join([*lines, summary(outcome), ""])


def summary(outcome: Outcome) -> str:
    """One line: how many quantities, and how many of each status."""
    counts = ", ".join(f"{n} {label(status)}" for status, n in outcome.quantities.items())
    verdict = "as expected" if outcome.passed else "NOT as expected"
    return f"{sum(outcome.quantities.values())} printed numbers: {counts}; {verdict}"


def _table(results: Iterable[Result]) -> Iterator[str]:
    width = shutil.get_terminal_size((100, 24)).columns
    says = max(24, width - 64)
    for at, group in groupby(results, key=lambda result: result.entry.at):
        yield f"{at}"
        for result in group:
            yield from _rows(result, says)


def _rows(result: Result, says: int) -> Iterator[str]:
    """The claim's lines: a mark, what it says, printed, computed, status."""
    computed = ", ".join(result.shown) if result.computed else "–"
    cells = (
        textwrap.wrap(printable(result.entry.says), says),
        textwrap.wrap(printable(plain(", ".join(result.entry.prints))), 20),
        textwrap.wrap(printable(computed or "none"), 20),
        [label(result.status)],
    )
    for line in range(max(len(cell) for cell in cells)):
        mark = " " if line else ("✓" if result.as_expected else "✗")
        text = [cell[line] if line < len(cell) else "" for cell in cells]
        yield f"  {mark} {text[0]:<{says}}  {text[1]:<20}  {text[2]:<20}  {text[3]}".rstrip()


def _comparisons(outcome: Outcome) -> Iterator[str]:
    for part in outcome.comparisons:
        agree = part.compared - len(part.differences)
        mark = "✗" if part.differences else "✓"
        yield f"{part.name}\n  {mark} {agree} of {part.compared} agree"


def as_json(outcome: Outcome) -> str:
    """The outcome as JSON: passed, quantities, claims, comparisons and failures."""
    return (
        json.dumps(
            {
                "passed": outcome.passed,
                "quantities": dict(outcome.quantities),
                "claims": [_record(result) for result in outcome.results],
                "comparisons": [
                    {
                        "name": part.name,
                        "compared": part.compared,
                        "differences": list(part.differences),
                    }
                    for part in outcome.comparisons
                ],
                "failures": outcome.failures,
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _record(result: Result) -> dict[str, Any]:
    entry, computed = result.entry, result.computed
    return {
        "id": entry.id,
        "at": entry.at,
        "says": entry.says,
        "basis": entry.basis,
        "prints": list(entry.prints),
        "computed": list(result.shown) if computed else None,
        "unrounded": list(result.unrounded) if computed else None,
        "patients": list(computed.patients) if computed else [],
        "check": result.check.__name__ if result.check else None,
        "status": result.status,
        "expect": entry.expect,
        "as_expected": result.as_expected,
        "because": result.because or None,
        "reference": entry.reference or [],
    }


def as_rows(results: Iterable[Result]) -> list[dict[str, str]]:
    """One flat record for each claim, for a CSV file."""
    return [
        {
            "id": result.entry.id,
            "at": result.entry.at,
            "says": result.entry.says,
            "basis": result.entry.basis,
            "printed": "; ".join(result.entry.prints),
            "computed": "; ".join(result.shown),
            "unrounded": "; ".join(result.unrounded),
            "patients": runs(result.computed.patients) if result.computed else "",
            "check": result.check.__name__ if result.check else "",
            "status": result.status,
            "expect": result.entry.expect,
            "because": result.because,
            "reference": "; ".join(result.entry.reference or ()),
        }
        for result in results
    ]


def as_junit(outcome: Outcome) -> str:
    """The outcome as JUnit XML: one test case a claim, and one a comparison."""
    from xml.etree import ElementTree  # here, as a check in the terminal needs none

    cases = [
        (result.entry.at, result.entry.id, None if result.as_expected else result.message)
        for result in outcome.results
    ]
    cases += [
        ("comparison", part.name, "\n".join(part.differences) or None)
        for part in outcome.comparisons
    ]
    failed = sum(message is not None for _, _, message in cases)
    suite = ElementTree.Element(
        "testsuite", name="claims", tests=str(len(cases)), failures=str(failed), errors="0"
    )
    for place, name, message in cases:
        case = ElementTree.SubElement(suite, "testcase", classname=place, name=name)
        if message is not None:
            first = printable(message.splitlines()[0])
            ElementTree.SubElement(case, "failure", message=first).text = "\n".join(
                printable(line) for line in message.splitlines()
            )
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
