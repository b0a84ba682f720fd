"""Each sentence of the review that reads numbers in words; if one fails, the sentence must change."""

import math
import re

import pytest
import yaml

from letter.data.cohort import load_cohort
from letter.data.paths import CLAIMS, REPORT
from letter.definitions import groups
from letter.definitions.treatment import response_start_bounds
from letter.review.formatting import Shown
from letter.review.quantities import quantities
from letter.review.tables import LOST_RESPONSE, TABLES
from letter.review.topics.precision import HISTORY


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


@pytest.fixture(scope="module")
def q(cohort):
    return quantities(cohort)


def test_estimates(q):
    # "None of the six curves reaches its median", also in the table's note.
    medians = [v for k, v in q.items() if k.startswith("estimates.") and k.endswith(".median")]
    assert medians == [math.inf] * 6


def test_the_historical_numbers_are_those_that_the_letter_cites(q):
    ledger = CLAIMS.read_text("utf-8")
    prints = {entry["id"]: entry["prints"] for entry in yaml.safe_load(ledger)}
    assert prints["mrd-age-range"] == [
        f"{q[f'history.{end}']:.0f}" for end in ("youngest", "oldest")
    ]
    expected = [f"{q[f'history.{who}.expected']:.0%}" for who in HISTORY if who != "strict"]
    assert q["history.strict.expected"] == q["history.all.expected"]
    assert [prints["rfs-by-mrd"][1], *prints["rfs-by-transplant"][1:3]] == expected


def test_history(q):
    # "More were in remission"; "chance alone would rarely produce this difference"; "one patient
    # decides that".
    assert q["history.strict.p"] > 0.05
    assert q["history.all.part"] / q["history.all.whole"] > q["history.all.expected"]
    assert q["history.all.p"] < 0.05


def test_transplantation(q):
    # "The estimate moves", "all intervals include large effects", "a hazard ratio of … is as compatible as one of …".
    assert q["transplantation.naive.hazard_ratio"] < 0.75
    assert 0.9 < q["transplantation.cox.hazard_ratio"] < 1.1
    assert q["transplantation.cox.profile.lower"] < 0.5
    assert q["transplantation.cox.profile.upper"] > 2
    # "The groups also differ in age", "hardly any patients are comparable".
    ages = [f"characteristics.{side}.table1-age" for side in ("transplanted", "not_transplanted")]
    assert q[f"{ages[0]}.median"] < q[f"{ages[1]}.lowest"]
    assert q["characteristics.age_overlap"] <= 2


def test_competing_risks(q):
    # "All extramedullary relapses came in the first year."
    stem = "competing.extramedullary_relapse"
    assert q[f"{stem}.by_12"] == q[f"{stem}.by_60"]
    # The table's six rows: what neither happened is the worst case of the bounds.
    left = 1 - q["competing.transplant.by_60"] - q["competing.failure.by_60"]
    assert left == pytest.approx(q["bounds.all_patients.worst.rfs_60"])
    # "The choice of variance alone moves the limits by about a percentage point."
    names = ("relapse", "hematologic_relapse", "death_in_remission", "failure", "transplant")
    for months in (12, 36, 60):
        moved = [
            abs(
                q[f"competing.{name}.by_{months}.{end}"]
                - q[f"competing.{name}.gray_{months}.{end}"]
            )
            for name in names
            for end in ("lower", "upper")
            if not math.isnan(q[f"competing.{name}.by_{months}.{end}"])  # nobody had died by then
        ]
        assert 0.005 < max(moved) < 0.015


def test_a_second_variance_is_shown_where_it_reads_differently(q):
    """What R's prodlim and cmprsk have, as they print it, at one, three and five years."""
    shown = {row[1].partition(",")[0]: row[2:] for row in TABLES["competing_risks"](Shown(q)).rows}
    cells = {
        label: [cell.replace("\u00a0", " ").partition(" ")[2] for cell in row]
        for label, row in shown.items()
    }
    assert cells["Relapse"][:2] == ["(7 to 41; 6 to 42)", "(13 to 52; 12 to 53)"]
    assert cells["… hematologic"][1] == "(7 to 41; 6 to 42)"
    assert cells["Relapse or death without transplant"][0] == "(7 to 41; 6 to 42)"
    assert cells["Transplant in remission"][:2] == ["(20 to 62; 20 to 63)", "(24 to 67; 23 to 68)"]
    assert cells["Death in remission"][:2] == ["(—)", "(0 to 21; 0 to 22)"]
    caption = [row for row in TABLES["sensitivity"](Shown(q)).rows if "competing" in row[1]]
    assert caption[0][2].replace("\u00a0", " ") == "63% (38 to 80; 37 to 81)"


def test_subgroups(q, cohort):
    # "All … patients with molecular relapse relapsed or died."
    stem = "subgroups.molecular_relapse"
    assert q[f"{stem}.exposed.events"] == q[f"{stem}.exposed.n"]
    # Of the others, no comparison stands out; "large effects in either direction".
    for name in ("ph_positive", "high_mrd", "mrd_response"):
        assert q[f"subgroups.{name}.p"] > 0.3
        assert q[f"subgroups.{name}.profile.lower"] < 0.5
        assert q[f"subgroups.{name}.profile.upper"] > 2
    # "The non-responders in remission": patients 12 and 14 had a transplant, 20 had none.
    remaining = groups.five_years(groups.non_responders(cohort))
    assert remaining["patient"].tolist() == [12, 14, 20]
    assert groups.transplanted(remaining)["patient"].tolist() == [12, 14]


def test_response(q, cohort):
    # "All of them relapsed", "including these", and the patients named.
    lost = groups.lost_response(cohort)
    assert tuple(lost["patient"]) == LOST_RESPONSE
    assert lost["event_type"].str.endswith("_relapse").all()
    unseen = "response.ongoing.shorter_than_wait.failures"
    assert q[unseen] == q["response.ongoing.failures"]
    room = cohort.set_index("patient").eval("rfs_months - mrd_response_months")
    assert room[room < 1.3].index.tolist() == [1, 3, 5, 13, 18]
    # "Patient 4 by … at most, the others by years"; "the extramedullary relapse" of 3 and 5.
    assert q["response.shortest_lag.4"] > 0
    assert min(q["response.shortest_lag.9"], q["response.shortest_lag.10"]) > 24
    kinds = cohort.set_index("patient")["event_type"]
    assert kinds[3] == kinds[5] == "extramedullary_relapse"


def test_late(q, cohort):
    # "The last relapse came at …".
    last = cohort.loc[cohort["rfs_event"]].nlargest(1, "rfs_months").iloc[0]
    assert last["rfs_months"] == q["late.last_event"]
    assert last["event_type"] == "hematologic_relapse"


def test_sensitivity(q, cohort):
    failed = cohort.loc[cohort["rfs_event"], "rfs_months"]
    # The months of patient 11 "change no estimate": no event comes later.
    assert failed.max() < 59.5
    # "Nobody is censored between 1.4 and 59.5 months", so the estimate is a proportion.
    censored = cohort.loc[~cohort["rfs_event"], "rfs_months"]
    assert not censored.between(1.4, 59.5, inclusive="neither").any()
    five = q["estimates.all_patients.uncensored_at_hsct.rfs_60"]
    assert q["sensitivity.followed.part"] / q["sensitivity.followed.whole"] == pytest.approx(five)
    # "Only on what counts as an event"; "wider than any of these changes".
    stem = "estimates.all_patients.uncensored_at_hsct.rfs_60"
    half = min(q[f"{stem}.upper"] - five, five - q[f"{stem}.lower"])
    caption = max(q[f"sensitivity.caption.{way}"] - five for way in ("censored", "competing"))
    others = [q[f"sensitivity.withdrawn.{way}"] - five for way in ("event", "event_free")]
    assert half > caption > max(map(abs, others))
    assert half > q["sensitivity.leave_one_out.change"] > 0


@pytest.mark.parametrize("name", ["response.qmd", "statistical-review.qmd"])
def test_that_a_response_ended_at_the_relapse_is_called_likely(name):
    """It is inferred, so no sentence and no caption states it as a fact."""
    text = re.sub(r"\s+", " ", (REPORT / name).read_text("utf-8"))
    found = re.findall(r"[^.:;]*\b(?:ended|loss)\b[^.:;]*\brelapse\b[^.:;]*", text)
    told = [part for part in found if "ended" in part or "was the relapse" in part]
    assert told
    assert [part for part in told if "most likely" not in part] == []


def test_the_caption_names_who_most_likely_lost_the_response_at_the_relapse(cohort):
    starts = response_start_bounds(cohort)
    named = " and ".join(map(str, starts.loc[starts["ends_at_relapse"], "patient"]))
    text = (REPORT / "response.qmd").read_text("utf-8")
    assert f"or most likely ended at the relapse itself (patients {named};" in text
