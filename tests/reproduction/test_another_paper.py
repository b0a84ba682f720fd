"""The claims engine and the built-in builder, used for a made-up paper; and what they may name."""

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

import letter.data.cohort
import reproduction.book
import reproduction.claims
from letter.data.cohort import load_cohort
from letter.data.paths import PROJECT, REFERENCES
from letter.data.published import load_table_1, load_table_2
from reproduction.book import BookError, build

PAPER = Path(__file__).parent / "another_paper"
GUIDE = PROJECT / "CONTRIBUTING.md"


def copy_of_the_paper(folder: Path) -> Path:
    return shutil.copytree(PAPER, folder / "paper", ignore=shutil.ignore_patterns("__pycache__"))


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())  # no-break spaces too


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    paper = copy_of_the_paper(tmp_path_factory.mktemp("another"))
    return build(paper, report=[].append)


@pytest.fixture(scope="module")
def front(result):
    return (result.output_dir / "index.html").read_text(encoding="utf-8")


# --- The made-up paper as a book


def test_the_claims_are_in_the_prose_with_their_statuses(front):
    claims = re.findall(r'<a href="([^"]+)" class="claim claim-([a-z-]+)"[^>]*>(.*?)</a>', front)
    assert [(link, status, text_of(text)) for link, status, text in claims] == [
        ("ledger.html#claim-asleep-after-tea", "reproduced", "Four of five patients (80%)"),
        ("ledger.html#claim-medians", "contradicted", "24 minutes after tea and 35 after water≠"),
        ("ledger.html#claim-p-value", "not-derivable", "0.03?"),
    ]
    facts = re.search(r'<a href="[^"]*claim-asleep-after-tea"[^>]* title="([^"]*)"', front)
    assert facts is not None
    assert unescape(facts[1]) == (
        "status: reproduced; at: p1; printed: Four, five, 80%; computed: 4, 5, 80%; "
        "patients: 1–4; check: asleep_after_tea"
    )


def test_the_table_and_the_figure_are_numbered_and_referred_to(front):
    captions = [text_of(text) for text in re.findall(r"<figcaption.*?</figcaption>", front, re.S)]
    assert captions == [
        "Table 1.1: Table 1 of the paper, rebuilt: minutes until sleep.",
        "Figure 1.1: Figure 1 of the paper, redrawn: minutes until sleep of each patient.",
    ]
    references = re.findall(r'<a href="#([a-z-]+)" class="quarto-xref">([^<]+)</a>', front)
    assert [(link, text_of(text)) for link, text in references] == [
        ("fig-minutes", "Figure 1.1"),
        ("tbl-minutes", "Table 1.1"),
    ]
    cells = [text_of(cell) for cell in re.findall(r"<td.*?</td>", front, re.S)]
    assert cells == ["tea", "5", "24", "12", "45", "water", "5", "38", "20", "60"]
    assert "Ten dots in two rows" in front


def test_the_ledger_has_a_row_for_each_claim(result):
    page = (result.output_dir / "ledger.html").read_text(encoding="utf-8")
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = [
        [text_of(cell) for cell in re.findall(r"<td.*?</td>", row, re.S)]
        for row in re.findall(r"<tr.*?</tr>", body, re.S)
    ]
    assert [row[1:] for row in rows] == [
        ["Four, five, 80%", "4, 5, 80%", "reproduced"],
        ["0.03", "–", "? not derivable"],
        ["24, 35", "24, 38", "≠ contradicted"],
    ]
    assert rows[2][0].endswith("The median after water is 38 minutes, from patients 6–10.")


def test_the_pdf_has_the_claims_too(result):
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(result.pdf).pages)
    assert "Four of five patients (80%) slept within half an hour of tea" in text
    assert "contradicted" in text


# --- What stops it

CHANGES = {
    "a printed number": (
        [
            ("claims.yaml", '"Four", "five", "80%"', '"Five", "five", "100%"'),
            ("inventory.csv", "p1,1,Four", "p1,1,Five"),
            ("inventory.csv", "p1,3,80%", "p1,3,100%"),
        ],
        "asleep-after-tea (p1): printed Five, five, 100%; computed 4, 5, 80%; contradicted, "
        "expected reproduced",
    ),
    "a patient": (
        [("patients.csv", "8,water,38", "8,water,35")],
        "medians (table1): printed 24, 35; computed 24, 35; reproduced, expected contradicted",
    ),
    "one transcription": (
        [("inventory.csv", "table1,2,35", "table1,2,53")],
        "table1, quantity 2: the ledger has “35” (medians), the inventory has “53” (medians)",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_wrong_number_stops_the_book_and_is_named(tmp_path, change):
    changes, message = CHANGES[change]
    paper = copy_of_the_paper(tmp_path)
    for name, old, new in changes:
        path = paper / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BookError) as caught:
        build(paper, ["html"], report=[].append)
    assert message in str(caught.value)
    assert caught.value.exit_code == 1
    assert not (paper / "_book").exists()


# --- What it takes

BESIDE_THE_ENGINE = {"defects", "paths", "rounding", "tabular", "text"}


def test_the_checks_of_another_paper_load_nothing_of_this_one():
    code = "import checks, sys; print(*sorted(m for m in sys.modules if 'reproduction' in m))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PAPER, capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(PROJECT / "src")},
    )  # fmt: skip
    loaded = {name.removeprefix("reproduction.") for name in done.stdout.split()}
    assert {"claims", "claims.display"} <= loaded
    others = {name for name in loaded if not name.startswith("claims")}
    assert others - BESIDE_THE_ENGINE == {"reproduction"}


def named_by_the_letter() -> list[str]:
    """Words that would tell which paper this is: its subject, its authors, its columns and ids."""
    words = {
        *("the letter", "this letter", "letter's", "blinatumomab", "mrd", "minimal residual"),
        *("relapse", "remission", "leukemia", "leukaemia", "lymphoblastic", "philadelphia"),
        *("transplant", "hsct", "haematologica", "survival", "kaplan", "months of"),
    }
    columns = (*load_cohort().columns, *load_table_1().columns, *load_table_2().columns)
    words |= {column for column in columns if "_" in column}
    words |= set(re.findall(r"(?m)^- id: (\S+-\S+)$", claims_yaml()))
    references = REFERENCES.read_text(encoding="utf-8")
    words |= set(re.findall(r"@\w+\{(\w+),", references))
    (authors,) = re.findall(r"@article\{gokbuget2017,\s*author\s*=\s*\{(.*?)\}", references)
    words |= {author.split(",")[0] for author in authors.split(" and ")}
    return sorted(word.lower() for word in words)


def claims_yaml() -> str:
    return (PROJECT / "data" / "published" / "claims.yaml").read_text(encoding="utf-8")


def sources():
    for package in (reproduction.claims, reproduction.book):
        folder = Path(package.__file__).parent
        yield from (path for path in sorted(folder.iterdir()) if path.is_file())


def named(path: Path) -> list[str]:
    """Each word of the letter in the file, with its place."""
    words = "|".join(re.escape(word) for word in named_by_the_letter())
    pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    return [
        f"{path.relative_to(PROJECT)}:{number}: {match[0]}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def test_the_engine_and_the_builder_name_nothing_of_this_letter():
    assert [place for path in sources() for place in named(path)] == []


def test_a_module_of_the_letter_is_found_to_name_it():
    words = {
        place.rpartition(": ")[2].lower() for place in named(Path(letter.data.cohort.__file__))
    }
    assert {"remission", "rfs_months", "hsct_months"} <= words
    assert {"gökbuget", "mrd-responses", "gokbuget2017"} <= set(named_by_the_letter())


# --- The guide shows what is tested

SHOWN = re.compile(
    r"\[`[^`]+`\]\((?P<file>[^)]+)\)[^\n]*\n\n```(?P<language>\w+)\n(?P<code>.*?)```\n", re.S
)


def guide() -> str:
    return GUIDE.read_text(encoding="utf-8")


def test_every_snippet_of_the_guide_is_in_the_file_that_it_names():
    shown = list(SHOWN.finditer(guide()))
    for snippet in shown:
        file = PROJECT / snippet["file"]
        assert snippet["code"].rstrip("\n") in file.read_text(encoding="utf-8"), file
    ours = [Path(found["file"]) for found in shown]
    names = [file.name for file in ours if file.parts[:2] == ("tests", "another_paper")]
    assert names == ["claims.yaml", "inventory.csv", "checks.py", "index.qmd"]
    fences = re.findall(r"^```(\w+)$", guide(), re.MULTILINE)
    assert sorted(fences) == sorted(["sh", *(found["language"] for found in shown)])


def test_links_and_targets_of_the_guide_exist():
    links = re.findall(r"\]\(([^)#]+)\)", guide())
    assert links
    assert [link for link in links if not (PROJECT / link).exists()] == []
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    called = set(re.findall(r"(?:`|^    )make ([a-z]+)", guide(), re.MULTILINE))
    assert called - set(targets.split()) == set()
    assert "test" in called


def test_the_command_that_the_guide_gives_builds_the_book(tmp_path):
    paper = copy_of_the_paper(tmp_path)
    (command,) = re.findall(r"^```sh\npython -c '(.*)'\n```$", guide(), re.MULTILINE)
    subprocess.run([sys.executable, "-c", command], cwd=paper, check=True, capture_output=True)
    assert (paper / "_book" / "ledger.html").is_file()
    assert (paper / "_book" / "Tea-and-sleep.pdf").is_file()
