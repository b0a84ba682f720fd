"""What the letter's book offers for download."""

import pandas as pd
import pytest

from letter.data import paths
from letter.definitions.endpoints import PANELS
from letter.display.downloads import curves, downloads
from reproduction.downloads import write_downloads
from reproduction.loading import load

LETTER = load(paths.PROJECT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("downloads")
    write_downloads(LETTER, made)
    return made


def test_each_table_and_figure_is_offered_and_the_claims(folder):
    offered = ["table-1", "table-2", "figure-1a", "figure-1b", "figure-1c"]
    assert list(downloads(LETTER)) == offered
    assert sorted(path.stem for path in folder.iterdir()) == sorted([*offered, "claims"])


@pytest.mark.parametrize("panel", PANELS)
def test_the_files_of_figure_1_read_back_as_its_curves(folder, panel):
    read = pd.read_csv(folder / f"figure-1{panel}.csv", float_precision="round_trip")
    expected = curves(LETTER.source.cohort, PANELS[panel])
    pd.testing.assert_frame_equal(read, expected, check_exact=True)


def test_the_first_rows_of_figure_1a(folder):
    rows = pd.read_csv(folder / "figure-1a.csv", dtype=str).to_dict("records")
    assert rows[0] == {
        "curve": "uncensored_at_hsct",
        "time_months": "0.0",
        "at_risk": "20",
        "events": "0",
        "censored": "0",
        "survival": "1.0",
        "ci_lower": "1.0",
        "ci_upper": "1.0",
    }
    assert (rows[2]["time_months"], rows[2]["at_risk"], rows[2]["events"]) == ("3.2", "19", "1")
    assert float(rows[2]["survival"]) == pytest.approx(18 / 19)
