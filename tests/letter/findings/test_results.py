"""What each finding computes, counted by hand in the printed tables.

Table 2, months of RFS: 1.4, 3.2, 4.2, 5.1, 6.5, 12.4, 19.1, 31.0, 44.3, 50.8 (patients 1 to 10),
59.5, 61.9, 62.9, 63.4, 63.8, 64.3, 64.4, 65.0, 65.8, 70.1 (patients 11 to 20, counted as five
years). Transplanted: 6, 7, 8, 10, 11, 12, 14, 17, 19.
"""

from fractions import Fraction
from math import isnan, nan

import pytest

from letter.data import paths
from letter.data.cohort import load_cohort
from letter.data.letter import load_letter
from letter.definitions import groups
from letter.findings.cycles import (
    MostCycles,
    cycles_begun,
    cycles_begun_past_extramedullary_relapse,
    days_into_last_cycle,
    infusions_finished,
)
from letter.findings.enrolled import if_all_were_treated
from letter.findings.five_years import five_years_of
from letter.findings.late_relapse import Extramedullary, late_relapse
from letter.findings.mrd_methods import Methods, methods
from letter.findings.references import REFERENCES, SEEN, cited_numbers
from letter.findings.responses import Watched, responses_at_transplant, watched
from letter.findings.treatment import by_molecular_status, dose_increased, kinase_inhibitors
from reproduction.claims import load_ledger

COHORT = load_cohort()
LETTER = load_letter()
LEDGER = load_ledger(paths.CLAIMS)
COUNTED = tuple(range(11, 21))


def test_patient_11_alone_is_counted_with_less_than_sixty_months():
    everybody = five_years_of(COHORT)
    assert everybody.group == tuple(range(1, 21))
    assert everybody.counted == COUNTED
    assert everybody.full == COUNTED[1:]
    assert everybody.short == (11,)


def test_five_of_nine_transplanted_become_four_and_five_of_eleven_remain():
    transplanted = five_years_of(groups.transplanted(COHORT))
    assert transplanted.group == (6, 7, 8, 10, 11, 12, 14, 17, 19)
    assert transplanted.counted == (11, 12, 14, 17, 19)
    assert transplanted.full == (12, 14, 17, 19)
    others = five_years_of(groups.not_transplanted(COHORT))
    assert others.counted == others.full == (13, 15, 16, 18, 20)
    assert len(others.group) == 11


def test_exactly_sixty_months_are_five_years():
    patient = COHORT.tail(1).assign(rfs_months=60.0)
    assert five_years_of(patient).full == (20,)
    assert five_years_of(patient.assign(rfs_months=59.9)).full == ()


def test_a_twenty_first_patient_of_short_follow_up_makes_the_median_50_8():
    found = if_all_were_treated(COHORT, 21)
    assert found.further == 1
    assert found.median_follow_up == 50.8  # the eleventh of 21 times; the tenth of Table 2's 20
    assert (found.remission.low, found.remission.high) == (Fraction(1000, 21), Fraction(1100, 21))
    assert (found.response.low, found.response.high) == (Fraction(1600, 21), Fraction(1700, 21))


def test_with_nobody_else_enrolled_nothing_changes():
    found = if_all_were_treated(COHORT, 20)
    assert found.median_follow_up == pytest.approx((50.8 + 59.5) / 2)
    assert found.remission.low == found.remission.high == 50
    with pytest.raises(ValueError, match=r"^19 enrolled: expected at least 20, as in Table 2$"):
        if_all_were_treated(COHORT, 19)


SIX_WEEKS = 42 / 30.4375  # months; the latest start of a response


def test_eight_ongoing_responses_were_not_watched_to_the_end():
    found = {response.patient: response for response in watched(COHORT)}
    assert list(found) == [1, 6, 7, 8, 11, 13, 15, 16, 17, 18, 19]
    assert [p for p, r in found.items() if r.unwatched > 0] == [6, 7, 8, 11, 15, 16, 17, 19]
    assert [p for p, r in found.items() if r.was_transplanted] == [6, 7, 8, 11, 17, 19]
    assert found[6].watched_to == pytest.approx(1.4 + SIX_WEEKS)
    assert found[6].unwatched == pytest.approx(12.4 - 1.4 - SIX_WEEKS)
    assert found[16].unwatched == pytest.approx(64.3 - 29.9 - SIX_WEEKS)
    assert found[13].watched_to == pytest.approx(62.9)  # 0.8 months are left for its start
    assert (found[6].duration, found[6].rfs, found[6].transplant) == (1.4, 12.4, 2.5)
    assert isnan(found[13].transplant)


def test_an_assessment_at_the_last_visit_leaves_nothing_unwatched():
    assert Watched(1, 5.0, 6.0, 6.0, nan).unwatched == 0


def test_patient_10_had_lost_the_response_at_transplant():
    found = responses_at_transplant(COHORT)
    assert found.transplanted == (6, 7, 8, 10, 11, 12, 14, 17, 19)
    assert found.responded == (6, 7, 8, 10, 11, 17, 19)  # all but 12 and 14
    assert found.lost == (10,)  # 14.4 months and a start by 1.4 are before 18.7


def test_a_response_that_can_have_lasted_to_the_transplant_is_not_lost_before_it():
    later = COHORT.assign(mrd_response_months=COHORT["mrd_response_months"].replace(14.4, 17.4))
    assert responses_at_transplant(later).lost == ()  # 17.4 + 1.38 > 18.7


def test_the_patients_of_p10_on_kinase_inhibitors():
    found = kinase_inhibitors(COHORT)
    assert found.dasatinib == (20,)  # Ph+, no response, no transplant
    assert found.imatinib == (12,)  # Ph+, no response, transplanted
    assert found.other_ph_positive == (3, 4, 9)
    assert found.untreated.group == (1, 2, 3, 4, 5, 9, 13, 15, 16, 18)
    assert found.untreated.counted == (13, 15, 16, 18)


def test_all_patients_with_an_increased_dose_reached_five_years():
    found = dose_increased(COHORT)
    assert found.group == found.counted == (14, 19, 20)


def test_molecular_relapses_in_first_remission_all_failed():
    found = by_molecular_status(COHORT)
    assert found.relapse.group == (2, 4, 6, 9)  # patient 7's is in second remission
    assert found.relapse.counted == ()
    assert found.failure.group == (1, 3, 5, 8, *range(10, 21))
    assert found.failure.counted == COUNTED
    # Exact limits of 0 of 4: 0, and p with (1 - p)^4 = 0.025.
    assert found.relapse_proportion.lower == 0
    assert found.relapse_proportion.upper == pytest.approx(1 - 0.025**0.25)
    assert found.failure_proportion.value == pytest.approx(2 / 3)


def test_the_late_relapse_beside_the_text():
    found = late_relapse(COHORT, (4.2, 6.5))
    assert (found.patient, found.transplant, found.relapse) == (10, 18.7, 50.8)
    assert found.response_lost == pytest.approx((14.4, 14.4 + SIX_WEEKS))
    assert found.implied == pytest.approx((22.9, 25.2))
    assert found.shorter_by == pytest.approx(27.9)
    assert found.in_table_2 == (Extramedullary(3, "F", 4.2), Extramedullary(5, "M", 6.5))


# --- Cycles: one begins on days 0, 42, 84, 126, 168, 210 and 252; infusions end 28 days later.

BELOW = groups.not_five_years(COHORT)


def test_the_largest_median_of_cycles_begun_is_the_printed_one():
    found = cycles_begun(BELOW)
    assert found.most == (2, 3, 4, 4, 5, 2, 3, 2, 7, 7)
    assert found.median == 3.5  # of 2, 2, 2, 3, 3 | 4, 4, 5, 7, 7


def test_who_must_have_begun_every_cycle_that_time_allowed():
    # 1, 6 and 8: no fewer than the printed 2. 3 and 4: five patients must have had 4 or more.
    assert cycles_begun(BELOW).needed(3.5, 2) == (1, 3, 4, 6, 8)
    assert cycles_begun(BELOW).needed(3.0, 1) == ()


def test_days_into_the_last_cycle():
    found = days_into_last_cycle(BELOW)
    assert set(found) == {1, 2, 3, 4, 5, 6, 7, 8}  # 9 and 10 can have had all seven
    assert found[3] == pytest.approx(4.25 * 30.4375 - 126)
    assert found[6] == pytest.approx(2.55 * 30.4375 - 42)


def test_finished_infusions_cannot_reach_the_printed_median():
    found = infusions_finished(BELOW)
    # Days at most: 44, 99, 129, 157, 199, 78, 87, 84; infusions end on 28, 70, 112, 154, 196 …
    assert found.most == (1, 2, 3, 4, 5, 2, 2, 2, 7, 7)
    assert found.median == 2.5  # of 1, 2, 2, 2, 2 | 3, 4, 5, 7, 7


def test_treatment_past_an_extramedullary_relapse_does_not_raise_the_median():
    found = cycles_begun_past_extramedullary_relapse(BELOW)
    assert found.most == (2, 3, 7, 4, 7, 2, 3, 2, 7, 7)
    assert found.median == 3.5
    assert 3 not in found.needed(3.5, 2)


def test_the_other_group_can_have_had_the_printed_cycles_either_way():
    long = groups.five_years(COHORT)
    # Transplanted on days 58, 94, 170, 177 and 134 (patients 11, 12, 14, 17, 19); others all seven.
    assert cycles_begun(long).most == (2, 3, 7, 5, 7, 7, 5, 7, 4, 7)
    assert cycles_begun(long).median == 6
    assert infusions_finished(long).most == (1, 2, 7, 4, 7, 7, 4, 7, 3, 7)
    assert infusions_finished(long).median == 5.5


def test_a_group_at_its_limit_needs_everyone():
    assert MostCycles((1, 2), (2, 2)).needed(2.0, 1) == (1, 2)


# --- Methods of MRD evaluation


def test_overlaps_of_methods_by_column():
    assert methods(10, (7, 2, 1)) == Methods(10, 10)
    assert methods(10, (7, 2, 1)).overlaps == 0
    assert methods(10, (9, 3, 1)).overlaps == 3


def test_methods_that_do_not_cover_a_column_are_refused():
    with pytest.raises(ValueError, match=r"^9 uses of a method for 10 patients"):
        methods(10, (6, 2, 1))


# --- References


def test_every_reference_of_the_letter_has_its_number():
    assert [reference.number for reference in REFERENCES] == list(range(1, 12))
    assert {reference.number for reference in REFERENCES if reference.doubt} == {2, 5}
    # Recalled, not seen: 1, 3, 4 and 6.
    assert {r.number for r in REFERENCES if not r.record_seen} == {1, 3, 4, 6}
    assert all(r.record_seen for r in REFERENCES if r.abstract_seen)


def test_the_ledgers_references_are_these():
    cited = {key for entry in LEDGER for key in entry.reference or ()}
    assert cited <= {reference.key for reference in REFERENCES}


def test_cited_numbers_seen_at_a_source_are_equal():
    found = [c for c in cited_numbers(LEDGER, LETTER.related) if c.seen]
    sources = [source for row in SEEN.values() for source in row if source]
    assert sorted(c.quantity.text for c in found) == ["116", "33", "69%", "<30", "≥30"]
    assert len(found) == len(sources)


def test_a_cited_number_that_differs_at_its_source_is_not_taken_for_seen():
    other = dict(LETTER.related) | {"blast-patients": LETTER.related["first-follow-up-months"]}
    found = cited_numbers(LEDGER, other, "gokbuget2015")
    assert [c.seen for c in found if c.claim == "blast-interim"] == [False, False]
