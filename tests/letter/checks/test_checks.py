"""What each check should find, worked out by hand from the letter's Table 2.

The numbers were counted on the printed table, patient by patient, and not taken from the program.
"""

import inspect
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from letter import checks
from letter.checks import CHECKS
from letter.data.letter import load_letter
from reproduction.claims import Bound
from reproduction.claims.evaluation import Value, evaluate_entry
from reproduction.claims.quantity import MONTHS

LETTER = load_letter()

ALL = tuple(range(1, 21))
FIVE_YEARS = tuple(range(11, 21))
LESS = tuple(range(1, 11))

# Patient 11's 59.5 months are the shortest that Table 2 counts as five years; patient 10's 50.8
# the longest that it does not.
SHORTEST = Fraction("59.5") / 12
LONGEST = Fraction("50.8") / 12

# 43 days are 1.41 months; the other way, 1.4 months of 365.25 / 12 days.
DAYS = 1.4 * 30.4375


@dataclass(frozen=True)
class Expected:
    values: tuple[Value, ...] | None
    patients: tuple[int, ...] = ()
    under: tuple[Value, ...] | None = None
    evidence: dict[str, str] = field(default_factory=dict)


def month(name: str, year: int) -> int:
    return 12 * year + MONTHS.index(name) + 1


EXPECTED = {
    # p1: a proportion of 10^-4 is 0.01 in a hundred
    "mrd-definition": Expected((Bound("=", 0.0001), Bound("=", 0.01))),
    # p3
    "final-analysis-horizon": Expected((SHORTEST,), FIVE_YEARS),
    "minimum-age": Expected((20,), (6,), evidence={"youngest": "6", "age": "20"}),
    "enrolment-mrd": Expected((Bound("=", 0.0001),)),
    "enrolment-period": Expected(
        (Bound("≤", month("May", 2008)), Bound("≤", month("November", 2009))),
        evidence={"first": "May 2008", "last": "November 2009"},
    ),
    # seven cycles at most (Table 1), of which three or four are of the other kind
    "cycles": Expected((4, 3), evidence={"most": "7"}),
    "endpoint-cycles": Expected((4,)),
    "endpoint-mrd": Expected((Bound("=", 0.0001),)),
    # p4
    "mrd-responses": Expected((80, 16, 20), (1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, *range(15, 20))),
    # patient 20's 70.1 months; and less seven cycles of six weeks, which are 294 days
    "follow-up-visits": Expected(
        (70.1 / 12,),
        (20,),
        under=(70.1 / 12 - 294 / 365.25,),
        evidence={
            "beyond": "12–20",
            "longest": "20",
            "months": "70.1",
            "years": "5.8",
            "cycles": "7",
            "weeks": "6",
            "afterwards": "5.0",
        },
    ),
    # Kaplan-Meier at 33 months: 7 of 19 after the first was censored, 3 of 9 transplanted
    "first-follow-up-remission": Expected(
        None,
        tuple(range(9, 21)),
        under=(12, 20, 60),
        evidence={
            "patients": "9–20",
            "all": "63.2%",
            "all_then": "61%",
            "transplanted": "66.7%",
            "transplanted_then": "65%",
        },
    ),
    # the tenth and the eleventh time are 50.8 and 59.5; the reverse curve is 0.95 after 1.4
    # months and falls by 0.095 with each patient from 59.5 on, below one half with the fifth
    "median-follow-up": Expected(
        (55.15,),
        (10,),
        under=(50.8,),
        evidence={"plain": "55.2", "middle": "10 and 11", "reverse": "63.8"},
    ),
    "remission-at-five-years": Expected((10, 50, SHORTEST), FIVE_YEARS),
    # p5
    "transplanted": Expected((9, 7, 2), (6, 7, 8, 10, 11, 12, 14, 17, 19)),
    "figure-1a-patients": Expected((20,), ALL),
    "remission-by-transplant": Expected((5, 9, 5, 11, SHORTEST), FIVE_YEARS),
    # p6
    "figure-1b-patients": Expected((15,), (1, 2, 5, 6, 7, 8, 10, 11, 13, 14, 15, 16, 17, 18, 19)),
    # patient 13's 62.9 months are the shortest of the four
    "untreated-ph-negative": Expected(
        (4, 7, Fraction("62.9") / 12),
        (1, 5, 13, 15, 16, 18),
        under=(4, 6, Fraction("62.9") / 12),
        evidence={
            "n": "7",
            "n_responders": "6",
            "n_without": "6",
            "group": "1, 2, 5, 13, 15, 16 and 18",
            "remission": "13, 15, 16 and 18",
            "non_responder": "2",
            "withdrew": "1",
            "then": "6",
            "then_remission": "4",
        },
    ),
    # p7
    "rfs-groups": Expected((SHORTEST,), FIVE_YEARS),
    "first-remission": Expected((19, 20), tuple(n for n in ALL if n != 7)),
    "ph-positive": Expected((5,), (3, 4, 9, 12, 20)),
    "mll-af4": Expected((2,), evidence={"long": "1", "short": "1"}),
    # p8
    "molecular-failure-five-years": Expected((10, SHORTEST), FIVE_YEARS),
    "molecular-status-below-five-years": Expected((10, LONGEST, 5, 5), LESS),
    "figure-1c-patients": Expected((15,), (1, 3, 5, 8, *range(10, 21))),
    "second-remission": Expected((1,), (7,)),
    # p9
    "t-cell-comparison": Expected((SHORTEST, SHORTEST), FIVE_YEARS),
    # p10
    "table-2-patients": Expected((20,), ALL),
    "ongoing-responses": Expected((7, 10, SHORTEST), (11, 13, 15, 16, 17, 18, 19)),
    "non-responders-five-years": Expected((3, SHORTEST), (12, 14, 20)),
    "non-responders-mrd": Expected(
        (3, 0.001), (12, 14, 20), evidence={"low": "14 and 20", "high": "12"}
    ),
    "non-responder-dasatinib": Expected((1,), (20,)),
    "non-responders-transplanted": Expected((2, 1, 1, 2), (12, 14)),
    "ph-positive-remission": Expected((5, 2, 1, 1), (3, 4, 9, 12, 20)),
    "documented-five-years-lacking": Expected((10, SHORTEST), LESS),
    "hematologic-relapses": Expected((6, 2, 2, 2), (2, 4, 6, 8, 9, 10)),
    "extramedullary-relapses": Expected((2, 2), (3, 5)),
    "withdrawal": Expected((1,), (1,)),
    "withdrawal-time": Expected((1.4,), (1,)),
    "death-in-remission": Expected((1, 19.1), (7,)),
    "hematologic-relapse-times": Expected(
        (6, 3.2, 5.1, 12.4, 31.0, 44.3, 50.8), (2, 4, 6, 8, 9, 10)
    ),
    "late-relapse": Expected((50.8,), (10,)),
    "late-relapse-extramedullary": Expected(
        (),
        (10,),
        evidence={
            "patient": "10",
            "rfs": "50.8",
            "hsct": "18.7",
            "others": "3 and 5",
            "times": "4.2 and 6.5",
        },
    ),
    # p11
    "new-adverse-events": Expected((2,)),
    "pulmonary-hemorrhage": Expected((1, 12.4), (6,)),
    "breast-cancer": Expected((1,)),
    # p12
    "relapse-after-chemotherapy": Expected((5,), evidence={"remission": "25%", "relapsed": "75%"}),
    "half-in-remission": Expected((Fraction(1, 2), SHORTEST), FIVE_YEARS),
    "transplant-related-death": Expected((9, 1), (7,)),
    "figure-1-populations": Expected((20, 15, 15), ALL),
    # Table 1
    "table1-heads": Expected((SHORTEST, LONGEST, 10, 10), FIVE_YEARS),
    "table1-male": Expected((3, 30, 5, 50), (5, 6, 7, 9, 10, 12, 19, 20)),
    "table1-female": Expected((7, 70, 5, 50), (1, 2, 3, 4, 8, 11, *range(13, 19))),
    # 23 31 31 34 40 | 57 63 65 68 77 and 20 28 37 42 47 | 62 62 67 69 72
    "table1-age": Expected((48.5, 23, 77, 54.5, 20, 72), ALL),
    "table1-prior-consolidation": Expected(
        (Bound("=", 4), Bound("=", 40), Bound("=", 7), Bound("=", 70))
    ),
    "table1-molecular-relapse-cr1": Expected((0, 0, 4, 40), (2, 4, 6, 9)),
    "table1-molecular-relapse-cr2": Expected((0, 0, 1, 10), (7,)),
    "table1-molecular-failure-cr1": Expected((10, 100, 5, 50), (1, 3, 5, 8, *range(10, 21))),
    "table1-molecular-failure-cr2": Expected((0, 0, 0, 0)),
    "table1-mrd-low": Expected((Bound("=", 0.001), 3, 30, 1, 10), (4, 11, 14, 20)),
    "table1-mrd-high": Expected(
        (Bound("=", 0.001), 7, 70, 9, 90),
        (1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 17, 18, 19),
    ),
    "table1-ig-tcr": Expected((Bound("=", 7), Bound("=", 70), Bound("=", 9), Bound("=", 90))),
    "table1-bcr-abl": Expected((2, 20, 3, 30), (3, 4, 9, 12, 20)),
    "table1-mll-af4": Expected((Bound("=", 1), Bound("=", 10), Bound("=", 1), Bound("=", 10))),
    "table1-complete-response": Expected(
        (7, 70, 9, 90), (1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, *range(15, 20))
    ),
    "table1-transplant": Expected((5, 50, 4, 40), (6, 7, 8, 10, 11, 12, 14, 17, 19)),
    # 4.97 years are 1814 to 1817 days, 59.7 months 1816 to 1818; in months of 30.5 days 59.54
    # and 59.57
    "table1-note-five-years": Expected(
        (1, 59.5, SHORTEST),
        (11,),
        evidence={
            "patient": "11",
            "table_2": "59.5",
            "days": "1,816 or 1,817",
            "months_of_long": "59.5 or 59.6",
            "long_month": "30.5",
        },
    ),
    "table1-note-withdrawal": Expected((1, DAYS, 1.4), (1,)),
    # Table 2
    "table2-head": Expected((SHORTEST,), FIVE_YEARS),
    "table2-note-withdrawal": Expected((DAYS, 1.4), (1,)),
}


def plain(values: tuple[Value, ...] | None) -> list[tuple[str, float]] | None:
    """Values and bounds as pairs of a relation ("" for a value) and a float."""
    if values is None:
        return None
    return [
        (value.relation, float(value.value)) if isinstance(value, Bound) else ("", float(value))
        for value in values
    ]


def assert_equal(found: tuple[Value, ...] | None, expected: tuple[Value, ...] | None) -> None:
    ours, theirs = plain(found), plain(expected)
    if ours is None or theirs is None:
        assert ours == theirs
        return
    assert [relation for relation, _ in ours] == [relation for relation, _ in theirs]
    assert [x for _, x in ours] == pytest.approx([x for _, x in theirs], rel=1e-12)


@pytest.mark.parametrize("claim", EXPECTED)
def test_each_check_finds_what_was_counted_by_hand(claim):
    check = CHECKS.get(claim)
    assert check is not None
    found, expected = check(LETTER), EXPECTED[claim]
    assert_equal(found.values, expected.values)
    assert_equal(found.under, expected.under)
    assert found.patients == expected.patients
    assert all(type(number) is int for number in found.patients)
    assert dict(found.evidence) == expected.evidence


def test_every_check_has_a_value_worked_out_by_hand():
    assert set(EXPECTED) == set(CHECKS)


def test_every_claim_that_needs_a_check_has_one_and_no_other_has():
    with_check = {entry.id for entry in LETTER.ledger if CHECKS.get(entry.id)}
    needed = {e.id for e in LETTER.ledger if e.basis in ("patients", "table1", "arithmetic")}
    assert needed <= with_check
    others = {e.id for e in LETTER.ledger if e.basis in ("cited", "unpublished")}
    assert not others & with_check
    assert with_check == set(CHECKS)


@pytest.mark.parametrize("entry", LETTER.ledger, ids=lambda entry: entry.id)
def test_every_claim_has_the_status_expected(entry):
    found = evaluate_entry(entry, CHECKS.get(entry.id), LETTER)
    assert found.as_expected, found.message


# --- The checks as the book shows them

FUNCTIONS = list(dict.fromkeys(CHECKS.get(claim) for claim in CHECKS))


def test_names_are_unique_because_anchors_are_made_of_them():
    names = [function.__name__ for function in FUNCTIONS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_every_check_says_on_one_line_what_it_counts(function):
    first, *rest = (function.__doc__ or "").split("\n")
    assert first.endswith(".")
    assert len(first) > 10
    assert not rest or not rest[0].strip()


def test_every_check_is_in_a_topic_that_the_book_lists():
    topics = {getattr(checks, name).__name__ for name in checks.__all__ if name != "CHECKS"}
    assert {function.__module__ for function in FUNCTIONS} == topics
    for name in topics:
        assert inspect.getdoc(__import__(name, fromlist=["x"]))


def test_checks_leave_the_letter_as_it_is():
    before = load_letter()
    for function in FUNCTIONS:
        function(before)
    assert before.cohort.equals(LETTER.cohort)
    assert before.table_1.equals(LETTER.table_1)
    assert before.table_2.equals(LETTER.table_2)
