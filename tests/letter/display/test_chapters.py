"""The book's sources: every number is a claim, every claim is shown, every finding is told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from letter.data import paths
from reproduction.claims.pages import claims_in
from reproduction.claims.words import CARDINALS
from reproduction.loading import load

CONFIG = yaml.safe_load((paths.PROJECT / "_quarto.yml").read_text("utf-8"))
CHAPTERS = [
    paths.PROJECT / name for name in [*CONFIG["book"]["chapters"], *CONFIG["book"]["appendices"]]
]
PROJECT = load(paths.PROJECT)
LETTER = PROJECT.source
RESULTS = {result.entry.id: result for result in PROJECT.outcome.results}


def name(path: Path) -> str:
    return path.stem


# --- Prose


CLAIM = re.compile(r'`\{python\} claim\("[^"]+"(?:, "((?:[^"\\]|\\.)*)")?\)`')


def prose(text: str) -> Iterator[tuple[int, str]]:
    """Lines that readers see as text, with their numbers: what no code computes.

    Of a claim there remains what its template adds to the quantities; of a cell its captions.
    """
    in_cell = False
    front_matter = text.startswith("---\n")
    for number, line in enumerate(text.splitlines(), start=1):
        if front_matter:
            front_matter = number == 1 or line != "---"
        elif line.startswith("```"):
            in_cell = not in_cell
        elif in_cell:
            caption = re.match(r'#\| (?:fig|tbl)-cap: "(.*)"$', line)
            if caption:
                yield number, caption[1]
        else:
            yield number, _seen(line)


def _seen(line: str) -> str:
    line = CLAIM.sub(lambda match: re.sub(r"\{\d(:\w+)?\}", "", match[1] or ""), line)
    line = re.sub(r'^:::+ \{.*?title="(.*)"\}$', r"\1", line)  # a callout's title is seen
    for unseen in (
        r"`[^`]*`",  # code, also what computes other numbers
        r"\{\{<.*?>\}\}",  # shortcodes
        r"(?<=\])\([^)]*\)",  # targets of links
        r"\{[#.][^}]*\}",  # attributes
        r"@[\w:-]+\w",  # citations and cross-references
    ):
        line = re.sub(unseen, "", line)
    return line


# Digits that are names and not quantities. A number that a claim covers is never one of them.
LABELS = [
    r"Tables? (?:S?\d)(?: and \d)?",  # Table 1, Table 2, Table S1
    r"Figures? S?\d[A-C]?(?:(?:, S\d)* and S?\d)?",  # Figure 1, Figure 1A, Figures S1, S2 and S3
    r"CD\d+",  # CD3, CD19: surface proteins
    r"CR[12]\+?",  # first remission, second or later
    r"MLL-AF4",  # a fusion gene
    r"[Pp]hase \d",  # a phase 2 trial
    r"[Gg]rade \d(?: or \d)?",  # grade 3 or 4
    r"[Cc]ycle 1",
    r"[Rr]eference \d+",  # by the letter's numbers
    r"[Pp]atients? \d+(?:(?:, \d+)* (?:and|to) \d+)?",  # a patient, by the number in Table 2
    r"\*p\d+\*|\bp\d+\b|Paragraph \d+",  # a paragraph of the letter
    r"95%(?= (?:log|conf|interval|from|CI|\(|exact)|,)|exact 95%",  # the level of an interval
    r"R²",
    r"doi:\S+|CC BY 4\.0|CC0 1\.0|Python 3\.\d+",  # addresses, licenses, versions
    r"80% power|two-sided 5%|per 100 patient-years",  # conventions of statistics
]
LABEL = re.compile("|".join(LABELS))

COUNT = "|".join(CARDINALS[2:21])
# "Five of nine", "ten patients", "the seven transplanted patients". Years are not counts: the
# five years of the endpoint's name are typed, as are numbers of curves, notes and readings.
COUNTED = re.compile(
    rf"\b(?:{COUNT}) of (?:the )?(?:{COUNT})\b|\b(?:{COUNT}|half of the) (?:[\w-]+ )?patients\b",
    re.IGNORECASE,
)


def typed_numbers(text: str) -> list[str]:
    """The lines of prose that state a number which is neither a claim nor computed."""
    found = []
    for number, line in prose(text):
        without_labels = LABEL.sub("", line)
        if re.search(r"\d", without_labels) or (
            not line.startswith("#") and COUNTED.search(without_labels)
        ):
            found.append(f"line {number}: {line.strip()}")
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=name)
def test_no_number_of_the_letter_is_typed_in_prose(path):
    assert typed_numbers(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "There were 20 patients.",
        "Remission in 50% at 5 years.",
        "After 50.8 months.",
        "Below 10^-3^ or 10⁻³.",
        'Relapse at `{python} claim("late-relapse", "{0} of 60 months")`.',
        "## The 20 patients {#sec-x}",
        "- 12/20 in remission",
        "Sixteen patients responded.",
        "Five of nine transplanted patients.",
        "Half of the patients were in remission.",
        "The seven transplanted patients.",
        '::: {.callout-note title="All 20"}',
        "[20](x.html)",
        "At 95 percent, or 95% of the patients.",
        "> 20",
        '```{python}\n#| fig-cap: "All 20 patients."\n```',
    ],
)
def test_a_typed_number_is_found(line):
    assert typed_numbers(f"# Title\n\n{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        '`{python} claim("late-relapse", "{0} months")` and `{python} fixed(x, 1)`',
        "In Table 2 patient 12 has CD19, and Table 1 has CR1 and CR2+; see Figure 1A.",
        "An MLL-AF4 translocation in a phase 2 trial, grade 3 or 4, reference 7, *p1* to *p12*.",
        "Patients 3 and 5, patients 1, 2 and 5; a 95% confidence interval (95% CI).",
        "[text](report/x2.html#id-3) {{< include _4.qmd >}} [@topp2012; @tbl-1] {#sec-5 .x6}",
        "Five years after the start, in two curves, one patient less.",
        '```{python}\n#| fig-alt: "20 patients"\nx = 20\n```',
        "---\nyear: 2017\n---",
    ],
)
def test_labels_and_code_are_not_typed_numbers(line):
    text = line if line.startswith("---") else f"# Title\n\n{line}\n"
    assert typed_numbers(text) == []


# --- Completeness


USED = {claim for path in CHAPTERS for claim in claims_in(path.read_text("utf-8"))}


def test_the_book_shows_only_claims_of_the_ledger():
    assert set(RESULTS) >= USED


def test_every_claim_of_the_text_is_shown_in_a_chapter():
    of_the_text = {entry.id for entry in PROJECT.ledger if re.fullmatch(r"p\d+", entry.at)}
    assert of_the_text - USED == set()


def test_every_place_of_the_letter_has_claims_in_its_order():
    places = list(dict.fromkeys(entry.at for entry in PROJECT.ledger))
    assert places == [*(f"p{n}" for n in range(1, 13)), "fig1", "table1", "table2"]


# --- What the ledger says


def says_label(text: str) -> str:
    """The text without its labels and placeholders."""
    return re.sub(r"\{\w+\}", "", LABEL.sub("", text))


@pytest.mark.parametrize("entry", PROJECT.ledger, ids=lambda entry: entry.id)
def test_the_ledgers_own_words_type_no_numbers(entry):
    assert not re.search(r"\d", says_label(entry.says)), entry.says
    assert not re.search(r"\d", says_label(entry.because or "")), entry.because
    assert not COUNTED.search(entry.says), entry.says
    assert not COUNTED.search(entry.because or ""), entry.because


EVIDENCE = re.compile(
    r"\b(?:[Tt]able [12]|[Pp]atients? \{\w+\}|p\d+|[Rr]eference \d+|\{\w+\}|Figure 1|"
    r"[Cc]ounts and percentages|[Ss]ame paragraph)"
)
# Of what cannot be derived there is no evidence; what would allow it is named instead.
SETTLES = re.compile(r"would settle|records would|Supplementary (?:Table|Figure) S\d")


@pytest.mark.parametrize(
    "entry", [e for e in PROJECT.ledger if e.because], ids=lambda entry: entry.id
)
def test_every_because_names_its_evidence_and_ends(entry):
    statuses = {number.status for number in RESULTS[entry.id].numbers}
    if "not_derivable" in statuses:
        assert SETTLES.search(entry.because), entry.because
    if statuses != {"not_derivable"}:
        assert EVIDENCE.search(entry.because), entry.because
    text = RESULTS[entry.id].because
    assert text.endswith(".")
    assert "{" not in text
    assert "none" not in text


BIBLIOGRAPHY = set(
    re.findall(r"^@\w+\{([^,]+),", paths.REFERENCES.read_text("utf-8"), flags=re.MULTILINE)
)
CROSS_REFERENCES = ("sec-", "tbl-", "fig-")


def test_every_reference_is_in_the_bibliography():
    cited = {key for entry in PROJECT.ledger for key in entry.reference or ()}
    cited |= {fact.reference for fact in LETTER.references}
    for path in CHAPTERS:
        text = "\n".join(line for _, line in _lines_with_citations(path.read_text("utf-8")))
        cited |= set(re.findall(r"(?<![\w\\])@([a-z][\w:-]*\w)", text))
    keys = {key for key in cited if not key.startswith(CROSS_REFERENCES)}
    assert keys - BIBLIOGRAPHY == set()
    assert len(keys) > 11  # the letter's eleven and the methods'


def _lines_with_citations(text: str) -> Iterator[tuple[int, str]]:
    in_cell = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("```"):
            in_cell = not in_cell
        elif not in_cell:
            yield number, re.sub(r"`[^`]*`", "", line)


def test_every_cross_reference_has_its_anchor():
    texts = [path.read_text("utf-8") for path in CHAPTERS]
    whole = "\n".join(texts)
    anchors = set(re.findall(r"\{#((?:sec|tbl|fig)-[\w-]+)", whole))
    anchors |= set(re.findall(r"^#\| label: ((?:tbl|fig)-[\w-]+)$", whole, flags=re.MULTILINE))
    used = {
        key
        for text in texts
        for _, line in _lines_with_citations(text)
        for key in re.findall(r"(?<![\w\\])@((?:sec|tbl|fig)-[\w-]*\w)", line)
    }
    assert used - anchors == set()


# --- Each chapter


def test_every_chapter_file_is_in_the_book():
    files = {path for path in paths.REPORT.glob("*.qmd") if not path.name.startswith("_")}
    assert files | {paths.PROJECT / "index.qmd"} == set(CHAPTERS)


@pytest.mark.parametrize(
    "path",
    [path for path in CHAPTERS if path.parent == paths.REPORT],
    ids=name,
)
def test_a_chapter_with_claims_ends_with_the_table_of_its_checks(path):
    text = path.read_text("utf-8")
    if not CLAIM.search(text):
        assert "checks_of_this_chapter" not in text
        return
    ending = re.search(
        r"^```\{python\}\n#\| echo: false\nchecks_of_this_chapter\([^)]*\)\n```\n\Z",
        text,
        flags=re.MULTILINE,
    )
    assert ending, "the chapter does not end with the table of its checks"


# --- What the letter's chapters show


def test_because_is_the_ledgers_reason_with_what_was_computed():
    text = RESULTS["late-relapse-extramedullary"].because
    assert "patient 10 one event, a hematologic relapse at 50.8 months" in text
    assert "transplant at 18.7 months" in text
    assert "patients 3 and 5 in Table 2 (4.2 and 6.5 months" in text
