"""The table of cells, its data for the page and its download."""

import json
import re

import pytest

from letter.data.cohort import COLUMNS
from letter.data.paths import COHORT, PROJECT
from letter.definitions.endpoints import five_year_rfs
from letter.display.what_if import (
    SHADES,
    cells_download,
    cells_page,
    cells_table,
    legend,
    most_lost,
    readings_table,
    shade,
    what_if,
)
from letter.text import with_interval
from letter.what_if import valid_changes
from reproduction.claims import Status
from reproduction.inputs.csv_rows import read_rows
from reproduction.loading import load


@pytest.fixture(scope="module")
def project():
    return load(PROJECT)


@pytest.fixture(scope="module")
def data(project):
    return what_if(project)


def test_each_change_has_its_own_estimate(project, data):
    rows = [row.cells for row in read_rows(COHORT, COLUMNS)]
    offered = iter(valid_changes(rows))
    shown = [change for cell in data["cells"].values() for change in cell["changes"]]
    for told, change in zip(shown, offered, strict=True):
        if change.column in ("rfs_months", "event_type", "sex"):
            estimate = five_year_rfs(change.applied(project.source.cohort))
            assert told["estimate"] == with_interval(estimate)


def test_a_cell_has_its_changes_as_table_2_prints_them(data):
    assert data["total"] == 219
    cell = data["cells"]["2 hsct_months"]
    assert cell["printed"] == "–"
    (change,) = cell["changes"]
    assert (change["to"], change["with"], len(change["lost"])) == ("2.2", "", 8)
    assert change["estimate"] == data["estimate"] == "53% (95% CI 29 to 72)"
    claim, index, computed, status = change["lost"][0]
    name, _, prints = data["claims"][claim]
    assert (name, prints[index], computed) == ("transplanted", "Nine", "10")
    assert data["statuses"][status] == ["contradicted", Status.CONTRADICTED.label]


@pytest.mark.parametrize(
    ("cell", "to", "also"),
    [
        ("3 response", "No", "months of MRD response –"),
        ("12 rfs_at_least_5y", "No", "months of RFS 59.9*"),
        ("12 event_type", "Hematologic", "months of RFS 61.9, CD19-positive relapse Unknown"),
        ("12 event_type", "– (withdrawal of consent)", "months of RFS 61.9**"),
        (
            "2 event_type",
            "– (remission at last visit)",
            "months of RFS 3.2*, CD19-positive relapse –",
        ),
        ("11 mrd", "≥10⁻³", ""),
    ],
)
def test_what_changes_with_a_cell_is_said(data, cell, to, also):
    assert (to, also) in [(c["to"], c["with"]) for c in data["cells"][cell]["changes"]]


def test_every_cell_of_table_2_is_there(data):
    assert len(data["cells"]) == 20 * len(data["columns"]) == 20 * 14


def test_the_shade_grows_with_the_numbers_and_the_cell_names_them(project, data):
    assert [shade(n) for n in (0, 1, 4, 5, 9, 10, 19, 20, 99)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    table = cells_table(project.source.cohort, data)._repr_html_()
    spans = re.findall(
        r'style="([^"]*)"[^>]*><span class="carries carries-(\d)" data-cell="([^"]*)" '
        r'data-count="(\d+)" title="(\w+) number(s?)">',
        table,
    )
    assert len(spans) == len(data["cells"])
    for style, level, key, count, words, plural in spans:
        assert int(count) == most_lost(data["cells"][key])
        assert int(level) == shade(int(count))
        assert words == ("no" if count == "0" else count)
        assert plural == ("" if count == "1" else "s")
        colours = [colour for colour in SHADES.values() if colour in style]
        assert colours == list(SHADES.values())[int(level) - 1 : int(level)]
    assert "[5–9]{.carries .carries-2}" in legend()


def test_the_page_has_the_data_and_asks_for_nothing(project, data):
    page = cells_page(project, "ledger.qmd")
    text = re.search(r'id="cells-data">(.*?)</script>', page, re.DOTALL)[1]
    assert json.loads(text) == data | {"ledger": "ledger.html"}
    assert not re.search(r"https?://|\bsrc=|fetch\(|XMLHttpRequest", page)


def test_the_download_has_a_row_for_each_lost_number(project, data):
    frame = cells_download(project)
    changes = [change for cell in data["cells"].values() for change in cell["changes"]]
    assert len(frame) == sum(max(1, len(change["lost"])) for change in changes)
    rows = frame[(frame["patient"] == "2") & (frame["column"] == "hsct_months")]
    assert rows["claim"].tolist()[:2] == ["transplanted", "transplanted"]
    assert rows.iloc[0].tolist() == [
        "2",
        "hsct_months",
        "–",
        "2.2",
        "",
        "53% (95% CI 29 to 72)",
        "transplanted",
        "1",
        "Nine",
        "10",
        "contradicted",
    ]
    none = frame[frame["claim"] == ""]
    assert len(none) == sum(not change["lost"] for change in changes) > 0


def test_print_has_each_reading_by_itself(data):
    rows = readings_table(data).splitlines()
    assert sum("95% CI" in row for row in rows) == 5
    assert any("relapsed on that day" in row and "50% (95% CI 27 to 69)" in row for row in rows)
