"""What is kept between builds, and for how long."""

import pytest

from reproduction.inputs.kept import FOLDER, kept


@pytest.fixture
def project(tmp_path):
    (tmp_path / "data.csv").write_text("1\n", encoding="utf-8")
    return tmp_path


def ask(project, made):
    """What is kept; ``made`` counts how often it had to be made."""

    def make():
        made.append(1)
        return {"made": len(made), "text": "≥5"}

    return kept(project, "numbers", [project / "data.csv"], make)


def test_it_is_made_once_until_a_file_changes(project):
    made = []
    assert ask(project, made) == ask(project, made) == {"made": 1, "text": "≥5"}
    (project / "data.csv").write_text("2\n", encoding="utf-8")
    assert ask(project, made) == {"made": 2, "text": "≥5"}
    assert len(list((project / FOLDER).iterdir())) == 1  # what was kept before is gone


def test_other_names_stay(project):
    ask(project, [])
    kept(project, "others", [], list)
    assert len(list((project / FOLDER).iterdir())) == 2


@pytest.mark.parametrize("content", ["", "{"])
def test_a_damaged_file_is_made_again(project, content):
    made = []
    ask(project, made)
    (path,) = (project / FOLDER).iterdir()
    path.write_text(content, encoding="utf-8")
    assert ask(project, made)["made"] == 2


def test_a_folder_that_cannot_be_written_is_no_error(project):
    (project / FOLDER).write_text("a file", encoding="utf-8")
    made = []
    assert [ask(project, made)["made"], ask(project, made)["made"]] == [1, 2]
