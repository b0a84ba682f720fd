"""No number is shown in the review's chapters that R does not confirm, and none is computed for nothing.

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
from letter.review.formatting import Shown
from letter.review.quantities import TOPICS, quantities

CHAPTERS = ("estimates.qmd", "statistical-review.qmd")
TABLES = list(review_tables.TABLES)
# Patients are named by the facts of the findings, which are counted by hand in test_facts.py.
FACTS = [
    "from letter.findings.facts import facts",
    "fact = facts(letter, current().ledger)",
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
    """The names at which a number of ours is not R's, or which only one side has."""
    return sorted(ours.keys() ^ theirs.keys()) + [
        name for name in ours.keys() & theirs.keys() if not same(ours[name], theirs[name])
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
    name = "transplantation.cox.hazard_ratio"
    assert differing(ours | {name: ours[name] + 1e-8}, oracle()) == [name]
    assert differing(ours | {"cox.new": 1.0}, oracle()) == ["cox.new"]
    assert differing({n: v for n, v in ours.items() if n != name}, oracle()) == [name]


class Recorded(dict):
    """Numbers that remember which of them were asked for."""

    def __init__(self, values):
        super().__init__(values)
        self.asked = set()

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)


def estimate(name):
    """An estimate and its limits are one number."""
    return name.removesuffix(".lower").removesuffix(".upper")


def shown_nowhere(values):
    """The numbers that no table and no sentence of the chapters shows."""
    recorded = Recorded(values)
    shown = Shown(recorded)
    for name in TABLES:
        getattr(review_tables, name)(shown)
    for name in CHAPTERS:
        for expression in inline_expressions(chapter(name)):
            evaluated(expression, recorded)
    return sorted({estimate(n) for n in values} - {estimate(n) for n in recorded.asked})


def test_no_number_is_computed_that_is_shown_nowhere(ours):
    assert shown_nowhere(ours) == []
    assert shown_nowhere(ours | {"bounds.new": 1.0}) == ["bounds.new"]


def test_the_references_that_were_computed_elsewhere(ours):
    five = {
        population: round(ours[f"estimates.{population}.uncensored_at_hsct.rfs_60"], 3)
        for population in ("all_patients", "ph_negative", "molecular_failure_cr1")
    }
    expected = {"all_patients": 0.526, "ph_negative": 0.571, "molecular_failure_cr1": 0.714}
    assert five == expected
    # Another transcription, other software: the exact test of molecular relapse and its intervals.
    stem = "subgroups.molecular_relapse"
    assert round(ours[f"{stem}.p"], 4) == 0.0037
    limits = [round(ours[f"{stem}.profile.{end}"], 2) for end in ("lower", "upper")]
    assert limits == [2.04, 44.03]
    firth = [round(ours[f"{stem}.firth{end}"], 1) for end in ("", ".lower", ".upper")]
    assert firth == [8.2, 2.1, 37.1]
    assert math.log(ours["transplantation.cox.hazard_ratio"]) == pytest.approx(-0.04, abs=0.005)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_made_from_r_is_the_same_table(ours, theirs, name):
    table = getattr(review_tables, name)
    assert table(Shown(theirs)).as_raw_html() == table(Shown(ours)).as_raw_html()


def chapter(name):
    return (REPORT / name).read_text(encoding="utf-8")


def inline_expressions(text):
    """What sentences show of the review's numbers; the patients that they name are facts."""
    found = re.findall(r"`\{python\} (.+?)`", text)
    return [expression for expression in found if not re.fullmatch(r'fact\["\w+"\]', expression)]


def evaluated(expression, values):
    return eval(expression, {"__builtins__": {}, "shown": Shown(values)})


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
        assert evaluated(expression, ours) == evaluated(expression, theirs)


@pytest.mark.parametrize("name", CHAPTERS)
def test_cells_show_the_review_s_tables_and_figures_and_nothing_else(name):
    allowed = {f"review_tables.{table}(shown)" for table in TABLES}
    allowed |= {f"review_figures.{f}(cohort)" for f in vars(review_figures) if "_figure" in f}
    first, *shown = cells(chapter(name))
    assert ast.unparse(ast.parse(first)).splitlines() == [
        "from letter.review import figures as review_figures",
        "from letter.review import tables as review_tables",
        "from letter.review.quantities import quantities",
        "from letter.review.formatting import Shown",
        *(FACTS[:1] if "fact" in first else []),
        "shown = Shown(quantities(cohort))",
        *(FACTS[1:] if "fact" in first else []),
    ]
    assert shown
    assert {ast.unparse(ast.parse(cell)) for cell in shown} <= allowed


def test_every_table_is_shown():
    text = "".join(map(chapter, [*CHAPTERS, "survival.qmd"]))
    assert [name for name in TABLES if f"review_tables.{name}(" not in text] == []


# What is not a result: conventions, what the letter prints, and what its parts are called.
NAMES = (
    r"(Table|Figure) S?\d",
    "[Ww]hat 20 patients cannot show",
    "one patient of 20 is five percentage points",
    "95%",
    "80% power",
    "two-sided( 5%)?",
    "100 patient-years",
    "[Bb]etween two groups",
    "five(-| )years?",
    "one, two and three years",
    "after three years",
    "(within|first) six months",
    "one and a half months",
    "first 60 months",
    "60 full months",
    "[Tt]wo transplants",
    r"59\.5 months",
    r"59\.7 in",
    r"1\.4 (or|and)",
    r"2\.6 months",
    "the six curves",
    "[Tt]he two curves",
    "the two middle times",
    "compare the two",
    "(Two|Four) panels",
    "(two|Three) survival curves",
    "with two survival",
)
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
