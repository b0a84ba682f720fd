"""No number is shown in the review's chapters that R does not confirm.

The chain: `quantities` names every number and equals R's, name by name; tables and sentences are
made from named numbers only, and come out the same from R's numbers; chapters show nothing else.
"""

import ast
import math
import re

import pytest
from oracle_csv import TOLERANCE, oracle_values

from letter.data.cohort import load_cohort
from letter.data.paths import REPORT
from letter.review import figures as review_figures
from letter.review import tables as review_tables
from letter.review.quantities import TOPICS, quantities
from letter.review.text import Shown

CHAPTERS = ("estimates.qmd", "statistical-review.qmd")
TABLES = [
    name
    for name, value in vars(review_tables).items()
    if callable(value) and getattr(value, "__module__", "") == review_tables.__name__
    if not name.startswith("_")
]


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


@pytest.fixture(scope="module")
def ours(cohort):
    return quantities(cohort)


@pytest.fixture(scope="module")
def theirs(ours):
    """R's numbers; where R has NA for a median that is not reached, infinite as ours."""
    found = oracle()
    for name in found:
        if math.isnan(found[name]) and ours.get(name) == math.inf:
            found[name] = math.inf
    return found


def oracle():
    return {
        f"{topic}.{name}": value
        for topic in TOPICS
        for name, value in oracle_values(f"{topic}.csv").items()
    }


def differing(ours, theirs):
    """The names at which a number of ours is not R's."""
    return [
        name for name, value in ours.items() if name not in theirs or not same(value, theirs[name])
    ]


def same(ours, theirs):
    # R has NA for a median that is not reached, which we call infinite, and for what its formula
    # leaves undefined, as ours does.
    if math.isnan(theirs):
        return math.isnan(ours) or ours == math.inf
    return ours == pytest.approx(theirs, rel=TOLERANCE, abs=1e-12)


def test_every_number_of_the_review_is_what_r_has(ours):
    assert differing(ours, oracle()) == []


def test_a_number_that_r_does_not_confirm_is_found(ours):
    name = "transplantation.cox.coefficient"
    assert differing(ours | {name: ours[name] + 1e-9}, oracle()) == [name]
    assert differing(ours | {"cox.new": 1.0}, oracle()) == ["cox.new"]


def test_the_references_that_were_computed_elsewhere(ours):
    five = {
        population: round(ours[f"estimates.{population}.uncensored_at_hsct.rfs_60"], 3)
        for population in ("all_patients", "ph_negative", "molecular_failure_cr1")
    }
    expected = {"all_patients": 0.526, "ph_negative": 0.571, "molecular_failure_cr1": 0.714}
    assert five == expected
    assert ours["transplantation.cox.coefficient"] == pytest.approx(-0.04, abs=0.005)
    assert ours["transplantation.cox.standard_error"] == pytest.approx(0.69, abs=0.005)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_made_from_r_is_the_same_table(ours, theirs, name):
    table = getattr(review_tables, name)
    assert table(Shown(theirs)).as_raw_html() == table(Shown(ours)).as_raw_html()


def chapter(name):
    return (REPORT / name).read_text(encoding="utf-8")


def inline_expressions(text):
    return re.findall(r"`\{python\} (.+?)`", text)


def cells(text):
    return re.findall(r"^```\{python\}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_number_in_a_sentence_is_r_s(name, ours, theirs):
    expressions = inline_expressions(chapter(name))
    assert expressions
    for expression in expressions:
        call = ast.parse(expression, mode="eval").body
        assert isinstance(call, ast.Call)
        assert ast.unparse(call.func).split(".")[0] == "shown"
        texts = [
            eval(expression, {"__builtins__": {}, "shown": Shown(values)})
            for values in (ours, theirs)
        ]
        assert texts[0] == texts[1]


@pytest.mark.parametrize("name", CHAPTERS)
def test_cells_show_the_review_s_tables_and_figures_and_nothing_else(name):
    allowed = {f"review_tables.{table}(shown)" for table in TABLES}
    allowed |= {f"review_figures.{f}(cohort)" for f in vars(review_figures) if "_figure" in f}
    first, *shown = cells(chapter(name))
    assert ast.unparse(ast.parse(first)).splitlines() == [
        "from reproduction import review_figures, review_tables",
        "from letter.review.quantities import quantities",
        "from letter.review.text import Shown",
        "shown = Shown(quantities(cohort))",
    ]
    assert [ast.unparse(ast.parse(cell)) for cell in shown if ast.unparse(ast.parse(cell))]
    assert {ast.unparse(ast.parse(cell)) for cell in shown} <= allowed


def test_every_table_is_shown():
    text = "".join(map(chapter, [*CHAPTERS, "survival.qmd"]))
    assert [name for name in TABLES if f"review_tables.{name}(" not in text] == []


# What is not a result: conventions, and what the analyses and the letter's own parts are called.
NAMES = (
    "95%", r"(Table|Figure) S?\d", "five(-| )years?", "(within|first) six months", "sixty months",
    "a hundred patient-years", "a group of twenty", "one patient is five of them",
    "the six curves", "[Tt]he two curves", "the two middle times", "the two against each other",
    "Three ways", "two things", "two durations",
    "(Two|Four) panels", "(two|Three) survival curves", "with two survival", "three lines",
)  # fmt: skip
NUMBERS = (
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|sixty|hundred)\b"
)


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_result_is_typed(name):
    text = re.sub(r"`\{python\} .+?`", "", chapter(name))
    text = re.sub(r"^```\{python\}\n(.*?)^```$", captions, text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"\[?@[\w;@ -]+\]?|\{#[\w-]+\}", "", text)
    text = re.sub("|".join(NAMES), "", text)
    typed = [line for line in text.splitlines() if re.search(NUMBERS, line, re.I)]
    assert typed == []


def captions(cell):
    return "\n".join(re.findall(r'#\| (?:tbl-cap|fig-cap|fig-alt): "(.*)"', cell[1]))


def test_what_the_sentences_say_without_a_number(ours, cohort):
    """Each is a reading of the numbers; if one fails, the sentence must change."""
    q = ours
    # "In none of the six curves is the median reached."
    medians = [v for k, v in q.items() if k.startswith("estimates.") and k.endswith(".median")]
    assert medians == [math.inf] * 6
    # "The hazard ratios from the landmarks on are even above one", either direction possible.
    for months in (4, 6, 12, 24):
        stem = f"transplantation.landmark_{months}.hazard_ratio"
        assert q[stem] > 1
        assert q[f"{stem}.lower"] < 0.5
        assert q[f"{stem}.upper"] > 2
    # "All but gone once waiting time is counted as such."
    assert q["transplantation.naive.hazard_ratio"] < 0.75
    assert 0.9 < q["transplantation.cox.hazard_ratio"] < 1.1
    # "What remains, relapse-free without transplant, is the worst case."
    left = 1 - q["competing.transplant.by_60"] - q["competing.failure.by_60"]
    assert left == pytest.approx(q["bounds.all_patients.worst.rfs_60"])
    # Extramedullary relapse: "all of it in the first year".
    stem = "competing.extramedullary_relapse"
    assert q[f"{stem}.by_12"] == q[f"{stem}.by_60"]
    # "All relapsed", "all failures are among them".
    assert q["response.lost.failures"] == q["response.lost.n"]
    assert q["response.ongoing.shorter_than_wait.failures"] == q["response.ongoing.failures"]
    # "Whose response was lost": the five named in the sentence, in order of the distance.
    lags = [q[f"response.lag.{p}"] for p in (3, 5, 4, 10, 9)]
    assert lags == sorted(lags)
    assert len(lags) == q["response.lost.n"]
    # "All patients treated for molecular relapse relapsed or died", not all in first remission.
    stem = "subgroups.molecular_relapse.exposed"
    assert q[f"{stem}.events"] == q[f"{stem}.n"]
    relapsed = cohort[cohort["molecular_status"] == "relapse"]
    assert (relapsed["remission"] == "CR2+").any()
    # "If anything, responders did worse here"; intervals with large effects in both directions.
    assert q["subgroups.mrd_response.hazard_ratio"] > 1
    for name in ("ph_positive", "high_mrd"):
        assert q[f"subgroups.{name}.hazard_ratio.lower"] < 0.5
        assert q[f"subgroups.{name}.hazard_ratio.upper"] > 2
    # "Nobody had yet relapsed" at either time of the withdrawal; "no event comes later".
    failed = cohort.loc[cohort["rfs_event"], "rfs_months"]
    assert failed.min() > 2.6
    assert failed.max() < 59.5
    # Leaving out: those with an event raise the estimate, those in remission lower it.
    assert q["sensitivity.leave_one_out.uncensored_at_hsct.change.patients"] == len(failed)
    assert q["sensitivity.leave_one_out.censored_at_hsct.change.patients"] == 1
    # Younger if transplanted: "nor are the groups alike".
    assert (
        q["characteristics.transplanted.age_median"]
        < q["characteristics.not_transplanted.age_lowest"]
    )
