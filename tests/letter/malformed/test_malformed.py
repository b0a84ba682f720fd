"""Files of data that cannot be used end in exit code 2, and in lines that say what to do."""

import shutil
from pathlib import Path

import pytest
from malformed_book import books
from malformed_data import COHORT, data_files
from malformed_files import UNUSABLE, assert_told, by_default, restore

from letter.data import paths
from reproduction import cli

DATA = list(data_files())


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(paths.PUBLISHED, folder / "published")
    shutil.copy(paths.COHORT, folder / COHORT)
    return folder


def check(data: Path) -> int:
    options = ["--cohort", str(data / COHORT), "--published", str(data / "published")]
    return cli.main(["check", str(paths.PROJECT), "--quiet", *options])


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("case", by_default(DATA))
def test_the_check_refuses_malformed_data(case, data, capsys, tried):
    path = data / COHORT if case.file == COHORT else data / "published" / case.file
    good = path.read_bytes()
    case.write(path)
    try:
        code = check(data)
    finally:
        restore(path, good)
    out, err = capsys.readouterr()
    assert (code, out) == (UNUSABLE, "")
    assert_told(case, err.splitlines())
    tried.append(case)


def test_what_was_changed_is_a_letter_without_the_changes(data):
    assert check(data) == 0


def test_there_are_many_and_no_two_are_the_same():
    names = [str(case) for case in [*DATA, *books()]]
    assert len(names) == len(set(names))
    assert len(names) > 450


def test_every_file_is_tried_with_what_cannot_be_read():
    tried = {case.file for case in [*DATA, *books()] if case.change == "unreadable"}
    assert len(tried) == 9
