import pandas as pd
import pytest

from letter.data.cohort import load_cohort
from letter.definitions import groups, readings
from letter.definitions.endpoints import curve, five_year_rfs, relapse_free_survival
from letter.findings.computed import at_risk_that_gives
from reproduction.claims import parse_quantity
from reproduction.survival.kaplan_meier import kaplan_meier


def curve_of(patients: pd.DataFrame) -> pd.DataFrame:
    return curve(relapse_free_survival(patients))


def past_extramedullary(cohort: pd.DataFrame) -> pd.DataFrame:
    """As if extramedullary relapses had not ended follow-up, which went on as long as anybody's."""
    relapsed = cohort["event_type"] == "extramedullary_relapse"
    months = cohort["rfs_months"].mask(relapsed, cohort["rfs_months"].max())
    return cohort.assign(rfs_event=cohort["rfs_event"] & ~relapsed, rfs_months=months)


def hematologic_alone(cohort: pd.DataFrame) -> pd.DataFrame:
    """With hematologic relapses as the only events."""
    return cohort.assign(rfs_event=cohort["event_type"] == "hematologic_relapse")


# Ten patients, relapses after 1, 2 and 3 months, the others in remission at 12.
TEN = kaplan_meier([1, 2, 3, *[12.0] * 7], [True] * 3 + [False] * 7)


@pytest.mark.parametrize(
    ("printed", "by", "expected"),
    [
        ("70%", 6, [8]),  # 0.8 * (1 - 1/8): nobody was censored before
        ("67%", 6, [6]),  # 0.8 * (1 - 1/6) is 66.7
        ("64%", 6, [5]),
        ("0%", 6, [1]),
        ("68%", 6, []),
        ("80%", 2.5, [9]),  # the last event by then is the second: 0.9 * (1 - 1/9)
        ("90%", 1, [10]),  # the first event: 1 - 1/10
        ("70%", 0.5, []),  # no event by then
    ],
)
def test_how_many_were_at_risk_at_the_last_event(printed, by, expected):
    assert at_risk_that_gives(TEN, parse_quantity(printed), by) == expected


def test_several_numbers_can_give_the_printed_percentage():
    many = kaplan_meier([1.0, *[12.0] * 199], [True] + [False] * 199)
    found = at_risk_that_gives(many, parse_quantity("99%"), 6)
    assert found == list(range(67, 200))  # 98.48 with 66, 98.51 with 67, and 99.5 with 200


def test_without_events_there_is_nothing_to_tell():
    nobody = kaplan_meier([3.0, 4.0], [False, False])
    assert at_risk_that_gives(nobody, parse_quantity("100%"), 6) == []


# --- The letter: reference 7 prints 61% (20 patients) and 65% (9 transplanted) at 33 months.

COHORT = load_cohort()
SIXTY_ONE, SIXTY_FIVE = parse_quantity("61%"), parse_quantity("65%")


def test_61_percent_needs_9_at_risk_at_the_relapse_of_patient_8():
    # Six of the 19 who outlasted patient 1 have an event before: 13/19 * (1 - 1/n).
    # n = 8: 59.9; n = 9: 60.8; n = 10: 61.6.
    assert at_risk_that_gives(curve_of(COHORT), SIXTY_ONE, 33) == [9]


def test_65_percent_needs_6_of_the_transplanted_at_risk():
    # 7/9 * (1 - 1/n). n = 5: 62.2; n = 6: 64.8; n = 7: 66.7.
    assert at_risk_that_gives(curve_of(groups.transplanted(COHORT)), SIXTY_FIVE, 33) == [6]


@pytest.mark.parametrize(
    ("reading", "before"),
    [
        # Patients 2, 4, 6 and 7 have an event; 3 and 5 leave in between.
        (readings.without_extramedullary, 18 / 19 * 16 / 17 * 14 / 15 * 13 / 14),
        (past_extramedullary, 15 / 19),
        (hematologic_alone, 18 / 19 * 16 / 17 * 14 / 15),
    ],
)
def test_no_number_at_risk_gives_61_percent_without_extramedullary_relapses(reading, before):
    found = curve_of(reading(COHORT))
    assert found[found["time"] < 31]["survival"].iloc[-1] == pytest.approx(before)
    assert at_risk_that_gives(found, SIXTY_ONE, 33) == []
    assert not any(60.5 <= 100 * before * (1 - 1 / n) < 61.5 for n in range(1, 20))


def test_five_year_estimates_by_hand():
    # 19 outlast patient 1, and 9 events follow among them without censoring: 10/19.
    assert five_year_rfs(COHORT).value == pytest.approx(10 / 19)
    # Three more events (8, 9, 10) at 13, 12 and 11 at risk: times 10/13.
    censored = 18 / 19 * 16 / 17 * 14 / 15 * 13 / 14 * 10 / 13
    assert five_year_rfs(readings.without_extramedullary(COHORT)).value == pytest.approx(censored)
    # Without patient 7, 18 outlast patient 1, with 8 events.
    first = groups.first_remission(COHORT)
    assert five_year_rfs(first).value == pytest.approx(10 / 18)
