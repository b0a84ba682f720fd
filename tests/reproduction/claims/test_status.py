import re

from reproduction.claims.status import Sharpness, Status, gravest


def test_the_gravest_status_of_the_numbers_is_the_claims():
    order = [
        "contradicted",
        "not_derivable",
        "qualified",
        "consistent",
        "cited",
        "definition",
        "reproduced",
    ]
    assert list(Status) == order
    assert [status.rank for status in Status] == list(range(7))
    for n, status in enumerate(order):
        assert gravest(Status(name) for name in reversed(order[n:])) == status


def test_a_status_is_its_name_and_has_all_that_is_shown_of_it():
    for status in Status:
        assert f"{status}" == status.value
        assert status.label == status.value.replace("_", " ")
        assert status.meaning
        for colour in (status.light, status.dark, status.print):
            assert re.fullmatch("#[0-9a-f]{6}", colour)
    marks = [status.mark for status in Status if status.mark]
    assert len(set(marks)) == len(marks) == 5
    assert all(len({getattr(s, of) for s in Status}) == 7 for of in ("meaning", "light", "dark"))


def test_sharpness_is_its_name_and_has_a_meaning():
    assert [*Sharpness] == ["sharp", "bound", "none"]
    assert len({kind.meaning for kind in Sharpness}) == 3
