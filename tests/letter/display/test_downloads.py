import csv
import io
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from letter.data.cohort import load_cohort
from letter.definitions.endpoints import PANELS
from letter.display.downloads import csv_text, curves, figure_frames, write_downloads

FRAME = pd.DataFrame(
    {
        "text": ["plain", 'a "quoted", cell', None],
        "share": [0.1 + 0.2, 1 / 3, np.nan],
        "count": [1, 2, 3],
        "flag": [True, False, True],
        "ongoing": pd.array([True, None, False], dtype="boolean"),
        "sign": ["−", "≥ 10⁻⁴", ""],
    },
    index=[7, 8, 9],
)
TEXT = (
    "text,share,count,flag,ongoing,sign\n"
    "plain,0.30000000000000004,1,true,true,−\n"
    '"a ""quoted"", cell",0.3333333333333333,2,false,,≥ 10⁻⁴\n'
    ",,3,true,false,\n"
)


@pytest.fixture(scope="module")
def cohort():
    return load_cohort()


def test_files_are_utf_8_with_lf_and_the_same_each_time(tmp_path):
    for folder in ("one", "two"):
        (path,) = write_downloads(tmp_path / folder, {"frame": FRAME})
        assert path == tmp_path / folder / "frame.csv"
        assert path.read_bytes() == TEXT.encode("utf-8")


def test_files_are_replaced_and_nothing_else_is_left(tmp_path):
    write_downloads(tmp_path, {"frame": FRAME, "other": FRAME.head(0)})
    write_downloads(tmp_path, {"frame": FRAME.head(1)})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["frame.csv", "other.csv"]
    assert (tmp_path / "frame.csv").read_text(encoding="utf-8") == "".join(
        TEXT.splitlines(keepends=True)[:2]
    )
    assert (tmp_path / "other.csv").read_text(encoding="utf-8") == TEXT.splitlines()[0] + "\n"


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path, monkeypatch):
    (path,) = write_downloads(tmp_path, {"frame": FRAME})

    def full_disk(self, *_args, **_kwargs):
        self.write_bytes(b"text,sh")
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="no space left"):
        write_downloads(tmp_path, {"frame": FRAME.head(1)})
    assert [file.name for file in tmp_path.iterdir()] == ["frame.csv"]
    assert path.read_bytes() == TEXT.encode("utf-8")


def test_a_bad_frame_stops_before_anything_is_written(tmp_path):
    with pytest.raises(TypeError, match=r"\['a list'\].*expected text"):
        write_downloads(
            tmp_path / "folder", {"good": FRAME, "bad": pd.DataFrame({"x": [["a list"]]})}
        )
    assert not (tmp_path / "folder").exists()


@pytest.mark.parametrize("name", ["", "../up", "in/folder", "/root"])
def test_a_name_that_is_not_a_file_name_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="expected a file name without folders"):
        write_downloads(tmp_path, {name: FRAME})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.0"),
        (np.float64(70.1), "70.1"),
        (np.int64(20), "20"),
        (np.bool_(True), "true"),
        (Decimal("52.60"), "52.60"),
        (1e-300, "1e-300"),
        (pd.NA, ""),
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
    ],
)
def test_cells(value, text):
    frame = pd.DataFrame({"x": pd.Series([value], dtype=object), "y": ["-"]})
    assert csv_text(frame) == f"x,y\n{text},-\n"


@pytest.mark.parametrize("panel", PANELS)
def test_the_files_of_figure_1_read_back_as_its_curves(cohort, tmp_path, panel):
    write_downloads(tmp_path, figure_frames(cohort))
    read = pd.read_csv(tmp_path / f"figure-1{panel}.csv", float_precision="round_trip")
    pd.testing.assert_frame_equal(read, curves(cohort, PANELS[panel]), check_exact=True)


def test_the_first_rows_of_figure_1a(cohort):
    rows = list(csv.DictReader(io.StringIO(csv_text(figure_frames(cohort)["figure-1a"]))))
    assert list(figure_frames(cohort)) == ["figure-1a", "figure-1b", "figure-1c"]
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
