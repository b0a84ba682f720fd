"""The list of the book's files, and what sha256sum makes of it."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reproduction import cli
from reproduction.inputs.defects import InputError
from reproduction.inputs.manifest import digests, listed_names, write_manifest

FILES = {"index.html": "front", "report/a b.html": "chapter", "näher.css": "", "Z.csv": "1,2\n"}


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "_book"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def run(folder, capsys):
    def run(command: str, *arguments: object) -> tuple[int, list[str], list[str]]:
        code = cli.main([command, "--book", str(folder), *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err.splitlines()

    return run


def test_the_list_is_sorted_and_leaves_itself_out(folder, run):
    assert run("manifest") == (0, ["manifest.sha256: 4 files"], [])
    assert run("manifest") == (0, ["manifest.sha256: 4 files"], [])
    lines = (folder / "manifest.sha256").read_text("utf-8").splitlines()
    names = ["Z.csv", "index.html", "näher.css", "report/a b.html"]
    assert lines == [
        f"{hashlib.sha256(FILES[name].encode()).hexdigest()}  {name}" for name in names
    ]
    assert [path.name for path in folder.glob(".*")] == []


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not on PATH")
def test_sha256sum_reads_the_list_and_writes_the_same(folder):
    write_manifest(folder, folder / "manifest.sha256")
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "manifest.sha256"], cwd=folder, check=True
    )
    names = list(digests(folder, folder / "manifest.sha256"))
    theirs = subprocess.run(["sha256sum", *names], cwd=folder, capture_output=True, check=True)
    assert (folder / "manifest.sha256").read_bytes() == theirs.stdout


def test_a_list_names_its_files_and_itself(folder):
    write_manifest(folder, folder / "manifest.sha256")
    assert listed_names(folder / "manifest.sha256") == {*FILES, "manifest.sha256"}
    assert listed_names(folder / "none") == set()


def test_names_that_would_break_a_line_of_the_list_are_refused(folder):
    (folder / "a\nb").write_text("odd")
    (folder / "b\\c").write_text("odd")
    with pytest.raises(InputError) as error:
        write_manifest(folder, folder / "manifest.sha256")
    assert len(error.value.defects) == 2
    assert "has a line break or a backslash in its name; expected" in str(error.value)
    assert not (folder / "manifest.sha256").exists()


def test_the_command_needs_no_builder(folder):
    code = "import sys; sys.modules |= dict.fromkeys(['typst', 'pypandoc', 'reproduction.book'])"
    command = (
        f"{code}; from reproduction import cli; sys.exit(cli.main(['manifest', '--book', '.']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "manifest.sha256" in done.stdout) == (0, True), done.stderr


def test_a_book_that_is_missing(tmp_path):
    with pytest.raises(InputError, match="no such folder; expected the folder of a book"):
        digests(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no files; expected the folder of a book"):
        digests(tmp_path / "empty")


def test_quarto_and_the_builder_say_where_the_book_is(folder, monkeypatch, capsys):
    monkeypatch.setenv("QUARTO_PROJECT_OUTPUT_DIR", str(folder))
    assert cli.main(["manifest"]) == 0
    assert (folder / "manifest.sha256").is_file()
    capsys.readouterr()
