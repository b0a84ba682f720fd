"""Which numbers lose their status when the data change, and which checks run again."""

from collections import Counter

import pandas as pd
import pytest
from made_up import entry

from reproduction.claims import Bound, Checks, Computed, Status
from reproduction.claims.changes import Changes, Lost

RACE = pd.DataFrame({"name": ["Ann", "Bo", "Cy"], "minutes": [31.0, 29.5, 44.0], "club": [1, 1, 2]})

LEDGER = [
    entry("runners", prints=["Three"]),
    entry("winner", prints=["29.5"]),
    entry("club", prints=["2", "1"]),
    entry("within", prints=["50"], expect="consistent", because="So it is."),
    entry("whole", prints=["31.0"]),
    entry("wrong", prints=["7"], expect="contradicted", because="It is."),
]

ran: Counter[str] = Counter()
check: Checks[pd.DataFrame] = Checks()


@check("runners")
def runners(race):
    ran["runners"] += 1
    return Computed((len(race),))


@check("winner")
def winner(race):
    ran["winner"] += 1
    return Computed((race.nsmallest(1, "minutes")["minutes"].iloc[0],))


@check("club")
def clubs(race):
    ran["club"] += 1
    members = race[race["club"] == 1]
    return Computed((len(members), len(race[~race.index.isin(members.index)])))


@check("within")
def within(race):
    ran["within"] += 1
    return Computed((Bound("≥", race.sort_values("minutes")["minutes"].iloc[-1]),))


@check("whole")
def whole(race):
    """A check that hands the frame to pandas, so that nobody can tell what it reads."""
    ran["whole"] += 1
    return Computed((pd.concat([pd.DataFrame(race)])["minutes"].median(),))


@check("wrong")
def wrong(race):
    ran["wrong"] += 1
    return Computed((len(race.loc[race["club"] == 2]),))


@pytest.fixture
def changes():
    made = Changes(LEDGER, check, RACE, lambda race: race)
    assert {check.__name__: set(read) for check, read in made.reads.items()} == {
        "runners": set(),
        "winner": {"minutes"},
        "clubs": {"club"},
        "within": {"minutes"},
        "whole": set(RACE.columns),
        "wrong": set(RACE.columns),
    }
    ran.clear()
    return made


def test_only_the_checks_that_read_a_changed_column_run_again(changes):
    race = RACE.assign(club=[1, 2, 2])
    assert changes.lost(race) == (
        Lost("club", 0, "1", Status.CONTRADICTED),
        Lost("club", 1, "2", Status.CONTRADICTED),
    )
    # Those of which nobody can tell what they read run as well.
    assert set(ran) == {"club", "whole", "wrong"}


def test_a_number_that_agrees_at_its_precision_keeps_its_status(changes):
    assert changes.lost(RACE.assign(minutes=[31.04, 29.45, 50.0])) == ()
    assert changes.lost(RACE.assign(minutes=[31.0, 29.4, 50.1])) == (
        Lost("winner", 0, "29.4", Status.CONTRADICTED),
        Lost("within", 0, "≥ 50.1", Status.CONTRADICTED),
    )


def test_without_a_row_every_check_runs_again(changes):
    lost = changes.lost(RACE[RACE["name"] != "Cy"])
    assert [(number.claim, number.computed) for number in lost] == [
        ("runners", "2"),
        ("club", "0"),
        ("whole", "30.3"),
    ]
    assert len(ran) == len(LEDGER)


def test_the_numbers_of_a_check_that_breaks_are_lost(changes):
    lost = {number.claim: number for number in changes.lost(RACE.assign(minutes=["a", "b", "c"]))}
    assert lost["winner"] == Lost("winner", 0, None, Status.NOT_DERIVABLE)
    assert set(lost) == {"winner", "within", "whole"}


def test_a_number_that_agrees_unexpectedly_has_lost_its_status_too(changes):
    race = RACE.iloc[[0, 1, 2, 2, 2, 2, 2, 2, 2]].reset_index(drop=True)
    assert Lost("wrong", 0, "7", Status.REPRODUCED) in changes.lost(race)
