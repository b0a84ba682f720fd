"""Whatever a file of data holds, it is used or refused in words: nothing else is raised."""

import contextlib
import csv
import io
import re
import shutil

import pytest
import yaml
from any_input import assert_says_what_was_expected, examples, refused, structures
from hypothesis import given
from hypothesis import strategies as st
from malformed_data import base

from letter.data import paths
from letter.data.cohort import COLUMNS, load_cohort
from reproduction import cli
from reproduction.claims import Entry, load_ledger
from reproduction.claims.quantity import MONTHS
from reproduction.claims.words import CARDINALS, ORDINALS
from reproduction.inputs.defects import InputError
from reproduction.inputs.text import load_yaml
from reproduction.loading import load

COHORT = paths.COHORT.read_bytes()
ROWS = list(csv.reader(io.StringIO(COHORT.decode())))


# --- The cohort


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    """The cohort with a piece of it replaced by any bytes; or any bytes alone."""
    start = draw(st.integers(0, len(COHORT)))
    end = draw(st.integers(start, min(start + 50, len(COHORT))))
    piece = draw(st.binary(max_size=20) | st.sampled_from([b",", b'"', b"\n", b"\r", b";", b"\t"]))
    whole = draw(st.booleans())
    return COHORT[:start] + piece + COHORT[end:] if whole else piece


@examples(80)
@given(content=damaged_files())
def test_any_bytes_are_a_cohort_or_are_refused(content, tmp_path):
    path = tmp_path / "cohort.csv"
    path.write_bytes(content)
    refused(lambda: load_cohort(path))


@examples(8)
@given(content=damaged_files())
def test_any_bytes_give_an_exit_code(content, tmp_path, capsys):
    path = tmp_path / "cohort.csv"
    path.write_bytes(content)
    code = cli.main(["check", str(paths.PROJECT), "--quiet", "--cohort", str(path)])
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


@examples(80)
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
            r":\d+: (byte 0x|the line ends with)|NUL byte", lines[0]
        )


# --- YAML


@examples(200)
@given(text=st.text(alphabet="ab:-[]{}&*!#|>'\"%@`? \n\t0.\\,<~\ufeff\x1b", max_size=40))
def test_any_text_is_yaml_or_is_refused(text):
    _, _, defects = load_yaml(text, "a.yaml")
    assert all(0 <= (defect.place or 0) <= text.count("\n") + 1 for defect in defects)


@examples(100)
@given(items=structures([*Entry.model_fields]) | st.lists(structures([*Entry.model_fields])))
def test_any_structure_is_a_ledger_or_is_refused(items, tmp_path):
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump(items, allow_unicode=True), "utf-8", "surrogatepass")
    refused(lambda: load_ledger(path))


# --- The ledger, well-formed, with other numbers


QUANTITIES = (
    st.sampled_from(
        [
            *CARDINALS[:25],
            *ORDINALS[:5],
            "half",
            "both",
            "0",
            "0%",
            "1",
            "16",
            "80%",
            "10^-4^",
            "2.5x10^-3^",
            "0.01%",
            "999999999",
        ]
    )
    | st.builds("{} {}".format, st.sampled_from(MONTHS), st.integers(1000, 9999))
    | st.builds("{}{}".format, st.sampled_from(["≥", "<", "up to ", ""]), st.integers(0, 10**6))
)
LEDGER = yaml.safe_load(base("claims.yaml"))
IDS = [item["id"] for item in LEDGER]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return shutil.copytree(paths.PUBLISHED, tmp_path_factory.mktemp("data") / "published")


@examples(10)
@given(claim=st.sampled_from(IDS), prints=st.lists(QUANTITIES, min_size=1, max_size=8))
def test_any_numbers_of_any_claim_give_an_outcome_or_are_refused(claim, prints, published):
    items = [item | {"prints": prints} if item["id"] == claim else item for item in LEDGER]
    text = yaml.safe_dump(items, allow_unicode=True, sort_keys=False)
    (published / "claims.yaml").write_text(text, encoding="utf-8")
    same = prints == next(item["prints"] for item in LEDGER if item["id"] == claim)
    with contextlib.suppress(InputError):  # one status or basis for each number, and other numbers
        assert load(paths.PROJECT, published=published).outcome.passed is same
