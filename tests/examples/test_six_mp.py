"""The 6-MP trial: another paper, made with the tool alone, as anyone would make one.

Its data are held against two other copies, its numbers against R, its book against its pages.
"""

import ast
import csv
import io
import math
import re
import shutil
from collections.abc import Callable
from html import unescape
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from oracle_csv import TOLERANCE
from page_content import content
from pypdf import PdfReader
from whole_book import run

from reproduction import cli, scaffold
from reproduction.claims import Sharpness, Status
from reproduction.loading import Project, load
from reproduction.survival.kaplan_meier import at, kaplan_meier
from reproduction.survival.partial_likelihood import cox_breslow
from reproduction.survival.two_groups import cox, log_rank

EXAMPLE = Path(__file__).parents[2] / "examples" / "six-mp"
REPOSITORY = EXAMPLE.parents[1]
IGNORED = shutil.ignore_patterns("__pycache__", "_book", ".quarto", ".book-cache", "*_files")


def copied(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy with changes, each of a text that is in its file once."""
    shutil.copytree(EXAMPLE, folder, ignore=IGNORED, dirs_exist_ok=True)
    for name, old, new in changes:
        text = (folder / name).read_text("utf-8")
        assert text.count(old) == 1, (name, old)
        (folder / name).write_text(text.replace(old, new), "utf-8")
    return folder


@pytest.fixture(scope="module")
def project() -> Project:
    return load(EXAMPLE)


@pytest.fixture(scope="module")
def patients(project) -> pd.DataFrame:
    frame: pd.DataFrame = project.source
    return frame


# --- The patients


def test_the_patients_are_those_that_lifelines_has(patients):
    """Group 2 has 6-MP; lifelines' file has no pairs."""
    lines = files("lifelines.datasets").joinpath("gehan.dat").read_text("utf-8").splitlines()
    theirs = sorted(tuple(map(int, line.split())) for line in lines if line.strip())
    ours = zip(
        1 + (patients["treatment"] == "6-MP"), patients["weeks"], patients["relapsed"], strict=True
    )
    assert sorted(ours) == theirs
    assert len(theirs) == 42


def test_the_patients_are_those_that_r_has_pair_by_pair(patients):
    theirs = pd.read_csv(EXAMPLE / "oracle" / "gehan.csv")
    treatment = theirs["treat"].replace("control", "Placebo")
    assert patients["patient"].tolist() == list(range(1, 43))
    for ours, expected in (
        ("pair", theirs["pair"]), ("treatment", treatment), ("weeks", theirs["time"]),
        ("relapsed", theirs["cens"] == 1),
    ):  # fmt: skip
        assert patients[ours].tolist() == expected.tolist()


# --- Numbers, against R


@pytest.fixture(scope="module")
def oracle() -> dict[str, float]:
    table = pd.read_csv(EXAMPLE / "oracle" / "values.csv", float_precision="round_trip")
    values = dict(zip(table["quantity"], table["value"], strict=True))
    # R has no value for a limit that is not reached.
    return {name: math.inf if math.isnan(value) else value for name, value in values.items()}


@pytest.mark.parametrize("treatment", ["6-MP", "Placebo"])
def test_each_treatment_is_as_r_has_it(project, patients, oracle, treatment):
    frame = project.downloads()["table-1"].set_index("treatment")
    found = (
        frame.loc[treatment].rename({"lower": "median_lower", "upper": "median_upper"}).drop("rate")
    )
    own = patients[patients["treatment"] == treatment]
    ten = at(kaplan_meier(own["weeks"], own["relapsed"]), 10)
    names = {"survival": "", "ci_lower": "_lower", "ci_upper": "_upper"}
    found = found.to_dict() | {f"remission_10{end}": ten[name] for name, end in names.items()}
    expected = {
        name.removeprefix(f"{treatment}."): value
        for name, value in oracle.items() if name.startswith(treatment)
    }  # fmt: skip
    assert found == pytest.approx(expected, rel=TOLERANCE)
    assert frame.loc[treatment, "rate"] == pytest.approx(100 * found["relapses"] / found["weeks"])


def test_the_treatments_compare_as_in_r(patients, oracle):
    groups = patients["weeks"], patients["relapsed"], patients["treatment"] == "Placebo"
    test = log_rank(*groups)
    found = {"log_rank": test.chi_squared, "log_rank_p": test.p_value}
    for name, model in (("breslow", cox_breslow(*groups)), ("efron", cox(*groups))):
        ratio = model.hazard_ratio
        found |= {
            name: ratio.value, f"{name}_lower": ratio.lower, f"{name}_upper": ratio.upper,
        }  # fmt: skip
    expected = {name: value for name, value in oracle.items() if "." not in name}
    assert found == pytest.approx(expected, rel=TOLERANCE)


# --- Claims


def test_the_command_finds_every_number_as_expected(capsys):
    assert cli.main(["check", str(EXAMPLE)]) == 0
    assert "✗" not in capsys.readouterr().out


def test_every_status_and_many_kinds_of_number_occur(project):
    numbers = project.outcome.numbers
    assert {number.status for number in numbers} == set(Status)
    quantities = [number.quantity for number in numbers]
    assert {"number", "percent"} <= {quantity.form for quantity in quantities}
    assert {"Ninety-two", "67 per cent", "P < 0.001", "2.03 to 10.09", ".2210887"} <= {
        quantity.text for quantity in quantities
    }
    assert 14 <= len(project.ledger) <= 18


def test_an_interval_is_one_number_with_two_ends(project):
    (interval,) = [n for n in project.outcome.numbers if n.quantity.text == "2.03 to 10.09"]
    assert interval.quantity.upper is not None
    ends = (interval.quantity.value, interval.quantity.upper.value)
    assert [str(end) for end in ends] == ["2.03", "10.09"]


def test_what_was_not_seen_where_it_is_printed_says_so(project):
    books = [entry for entry in project.ledger if entry.at == "textbook"]
    assert len(books) == 5
    for entry in books:
        assert entry.reference
        assert "not available to us" in entry.because
        assert "not seen" in " ".join(entry.because.split())


def test_only_numbers_without_a_check_could_be_anything(project):
    free = {
        result.entry.id
        for result in project.outcome.results
        for number in result.numbers
        if number.sharpness is Sharpness.NONE
    }
    assert free == {"age", "complete-remissions", "institutions"}
    assert free == {entry.id for entry in project.ledger if entry.id not in project.checks}


# Row by patient, column and new value; and the claims that must then fail.
OTHER_PATIENTS: dict[str, tuple[int, str, object, set[str]]] = {
    "a pair with one treatment": (2, "treatment", "Placebo", {"pairs", "relapses-by-group"}),
    "a longer time": (32, "weeks", 36, {"last-observed", "times", "relapses"}),
    "a later relapse": (31, "weeks", 24, {"last-placebo-relapse", "log-rank", "hazard-ratio"}),
    "a relapse less": (
        8, "relapsed", False,
        {"medians", "hazard-ratio-of-treated", "hazard-ratio-efron", "relapses"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", OTHER_PATIENTS)
def test_other_patients_fail_the_claims_about_them(patients, tmp_path, change):
    patient, column, value, claims = OTHER_PATIENTS[change]
    other = patients.copy()
    other.loc[other["patient"] == patient, column] = value
    other.to_csv(tmp_path / "other.csv", index=False)
    results = load(EXAMPLE, cohort=tmp_path / "other.csv").outcome.results
    assert claims <= {result.entry.id for result in results if not result.as_expected}


def test_the_contradicted_rate_would_be_right_if_everyone_had_relapsed(patients, tmp_path):
    patients.assign(relapsed=True).to_csv(tmp_path / "other.csv", index=False)
    results = load(EXAMPLE, cohort=tmp_path / "other.csv").outcome.results
    (rate,) = (result for result in results if result.entry.id == "weekly-rate")
    assert rate.status is Status.REPRODUCED
    assert not rate.as_expected


def test_every_claim_about_the_patients_has_failed_here(project):
    from_patients = {entry.id for entry in project.ledger if "patients" in entry.basis}
    failed = set[str]().union(*(claims for *_, claims in OTHER_PATIENTS.values()))
    assert failed | {"weekly-rate"} == from_patients


WRONG_PRINT = {
    "a count in words": (
        [("claims.yaml", '"Sixty-two"', '"Sixty-one"'),
         ("inventory.csv", "3,Sixty-two", "3,Sixty-one")],
        "entered (abstract), number 3: printed 67 per cent; computed 66%; contradicted",
    ),
    "an interval": (
        [("claims.yaml", "2.03 to 10.09", "2.04 to 10.09"),
         ("inventory.csv", "2.03 to 10.09", "2.04 to 10.09")],
        "hazard-ratio (textbook), number 2: printed 2.04 to 10.09; computed 2.03 to 10.09",
    ),
    "a relation": (
        [("claims.yaml", "P < 0.001", "P > 0.001"), ("inventory.csv", "P < 0.001", "P > 0.001")],
        "log-rank (textbook), number 2: printed P > 0.001; computed 0.00004; contradicted",
    ),
    "one transcription": (
        [("inventory.csv", "3,541", "3,514")],
        "notes, quantity 3: the ledger has “541” (relapses), the inventory has “514” (relapses)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", WRONG_PRINT)
def test_a_wrong_number_is_named(tmp_path, capsys, change):
    changes, message = WRONG_PRINT[change]
    assert cli.main(["check", "--quiet", str(copied(tmp_path / "paper", *changes))]) == 1
    assert message in capsys.readouterr().out


# --- The book


@pytest.fixture(scope="session")
def built(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def make(folder: Path) -> None:
        assert cli.main(["book", str(copied(folder))]) == 0

    return once("six-mp", make) / "_book"


@pytest.fixture(scope="session")
def by_quarto(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    quarto = shutil.which("quarto")
    if quarto is None:
        pytest.skip("Quarto is not on PATH")

    def make(folder: Path) -> None:
        done = run(copied(folder), quarto, "render", PYTHONPATH=str(REPOSITORY / "src"))
        assert done.returncode == 0, done.stderr

    return once("six-mp-by-quarto", make) / "_book"


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def shown_claims(page: Path) -> list[tuple[str, str, str]]:
    """Link, status and text of each claim in the prose."""
    claim = re.compile(r'<a href="([^"]+)" class="claim claim-([a-z-]+)"[^>]*>(.*?)</a>', re.DOTALL)
    return [
        (link, status, text_of(text))
        for link, status, text in claim.findall(page.read_text("utf-8"))
    ]


def test_the_prose_has_the_claims_with_their_statuses(built, project):
    front, second = shown_claims(built / "index.html"), shown_claims(built / "reanalysis.html")
    assert front[3] == (
        "ledger.html#claim-entered", "consistent",
        "Ninety-two patients entered, and corticosteroids induced a complete or partial remission "
        "in sixty-two of them (67%)∼",
    )  # fmt: skip
    assert ("ledger.html#claim-weekly-rate", "contradicted", "7.8%≠") in second
    assert ("ledger.html#claim-hazard-ratio", "qualified",
            "4.52 times that with 6-MP (95% confidence interval 2.03 to 10.09)≈") in second  # fmt: skip
    shown = {link.partition("#claim-")[2] for link, *_ in (*front, *second)}
    assert shown == {entry.id for entry in project.ledger}


def test_a_claim_tells_how_it_was_found(built):
    page = (built / "index.html").read_text("utf-8")
    (link, *_) = re.findall(r'<a href="[^"]*#claim-pairs"[^>]*>', page)
    facts = {name: unescape(value) for name, value in re.findall(r'data-([a-z]+)="([^"]*)"', link)}
    assert facts["status"] == "reproduced"
    assert facts["found"] == "Abstract prints 21, 42. Computed from patients 1–42: 21, 42."
    assert facts["patients"].split() == [str(patient) for patient in range(1, 43)]


def test_the_ledger_has_a_row_for_each_claim(built, project):
    cells = content(built / "ledger.html")["cells"]
    assert cells.count("Claim") == 5  # a table for each place
    assert len(cells) == 4 * (5 + len(project.ledger))
    row = next(n for n, cell in enumerate(cells) if cell.startswith("Institutions"))
    assert (cells[row - 1], *cells[row + 1 : row + 3]) == ("cited", "eleven", "–")
    assert "(Gehan and Freireich 2011)" in cells[row]


def test_the_evidence_is_computed(built):
    text = text_of((built / "reanalysis.html").read_text("utf-8"))
    # By hand: 30 / 541 and 42 / 541 in percent.
    assert "The relapses divided by the weeks are 5.5% a week." in text
    assert "All 42 patients divided by the weeks are 7.8%" in text
    assert "give 4.82 (2.15 to 10.81)." in text  # R's coxph


def test_the_table_and_the_figure_are_there(built):
    page = built / "reanalysis.html"
    found = content(page)
    assert [caption.split(":")[0].replace("\xa0", " ") for caption in found["captions"]] == [
        "Figure 2.1", "Table 2.1",
    ]  # fmt: skip
    assert found["cells"][6:18] == [
        "6-MP", "21", "9", "359", "2.5", "23 (13 to not reached)",
        "Placebo", "21", "21", "182", "11.5", "8 (4 to 11)",
    ]  # fmt: skip
    alt = "The median is 23 weeks with 6-MP and 8 weeks with Placebo."
    assert alt in page.read_text("utf-8")


def test_the_downloads_hold_what_is_shown(built, project):
    assert {path.stem for path in (built / "downloads").iterdir()} == {
        "claims",
        "figure-1",
        "table-1",
    }
    rows = list(
        csv.DictReader(io.StringIO((built / "downloads" / "figure-1.csv").read_text("utf-8")))
    )
    relapses = {name: sum(int(row["events"]) for row in rows if row["treatment"] == name)
                for name in ("6-MP", "Placebo")}  # fmt: skip
    assert relapses == {"6-MP": 9, "Placebo": 21}
    claims = (built / "downloads" / "claims.csv").read_text("utf-8")
    assert all(f"{entry.id}," in claims for entry in project.ledger)


def test_the_pdf_has_both_chapters_and_the_ledger(built):
    (file,) = built.glob("*.pdf")
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)
    assert "9 of 21 relapsed; of those with placebo, 21 of 21" in text
    assert "23 (13 to not reached)" in text
    assert "so patients in remission seem to have been counted as relapses" in text


@pytest.mark.parametrize("kind", ["headings", "captions", "cells", "references", "claims"])
def test_quarto_makes_the_same_book(built, by_quarto, kind):
    pages = sorted(path.name for path in built.glob("*.html"))
    assert pages == sorted(path.name for path in by_quarto.glob("*.html"))
    for page in pages:
        ours, theirs = content(built / page)[kind], content(by_quarto / page)[kind]
        if kind == "headings" and page == "index.html":
            theirs = theirs[1:]  # Quarto's front page has the book's title as a heading
        assert ours == theirs, page


# --- Written against the tool's interface, and little of it


def code() -> list[Path]:
    return sorted(EXAMPLE.glob("*.py"))


def test_it_uses_the_tool_and_public_names_only():
    imported = [
        f"{node.module}.{alias.name}"
        for path in code()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    roots = {name.split(".")[0] for name in imported}
    assert roots <= {"collections", "display", "great_tables", "reproduction"}
    assert not [name for name in imported if re.search(r"\._|^letter\b", name)]


def test_its_code_is_short_and_its_own():
    lines = [line for path in code() for line in path.read_text("utf-8").splitlines()]
    assert len(lines) < 200
    template = set((scaffold.PROJECT / "checks.py").read_text("utf-8").splitlines())
    assert len([line for line in lines if line in template and len(line) > 40]) <= 3


def lines_in(*names: str) -> int:
    paths = [path for name in names for path in EXAMPLE.glob(name)]
    return sum(len(path.read_text("utf-8").splitlines()) for path in paths)


def test_the_readme_says_what_it_took(project):
    own = [path for path in EXAMPLE.iterdir() if path.is_file()]
    found = [
        len(project.outcome.numbers), len(own), lines_in("*.py"),
        lines_in("claims.yaml", "inventory.csv"), lines_in("*.qmd"),
    ]  # fmt: skip
    (sentence,) = re.findall(
        r"textbook reanalysis: (.*)\.", (REPOSITORY / "README.md").read_text("utf-8")
    )
    assert [int(number) for number in re.findall(r"\d+", sentence)] == found


def test_the_guide_shows_what_the_commands_say(tmp_path, capsys):
    guide = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    tutorial = guide[guide.index("## For another paper") :]
    cli.main(["check", "--quiet", str(EXAMPLE)])
    cli.main(["sharpness", str(EXAMPLE)])
    cli.main(["check", "--quiet", str(copied(tmp_path / "paper", *WRONG_PRINT["an interval"][0]))])
    said = capsys.readouterr().out
    blocks = re.findall(r"\n\n    (\S.*)\n\n", tutorial)
    assert len(blocks) == 3
    assert [line for line in blocks if line not in said] == []


def test_its_extension_is_the_one_that_init_writes():
    folder = Path("_extensions") / "reproduction"
    ours, theirs = ({path.name: path.read_bytes() for path in (root / folder).iterdir()}
                    for root in (EXAMPLE, scaffold.PROJECT))  # fmt: skip
    assert ours == theirs
