from pathlib import Path

import pytest
from made_up import write

from reproduction.claims import (
    FORMS,
    Entry,
    Status,
    load_ledger,
)
from reproduction.inputs.defects import InputError

GOOD = """\
# A comment.
- id: runners
  at: p1
  prints: ["Four", "50%"]
  says: Runners, and how many of them are women.
  basis: patients
  expect: reproduced

- id: record
  at: p2
  prints: ["26.4"]
  says: The record, in minutes.
  basis: cited
  expect: cited
  reference: [almanac1999]

- id: winner
  at: p2
  prints: ["29.5"]
  says: The winner's time, in minutes.
  basis: patients
  expect: qualified
  because: It is the time of {name}, {n_th} from the left.
"""

LIST = "expected a YAML list with one mapping for each claim"
TEXTS = f"expected a list of texts in quotes, each {FORMS}"
EACH = "or a list with one for each number"
STATUSES = (
    "expected reproduced, definition, cited, consistent, qualified, not_derivable or "
    f"contradicted, {EACH}"
)
BASES = f"expected patients, printed, definition, cited or unpublished, {EACH}"
FIRST = "that begins with none of = + - @"
FIELDS = "expected id, at, prints, says, basis, expect, because, reference"


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


CHANGES = {
    "a number without quotes": (
        'prints: ["Four", "50%"]',
        "prints: [4]",
        [f'4: claim runners: prints: "4"; {TEXTS}'],
    ),
    "not a quantity": (
        '["26.4"]',
        '["about 26"]',
        [f'11: claim record: prints: "about 26"; {TEXTS}'],
    ),
    "two that are none": (
        '["Four", "50%"]',
        '["many", "some"]',
        [
            f'4: claim runners: prints: "many"; {TEXTS}',
            f'4: claim runners: prints: "some"; {TEXTS}',
        ],
    ),
    "nothing printed": (
        '["26.4"]',
        "[]",
        [f'11: claim record: prints: "[]"; {TEXTS}'],
    ),
    "one text and no list": (
        '["26.4"]',
        '"26.4"',
        [f'11: claim record: prints: "26.4"; {TEXTS}'],
    ),
    "an id with a blank": (
        "id: record",
        "id: The record",
        ['9: claim The record: id: "The record"; expected lower-case words joined by hyphens'],
    ),
    "no id": (
        "- id: record\n  at: p2",
        "- at: p2",
        [
            "9: claim without id: id is missing; expected lower-case words joined by hyphens",
        ],
    ),
    "a place of the wrong form": (
        "at: p1",
        "at: page 1",
        [
            '3: claim runners: at: "page 1"; '
            "expected where it is printed, such as p4, table1 or fig1"
        ],
    ),
    "an empty text": (
        "says: The record, in minutes.",
        'says: ""',
        [f'12: claim record: says: ""; expected a sentence {FIRST}'],
    ),
    "an unknown basis": (
        "basis: cited",
        "basis: guess",
        [f'13: claim record: basis: "guess"; {BASES}'],
    ),
    "an unknown status": (
        "expect: qualified",
        "expect: maybe",
        [f'22: claim winner: expect: "maybe"; {STATUSES}'],
    ),
    "a status that needs a reason": (
        "  because: It is the time of {name}, {n_th} from the left.\n",
        "",
        ["17: claim winner: because is missing; expected the evidence for qualified"],
    ),
    "a basis for each of too few": (
        "basis: patients\n  expect: reproduced",
        "basis: [patients, printed, cited]\n  expect: reproduced",
        ["6: claim runners: basis: 3 for 2 numbers; expected one for all of them or one for each"],
    ),
    "a status for each of too many": (
        "expect: qualified",
        "expect: [qualified, cited]",
        ["22: claim winner: expect: 2 for 1 numbers; expected one for all of them or one for each"],
    ),
    "an unknown status among others": (
        "basis: patients\n  expect: reproduced",
        "basis: patients\n  expect: [reproduced, likely]",
        [f'7: claim runners: expect: "likely"; {STATUSES}'],
    ),
    "no basis at all": (
        "basis: cited",
        "basis: []",
        [f'13: claim record: basis: "[]"; {BASES}'],
    ),
    "an empty reason": (
        "because: It is the time of {name}, {n_th} from the left.",
        'because: ""',
        [
            '23: claim winner: because: ""; expected a sentence that gives the evidence and '
            "begins with none of = + - @"
        ],
    ),
    "a brace that is not closed": (
        "{n_th}",
        "{n_th",
        ["23: claim winner: because: a stray brace; expected names in braces, such as {patient}"],
    ),
    "a placeholder that is no name": (
        "{n_th}",
        "{0.__class__}",
        ["23: claim winner: because: a stray brace; expected names in braces, such as {patient}"],
    ),
    "a citation without its key": (
        "  reference: [almanac1999]\n",
        "",
        [
            "9: claim record: reference is missing; expected the keys of what is cited",
        ],
    ),
    "a key that is no list": (
        "[almanac1999]",
        "almanac1999",
        ['15: claim record: reference: "almanac1999"; expected a list of keys of references.bib'],
    ),
    "an unknown field": (
        "says: The record, in minutes.",
        "say: The record, in minutes.",
        [
            f"9: claim record: says is missing; expected a sentence {FIRST}",
            f'12: claim record: "say" is not a field; {FIELDS}',
        ],
    ),
    "a field that is a number": (
        "says: The record, in minutes.",
        "says: The record.\n  7: x",
        [
            '13: the key "7" is not text; expected a name',
        ],
    ),
    "a field twice": (
        "says: The record, in minutes.",
        "says: The record.\n  says: Something else.",
        ['13: duplicate field "says"; expected each field once'],
    ),
    "an id twice": (
        "id: winner",
        "id: runners",
        ['17: duplicate id "runners", first used in line 2; expected each id once'],
    ),
    "places out of order": (
        'at: p2\n  prints: ["29.5"]',
        'at: p1\n  prints: ["29.5"]',
        ["17: claim winner: at p1 again; expected the reading order of the text"],
    ),
    "an item that is no mapping": (
        "- id: record\n  at: p2",
        "- just a text\n- id: record\n  at: p2",
        [
            '9: "just a text" is not a mapping; expected a mapping with '
            "id, at, prints, says, basis, expect, because, reference"
        ],
    ),
    "an alias": (
        "- id: record\n  at: p2",
        "- id: &x record\n  at: *x",
        ["10: has a YAML alias (*name); expected plain values"],
    ),
    "an alias to what it is in": (
        "[almanac1999]",
        "&x [*x]",
        ["15: has a YAML alias (*name); expected plain values"],
    ),
    "control characters": (
        "basis: cited",
        'basis: "\\e[31mcited"',
        ["13: has U+001B (a control character); expected visible text"],
    ),
}


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
