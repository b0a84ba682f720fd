"""The tool, used for a made-up paper; and what of the letter its sources may name."""

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

import letter.data.cohort
import reproduction
from letter.data.cohort import load_cohort
from letter.data.paths import PROJECT, REFERENCES
from letter.data.published import load_table_1, load_table_2
from reproduction import scaffold
from reproduction.book import BookError, build

PAPER = Path(__file__).parent / "another_paper"
EXTENSIONS = scaffold.PROJECT / "_extensions"


def copy_of_the_paper(folder: Path) -> Path:
    paper = shutil.copytree(PAPER, folder / "paper", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(EXTENSIONS, paper / "_extensions")
    return paper


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())  # no-break spaces too


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    paper = copy_of_the_paper(tmp_path_factory.mktemp("another"))
    return build(paper, report=[].append)


@pytest.fixture(scope="module")
def front(result):
    return (result.output_dir / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def figure(result):
    return (result.output_dir / "report" / "figure.html").read_text(encoding="utf-8")


# --- The made-up paper as a book


CLAIM = re.compile(r'<a href="([^"]+)" class="claim claim-([a-z-]+)"[^>]*>(.*?)</a>')


def test_the_claims_are_in_the_prose_with_their_statuses(front, figure):
    assert [(link, status, text_of(text)) for link, status, text in CLAIM.findall(front)] == [
        ("ledger.html#claim-asleep-after-tea", "reproduced", "Four of five patients (80%)"),
        ("ledger.html#claim-medians", "contradicted", "24 minutes after tea and 35 after water≠"),
    ]
    assert [(link, status, text_of(text)) for link, status, text in CLAIM.findall(figure)] == [
        ("../ledger.html#claim-p-value", "not-derivable", "0.03?"),
    ]
    facts = re.search(r'<a href="[^"]*claim-asleep-after-tea"[^>]* title="([^"]*)"', front)
    assert facts is not None
    assert unescape(facts[1]) == (
        "status: reproduced; at: p1; printed: Four, five, 80%; computed: 4, 5, 80%; "
        "patients: 1–4; check: asleep_after_tea"
    )


def test_the_table_and_the_figure_are_numbered_and_referred_to(front, figure):
    captions = [text_of(text) for page in (front, figure)
                for text in re.findall(r"<figcaption.*?</figcaption>", page, re.S)]  # fmt: skip
    assert captions == [
        "Table 1.1: Table 1 of the paper, rebuilt: minutes until sleep.",
        "Figure 2.1: Figure 1 of the paper, redrawn: minutes until sleep of each patient.",
    ]
    references = re.findall(r'<a href="([^"]+)" class="quarto-xref">([^<]+)</a>', front)
    assert [(link, text_of(text)) for link, text in references] == [
        ("report/figure.html#fig-minutes", "Figure 2.1"),
        ("#tbl-minutes", "Table 1.1"),
    ]
    cells = [text_of(cell) for cell in re.findall(r"<td.*?</td>", front, re.S)]
    assert cells == ["tea", "5", "24", "12", "45", "water", "5", "38", "20", "60"]
    assert "Ten dots in two rows" in figure


def test_the_ledger_has_a_row_for_each_claim(result):
    page = (result.output_dir / "ledger.html").read_text(encoding="utf-8")
    rows = [
        [text_of(cell) for cell in re.findall(r"<td.*?</td>", row, re.S)]
        for body in re.findall(r"<tbody>.*?</tbody>", page, re.S)
        for row in re.findall(r"<tr.*?</tr>", body, re.S)
    ]
    assert [row[1:] for row in rows] == [
        ["Four, five, 80%", "4, 5, 80%; patients 1–4; asleep after tea", "reproduced"],
        ["0.03", "–", "? not derivable"],
        ["24, 35", "24, 38; medians", "≠ contradicted reproduced"],
    ]
    assert "The median after water is 38 minutes, from patients 6–10." in rows[2][0]
    assert rows[2][0].endswith("In: Tea and sleep")


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
        "asleep-after-tea (p1), number 1: printed Five; computed 4; contradicted, "
        "expected reproduced",
    ),
    "a patient": (
        [("patients.csv", "8,water,38", "8,water,35")],
        "medians (table1), number 2: printed 35; computed 35; reproduced, expected contradicted",
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


# --- What the tool may name


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
    """Every file of the tool. Estimators of survival, and figures of it, name their subject."""
    root = Path(reproduction.__file__).parent
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if path.is_file() and not {"__pycache__", "survival", "figures"} & set(inside):
            yield path


def named(path: Path) -> list[str]:
    """Each word of the letter in the file, with its place."""
    words = "|".join(re.escape(word) for word in named_by_the_letter())
    pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    return [
        f"{path.relative_to(PROJECT)}:{number}: {match[0]}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def test_the_tool_names_nothing_of_this_letter():
    assert [place for path in sources() for place in named(path)] == []


def test_a_module_of_the_letter_is_found_to_name_it():
    words = {
        place.rpartition(": ")[2].lower() for place in named(Path(letter.data.cohort.__file__))
    }
    assert {"remission", "rfs_months", "hsct_months"} <= words
    assert {"gökbuget", "mrd-responses", "gokbuget2017"} <= set(named_by_the_letter())
