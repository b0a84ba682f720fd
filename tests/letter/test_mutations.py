import csv
import dataclasses
import shutil
import sys

import pytest

from letter.data import paths
from letter.data.letter import load_letter
from letter.mutation import (
    Mutation,
    Trial,
    other_cells,
    other_numbers,
    other_quantities,
    other_texts,
    report,
    trials,
)
from letter.outcome import compare
from reproduction import cli

FILES = (
    paths.COHORT,
    paths.CLAIMS,
    paths.INVENTORY,
    paths.RELATED,
    paths.TABLE_1,
    paths.TABLE_2,
)


@pytest.fixture(scope="module")
def found() -> list[Trial]:
    return list(trials())


# --- The proof


def test_every_change_of_one_value_is_caught(found, last_words):
    last_words.append("Mutations, one value changed at a time:")
    last_words += report(found).splitlines()
    assert [str(trial.mutation) for trial in found if not trial.caught] == []


def test_every_cell_of_the_cohort_and_of_table_2_was_changed(found):
    places = {(trial.mutation.file, trial.mutation.place) for trial in found}
    for file, rows, columns in ((paths.COHORT, 20, 17), (paths.TABLE_2, 20, 15)):
        header = next(csv.reader([file.read_text("utf-8").splitlines()[0]]))
        assert len(header) == columns
        assert {place for path, place in places if path == file} == {
            f"row {row}, column {column}" for row in range(2, rows + 2) for column in header
        }


def test_every_number_that_is_published_was_changed(found):
    letter = load_letter()
    places = {(trial.mutation.file, trial.mutation.place) for trial in found}
    assert {place for path, place in places if path == paths.CLAIMS} == {
        f"claim {entry.id}, quantity {position}"
        for entry in letter.ledger
        for position in range(1, len(entry.prints) + 1)
    }
    for path, n in ((paths.INVENTORY, len(letter.inventory)), (paths.RELATED, 9)):
        tokens = {p for file, p in places if file == path and p.endswith("column token")}
        assert len(tokens) == n
    # 34 cells, and the labels of rows that hold a number (CR1, 10^-3, AF4, 1 cycle)
    labels = [row for row in letter.table_1["row"] if any(c.isdigit() for c in row)]
    table_1 = {place for path, place in places if path == paths.TABLE_1}
    assert len(table_1) == 34 + len(labels) == 34 + 8


def test_every_printed_number_was_changed_to_several_others(found):
    by_place: dict[str, set[str]] = {}
    for trial in found:
        assert trial.mutation.new != trial.mutation.old
        if trial.mutation.file == paths.CLAIMS and trial.mutation.old != "0":
            by_place.setdefault(trial.mutation.place, set()).add(trial.mutation.new)
    assert all(len(others) >= 2 for others in by_place.values())


def test_claims_and_cells_alone_catch_what_can_be_recomputed(found):
    """Without the inventory, what escapes is what nothing recomputes, a limit, or a known error."""
    escaped = [trial.mutation for trial in found if not trial.alone]
    assert {m.file for m in escaped} == {paths.CLAIMS, paths.INVENTORY, paths.RELATED}
    letter = load_letter()
    recomputed = {entry.id for entry in letter.ledger if entry.expect == "reproduced"}
    missed = [m for m in escaped if m.file == paths.CLAIMS and _claim(m) in recomputed]
    assert {m.old for m in missed} == {"≥5", "<5", "<10^-3^", "≥10^-3^", "half"}


def _claim(mutation: Mutation) -> str:
    return mutation.place.removeprefix("claim ").split(",")[0]


# --- The command really sees what stands in the files


EDITS = {
    "cohort.csv": ("8,F,37", "8,F,38"),
    "published/claims.yaml": ('["80%", "16", "20"]', '["80%", "17", "20"]'),
    "published/inventory.csv": ("p4,2,16", "p4,2,17"),
    "published/related.csv": ("61%", "62%"),
    "published/table1.csv": ("3 (30)", "4 (30)"),
    "published/table2.csv": ("8,F,37", "8,F,38"),
}


@pytest.mark.parametrize("file", EDITS)
def test_an_edit_of_a_file_is_caught(file, tmp_path):
    data = shutil.copytree(paths.DATA, tmp_path / "data")
    text = (data / file).read_text("utf-8")
    old, new = EDITS[file]
    (data / file).write_text(text.replace(old, new, 1), "utf-8")
    assert (data / file).read_text("utf-8") != text
    assert not compare(load_letter(data / "cohort.csv", data / "published")).passed


def test_a_ledger_that_notices_nothing_would_let_mutations_survive(monkeypatch, tmp_path):
    """The proof can fail: with one comparison switched off, mutations survive."""
    mutation = sys.modules["letter.mutation"]
    monkeypatch.setattr(mutation, "transcription_defects", lambda *_: [])
    found = list(mutation._related_trials(load_letter(), tmp_path / "mutated.csv"))
    assert not any(trial.caught for trial in found)


# --- Other values


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("16", ["17", "15", "32"]),
        ("0", ["1"]),
        ("1", ["2", "0"]),
        ("31.0", ["31.1", "30.9", "32.0", "62.0"]),
        ("0.048", ["0.049", "0.047", "1.048", "0.096"]),
    ],
)
def test_other_numbers_have_the_same_decimals(text, others):
    assert other_numbers(text) == others


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Ten", ["Nine", "Eleven", "Twelve"]),
        ("zero", ["one", "two"]),
        ("twenty", ["nineteen"]),
        ("both", ["one", "three", "four"]),
        ("half", ["one", "two"]),
        ("80%", ["81%", "79%", "160%"]),
        ("up to four", ["up to three", "up to five", "up to six", "more than four"]),
        ("<10^-4^", ["<10^-5^", "<10^-3^", "<2x10^-4^", "≥10^-4^"]),
        (
            "1.5x10^-3^",
            [
                "1.5x10^-4^", "1.5x10^-2^",
                "1.6x10^-3^", "1.4x10^-3^", "2.5x10^-3^", "3.0x10^-3^",
            ],
        ),
        ("January 2008", ["December 2008", "January 2009"]),
        ("August 2009", ["July 2009", "August 2010"]),
    ],
)  # fmt: skip
def test_other_quantities_have_the_same_form(text, others):
    assert other_quantities(text) == others


@pytest.mark.parametrize(
    ("value", "column", "others"),
    [
        ("F", ["F", "M", "F"], ["M"]),
        ("none", ["none", "relapse", "death"], ["relapse", "death"]),
        ("2.5", ["2.5", "", "18.7"], ["2.6", "2.4", "3.5", "5.0", ""]),
        ("", ["2.5", "", "18.7"], ["2.5"]),
        ("0.5*", ["0.5*", "3.3", "–"], ["0.6*", "0.4*", "1.5*", "1.0*", "0.5", "–"]),
        ("–", ["0.5*", "3.3", "–"], ["0.5*"]),
    ],
)
def test_other_cells_are_ones_that_their_column_can_hold(value, column, others):
    assert other_cells(value, column) == others


def test_other_texts_change_one_number_at_a_time():
    assert other_texts("3 (30)") == ["4 (30)", "2 (30)", "6 (30)", "3 (31)", "3 (29)", "3 (60)"]
    assert other_texts("Male") == []


# --- The report and the command

CAUGHT = Trial(Mutation(paths.COHORT, "row 2, column sex", "F", "M"), caught=True, alone=True)
REFUSED = dataclasses.replace(CAUGHT, refused=True)
SURVIVED = Trial(Mutation(paths.CLAIMS, "claim x, quantity 1", "4", "5"), caught=False)


def test_the_report_has_a_line_for_each_file_and_each_survivor():
    lines = report([CAUGHT, REFUSED, SURVIVED]).splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "data/cohort.csv 2 of 2 caught (100.0%), 1 as defects of input; 2 without the inventory",
        "data/published/claims.yaml 0 of 1 caught (0.0%), 0 as defects of input; "
        "0 without the inventory",
        "all files 2 of 3 caught (66.7%), 1 as defects of input; 2 without the inventory",
        "survived: data/published/claims.yaml: claim x, quantity 1: “4” changed to “5”",
    ]  # fmt: skip


@pytest.mark.parametrize(("found", "code"), [([CAUGHT], 0), ([CAUGHT, SURVIVED], 1)])
def test_the_command_fails_where_a_mutation_survives(monkeypatch, capsys, found, code):
    monkeypatch.setattr("letter.mutation.trials", lambda: iter(found))
    assert cli.main(["mutate"]) == code
    assert capsys.readouterr().out == report(found)
