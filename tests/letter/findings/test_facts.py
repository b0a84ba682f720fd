"""What the findings say of numbers and patients, counted by hand in the printed tables.

Table 2, months of RFS: 1.4, 3.2, 4.2, 5.1, 6.5, 12.4, 19.1, 31.0, 44.3, 50.8 (patients 1 to 10),
59.5, 61.9, 62.9, 63.4, 63.8, 64.3, 64.4, 65.0, 65.8, 70.1 (patients 11 to 20, counted as five
years). Transplanted: 6, 7, 8, 10, 11, 12, 14, 17, 19. Without a response: 2, 12, 14, 20; response
lost: 3, 4, 5, 9, 10. Ph-positive: 3, 4, 9, 12, 20. Molecular relapse: 2, 4, 6, 7, 9, of whom 7 in
second remission.
"""

import math
import re
from dataclasses import replace

import pytest
from oracle_csv import oracle_values

from letter.data import paths
from letter.data.letter import load_letter
from letter.findings.catalogue import load_findings
from letter.findings.facts import facts
from letter.text import interval, with_interval
from reproduction.claims import load_ledger
from reproduction.survival.kaplan_meier import Estimate

LETTER, LEDGER = load_letter(), load_ledger(paths.CLAIMS)
FOUND = facts(LETTER, LEDGER)

# A response begins within six weeks, 1.38 months, so 14.4 months of it end by 15.78.
BY_HAND = {
    # All patients; 11 is counted with 59.5 months. Of the nine with 60 months, 13, 15 to 19 still
    # had a response.
    "months": "60",
    "patients": "20",
    "patients_counted": "10",
    "patients_full": "9",
    "counted_percent": "50%",
    "full_percent": "45%",
    "ongoing_full": "6",
    "transplanted": "9",
    "transplanted_counted": "5",
    "transplanted_full": "4",
    "not_transplanted": "11",
    "not_transplanted_counted": "5",
    "not_transplanted_full": "5",
    "short": "11",
    "short_months": "59.5",
    "short_note": "59.7",
    # 19 outlast patient 1, and nine events follow among them: 10/19.
    "estimate": "53%",
    # Molecular failure and relapse in first remission.
    "failure": "15",
    "failure_counted": "10",
    "relapse": "4",
    "relapse_counted": "0",
    "relapse_patients": "2, 4, 6 and 9",
    "relapse_times": "3.2, 5.1, 12.4 and 44.3",
    # Ph-negative and not transplanted: 1, 2, 5, 13, 15, 16, 18.
    "ph_negative": "7",
    "ph_negative_counted": "4",
    "ph_negative_percent": "57%",
    "ph_negative_printed": "6",
    "dasatinib": "20",
    "imatinib": "12",
    "other_ph_positive": "3, 4 and 9",
    "transplanted_alone": "14",  # Ph-negative, no response, in remission
    "untreated": "10",
    "untreated_counted": "4",
    "untreated_patients": "13, 15, 16 and 18",
    # 10 or 11, and 16 or 17, of 21; the eleventh of 21 times.
    "enrolled": "21",
    "further": "1",
    "enrolled_low": "48%",
    "enrolled_high": "52%",
    "response_low": "76%",
    "response_high": "81%",
    "enrolled_median": "50.8",
    # Transplant less duration: 1.1, 1.2, 1.3, 1.4, 1.6, 1.5. RFS less duration less 1.38: 15.7 of
    # patient 15 (63.8 - 46.7), 33.0 of 16 (64.3 - 29.9), and more of the transplanted.
    "to_the_end": "1, 13 and 18",
    "before_the_end": "6–8, 11, 15–17 and 19",
    "before_the_end_n": "8",
    "to_transplant": "6–8, 11, 17 and 19",
    "to_transplant_n": "6",
    "wait_least": "1.1",
    "wait_most": "1.6",
    "to_transplant_failed": "6–8",
    "long_to_the_end": "13 and 18",
    "long_to_transplant": "11, 17 and 19",
    "watched_alone": "15 and 16",
    "watched_alone_gaps": "15.7 and 33.0",
    "ongoing_counted": "7",
    "watched_counted": "2",
    "unwatched_counted": "5",
    "unwatched_least": "15.7",
    # Transplanted with a response: all but 12 and 14.
    "responded": "7",
    "responded_patients": "6–8, 10, 11, 17 and 19",
    "still": "6",
    "lost": "10",
    "lost_earliest": "14.4",
    "lost_latest": "15.8",
    "lost_transplant": "18.7",
    # RFS less duration: 0.9 of 1, 3 and 5, 0.8 of 13 and 18, below 1.38 in nobody else. Of those
    # who lost a response, 2.3 of 4, 37.0 of 9, 36.4 of 10.
    "bounded": "1, 3, 5, 13 and 18",
    "bounded_kept": "1, 13 and 18",
    "at_relapse": "3 and 5",
    "lost_earlier": "4, 9 and 10",
    "lost_shortly": "4",
    # Six of 19 have an event before patient 8's: 13/19 * (1 - 1/9) is 60.8%; of nine transplanted
    # two, and 7/9 * (1 - 1/6) is 64.8%.
    "interim_printed": "61%",
    "interim_last": "8",
    "interim_at_risk": "9",
    "interim_at_risk_hsct": "6",
    # With the death censored, 14/19 * (1 - 1/6) is 61.4%.
    "interim_at_risk_death_censored": "6",
    # 18/19 * 16/17 * 14/15 * 13/14 * 10/13: patients 3 and 5 leave without an event.
    "without_extramedullary": "59%",
    # (50.8 + 59.5) / 2 is 55.15, shown as 55.2 wherever it is. Without an event: 1.4 and patients 11 to 20, the tenth at 63.8 by the curve.
    "median_printed": "50.8",
    "median_plain": "55.2",
    "median_reverse": "63.8",
    "beyond": "9",
    "withdrawn": "1.4",
    "withdrawn_before": "2.6",
    # 18.7 + 4.2 is 22.9.
    "late": "10",
    "late_relapse": "50.8",
    "late_implied": "22.9",
    "late_shorter": "27.9",
    # Patients 9 and 11 to 20 outlast 33 months; tenth of 20 times: 22.9 and 31.0 come before 44.3.
    "late_interim": "11",
    "late_median": "44.3",
    "interim_months": "33",
    "interim_remission": "12",
    "extramedullary": "3 and 5",
    "extramedullary_1": "3",
    "extramedullary_1_sex": "a woman",
    "extramedullary_2": "5",
    "extramedullary_2_sex": "a man",
    "increased_counted": "3",
    "increased_patients": "14, 19 and 20",
    "increased_without_response": "2",
    "increased_with_response": "19",
    # Without patient 7, 18 outlast patient 1, with eight events: 10/18.
    "first": "19",
    "first_counted": "10",
    "estimate_first": "56%",
    "later_remission": "7",
    "high_mrd": "12",
    # Cycles begin on days 0, 42, 84 …; see test_treatment.py. 43 days are one more than 42, and
    # 4.25 months are 129.4 days, 3.4 more than 126.
    "cycles_printed": "3.5",
    "cycles_begun": "3.5",
    "cycles_finished": "2.5",
    "cycles_needed": "1, 3, 4, 6 and 8",
    "cycles_with_weeks": "4, 6 and 8",
    "cycles_past_extramedullary": "3.5",
    "days_after_first_cycle": "1",
    "days_into_fourth_cycle": "3.4",
    "finished_first_patient": "1",
    "cycles_begun_long": "6",
    "cycles_finished_long": "5.5",
    # 7 + 2 + 1 and 9 + 3 + 1.
    "methods_long": "10",
    "methods_long_patients": "10",
    "methods_short": "13",
    "methods_short_patients": "10",
    "methods_short_overlaps": "3",
    # 2 + 1 and 3 + 1.
    "methods_long_translocations": "3",
    "methods_short_translocations": "4",
    # The ledger's numbers with status cited; seen: 116, 33, 69%, <30 and ≥30.
    "cited": "20",
    "cited_seen": "5",
    "cited_unseen": "15",
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_fact_is_what_was_counted_by_hand(name):
    assert FOUND[name] == BY_HAND[name]


def r_estimate(topic: str, name: str) -> Estimate:
    values = oracle_values(f"{topic}.csv")
    return Estimate(*(values[f"{name}{end}"] for end in ("", ".lower", ".upper")))


def by_greenwood(events: int, patients: int) -> Estimate:
    """The log-log interval where nobody is censored before the horizon."""
    survival = 1 - events / patients
    spread = 1.959964 * math.sqrt(events / patients / (patients * survival)) / -math.log(survival)
    return Estimate(survival, *(survival ** math.exp(sign * spread) for sign in (1, -1)))


INTERVALS = {
    "estimate_ci": r_estimate("estimates", "all_patients.uncensored_at_hsct.rfs_60"),
    "without_extramedullary_ci": r_estimate("sensitivity", "caption.censored"),
    "estimate_first_ci": by_greenwood(8, 18),
    # Exact limits of 0 of 4: 0, and p with (1 - p)^4 = 0.025.
    "relapse_ci": Estimate(0, 0, 1 - 0.025**0.25),
    # R's binom.test(10, 15).
    "failure_ci": Estimate(10 / 15, 0.3838037, 0.8817589),
}


@pytest.mark.parametrize("name", INTERVALS)
def test_an_estimate_has_the_interval_that_was_computed_elsewhere(name):
    assert FOUND[name] == with_interval(INTERVALS[name])


def test_greenwood_by_hand_is_r_s():
    assert interval(by_greenwood(9, 19), 6) == interval(INTERVALS["estimate_ci"], 6)


def test_every_fact_is_counted_and_told_and_no_other():
    pages = ("index.qmd", "report/findings.qmd", "report/statistical-review.qmd")
    text = "".join((paths.PROJECT / page).read_text("utf-8") for page in pages)
    told = re.findall(r'fact\["(\w+)"\]', text)
    listed = re.findall(r"\{(\w+)\}", "".join(f.consequence for f in load_findings()))
    assert {*told, *listed} == set(FOUND) == {*BY_HAND, *INTERVALS}


# --- Other patients


def with_cohort(cohort) -> dict[str, str]:
    return facts(replace(LETTER, cohort=cohort), LEDGER)


def test_exactly_sixty_months_are_five_years():
    cohort = LETTER.cohort
    months = cohort["rfs_months"]
    assert with_cohort(cohort.assign(rfs_months=months.replace(61.9, 60.0)))["patients_full"] == "9"
    assert with_cohort(cohort.assign(rfs_months=months.replace(61.9, 59.9)))["patients_full"] == "8"


def test_a_response_that_can_have_lasted_to_the_transplant_is_not_lost_before_it():
    months = LETTER.cohort["mrd_response_months"].replace(14.4, 17.4)
    later = with_cohort(LETTER.cohort.assign(mrd_response_months=months))
    assert (later["lost"], later["still"]) == ("none", "7")  # 17.4 + 1.38 > 18.7
