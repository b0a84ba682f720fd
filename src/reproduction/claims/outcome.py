"""The ledger's outcome for terminals, programs and CI."""

import json
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reproduction.claims.circles import Circle, circles
from reproduction.claims.display import plain, runs
from reproduction.claims.evaluation import NumberResult, Result
from reproduction.claims.running import Paper
from reproduction.claims.status import Sharpness, Status
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
        """One line for each number without the status expected, and each cell that differs."""
        claims = [line for result in self.results for line in result.messages]
        return claims + [line for part in self.comparisons for line in part.differences]

    @property
    def passed(self) -> bool:
        """True: every number has the status expected of it and no cell differs."""
        return not self.failures

    @property
    def numbers(self) -> tuple[NumberResult, ...]:
        """Every printed number, in the ledger's order."""
        return tuple(number for result in self.results for number in result.numbers)

    @property
    def by_place(self) -> list[tuple[str, list[Result]]]:
        """The claims by the place where they are printed, in the ledger's order."""
        places = groupby(self.results, key=lambda result: result.entry.at)
        return [(at, list(results)) for at, results in places]

    @property
    def by_status(self) -> Mapping[Status, int]:
        """How many printed numbers have each status that occurs, the gravest last."""
        counts = Counter(number.status for number in self.numbers)
        return {status: counts[status] for status in reversed(Status) if counts[status]}

    @property
    def by_sharpness(self) -> Mapping[Sharpness, int]:
        """How many printed numbers have each sharpness."""
        counts = Counter(number.sharpness for number in self.numbers)
        return {sharpness: counts[sharpness] for sharpness in Sharpness if counts[sharpness]}


def as_text(outcome: Outcome, *, failures_only: bool = False) -> str:
    """Return a table grouped by place, the failures last."""
    lines = [] if failures_only else [*_table(outcome), *_comparisons(outcome)]
    if outcome.failures:
        n = len(outcome.failures)
        lines += ["", f"{n} {'failure' if n == 1 else 'failures'}:"]
        lines += [f"  ✗ {printable(line)}" for line in outcome.failures]
        lines.append("")
    return "\n".join([*lines, summary(outcome), ""])


def summary(outcome: Outcome) -> str:
    """Return one line: how many numbers, and how many of each status and sharpness."""
    counts = ", ".join(f"{n} {status.label}" for status, n in outcome.by_status.items())
    sharp = ", ".join(f"{n} {sharpness.value}" for sharpness, n in outcome.by_sharpness.items())
    verdict = "as expected" if outcome.passed else "NOT as expected"
    return f"{len(outcome.numbers)} printed numbers: {counts}; checks: {sharp}; {verdict}"


def _table(outcome: Outcome) -> Iterator[str]:
    width = shutil.get_terminal_size((100, 24)).columns
    says = max(24, width - 64)
    for at, results in outcome.by_place:
        yield at
        for result in results:
            yield from _rows(result, says)


def _rows(result: Result, says: int) -> Iterator[str]:
    """Return the claim's lines: a mark, what it says, printed, computed, status."""
    computed = ", ".join(result.shown) or "nothing" if result.check else "–"
    statuses = [number.status for number in result.numbers]
    labels = ", ".join(status.label for status in dict.fromkeys(statuses))
    cells = (
        textwrap.wrap(printable(result.entry.says), says),
        textwrap.wrap(printable(plain(", ".join(result.entry.prints))), 20),
        textwrap.wrap(printable(computed), 20),
        textwrap.wrap(labels, 16, break_long_words=False),
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


# --- Sharpness


def sharpness_as_text(outcome: Outcome, paper: Paper) -> str:
    """Return, for every number, what it is held against and which other values would pass.

    Then come the groups of numbers that only confirm each other, and how many numbers have each
    sharpness.
    """
    lines = [
        line
        for at, results in outcome.by_place
        for line in (at, *(row for result in results for row in _sharpness_rows(result, paper)))
    ]
    found = [_circle_line(circle, paper) for circle in circles(paper)]
    if found:
        lines += ["", "Numbers that only confirm each other; changed together, they would pass:"]
        lines += found
    counts = outcome.by_sharpness
    lines += ["", *(f"{counts.get(kind, 0):>5} {kind.value}: {kind.meaning}" for kind in Sharpness)]
    return "\n".join([*lines, ""])


def _sharpness_rows(result: Result, paper: Paper) -> Iterator[str]:
    others = [claim for claim in paper.readers.get(result.entry.id, ()) if claim != result.entry.id]
    readers = f"; {', '.join(others)} held against it" if others else ""
    for position, number in enumerate(result.numbers, start=1):
        place = f"{result.entry.id}[{position}]" if len(result.numbers) > 1 else result.entry.id
        against = f"held against {number.basis}: {number.computed or 'nothing'}"
        if not result.check:
            against = f"{number.basis}, no check"
        passing = f"; {number.passing}" if number.passing else ""
        yield printable(
            f"  {number.sharpness.value:<5}  {place}: {plain(number.quantity.text)} "
            f"({number.status.label}), {against}{readers}{passing}"
        )


def _circle_line(circle: Circle, paper: Paper) -> str:
    changes = (
        f"{claim}[{index + 1}] {paper.printed[claim][index].short} → {other.short}"
        for (claim, index), other in circle.items()
    )
    return printable(f"  {'; '.join(changes)}")


# --- JSON


def as_json(outcome: Outcome) -> str:
    """Return the outcome as JSON: passed, counts, claims, comparisons and failures."""
    record = {
        "passed": outcome.passed,
        "statuses": outcome.by_status,
        "sharpness": outcome.by_sharpness,
        "claims": [_record(result) for result in outcome.results],
        "comparisons": [
            {"name": part.name, "compared": part.compared, "differences": list(part.differences)}
            for part in outcome.comparisons
        ],
        "failures": outcome.failures,
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _record(result: Result) -> dict[str, Any]:
    entry = result.entry
    return {
        "id": entry.id,
        "at": entry.at,
        "says": entry.says,
        "status": result.status,
        "expect": entry.expected,
        "as_expected": result.as_expected,
        "quantities": [_number_record(number) for number in result.numbers],
        "patients": list(result.patients),
        "check": result.check.__name__ if result.check else None,
        "because": result.because or None,
        "reference": entry.reference or [],
        "defect": result.defect or None,
    }


def _number_record(number: NumberResult) -> dict[str, Any]:
    return {
        "printed": number.quantity.text,
        "computed": number.computed,
        "unrounded": number.unrounded,
        "otherwise": number.otherwise,
        "basis": number.basis,
        "status": number.status,
        "expect": number.expect,
        "sharpness": number.sharpness,
        "passing": number.passing or None,
    }


# --- Rows for a CSV file


def as_rows(results: Iterable[Result]) -> list[dict[str, str]]:
    """Return one flat record for each number."""
    return [
        {"id": result.entry.id, "position": str(position), "at": result.entry.at}
        | {name: value or "" for name, value in _number_record(number).items()}
        | {
            "says": result.entry.says,
            "patients": runs(result.patients),
            "check": result.check.__name__ if result.check else "",
            "because": result.because,
            "reference": "; ".join(result.entry.reference or ()),
        }
        for result in results
        for position, number in enumerate(result.numbers, start=1)
    ]


# --- JUnit


def as_junit(outcome: Outcome) -> str:
    """Return the outcome as JUnit XML: one test case for each claim and each comparison."""
    from xml.etree import ElementTree  # here, as a check in the terminal needs none

    cases = [(result.entry.at, result.entry.id, result.messages) for result in outcome.results]
    cases += [("comparison", part.name, part.differences) for part in outcome.comparisons]
    failed = sum(bool(messages) for _, _, messages in cases)
    suite = ElementTree.Element(
        "testsuite", name="claims", tests=str(len(cases)), failures=str(failed), errors="0"
    )
    for place, name, messages in cases:
        case = ElementTree.SubElement(suite, "testcase", classname=place, name=name)
        if messages:
            lines = [printable(line) for message in messages for line in message.splitlines()]
            failure = ElementTree.SubElement(case, "failure", message=lines[0])
            failure.text = "\n".join(lines)
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
