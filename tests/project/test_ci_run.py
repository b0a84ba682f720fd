"""What a CI server runs: .ci/run, with a make that only notes what it is asked."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from letter.data.paths import PROJECT

MAKE = """\
#!/bin/sh
echo "$@" >>asked
case $1 in
  book) %s ;;
  test) echo '===== 5 passed in 1.00s ====='; exit %d ;;
esac
"""
BOOK = "mkdir -p _book/downloads; for f in index.html b.pdf downloads/claims.csv; do echo . >_book/$f; done"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clean checkout with nothing but the script; the book is ignored, as in the project."""
    (tmp_path / "clone/.ci").mkdir(parents=True)
    shutil.copy(PROJECT / ".ci/run", tmp_path / "clone/.ci/run")
    (tmp_path / "clone/.gitignore").write_text("_book/\nasked\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/chromium").touch(0o755)  # or it would be installed
    for words in ("init -q", "add .", "-c user.name=a -c user.email=a commit -qm a"):
        subprocess.run(["git", *words.split()], cwd=tmp_path / "clone", check=True)
    return tmp_path / "clone"


def run(clone: Path, book: str = BOOK, code: int = 0) -> subprocess.CompletedProcess[str]:
    make = clone.parent / "bin/make"
    make.write_text(MAKE % (book, code))
    make.chmod(0o755)
    path = os.pathsep.join([str(clone.parent / "bin"), os.environ["PATH"]])
    return subprocess.run(
        [clone / ".ci/run"],
        env={**os.environ, "PATH": path},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def asked(clone: Path) -> list[str]:
    return (clone / "asked").read_text().splitlines()


def test_it_lints_makes_the_book_and_ends_with_the_tests_own_line(clone):
    done = run(clone)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "===== 5 passed in 1.00s ====="
    assert asked(clone) == ["lint", "book", "test ARGS=-m 'slow or not slow'"]


def test_the_tests_are_run_with_a_command_of_the_readme(clone):
    run(clone)
    readme = (PROJECT / "README.md").read_text("utf-8")
    commands = re.findall(r"`make (test [^`]+)`", readme)
    assert asked(clone)[-1] in [" ".join(shlex.split(command)) for command in commands]


def test_tests_that_fail_fail_it(clone):
    assert run(clone, code=1).returncode == 1


@pytest.mark.parametrize("name", ["index.html", "b.pdf", "downloads/claims.csv"])
def test_a_book_that_lacks_a_part_fails_it_before_the_tests(clone, name):
    done = run(clone, f"{BOOK}; : >_book/{name}")
    assert done.returncode == 1
    assert f"make book made no _book/{name}" in done.stderr
    assert asked(clone) == ["lint", "book"]


def test_a_book_that_changes_the_project_fails_it(clone):
    done = run(clone, f"{BOOK}; echo more >>.gitignore")
    assert done.returncode == 1
    assert "make book changed files of the project" in done.stderr
    assert ".gitignore" in done.stderr
