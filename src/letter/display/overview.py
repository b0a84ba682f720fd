"""The outcome as pages show it: the verdict, the counts, the whole ledger, and the checks' code."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from types import ModuleType

from letter import checks
from letter.data import paths
from reproduction.claims.display import (
    STATUSES,
    Markdown,
    badge,
    claim_chips,
    computed_text,
    escape,
    pipe_table,
    printed_text,
    runs,
)
from reproduction.claims.evaluation import Computed, Result
from reproduction.claims.ledger import Status
from reproduction.claims.report import Outcome

PLACES = {"fig1": "Caption of Figure 1", "table1": "Table 1", "table2": "Table 2"}


def verdict(outcome: Outcome) -> Markdown:
    """How many of the letter's numbers are accounted for, and how."""
    counts = outcome.quantities
    total = sum(counts.values())
    compared: tuple[Status, ...] = ("reproduced", "qualified", "consistent", "contradicted")
    parts = [
        f"The letter prints **{total} numbers** outside the cells of Table 2, and all of them are "
        "accounted for.",
        f"{sum(counts.get(status, 0) for status in compared)} could be held against the patients "
        f"or against other printed numbers: **{counts.get('reproduced', 0)} were recomputed** and "
        f"agree, {counts.get('consistent', 0)} are consistent, {counts.get('qualified', 0)} agree "
        f"only under a convention that the letter does not state, and "
        f"{counts.get('contradicted', 0)} are contradicted.",
        f"{counts.get('cited', 0)} are other publications' and {counts.get('not_derivable', 0)} "
        "cannot be checked from anything published.",
    ]
    return Markdown("\n".join(parts) + "\n")


def status_table(outcome: Outcome) -> Markdown:
    """One row for each status: the numbers and the claims that have it, and what it means."""
    rows = [
        (
            badge(status),
            str(outcome.quantities.get(status, 0)),
            str(sum(result.status == status for result in outcome.results)),
            meaning[0].upper() + meaning[1:],
        )
        for status, meaning in STATUSES.items()
    ]
    return pipe_table(("Status", "Numbers", "Claims", "Meaning"), rows, (18, 10, 10, 62))


# The look of a number in the PDF; pages have theirs in claims.css. What it sets ends with the map.
_CHIP = """```{=typst}
#[
#show underline: it => it.body
#let chip-look = (
  reproduced: (fill: rgb("#ddf0e3"), stroke: 0.4pt + rgb("#17663a")),
  qualified: (fill: rgb("#ffe9bd"), stroke: 0.6pt + rgb("#7a4f00")),
  consistent: (fill: rgb("#dcebf8"), stroke: 0.4pt + rgb("#1f5d8c")),
  contradicted: (fill: rgb("#fbd0dc"), stroke: 1pt + rgb("#a3123a")),
  cited: (stroke: 0.4pt + rgb("#4b4b8f")),
  not_derivable: (stroke: (paint: rgb("#5b5b66"), thickness: 0.6pt, dash: "dashed")),
)
#let chip(status, body) = box(
  inset: (x: 2.5pt), outset: (y: 2pt), radius: 1.5pt, ..chip-look.at(status), body)
```
"""
_END_OF_CHIPS = "```{=typst}\n]\n```\n"


def number_map(outcome: Outcome, ledger: str) -> Markdown:
    """Every printed number in reading order, by status, each linked to its claim."""
    rows = [
        (
            f"[{place_name(at)}]({ledger}#sec-ledger-{at})",
            " ".join(claim_chips(result, ledger) for result in results),
        )
        for at, results in _by_place(outcome.results)
    ]
    table = pipe_table(("Printed in", "Numbers"), rows, (16, 84))
    looks = ", ".join(
        f'`#chip("{status}")[`{{=typst}}{badge(status)}`]`{{=typst}}'
        for status in outcome.quantities
    )
    legend = f'::: {{.content-visible when-format="typst"}}\n{looks}.\n:::\n'
    return Markdown(f"::: {{.number-map .wide}}\n{_CHIP}\n{legend}\n{table}\n{_END_OF_CHIPS}:::\n")


def ledger_markdown(outcome: Outcome) -> Markdown:
    """The whole ledger, one table for each place of the letter."""
    used = chapters_using_claims()
    return Markdown("\n".join(_place(at, rows, used) for at, rows in _by_place(outcome.results)))


def place_name(at: str) -> str:
    """The place as a heading: ``p4`` is Paragraph 4."""
    return PLACES.get(at) or f"Paragraph {at.removeprefix('p')}"


def _by_place(results: Iterable[Result]) -> Iterator[tuple[str, list[Result]]]:
    for at, rows in groupby(results, key=lambda result: result.entry.at):
        yield at, list(rows)


def _place(at: str, results: list[Result], used: dict[str, list[Path]]) -> str:
    head = ("Claim", "Printed", "Computed", "Status")
    rows = [_ledger_row(result, used.get(result.entry.id, [])) for result in results]
    return (
        f"## {place_name(at)} {{#sec-ledger-{at} .unnumbered}}\n\n"
        f"{pipe_table(head, rows, (50, 16, 20, 14))}"
    )


def _ledger_row(result: Result, chapters: list[Path]) -> tuple[str, ...]:
    # The id is on the text: in the PDF a label needs something before it to hold on to.
    says = [f"[{escape(result.entry.says)}]{{#claim-{result.entry.id}}}"]
    if result.entry.reference:
        says.append(f"[{'; '.join(f'@{key}' for key in result.entry.reference)}]")
    if result.because:
        says.append(f"[{escape(result.because)}]{{.because}}")
    if chapters:
        links = ", ".join(_chapter_link(chapter) for chapter in chapters)
        says.append(f"[In: {links}]{{.because}}")
    return (
        " ".join(says),
        printed_text(result.entry.quantities),
        "; ".join([computed_text(result), *_how(result)]),
        badge(result.status),
    )


def _how(result: Result) -> list[str]:
    """The patients counted, and the check, linked to its code."""
    how = []
    if result.computed is not None and result.computed.patients:
        group = result.computed.patients
        how.append(f"{'patient' if len(group) == 1 else 'patients'} {runs(group)}")
    if result.check is not None:
        name = result.check.__name__
        how.append(f"[{escape(name.replace('_', ' '))}](checks.qmd#{_anchor(name)})")
    return how


def _anchor(check: str) -> str:
    return f"check-{check.replace('_', '-')}"


def chapters_using_claims(folder: Path = paths.PROJECT) -> dict[str, list[Path]]:
    """The chapters that show each claim, by claim id, in the order of their file names."""
    used: dict[str, list[Path]] = {}
    for chapter in [folder / "index.qmd", *sorted((folder / paths.REPORT.name).glob("*.qmd"))]:
        text = chapter.read_text(encoding="utf-8")
        for name in dict.fromkeys(re.findall(r'claim\("([^"]+)"', text)):
            used.setdefault(name, []).append(chapter)
    return used


def _chapter_link(chapter: Path) -> str:
    title = re.search(r"^# (.*?)\s*(?:\{.*)?$", chapter.read_text(encoding="utf-8"), re.MULTILINE)
    folder = "../" if chapter.parent == paths.PROJECT else ""
    return f"[{escape(title[1] if title else chapter.stem)}]({folder}{chapter.name})"


def checks_markdown() -> Markdown:
    """The code of every check, by topic."""
    topics = [getattr(checks, name) for name in checks.__all__ if name != "CHECKS"]
    return Markdown("\n".join(_topic(topic) for topic in topics))


def _topic(module: ModuleType) -> str:
    title = (module.__doc__ or "").strip().split("\n")[0].rstrip(".")
    name = module.__name__.rpartition(".")[2]
    functions = dict.fromkeys(
        check
        for claim in checks.CHECKS
        if (check := checks.CHECKS.get(claim)) and check.__module__ == module.__name__
    )
    sections = [f"## {title} {{#sec-checks-{name} .unnumbered}}\n"]
    return "\n".join([*sections, *(_check(check) for check in functions)])


def _check(check: Callable[..., Computed]) -> str:
    name = check.__name__
    return (
        f"### {escape(name.replace('_', ' '))} {{#{_anchor(name)} .unnumbered}}\n\n"
        f"```python\n{inspect.getsource(check).rstrip()}\n```\n"
    )
