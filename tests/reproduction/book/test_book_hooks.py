"""Hooks that are broken: the build says so in a line, or makes its book all the same."""

import subprocess
import sys
import time

import pytest
import yaml
from processes import ends, soon

from reproduction.book import BookError, build

GONE = "no such folder; expected the folder of a book"


def with_hook(project, when: str, hook: str):
    settings = {
        "project": {"type": "book", when: hook},
        "book": {"title": "Small", "author": "A. Author", "chapters": ["index.qmd", "other.qmd"]},
    }
    return project({"_quarto.yml": yaml.safe_dump(settings)})


@pytest.mark.parametrize("when", ["pre-render", "post-render"])
@pytest.mark.parametrize(
    ("hook", "code"),
    [("'unclosed", 2), ("no-such-command", 127), ("none.py", 2), ("kill -9 $$", -9), ("exit 3", 3)],
)
def test_a_hook_that_fails_is_named_with_its_exit_code(project, when, hook, code):
    root = with_hook(project, when, hook)
    with pytest.raises(BookError) as caught:
        build(root, ("html",), progress=[].append)
    assert caught.value.exit_code == code
    assert str(caught.value) == (
        f"_quarto.yml: {when} hook {hook!r} ended with exit code {code}; expected 0"
    )
    assert not (root / "_book").exists()


@pytest.mark.parametrize(
    ("when", "hook", "message"),
    [
        ("pre-render", "rm index.qmd", "index.qmd: cannot be read (No such file or directory)"),
        ("pre-render", "rm -r *", "index.qmd: cannot be read (No such file or directory)"),
        (
            "pre-render",
            "rmdir $QUARTO_PROJECT_OUTPUT_DIR; echo >$QUARTO_PROJECT_OUTPUT_DIR",
            "new: File exists",
        ),
        ("pre-render", "mkdir _book; echo >_book/notes", "_book/notes: was not made by the build"),
        ("pre-render", "ln -s /etc _book", "_book: is a symbolic link"),
        ("post-render", "rm -r $QUARTO_PROJECT_OUTPUT_DIR", GONE),
        ("post-render", "rm -r $QUARTO_PROJECT_OUTPUT_DIR/../new", GONE),
    ],
)
def test_a_hook_that_spoils_the_project_is_told_in_a_line(project, when, hook, message):
    root = with_hook(project, when, hook)
    command = [sys.executable, "-m", "reproduction.cli", "book", "--to", "html"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert list(root.glob("._book*")) == []


@pytest.mark.parametrize(
    "hook",
    [
        "rm _quarto.yml",
        "rm -r $QUARTO_PROJECT_OUTPUT_DIR",
        "chmod 0 $QUARTO_PROJECT_OUTPUT_DIR",
        "printf '\\377\\000'",
        "exec <&- >&- 2>&-",
    ],
)
def test_what_a_hook_does_besides_harms_no_book(project, hook):
    root = with_hook(project, "pre-render", hook)
    assert (build(root, ("html",), progress=[].append) / "other.html").exists()


def test_what_a_hook_leaves_running_ends_with_it(project):
    root = with_hook(project, "pre-render", "sleep 60 & echo $! >pid")
    start = time.monotonic()
    build(root, ("html",), progress=[].append)
    assert time.monotonic() - start < 50
    assert ends(int(soon(root / "pid")))
