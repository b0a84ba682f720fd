from pathlib import Path

import pytest
from made_up import write
from malformed_ledger import BASES, CHANGES, FIRST, GOOD, LIST, STATUSES, TEXTS

from reproduction.claims import (
    Entry,
    Status,
    load_ledger,
)
from reproduction.inputs.defects import InputError


def ledger(folder: Path, text: str) -> tuple[Entry, ...]:
    return load_ledger(write(folder, "claims.yaml", text))


def defects(folder: Path, text: str) -> list[str]:
    """The messages, without the file's name, which all of them begin with."""
    with pytest.raises(InputError) as error:
        ledger(folder, text)
    lines = str(error.value).splitlines()
    assert len(lines) == len(error.value.defects)
    start = f"{folder / 'claims.yaml'}:"
    assert all(line.startswith(start) for line in lines)
    return [line.removeprefix(start).lstrip() for line in lines]


def test_the_entries_come_in_the_files_order_with_their_quantities(tmp_path):
    runners, record, winner = ledger(tmp_path, GOOD)
    assert [quantity.numeral for quantity in runners.quantities] == ["4", "50%"]
    assert (runners.because, runners.reference, runners.placeholders) == (None, None, ())
    assert record.reference == ["almanac1999"]
    assert winner.placeholders == ("name", "n_th")
    with pytest.raises(Exception, match="frozen"):
        winner.expect = "reproduced"


def test_basis_and_status_are_one_for_all_numbers_or_one_for_each(tmp_path):
    text = GOOD.replace(
        "basis: patients\n  expect: reproduced",
        "basis: [patients, definition]\n  expect: [reproduced, definition]",
    )
    runners, record, _ = ledger(tmp_path, text)
    assert runners.bases == ("patients", "definition")
    assert runners.expects == (Status.REPRODUCED, Status.DEFINITION)
    assert runners.expected is Status.DEFINITION
    assert (record.bases, record.expects) == (("cited",), (Status.CITED,))


@pytest.mark.parametrize(("mark", "number"), [(",", "29,5"), ("·", "29·5"), (".", "29.5")])
def test_the_decimal_mark_is_the_papers(tmp_path, mark, number):
    path = write(tmp_path, "claims.yaml", GOOD.replace("29.5", number).replace("26.4", "26"))
    entries = load_ledger(path, mark)
    assert [f"{entries[2].quantities[0].value:f}", entries[2].quantities[0].numeral] == [
        "29.5",
        number,
    ]
    wrong = "." if mark == "·" else "·"
    with pytest.raises(InputError, match=f'prints: "{number}"'):
        load_ledger(path, wrong)


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES.values(), ids=CHANGES)
def test_each_defect_names_its_line_claim_field_value_and_what_was_expected(
    tmp_path, old, new, expected
):
    assert GOOD.count(old) == 1
    assert defects(tmp_path, GOOD.replace(old, new)) == expected


def test_all_defects_are_told_at_once_in_their_own_order(tmp_path):
    text = (
        GOOD.replace('["Four", "50%"]', '["many"]')
        .replace("basis: cited", "basis: guess")
        .replace("expect: qualified", "expect: maybe")
        .replace("says: The winner's time, in minutes.", "says: 5")
    )
    assert defects(tmp_path, text) == [
        f'4: claim runners: prints: "many"; {TEXTS}',
        f'13: claim record: basis: "guess"; {BASES}',
        f'20: claim winner: says: "5"; expected a sentence {FIRST}',
        f'22: claim winner: expect: "maybe"; {STATUSES}',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("just a text\n", f"is not a list; {LIST}"),
        ("id: runners\n", f"is not a list; {LIST}"),
        ("[]\n", f"is not a list; {LIST}"),
        ("# only a comment\n", f"is not a list; {LIST}"),
        ("", "is empty; expected a file with content"),
        (
            "- id: x\n at: p1\n",
            f"2: is not YAML (did not find expected '-' indicator); {LIST}",
        ),
        (
            "- id: x\n- !!python/object:os.system {}\n",
            "2: has a YAML tag (tag:yaml.org,2002:python/object:os.system); expected plain values",
        ),
        ("- a: 2001-99-99\n", f"1: is not YAML (month must be in 1..12); {LIST}"),
    ],
)
def test_a_file_that_is_no_list_of_claims(tmp_path, text, expected):
    assert defects(tmp_path, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[" * 5000 + "]" * 5000, "1: more than 20 levels of nesting; expected fewer"),
        ("--- 1\n--- 2\n", f"2: is not YAML (but found another document); {LIST}"),
        ("- \x01\n", "1: has U+0001 (a control character); expected visible text"),
    ],
)
def test_strange_yaml_is_one_defect(tmp_path, text, expected):
    assert defects(tmp_path, text) == [expected]


def test_a_missing_file_is_a_defect(tmp_path):
    with pytest.raises(InputError, match="claims.yaml: cannot be read"):
        load_ledger(tmp_path / "claims.yaml")
