from letter.data import paths
from letter.data.letter import Letter
from letter.display.thread import abbreviations, notes, units
from reproduction.loading import load

LETTER: Letter = load(paths.PROJECT).source


def test_every_patient_has_an_outcome_and_a_length():
    found = list(units(LETTER))
    assert [unit.number for unit in found] == list(range(1, 21))
    assert found[0].outcome == "withdrew consent after 1.4 months"
    assert found[6].outcome == "died in remission after 19.1 months; transplant at 2.8 months"
    assert max(unit.followed for unit in found) == 1
    assert found[0].followed < found[6].followed < found[19].followed


def test_every_finding_leads_to_its_section():
    text = (paths.REPORT / "findings.qmd").read_text("utf-8")
    links = [note.link.partition("#") for note in notes(LETTER)]
    assert {page for page, _, _ in links} == {"report/findings.qmd"}
    assert all(f"{{#{anchor}}}" in text for _, _, anchor in links)


def test_abbreviations_for_running_text_are_words():
    assert {"MRD", "RFS", "ALL"} <= set(abbreviations())
    assert not {"y", "mo.", "Ph+"} & set(abbreviations())
