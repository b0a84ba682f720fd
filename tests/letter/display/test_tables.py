import re
from html.parser import HTMLParser

import pytest
from great_tables import GT

from letter.data.cohort import load_cohort
from letter.data.published import load_table_1, load_table_2
from letter.data.table1_rows import NOT_DERIVABLE, ROWS
from letter.display.tables import ABBREVIATIONS, table_1, table_2
from letter.review import tables as review_tables
from letter.review.formatting import Shown
from letter.review.quantities import quantities

COHORT = load_cohort()
PRINTED_1 = load_table_1()
PRINTED_2 = load_table_2()


# --- The letter's tables against the patients


class Cells(HTMLParser):
    """The cells of each row of a table, with superscripts as in the published files."""

    def __init__(self) -> None:
        super().__init__()
        self.part = ""
        self.rows: dict[str, list[list[str]]] = {"thead": [], "tbody": [], "tfoot": []}

    def handle_starttag(self, tag, _attrs):
        if tag in self.rows:
            self.part = tag
        elif tag == "tr":
            self.rows[self.part].append([])
        elif tag in ("td", "th"):
            self.rows[self.part][-1].append("")
        elif tag == "sup":
            self.handle_data("^")

    def handle_endtag(self, tag):
        if tag in self.rows:
            self.part = ""
        elif tag == "sup":
            self.handle_data("^")

    def handle_data(self, data):
        if self.part and self.rows[self.part] and self.rows[self.part][-1]:
            self.rows[self.part][-1][-1] += data.replace("−", "-").strip("\n ")


def shown(table: GT) -> dict[str, list[list[str]]]:
    cells = Cells()
    cells.feed(table.as_raw_html())
    return cells.rows


def test_table_1_shows_its_cells_under_their_headings():
    rows = shown(table_1(COHORT, PRINTED_1))
    assert rows["thead"] == [["Characteristic", "RFS ≥5 years (n=10*)", "RFS <5 years (n=10**)"]]
    assert rows["tbody"][:5] == [
        ["Sex, n (%)", "", ""],
        ["\u2003Male", "3 (30)", "5 (50)"],
        ["\u2003Female", "7 (70)", "5 (50)"],
        ["Age, years, median (range)", "48.5 (23-77)", "54.5 (20-72)"],
        ["Prior consolidation II, n (%)†", "4 (40)", "7 (70)"],
    ]
    lines = [[row.strip("\u2003†"), *cells] for row, *cells in rows["tbody"] if any(cells)]
    assert lines == PRINTED_1.iloc[1:, 1:].values.tolist()


def test_table_1_marks_what_is_as_printed_and_says_so():
    rows = shown(table_1(COHORT, PRINTED_1))
    marked = {row.strip("\u2003†") for row, *_ in rows["tbody"] if row.endswith("†")}
    assert marked == {row for _, row in NOT_DERIVABLE}
    assert any(note.startswith("† As printed") for (note,) in rows["tfoot"])


def test_table_2_shows_its_cells_by_group():
    rows = shown(table_2(COHORT))
    assert rows["tbody"][0] == ["RFS <5 years"]
    assert rows["tbody"][11] == ["RFS ≥5 years"]
    patients = [row for row in rows["tbody"] if len(row) > 1]
    assert patients == PRINTED_2.values.tolist()


def test_table_2_has_the_letters_spanners():
    first, second = shown(table_2(COHORT))["thead"]
    assert first == [
        "Patient",
        "Baseline characteristics",
        "Dose incr.",
        "MRD response",
        "Time to HSCT (mo.)",
        "RFS",
        "Type of event",
        "CD19-positive relapse",
    ]
    assert second == [
        "Sex",
        "Age (y)",
        "Ph status",
        "MolF/ MolR",
        "CR1/ CR2+",
        "MRD",
        "Response",
        "Duration (mo.)",
        "Duration (mo.)",
        "≥5\u00a0y",
    ]


@pytest.mark.parametrize("table", [table_1(COHORT, PRINTED_1), table_2(COHORT)])
def test_every_mark_and_abbreviation_of_a_table_is_in_its_notes(table):
    rows = shown(table)
    *notes, abbreviations = [note for (note,) in rows["tfoot"]]
    cells = [cell for part in ("thead", "tbody") for row in rows[part] for cell in row]
    for mark in ("***", "**", "*", "†", "–"):
        if any(cell.strip("0123456789.)(") == mark or cell.endswith(mark) for cell in cells):
            assert any(note.startswith(f"{mark} ") for note in notes), mark
    words = {word.strip("(),/.") for cell in cells for word in cell.replace("/", " ").split()}
    for term in ABBREVIATIONS:
        if term.strip(".") in words:
            assert f"{term}: " in abbreviations, term


@pytest.mark.parametrize("make", [lambda: table_1(COHORT, PRINTED_1), lambda: table_2(COHORT)])
def test_tables_are_the_same_bytes_each_time_and_name_no_font(make):
    text = make().as_raw_html()
    assert make().as_raw_html() == text
    assert "font-family: ;" in text
    assert "#FFFFFF" not in text.split("</style>")[1]


def test_hostile_cells_come_out_inert():
    hostile = '<script>alert("x")</script>'
    printed = PRINTED_1.replace({"4 (1-7)": hostile})
    cohort = COHORT.assign(sex=hostile, remission=hostile)
    for table in (table_1(COHORT, printed), table_2(cohort)):
        text = table.as_raw_html()
        assert "<script" not in text
        assert "&lt;script&gt;" in text


def test_rows_can_be_found_by_their_patient_and_their_claim():
    text = table_2(COHORT).as_raw_html()
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    found = {n: row for row in rows for n in re.findall(r'data-patient="(\d+)"', row)}
    assert list(map(int, found)) == COHORT["patient"].tolist()
    assert "37" in found["8"]  # the age of patient 8
    claims = re.findall(r'data-claim="([\w-]+)"', table_1(COHORT, PRINTED_1).as_raw_html())
    assert claims == [row.claim for row in ROWS]


def test_every_table_of_the_book_has_a_head_over_each_column():
    shown_by_the_review = Shown(quantities(COHORT))
    made = {
        name: getattr(review_tables, name)(shown_by_the_review) for name in review_tables.TABLES
    }
    made |= {"table_1": table_1(COHORT, PRINTED_1), "table_2": table_2(COHORT)}
    for name, table in made.items():
        for row in shown(table)["thead"]:
            assert all(row), (name, row)
