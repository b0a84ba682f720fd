from pathlib import Path

import pytest
from sleep_project import sleep_project

from reproduction.inputs.defects import InputError
from reproduction.settings import find_root, read_config

QUARTO = """\
project: {type: book}
book:
  title: A
  chapters:
    - index.qmd
    - part: Results
      chapters: [one.qmd, more/two.qmd]
    - part: part.qmd
      chapters: [three.qmd]
  appendices: [ledger.qmd]
reproduction:
  ledger: printed/claims.yaml
  inventory: printed/inventory.csv
  cohort: data.csv
  code: code
"""


def written(folder: Path, text: str = QUARTO) -> Path:
    (folder / "_quarto.yml").write_text(text, encoding="utf-8")
    return folder


def defects(folder: Path, monkeypatch) -> list[str]:
    monkeypatch.chdir(folder)
    with pytest.raises(InputError) as error:
        read_config(folder)
    return [str(defect) for defect in error.value.defects]


# --- What is read


def test_the_chapters_are_those_of_the_book_in_its_order(tmp_path):
    chapters = read_config(written(tmp_path)).chapters
    assert " ".join(chapters) == "index.qmd one.qmd more/two.qmd part.qmd three.qmd ledger.qmd"


def test_what_is_not_named_has_a_default(tmp_path):
    config = read_config(written(tmp_path))
    assert config.settings.ledger_page == "ledger.qmd"
    assert config.settings.checks_page is None
    assert config.output_dir == tmp_path / "_book"
    assert config.files().published == tmp_path / "printed"


def test_files_are_the_projects_own(tmp_path):
    files = read_config(written(tmp_path)).files()
    assert files.ledger == tmp_path / "printed" / "claims.yaml"
    assert files.inventory == tmp_path / "printed" / "inventory.csv"
    assert files.cohort == tmp_path / "data.csv"
    assert files.root == tmp_path


def test_another_cohort_and_another_folder_take_their_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = read_config(written(tmp_path)).files(Path("other.csv"), Path("elsewhere"))
    assert files.cohort == tmp_path / "other.csv"
    assert files.published == tmp_path / "elsewhere"
    assert files.ledger == tmp_path / "elsewhere" / "claims.yaml"
    assert files.inventory == tmp_path / "elsewhere" / "inventory.csv"


def test_a_file_outside_the_published_folder_stays_where_it_is(tmp_path):
    text = QUARTO.replace("inventory: printed/", "inventory: ")
    files = read_config(written(tmp_path, text)).files(published=tmp_path / "elsewhere")
    assert files.inventory == tmp_path / "inventory.csv"


# --- Which project


def test_a_project_is_found_from_any_folder_in_it(tmp_path):
    written(tmp_path)
    inside = tmp_path / "report" / "deep"
    inside.mkdir(parents=True)
    assert find_root(inside) == find_root(tmp_path) == tmp_path


def test_where_there_is_no_project_the_message_says_how_to_begin(tmp_path):
    with pytest.raises(InputError, match=r"_quarto\.yml.*reproduction init FOLDER"):
        find_root(tmp_path)


# --- What is wrong, all at once, by file and line


def test_every_defect_of_the_mapping_is_told_with_its_line(tmp_path, monkeypatch):
    text = (
        QUARTO.replace("cohort: data.csv", "cohort: ../data.csv")
        .replace("  inventory: printed/inventory.csv\n", "")
        .replace("code: code", "code: 5\n  checks: checks.py")
    )
    assert defects(written(tmp_path, text), monkeypatch) == [
        "_quarto.yml:11: reproduction.inventory is missing; expected the inventory's path, such "
        "as inventory.csv",
        '_quarto.yml:13: reproduction.cohort: "../data.csv"; expected a path in the project, with '
        "neither .. nor ./",
        '_quarto.yml:14: reproduction.code: "5"; expected a Python file or a package\'s folder, '
        "such as checks.py",
        '_quarto.yml:15: "reproduction.checks" is not a field; expected ledger, inventory, code, '
        "cohort, published, decimal-mark, ledger-page, checks-page",
    ]


def test_without_the_mapping_its_fields_are_named(tmp_path, monkeypatch):
    text = QUARTO[: QUARTO.index("reproduction:")]
    (line,) = defects(written(tmp_path, text), monkeypatch)
    assert line == (
        "_quarto.yml:1: reproduction is missing; expected a mapping with ledger, inventory and code"
    )


def test_what_is_no_yaml_is_told_with_its_line(tmp_path, monkeypatch):
    (line,) = defects(written(tmp_path, "book: [\n"), monkeypatch)
    assert line.startswith("_quarto.yml")
    assert "is not YAML" in line


def test_a_reader_of_the_projects_own_files_finds_them(tmp_path):
    config = read_config(sleep_project(tmp_path))
    files = config.files()
    assert all(path.exists() for path in (files.cohort, files.ledger, files.inventory))
    assert all((tmp_path / chapter).is_file() for chapter in config.chapters)
