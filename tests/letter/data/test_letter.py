import importlib
import shutil
from types import SimpleNamespace

import pytest
from cohort_file import changed, letter_rows, write_cohort

from letter.data import paths
from letter.data.letter import load, load_letter, load_related
from reproduction.claims import FORMS
from reproduction.inputs.defects import InputError


@pytest.fixture(scope="module")
def letter():
    return load_letter()


def messages(load, *arguments, **options):
    with pytest.raises(InputError) as error:
        load(*arguments, **options)
    return str(error.value).splitlines()


def test_the_letter_has_all_its_parts(letter):
    assert len(letter.cohort) == 20
    assert len(letter.table_1) == 17
    assert len(letter.table_2) == 20
    assert letter.related["rfs-transplanted"].numeral == "65%"


def test_the_files_of_a_project_are_loaded(letter):
    files = SimpleNamespace(cohort=paths.COHORT, published=paths.PUBLISHED)
    assert load(files).cohort.equals(letter.cohort)


@pytest.mark.parametrize("name", ["check", "load", "comparisons", "transcribed"])
def test_the_package_offers_what_a_project_asks_for(name):
    assert callable(getattr(importlib.import_module("letter"), name))


def test_the_package_offers_nothing_else():
    with pytest.raises(AttributeError, match="no attribute 'anything'"):
        assert importlib.import_module("letter").anything


def test_the_defects_of_all_files_are_told_at_once(tmp_path):
    published = shutil.copytree(paths.PUBLISHED, tmp_path / "published")
    for name, old, new in [
        ("related.csv", "61%", "most"),
        ("table1.csv", "3 (30)", "3"),
        ("table2.csv", "1,F,42", "1,f,42"),
    ]:
        file = published / name
        file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    cohort = changed(tmp_path, (3, "sex", "?"), (8, "rfs_months", "31,0"))
    found = messages(load_letter, cohort, published)
    starts = [
        f'{cohort}: row 4, column sex: "?"; expected F or M',
        f'{cohort}: row 9, column rfs_months: "31,0"; expected months',
        f'{published}/related.csv: row 3, column token: "most"; expected {FORMS}',
        f'{published}/table1.csv: row 3, column rfs_at_least_5y: "3"; expected',
        f'{published}/table2.csv: row 2, column sex: "f"; expected F or M',
    ]
    assert len(found) == len(starts)
    assert all(line.startswith(start) for line, start in zip(found, starts, strict=True))


@pytest.mark.parametrize(("kept", "value"), [(range(10), "false"), (range(10, 20), "true")])
def test_a_cohort_with_one_of_the_two_groups_cannot_fill_table_1(tmp_path, kept, value):
    rows = [letter_rows()[i] | {"patient": str(n)} for n, i in enumerate(kept, start=1)]
    path = write_cohort(tmp_path / "half.csv", rows)
    assert messages(load_letter, path) == [
        f"{path}: column rfs_5y: every patient has {value}; "
        "expected patients with and without five years, the two columns of Table 1"
    ]


def test_related_quantities_are_read_with_their_reference():
    facts = load_related()
    assert {fact.reference for fact in facts} == {
        *("topp2012", "zugmaier2014", "gokbuget2015", "zugmaier2015", "nct00560794")
    }
    assert [fact.token for fact in facts if fact.id == "rfs-all"] == ["61%"]


def test_every_defect_of_the_related_quantities_is_named(tmp_path):
    file = tmp_path / "related.csv"
    file.write_text("reference,id,token,says\na,b,some,Some\na,c,7,Seven\na,d,,None\n", "utf-8")
    assert messages(load_related, file) == [
        f'{file}: row 2, column token: "some"; expected {FORMS}',
        f"{file}: row 4, column token: empty; expected {FORMS}",
    ]
