import pandas as pd
import pytest
from letter.review.first_follow_up import at_risk_that_gives

from reproduction.claims import parse_quantity
from reproduction.survival.kaplan_meier import kaplan_meier


def curve(times: list[float], events: list[bool]) -> pd.DataFrame:
    return kaplan_meier(times, events)


# Ten patients, relapses after 1, 2 and 3 months, the others in remission at 12.
TEN = curve([1, 2, 3, *[12.0] * 7], [True] * 3 + [False] * 7)


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
    many = curve([1.0, *[12.0] * 199], [True] + [False] * 199)
    found = at_risk_that_gives(many, parse_quantity("99%"), 6)
    assert found == list(range(67, 200))  # 98.48 with 66, 98.51 with 67, and 99.5 with 200


def test_without_events_there_is_nothing_to_tell():
    nobody = curve([3.0, 4.0], [False, False])
    assert at_risk_that_gives(nobody, parse_quantity("100%"), 6) == []
