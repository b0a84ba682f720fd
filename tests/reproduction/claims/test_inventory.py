from pathlib import Path

import pytest
from made_up import write

from reproduction.claims import FORMS, load_inventory, transcription_defects
from reproduction.inputs.defects import InputError

INVENTORY = """\
at,position,token,claim
p1,1,Four,runners
p1,2,50%,runners
p2,1,26.4,record
p2,2,29.5,winner
"""


def inventory_defects(folder: Path, text: str) -> list[str]:
    path = write(folder, "inventory.csv", text)
    with pytest.raises(InputError) as error:
        load_inventory(path)
    return [str(defect).removeprefix(f"{path}: ") for defect in error.value.defects]


def test_the_inventory_is_place_token_and_claim(tmp_path):
    assert load_inventory(write(tmp_path, "inventory.csv", INVENTORY)) == (
        ("p1", "Four", "runners"),
        ("p1", "50%", "runners"),
        ("p2", "26.4", "record"),
        ("p2", "29.5", "winner"),
    )


def test_all_defects_of_the_inventory_are_told_at_once(tmp_path):
    text = INVENTORY.replace("p1,2,50%", "p1,3,fifty-fifty").replace("p2,1,26.4", "p2,,26.4")
    assert inventory_defects(tmp_path, text) == [
        f'row 3, column token: "fifty-fifty"; expected {FORMS}',
        'row 3, column position: "3"; expected 2',
        "row 4, column position: empty; expected 1",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is empty; expected a file with content"),
        (
            INVENTORY.replace("claim\n", "id\n"),
            'row 1: column "claim" is missing; expected each column once',
        ),
        (
            INVENTORY.replace("29.5,winner", "29.5"),
            "row 5: 3 cells; expected 4, one for each column",
        ),
        (
            INVENTORY.removesuffix("\n"),
            "end: the last row has no line end; expected a whole file, not a cut one",
        ),
    ],
)
def test_an_inventory_of_another_shape(tmp_path, text, expected):
    assert expected in inventory_defects(tmp_path, text)


# --- Two transcriptions of one text

PRINTED = [
    ("p1", "Four", "runners"),
    ("p1", "50%", "runners"),
    ("p2", "26.4", "record"),
    ("p2", "29.5", "winner"),
]


def test_equal_transcriptions_have_no_defects():
    assert transcription_defects(PRINTED, tuple(PRINTED)) == []
    assert transcription_defects([], []) == []


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        (
            [PRINTED[0], ("p1", "40%", "runners"), *PRINTED[2:]],
            ["p1, quantity 2: the ledger has “40%” (runners), the inventory has “50%” (runners)"],
        ),
        (
            [PRINTED[0], ("p1", "50%", "winner"), *PRINTED[2:]],
            ["p1, quantity 2: the ledger has “50%” (winner), the inventory has “50%” (runners)"],
        ),
        (
            PRINTED[:1] + PRINTED[2:],
            ["p1, quantity 2: the ledger has nothing, the inventory has “50%” (runners)"],
        ),
        (
            [*PRINTED, ("p2", "7", "extra")],
            ["p2, quantity 3: the ledger has “7” (extra), the inventory has nothing"],
        ),
        (
            [*PRINTED, ("p3", "7", "extra")],
            ["p3, quantity 1: the ledger has “7” (extra), the inventory has nothing"],
        ),
        (
            PRINTED[:2],
            ["p2, quantity 1: the ledger has nothing, the inventory has “26.4” (record)"],
        ),
        (  # one line a place, at its first difference
            [PRINTED[1], PRINTED[0], PRINTED[3], PRINTED[2]],
            [
                "p1, quantity 1: the ledger has “50%” (runners), "
                "the inventory has “Four” (runners)",
                "p2, quantity 1: the ledger has “29.5” (winner), the inventory has “26.4” (record)",
            ],
        ),
    ],
)
def test_the_first_difference_at_each_place_is_told(ours, expected):
    assert transcription_defects(ours, PRINTED) == expected


@pytest.mark.parametrize(("mark", "number"), [(",", "29,5"), ("·", "29·5"), (".", "29.5")])
def test_the_decimal_mark_is_the_papers(tmp_path, mark, number):
    text = INVENTORY.replace("29.5", f'"{number}"').replace("26.4", "26")
    path = write(tmp_path, "inventory.csv", text)
    assert load_inventory(path, mark)[3] == ("p2", number, "winner")
    with pytest.raises(InputError, match="row 5, column token"):
        load_inventory(path, "." if mark == "·" else "·")
