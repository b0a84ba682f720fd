"""The rule of what counts as a number, on every quantity and every label of the letter."""

import re

import pytest
from tokens import quantities_in

from letter.data import paths
from letter.data.published import load_labels
from reproduction.claims import load_inventory, load_ledger
from reproduction.inputs.defects import InputError

COUNTED, LABELS = load_labels(paths.PUBLISHED / "labels.yaml")
PATTERNS = [pattern for labels in LABELS for pattern in labels.patterns]
PRINTED = {label: places for labels in LABELS for label, places in labels.printed.items()}
LETTER = [entry.at for entry in load_ledger(paths.CLAIMS)]
INVENTORY = [row for row in load_inventory(paths.INVENTORY) if row[0] in LETTER]


@pytest.mark.parametrize(("at", "token", "claim"), sorted(set(INVENTORY)))
def test_every_quantity_of_the_inventory_counts(at, token, claim):
    """Before the noun that it counts; an ordinal before "cycle" or a unit of time."""
    noun = "week" if claim == "cytokines-first-week" else "cycles"
    assert quantities_in(f"{token} {noun}", PATTERNS, COUNTED) == (token,), at


@pytest.mark.parametrize("label", PRINTED)
def test_no_label_counts(label):
    assert quantities_in(f"the {label} of the patients", PATTERNS, COUNTED) == ()


def test_labels_are_printed_in_the_letter():
    assert {at for places in PRINTED.values() for at in places} <= {*LETTER, "title"}


def test_every_pattern_finds_a_label_and_every_label_is_listed_once():
    for labels in LABELS:
        for pattern in labels.patterns:
            assert any(re.search(pattern, label) for label in labels.printed), pattern
    assert len(PRINTED) == sum(len(labels.printed) for labels in LABELS)


def test_the_words_of_a_cycle_are_told_apart():
    """A cardinal before its noun counts, after it names; an ordinal counts before a cycle."""
    text = "after 1 cycle, in cycle 1, in the first cycle, in the first four cycles, in first CR"
    assert quantities_in(text, PATTERNS, COUNTED) == ("1", "first", "four")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("labels: []\n", ":1: counted is missing; expected nouns"),
        ("- a\n", "is not a mapping; expected a mapping with counted, labels"),
        ("counted: [cycle]\nlabels: [{rule: x}]\n", ":2: labels.patterns is missing; expected"),
    ],
)
def test_another_form_is_an_input_error(tmp_path, text, expected):
    path = tmp_path / "labels.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=re.escape(expected)):
        load_labels(path)
