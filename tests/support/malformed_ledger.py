"""A good ledger, and changes of it with the defects that are found."""

from reproduction.claims import FORMS

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
