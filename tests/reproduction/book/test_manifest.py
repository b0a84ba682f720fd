"""The list of the book's files: what sha256sum makes of it, and what it finds years later."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from reproduction import cli
from reproduction.book.manifest import differences, digests, read_manifest, write_manifest
from reproduction.inputs.defects import InputError

FILES = {"index.html": "front", "report/a b.html": "chapter", "näher.css": "", "Z.csv": "1,2\n"}
HASH = "0" * 64


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
    (folder / "a\nb\\c").write_text("odd")
    write_manifest(folder, folder / "manifest.sha256")
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "manifest.sha256"], cwd=folder, check=True
    )
    names = list(digests(folder, folder / "manifest.sha256"))
    theirs = subprocess.run(["sha256sum", *names], cwd=folder, capture_output=True, check=True)
    assert (folder / "manifest.sha256").read_bytes() == theirs.stdout
    assert set(read_manifest(folder / "manifest.sha256")) == set(names)


def test_a_book_as_it_was(folder, run, tmp_path):
    run("manifest", "--output", tmp_path / "list")
    moved = folder.rename(tmp_path / "archive")
    code = cli.main(["verify", "--book", str(moved), "--manifest", str(tmp_path / "list")])
    assert code == 0


def test_every_difference_is_a_line(folder, run):
    run("manifest")
    assert run("verify") == (0, ["Every file is as manifest.sha256 lists it"], [])
    (folder / "index.html").write_text("front ")
    (folder / "Z.csv").unlink()
    (folder / "report" / "\x1b[2Jnew").write_text("")
    assert run("verify") == (
        1,
        ["missing: Z.csv", "changed: index.html", "extra: report/\\x1b[2Jnew"],
        [],
    )


def test_lists_by_other_programs(folder, tmp_path):
    write_manifest(folder, folder / "manifest.sha256")
    listed = read_manifest(folder / "manifest.sha256")
    other = tmp_path / "other"
    other.write_bytes(
        "".join(f"{digest.upper()} *{name}\r\n" for name, digest in listed.items()).encode()
    )
    (folder / "manifest.sha256").unlink()
    assert differences(folder, other) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ""),
        ("# no more\n", ""),
        ("not a list\n", "line 1: "),
        (f"{HASH}  a\n{HASH[:-1]}  b\n", "line 2: "),
        (f"{HASH}  /etc/passwd\n", "line 1: "),
        (f"{HASH}  ../up\n", "line 1: "),
        (f"{HASH}  a\n{HASH}  a\n", "line 2: "),
    ],
)
def test_a_list_that_cannot_be_used(run, tmp_path, text, place):
    (tmp_path / "list").write_text(text)
    code, out, err = run("verify", "--manifest", tmp_path / "list")
    assert (code, out, len(err)) == (2, [], 1)
    assert err[0].startswith(f"{tmp_path / 'list'}: {place}")
    assert err[0].endswith("expected a SHA-256, two blanks and a path in the book")


def test_a_list_or_a_book_that_is_missing(tmp_path, run):
    code, _, err = run("verify")
    assert (code, len(err)) == (2, 1)
    assert "manifest.sha256: No such file or directory; expected a list of files" in err[0]
    with pytest.raises(InputError, match="no such folder; expected the folder of a book"):
        digests(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no files; expected the folder of a book"):
        digests(tmp_path / "empty")


def test_quarto_and_the_builder_say_where_the_book_is(folder, monkeypatch, capsys):
    monkeypatch.setenv("QUARTO_PROJECT_OUTPUT_DIR", str(folder))
    assert cli.main(["manifest"]) == 0
    assert (folder / "manifest.sha256").is_file()
    assert cli.main(["verify"]) == 0
    capsys.readouterr()
