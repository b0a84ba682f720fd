"""The letter's references, and which of the cited numbers were seen."""

from letter.data import paths
from letter.data.letter import load_letter
from letter.findings.references import cited_numbers, load_references
from reproduction.claims import load_ledger

LETTER, LEDGER = load_letter(), load_ledger(paths.CLAIMS)
FOUND = load_references()
REFERENCES = FOUND["references"]


def test_every_reference_of_the_letter_has_its_number():
    assert [reference["number"] for reference in REFERENCES] == list(range(1, 12))
    assert {reference["number"] for reference in REFERENCES if "doubt" in reference} == {2, 5}
    assert {r["seen"] for r in REFERENCES} == {"nothing", "record", "abstract"}
    # Recalled, not seen: 1, 3, 4 and 6.
    assert {r["number"] for r in REFERENCES if r["seen"] == "nothing"} == {1, 3, 4, 6}


def test_the_ledgers_references_are_these():
    cited = {key for entry in LEDGER for key in entry.reference or ()}
    assert cited <= {reference["key"] for reference in REFERENCES}


def test_cited_numbers_seen_at_a_source_are_equal():
    found = [c for c in cited_numbers(LEDGER, LETTER.related) if c.seen]
    sources = [source for row in FOUND["cited"].values() for source in row if source]
    assert sorted(c.quantity.text for c in found) == ["116", "33", "69%", "<30", "≥30"]
    assert len(found) == len(sources)


def test_a_cited_number_that_differs_at_its_source_is_not_taken_for_seen():
    other = dict(LETTER.related) | {"blast-patients": LETTER.related["first-follow-up-months"]}
    found = cited_numbers(LEDGER, other, "gokbuget2015")
    assert [c.seen for c in found if c.claim == "blast-interim"] == [False, False]
