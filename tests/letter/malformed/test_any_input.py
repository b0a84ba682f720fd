"""Whatever a file holds, it is used or refused in words: nothing else is raised.

Hypothesis makes the same files each time.
"""

import csv
import io
import re
import shutil
from collections.abc import Callable

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letter.outcome import compare
from malformed_corpus import BOOK, base

from letter.data import paths
from letter.data.cohort import COLUMNS, load_cohort
from letter.data.letter import load_letter
from reproduction import cli
from reproduction.book import BookError
from reproduction.book.chapters import parse
from reproduction.book.config import CONFIG, KEYS, read_config
from reproduction.claims import LedgerError, load_ledger
from reproduction.claims.ledger import Entry
from reproduction.claims.quantity import MONTHS, WORDS
from reproduction.inputs.defects import InputError
from reproduction.inputs.text import load_yaml

COHORT = paths.COHORT.read_bytes()
ROWS = list(csv.reader(io.StringIO(COHORT.decode())))


def examples(number: int) -> Callable[..., object]:
    """The same examples on every machine, one folder for all of them."""
    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def assert_says_what_was_expected(lines: list[str]) -> None:
    assert lines
    assert all("; expected " in line or re.fullmatch(r"and [\d,]+ more", line) for line in lines)


def refused(load: Callable[[], object]) -> bool:
    """True: it was refused in words; False: it was taken."""
    try:
        load()
    except InputError as error:
        assert_says_what_was_expected(str(error).split("\n"))
        return True
    except BookError as error:
        assert_says_what_was_expected(error.defects)
        return True
    return False


# --- The cohort


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    """The cohort with a piece of it replaced by any bytes; or any bytes alone."""
    start = draw(st.integers(0, len(COHORT)))
    end = draw(st.integers(start, min(start + 50, len(COHORT))))
    piece = draw(st.binary(max_size=20) | st.sampled_from([b",", b'"', b"\n", b"\r", b";", b"\t"]))
    whole = draw(st.booleans())
    return COHORT[:start] + piece + COHORT[end:] if whole else piece


@examples(150)
@given(content=damaged_files())
def test_any_bytes_are_a_cohort_or_are_refused(content, tmp_path):
    path = tmp_path / "cohort.csv"
    path.write_bytes(content)
    refused(lambda: load_cohort(path))


@examples(20)
@given(content=damaged_files())
def test_any_bytes_give_an_exit_code(content, tmp_path, capsys):
    path = tmp_path / "cohort.csv"
    path.write_bytes(content)
    code = cli.main(["check", "--quiet", "--cohort", str(path)])
    out, err = capsys.readouterr()
    assert (code == 2) == bool(err)
    assert (code in (0, 1)) == bool(out)
    if err:
        assert_says_what_was_expected(err.splitlines())


CELLS = (
    st.text(max_size=12)
    | st.floats().map(str)
    | st.integers().map(str)
    | st.dates().map(str)
    | st.sampled_from(["true", "false", "positive", "none", "F", "CR1", "12,4", "12.4 "])
)


@examples(150)
@given(row=st.integers(2, 21), column=st.sampled_from(COLUMNS), value=CELLS)
def test_any_cell_is_a_value_or_is_named(row, column, value, tmp_path):
    rows = [list(cells) for cells in ROWS]
    rows[row - 1][COLUMNS.index(column)] = value
    path = tmp_path / "cohort.csv"
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    try:
        load_cohort(path)
    except InputError as error:
        lines = str(error).split("\n")
        assert_says_what_was_expected(lines)
        # A rule across columns may name another one; a file that is no text has no rows.
        assert any(f": row {row}, column " in line for line in lines) or re.search(
            r": line \d+: (byte 0x|the line ends with)|NUL byte", lines[0]
        )


# --- YAML


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=10)
)


def structures(keys: list[str]) -> st.SearchStrategy[object]:
    """Lists and mappings in each other, with keys that are known and others."""
    names = st.sampled_from(keys) | st.text(max_size=5)
    return st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
        max_leaves=25,
    )


@examples(300)
@given(text=st.text(alphabet="ab:-[]{}&*!#|>'\"%@`? \n\t0.\\,<~\ufeff\x1b", max_size=40))
def test_any_text_is_yaml_or_is_refused(text):
    _, _, flaws = load_yaml(text)
    assert all(0 <= flaw.line <= text.count("\n") + 1 for flaw in flaws)


@examples(100)
@given(items=structures([*Entry.model_fields]) | st.lists(structures([*Entry.model_fields])))
def test_any_structure_is_a_ledger_or_is_refused(items, tmp_path):
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump(items, allow_unicode=True), "utf-8", "surrogatepass")
    refused(lambda: load_ledger(path))


NAMES = sorted({key for known in KEYS.values() for key in known.replace("|", "").split()})


@st.composite
def configurations(draw: st.DrawFn) -> object:
    """The book's configuration with one value replaced by any structure, or such a structure."""
    config = yaml.safe_load(BOOK[CONFIG])
    value = draw(structures(NAMES))
    key = draw(st.sampled_from(NAMES))
    section = draw(st.sampled_from([config, config["project"], config["book"], None,
                                    config["format"]["html"], config["format"]["typst"]]))  # fmt: skip
    if section is None:
        return value
    section[key] = value
    return config


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project").resolve()
    for name, text in BOOK.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@examples(150)
@given(config=configurations())
def test_any_structure_is_a_configuration_or_is_refused(config, project):
    text = yaml.safe_dump(config, allow_unicode=True)
    (project / CONFIG).write_text(text, "utf-8", "surrogatepass")
    if not refused(lambda: read_config(project)):
        config = read_config(project)
        assert config.output_dir.is_relative_to(project)
        assert "/" not in config.pdf_name
        assert config.chapters[0] == "index.qmd"


# --- Chapters


PIECES = (
    "# A\n", "```", "{python}", "\n", "#| ", "label: ", "[", "]", "{", "}", ":::", " ", "`", "$",
    "{{< include ", ">}}", "index.qmd", "---\n", "title: a", "echo: ", "{=html}", "@sec-a", "a",
    "fig-a", "~~~", "\t", "* ", "![", "(", ")", "|", "\u202e", "\x00", "é", "'", '"', "&a", "*a",
)  # fmt: skip


@examples(250)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25))
def test_any_text_is_a_chapter_or_is_refused(pieces, project):
    text = "".join(pieces)
    (project / "any.qmd").write_text(text, "utf-8", "surrogatepass")
    _, defects = parse(project, "any.qmd")
    assert all(re.match(r"\S+:\d+: .*; expected ", defect, re.DOTALL) for defect in defects)


# --- The ledger, well-formed, with other numbers


QUANTITIES = (
    st.sampled_from([*WORDS, "0", "0%", "1", "16", "80%", "10^-4^", "2.5x10^-3^", "0.01%", "999999999"])
    | st.builds("{} {}".format, st.sampled_from(MONTHS), st.integers(1000, 9999))
    | st.builds("{}{}".format, st.sampled_from(["≥", "<", "up to ", ""]), st.integers(0, 10**6))
)  # fmt: skip
LEDGER = yaml.safe_load(base("claims.yaml"))
IDS = [item["id"] for item in LEDGER]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return shutil.copytree(paths.PUBLISHED, tmp_path_factory.mktemp("data") / "published")


@examples(50)
@given(claim=st.sampled_from(IDS), prints=st.lists(QUANTITIES, min_size=1, max_size=8))
def test_any_numbers_of_any_claim_give_an_outcome_or_are_refused(claim, prints, published):
    items = [item | {"prints": prints} if item["id"] == claim else item for item in LEDGER]
    text = yaml.safe_dump(items, allow_unicode=True, sort_keys=False)
    (published / "claims.yaml").write_text(text, encoding="utf-8")
    try:
        assert (
            not compare(load_letter(published=published)).passed
            or prints == dict(zip(IDS, (item["prints"] for item in LEDGER), strict=True))[claim]
        )
    except LedgerError as error:
        assert "cannot compute it" in str(error)
