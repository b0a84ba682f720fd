"""Every number that is called reproduced: print another one, and the check fails."""

import csv
import io
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from letter.data import paths
from letter.data.table1_rows import HEADS, HEADS_CLAIM, ROWS, Line
from reproduction import cli
from reproduction.claims import Sharpness, Status
from reproduction.loading import load


@pytest.fixture(scope="module")
def outcome():
    return load(paths.PROJECT).outcome


def reproduced(outcome) -> dict[tuple[str, int], Decimal]:
    """Each reproduced number with its last printed place."""
    return {
        (result.entry.id, index): Decimal(1).scaleb(-number.quantity.decimals)
        for result in outcome.results
        for index, number in enumerate(result.numbers)
        if number.status is Status.REPRODUCED
    }


def test_what_is_reproduced_is_sharp_and_nearly_all_the_data_can_give(outcome):
    assert {n.sharpness for n in outcome.numbers if n.status is Status.REPRODUCED} == {
        Sharpness.SHARP
    }
    assert len(reproduced(outcome)) > 100


def table_1_cells(line: Line, cells: list[str], prints: dict[str, list[str]]) -> list[str]:
    """Put a claim's numbers, of which the last are the cells', into a line of Table 1."""
    claim = next((row.claim for row in ROWS if row.line == line), HEADS_CLAIM)
    numbers = prints[claim]
    if line == HEADS:  # the ledger has both thresholds before both numbers of patients
        numbers = [numbers[0], numbers[2], numbers[1], numbers[3]]
    number = r"[<≥]?\d+(?:\.\d+)?"
    count = sum(len(re.findall(number, cell)) for cell in cells)
    left = iter(numbers[len(numbers) - count :])
    return [re.sub(number, lambda _: next(left), cell) for cell in cells]


def published_with(folder: Path, outcome, step: int) -> Path:
    """What is published with every reproduced number changed wherever it was transcribed."""
    shutil.copytree(paths.PUBLISHED, folder)
    printed = {
        (result.entry.id, index): number.quantity
        for result in outcome.results
        for index, number in enumerate(result.numbers)
    }
    changed = {
        (claim, index): printed[claim, index].with_value(printed[claim, index].value + step * unit)
        for (claim, index), unit in reproduced(outcome).items()
        if printed[claim, index].value + step * unit >= 0
    }
    items = yaml.safe_load((folder / "claims.yaml").read_text("utf-8"))
    for item in items:
        for index in range(len(item["prints"])):
            if (item["id"], index) in changed:
                item["prints"][index] = changed[item["id"], index].text
    (folder / "claims.yaml").write_text(yaml.safe_dump(items, allow_unicode=True), "utf-8")
    rows = list(csv.DictReader(io.StringIO((folder / "inventory.csv").read_text("utf-8"))))
    seen: dict[str, int] = {}
    for row in rows:
        index = seen.get(row["claim"], 0)
        seen[row["claim"]] = index + 1
        if (row["claim"], index) in changed:
            row["token"] = changed[row["claim"], index].text
    with (folder / "inventory.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    items_by_id = {item["id"]: item["prints"] for item in items}
    rows = list(csv.reader(io.StringIO((folder / "table1.csv").read_text("utf-8"))))
    for row in rows[1:]:
        row[2:] = table_1_cells((row[0], row[1]), row[2:], items_by_id)
    with (folder / "table1.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return folder


@pytest.mark.parametrize("step", [1, -1])
def test_one_unit_in_the_last_place_of_any_of_them_is_noticed(outcome, step, tmp_path, capsys):
    folder = published_with(tmp_path / "published", outcome, step)
    options = ["--published", str(folder), "--format", "json"]
    assert cli.main(["check", str(paths.PROJECT), *options]) == 1
    found = json.loads(capsys.readouterr().out)
    statuses = {
        (claim["id"], index): number["status"]
        for claim in found["claims"]
        for index, number in enumerate(claim["quantities"])
    }
    unchanged = {
        (result.entry.id, index)
        for result in outcome.results
        for index, number in enumerate(result.numbers)
        if step < 0 and number.quantity.value == 0
    }
    for place in reproduced(outcome):
        assert statuses[place] == ("reproduced" if place in unchanged else "contradicted"), place
    inventory = next(part for part in found["comparisons"] if "inventory" in part["name"])
    assert not inventory["differences"]  # both transcriptions have the other numbers
    table = next(part for part in found["comparisons"] if "against the ledger" in part["name"])
    assert not table["differences"]  # and so has the printed table


def test_a_table_with_its_own_numbers_is_the_published_one(outcome, tmp_path):
    folder = published_with(tmp_path / "published", outcome, 0)
    assert (folder / "table1.csv").read_bytes() == (paths.PUBLISHED / "table1.csv").read_bytes()
