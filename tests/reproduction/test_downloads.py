import csv

import pytest
from sleep_project import sleep_project

from reproduction.downloads import write_downloads
from reproduction.loading import load

CODE = """\
def downloads(project):
    return {
        "hours": pd.DataFrame(
            {
                "text": ["plain", 'a "quoted", cell', None],
                "share": [0.1 + 0.2, 1 / 3, float("nan")],
                "count": [1, 2, 3],
            },
            index=[7, 8, 9],
        )
    }


"""
TEXT = 'text,share,count\nplain,0.30000000000000004,1\n"a ""quoted"", cell",0.3333333333333333,2\n,,3\n'


def project(folder, code=CODE):
    return load(sleep_project(folder, ("checks.py", '@check("means")', code + '@check("means")')))


def test_files_are_utf_8_with_lf_and_the_same_each_time(tmp_path):
    found = project(tmp_path / "paper")
    for folder in ("one", "two"):
        written = write_downloads(found, tmp_path / folder)
        assert written == [tmp_path / folder / "hours.csv", tmp_path / folder / "claims.csv"]
        assert written[0].read_bytes() == TEXT.encode("utf-8")


def test_the_claims_are_a_row_for_each_number(tmp_path):
    (path,) = write_downloads(load(sleep_project(tmp_path / "paper")), tmp_path / "out")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["printed"], row["computed"]) for row in rows[5:]] == [
        ("deviations", "1.17", "1.17"),
        ("chance", "0.9985", "0.9986"),
        ("chance", "666", "666"),
    ]
    assert [row["status"] for row in rows[5:]] == ["qualified", "contradicted", "consistent"]


def test_files_are_replaced_whole_and_nothing_else_is_left(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "hours.csv").write_text("old" * 10_000)
    write_downloads(project(tmp_path / "paper"), out)
    assert sorted(path.name for path in out.iterdir()) == ["claims.csv", "hours.csv"]
    assert (out / "hours.csv").read_text("utf-8") == TEXT


@pytest.mark.parametrize("name", ["", "../up", "in/folder", "/root"])
def test_a_name_that_is_not_a_file_name_is_refused_before_anything_is_written(tmp_path, name):
    found = project(tmp_path / "paper", CODE.replace('"hours"', repr(name)))
    with pytest.raises(ValueError, match="expected a file name without folders"):
        write_downloads(found, tmp_path / "out")
    assert not (tmp_path / "out").exists()
