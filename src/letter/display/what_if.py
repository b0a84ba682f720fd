"""What hangs on each cell of Table 2: for a page, where cells can be chosen, and for print."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from great_tables import GT, loc, style

from letter.data.cells import table_2_cells
from letter.data.cohort import COLUMNS
from letter.data.letter import Letter
from letter.data.paths import COHORT, REPORT
from letter.definitions.endpoints import five_year_rfs
from letter.definitions.events import EVENT_TYPES
from letter.definitions.groups import Cohort
from letter.display.tables import TABLE_2, set_table_2
from letter.text import with_interval
from letter.what_if import CHANGES, SWITCHES, Change, combinations, valid_changes
from reproduction.claims import Status
from reproduction.claims.changes import Changes
from reproduction.claims.display import Markdown, pipe_table, plain
from reproduction.inputs.csv_rows import read_rows
from reproduction.inputs.kept import kept
from reproduction.loading import Project
from reproduction.tables import rich

WhatIf: TypeAlias = dict[str, Any]
"""What follows from other data, as `what_if` returns it."""

# The least numbers of each shade beyond white, and its grey in print.
SHADES: Mapping[int, str] = {1: "#ececec", 5: "#d9d9d9", 10: "#c2c2c2", 20: "#a3a3a3"}


def what_if(project: Project) -> WhatIf:
    """Return what follows from each change of a cell and from each reading; kept while it holds.

    Returns:
        ``total``: how many numbers the letter prints; ``estimate``: relapse-free survival at five
        years, as all estimates as text; ``claims``: id, words and printed numbers;
        ``statuses``: value and label; ``columns``: of Table 2, with their headings; ``cells``: by
        patient and column, ``2 hsct_months``, the printed text and its changes, each with ``to``,
        ``with`` (what changes in other cells), ``lost`` (index of the claim, of the number in it,
        computed text, index of the status) and ``estimate``; ``switches`` with their options, and
        ``readings``, ``lost`` and ``estimate`` by the options chosen, ``0 1 0 0``.
    """
    made: WhatIf = kept(project.root, "what-if", project.inputs, lambda: _data(project))
    return made


def _data(project: Project) -> WhatIf:
    letter: Letter = project.source
    cohort, claims = letter.cohort, [entry.id for entry in project.ledger]
    changes = Changes(
        project.ledger, project.checks, cohort, lambda changed: replace(letter, cohort=changed)
    )
    follow_up = ["rfs_months", "rfs_event"]
    as_it_is = with_interval(five_year_rfs(cohort))

    def outcome(changed: Cohort) -> dict[str, Any]:
        lost = [
            [claims.index(n.claim), n.index, n.computed, list(Status).index(n.status)]
            for n in changes.lost(changed)
        ]
        # Most changes leave follow-up as it is, and the estimate is what takes time.
        same = changed[follow_up].equals(cohort[follow_up])
        return {
            "lost": lost,
            "estimate": as_it_is if same else with_interval(five_year_rfs(changed)),
        }

    rows = [row.cells for row in read_rows(project.files.cohort or COHORT, COLUMNS)]
    return {
        "total": sum(len(entry.prints) for entry in project.ledger),
        "estimate": as_it_is,
        "claims": [[entry.id, entry.says, [*map(plain, entry.prints)]] for entry in project.ledger],
        "statuses": [[status.value, status.label] for status in Status],
        "columns": {name: column.words for name, column in TABLE_2.items()},
        "cells": _cells(cohort, valid_changes(rows), outcome),
        "switches": [[question, list(options)] for question, options in SWITCHES.items()],
        "readings": {" ".join(map(str, c)): outcome(read) for c, read in combinations(cohort)},
    }


def _cells(
    cohort: Cohort, changes: Sequence[Change], outcome: Callable[[Cohort], dict[str, Any]]
) -> dict[str, Any]:
    cohorts = [change.applied(cohort) for change in changes]
    rows = [changed.iloc[[change.row]] for change, changed in zip(changes, cohorts, strict=True)]
    printed = table_2_cells(cohort).to_dict("records")
    others = table_2_cells(pd.concat(rows, ignore_index=True)).to_dict("records")
    cells: dict[str, Any] = {
        f"{row['patient']} {column}": {"printed": plain(row[column]), "changes": []}
        for row in printed
        for column in CHANGES
    }
    for change, changed, row in zip(changes, cohorts, others, strict=True):
        before = printed[change.row]
        also = [
            f"{TABLE_2[name].words} {plain(row[name])}"
            for name in CHANGES
            if name != change.column and row[name] != before[name]
        ]
        cells[f"{before['patient']} {change.column}"]["changes"].append(
            {"to": _to(change, row), "with": ", ".join(also), **outcome(changed)}
        )
    return cells


def _to(change: Change, row: Mapping[str, str]) -> str:
    """Return the other value; Table 2 prints the same dash for two ends of follow-up."""
    event = EVENT_TYPES[change.patient.event_type]
    is_dash = change.column == "event_type" and not event.printed
    return plain(row[change.column]) + (f" ({event.label.lower()})" if is_dash else "")


class Reach(NamedTuple):
    """How far changes of single cells reach.

    Attributes:
        numbers: how many of the paper's numbers change their status with one of them at least.
        lost: how often a number does, over all changes.
        contradicted: how often it is contradicted then.
    """

    numbers: int
    lost: int
    contradicted: int


def reach(data: WhatIf) -> Reach:
    """Return how far all changes of the cells reach."""
    lost = [
        number
        for cell in data["cells"].values()
        for change in cell["changes"]
        for number in change["lost"]
    ]
    contradicted = list(Status).index(Status.CONTRADICTED)
    numbers = {(claim, index) for claim, index, *_ in lost}
    return Reach(len(numbers), len(lost), sum(status == contradicted for *_, status in lost))


def most_lost(cell: Mapping[str, Any]) -> int:
    """Return how many numbers the cell's gravest change takes their status from."""
    return max((len(change["lost"]) for change in cell["changes"]), default=0)


def shade(count: int) -> int:
    """Return the number of a shade, from 0 (none) to 4."""
    return sum(count >= least for least in SHADES)


def cells_table(cohort: Cohort, data: WhatIf) -> GT:
    """Return Table 2, each cell shaded by how many of the letter's numbers hang on it."""
    cells = table_2_cells(cohort)
    shown, rows = cells.map(rich), defaultdict(list)
    for row, patient in enumerate(cells["patient"]):
        for column in CHANGES:
            key = f"{patient} {column}"
            count = most_lost(data["cells"][key])
            shown.loc[row, column] = _cell(key, shown.loc[row, column], count)
            rows[shade(count), column].append(row)
    table = set_table_2(cells, shown, "table-cells")
    for (number, column), filled in rows.items():
        if number:
            fill = style.fill(list(SHADES.values())[number - 1])
            table = table.tab_style(fill, loc.body(columns=column, rows=filled))
    # On screen the shade is the page's own, light or dark.
    css = "@media screen {\n  #table-cells td { background-color: transparent !important; }\n}"
    return table.opt_css(css)


def _cell(key: str, text: str, count: int) -> str:
    words = f"{count or 'no'} number{'' if count == 1 else 's'}"
    return (
        f'<span class="carries carries-{shade(count)}" data-cell="{key}" data-count="{count}" '
        f'title="{words}">{text}</span>'
    )


def legend() -> Markdown:
    """Return what each shade means, in the shades themselves where the format has them."""
    ranges = ["none", *(f"{a}–{b - 1}" for a, b in pairwise(SHADES)), f"{max(SHADES)} or more"]
    shades = (f"[{words}]{{.carries .carries-{level}}}" for level, words in enumerate(ranges))
    return Markdown(
        "The shade of a cell says how many numbers lose their status with its gravest change: "
        f"{', '.join(shades)}, from no shade to the strongest.\n"
    )


def cells_page(project: Project, ledger: str) -> Markdown:
    """Return the data and the script with which a page shows what follows, as raw HTML.

    ``ledger`` is the ledger's page, relative to the page with the cells.
    """
    data = what_if(project) | {"ledger": Path(ledger).with_suffix(".html").as_posix()}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = (REPORT / "assets/cells.js").read_text(encoding="utf-8")
    sheet = (REPORT / "assets/cells.css").read_text(encoding="utf-8")
    return Markdown(
        f"```{{=html}}\n<style>\n{sheet}</style>\n"
        f'<script type="application/json" id="cells-data">{text}</script>\n'
        f"<script>\n{script}</script>\n```\n"
    )


def readings_table(data: WhatIf) -> Markdown:
    """Return one row for each option that is not the letter's, with the others as it has them."""
    rows = []
    for number, (question, options) in enumerate(data["switches"]):
        for index in range(1, len(options)):
            chosen = [index if n == number else 0 for n in range(len(data["switches"]))]
            found = data["readings"][" ".join(map(str, chosen))]
            rows.append((question, options[index], str(len(found["lost"])), found["estimate"]))
    return pipe_table(("Decision", "Read as", "Numbers", "RFS"), rows, (30, 30, 12, 28))


def cells_download(project: Project) -> pd.DataFrame:
    """Return a row for each number that each change takes its status from.

    Returns:
        ``patient``, ``column`` of Table 2, ``printed``, ``changed_to``, ``together_with``,
        ``five_year_estimate``, and ``claim``, ``number`` (from 1), ``printed_number``,
        ``computed`` and ``status``, which are empty where a change takes no number's status.
    """
    data = what_if(project)
    rows = []
    for key, cell in data["cells"].items():
        patient, column = key.split()
        for change in cell["changes"]:
            about = [patient, column, cell["printed"], change["to"], change["with"]]
            about.append(change["estimate"])
            for lost in change["lost"] or [None]:
                rows.append([*about, *(_lost_cells(data, *lost) if lost else [""] * 5)])
    names = (
        "patient column printed changed_to together_with five_year_estimate "
        "claim number printed_number computed status"
    )
    return pd.DataFrame(rows, columns=names.split())


def _lost_cells(
    data: WhatIf, claim: int, index: int, computed: str | None, status: int
) -> list[str]:
    name, _, prints = data["claims"][claim]
    label = data["statuses"][status][1]
    return [name, str(index + 1), prints[index], computed or "", label]
