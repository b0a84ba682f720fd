"""Which renderer makes the book, and what a failure leaves behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import choose_renderer
import pytest
from fake_quarto import REASON, RENDERS, offline_project, quarto, script
from processes import ends, hear_signals, soon
from small_book import CONFIG

SCRIPT = choose_renderer.__file__


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return offline_project(tmp_path, monkeypatch)


def beside(book: Path) -> list[str]:
    """The folders beside the book that have to do with it; a lock may stay, half a book not."""
    return sorted(path.name for path in book.parent.glob("*book*") if path.is_dir())


# ---- which renderer


@pytest.mark.usefixtures("project")
def test_a_quarto_on_path_comes_first(tmp_path):
    command = quarto(tmp_path / "bin", "1.10.18")
    quarto(tmp_path / "environment", "1.11.0")
    assert choose_renderer.find_quarto() == (command, "1.10.18")


@pytest.mark.usefixtures("project")
def test_an_old_quarto_on_path_gives_way_to_the_environments(tmp_path):
    quarto(tmp_path / "bin", "1.8.27")
    command = quarto(tmp_path / "environment", "1.9.0")
    assert choose_renderer.find_quarto() == (command, "1.9.0")


@pytest.mark.usefixtures("project")
def test_without_quarto_one_line_says_so_and_the_builder_renders(capfd):
    assert choose_renderer.main([]) == 0
    said = capfd.readouterr()
    assert said.out.splitlines() == [
        f"Quarto is not available (none on PATH; {REASON}); rendering with the built-in builder",
        "reproduction.cli book",
    ]
    assert said.err == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("echo 1.4.557", "is 1.4.557, older than 1.9"),
        ("echo broken >&2; exit 1", "does not tell its version"),
        ("exec sleep 60", "does not tell its version"),
        ("sleep 60 & wait", "does not tell its version"),
        ("yes 'not a version'", "does not tell its version"),
        ("exec cat /bin/sh", "does not tell its version"),
        ("printf '\\033[2J1.10.18'", "does not tell its version"),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_quarto_that_is_of_no_use_is_named_in_that_line(
    tmp_path, monkeypatch, capfd, text, found
):
    monkeypatch.setattr(choose_renderer, "VERSION_SECONDS", 0.5)
    command = script(tmp_path / "bin", f"#!/bin/sh\n{text}\n")
    assert choose_renderer.main([]) == 0
    said = capfd.readouterr()
    line, builder = said.out.splitlines()
    assert line.startswith(f"Quarto is not available ({command} {found}; {REASON})")
    assert builder == "reproduction.cli book"
    assert said.err == ""


@pytest.mark.usefixtures("project")
def test_insisting_on_quarto_fails_without_one(capfd):
    assert choose_renderer.main(["--renderer", "quarto"]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err == f"Quarto is not available: none on PATH; {REASON}\n"


@pytest.mark.usefixtures("project")
def test_insisting_on_the_builder_never_looks_for_quarto(monkeypatch, capfd):
    monkeypatch.setattr(choose_renderer, "find_quarto", lambda: pytest.fail("looked for Quarto"))
    assert choose_renderer.main(["--renderer", "builtin"]) == 0
    assert capfd.readouterr().out == "reproduction.cli book\n"


@pytest.mark.usefixtures("project")
def test_an_unknown_renderer_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        choose_renderer.main(["--renderer", "latex"])
    assert "choose from" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "version"),
    [("1.10.18", "1.10.18"), ("99.9.9", "99.9.9"), ("v1.9", "1.9"), ("", None), ("none", None)],
)
def test_the_version_is_read_from_the_command(tmp_path, said, version):
    assert choose_renderer.version_of(quarto(tmp_path, said)) == version


# ---- with Quarto


def test_quartos_book_takes_the_place_of_the_old_one(project, tmp_path, capfd):
    quarto(tmp_path / "bin")
    assert choose_renderer.main([]) == 0
    assert (project / "_book/index.html").read_text() == "new"
    assert beside(project / "_book") == ["_book"]
    assert capfd.readouterr().out == (
        "Rendered by Quarto 1.10.18: _book/index.html, _book/book.pdf\n"
    )


def test_the_books_folder_is_the_one_that_the_project_names(project, tmp_path):
    (project / "_quarto.yml").write_text("project: {type: book, output-dir: public/book}\n")
    quarto(tmp_path / "bin")
    assert choose_renderer.main([]) == 0
    assert (project / "public/book/book.pdf").read_text() == "new"
    assert (project / "_book/index.html").read_text() == "old"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        *(
            (f"project: {{output-dir: {name}}}", f": output-dir is {name}; expected a folder")
            for name in (".", "..", "../elsewhere", "/tmp", "a/../..")
        ),
        ("project: [", ":1: is not YAML"),
        ("", ": is empty"),
    ],
)
def test_a_books_folder_outside_the_project_is_refused(project, tmp_path, capfd, settings, said):
    (project / "_quarto.yml").write_text(settings)
    quarto(tmp_path / "bin")
    assert choose_renderer.main([]) == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith(f"_quarto.yml{said}")
    assert beside(project / "_book") == ["_book"]


def test_quarto_runs_this_python_in_the_project_and_keeps_no_kernel(project, tmp_path):
    tells = """
        print(os.getcwd(), os.environ["QUARTO_PYTHON"], os.environ["PATH"].split(os.pathsep)[0],
              "--no-execute-daemon" in sys.argv, sep="\\n", file=open(Path("told"), "w"))
    """
    quarto(tmp_path / "bin", render=tells)
    choose_renderer.main([])
    assert (project / "told").read_text().splitlines() == [
        str(project),
        sys.executable,
        str(tmp_path / "environment"),
        "True",
    ]


@pytest.mark.parametrize(
    ("ends", "code", "message"),
    [
        ("sys.exit(3)", 3, "ended with exit code 3"),
        ("sys.exit()", 1, r"made no \*\.pdf"),
        ("os.kill(os.getpid(), 9)", 1, "ended with exit code -9"),
    ],
)
def test_a_failure_leaves_the_old_book(project, tmp_path, capfd, ends, code, message):
    half = RENDERS.splitlines(keepends=True)
    command = quarto(tmp_path / "bin", render="".join([*half[:3], f"    {ends}\n", *half[3:]]))
    assert choose_renderer.main([]) == code
    assert (project / "_book/index.html").read_text() == "old"
    assert beside(project / "_book") == ["_book"]
    said = capfd.readouterr()
    expected = rf"Quarto 1\.10\.18 \({re.escape(str(command))}\) {message}; _book is unchanged\n"
    assert re.fullmatch(expected, said.err)
    assert said.out == ""


def a_file(book: Path, kept: Path) -> None:
    book.rename(kept)
    book.write_text("a user's file")


def a_link(book: Path, kept: Path) -> None:
    book.rename(kept)
    book.symlink_to(kept)


def notes(book: Path, kept: Path) -> None:
    shutil.copytree(book, kept)
    (book / "notes.txt").write_text("a user's notes")


@pytest.mark.parametrize("put", [a_file, a_link, notes])
def test_what_is_not_a_book_is_left_alone_before_quarto_starts(project, tmp_path, capfd, put):
    quarto(tmp_path / "bin", render="sys.exit(9)")
    put(project / "_book", tmp_path / "kept")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert choose_renderer.main([]) == 2
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    (line,) = capfd.readouterr().err.splitlines()
    assert "_book" in line


IN_NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")


@pytest.mark.parametrize(
    "mounts",
    [
        "mount -t tmpfs none _book",
        'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD"',
    ],
    ids=["a mount in the book's place", "a project that is read-only"],
)
def test_a_book_that_cannot_be_replaced_costs_one_line(project, tmp_path, mounts):
    if subprocess.run([*IN_NAMESPACE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("user namespaces are not available")
    quarto(tmp_path / "bin")
    render = f'{mounts} && exec "{sys.executable}" "{SCRIPT}"'
    command = [*IN_NAMESPACE, render]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "_book" in done.stderr
    assert (project / "_book/index.html").read_text() == "old"
    assert beside(project / "_book") == ["_book"]


WAITS = """
    child = subprocess.Popen(["sleep", "60"])
    Path("pids").write_text(f"{os.getpid()} {child.pid}")
    time.sleep(60)
"""


@pytest.mark.parametrize("sent", ["SIGTERM", "SIGHUP", "SIGINT", "SIGINT SIGINT SIGTERM"])
def test_a_signal_ends_quarto_and_leaves_the_old_book(project, tmp_path, sent):
    quarto(tmp_path / "bin", render=WAITS)
    command = [sys.executable, SCRIPT]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, preexec_fn=hear_signals
    ) as process:
        pids = [int(pid) for pid in soon(project / "pids").split()]
        for name in sent.split():
            process.send_signal(getattr(signal, name))
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, "")
    assert all(ends(pid) for pid in pids)
    assert (project / "_book/index.html").read_text() == "old"
    assert beside(project / "_book") == ["_book"]


@pytest.mark.parametrize("which", ["quarto", "builtin"])
def test_a_reader_that_has_gone_away_does_not_stop_the_book(project, tmp_path, which):
    """As in ``make book | head -1``."""
    quarto(tmp_path / "bin")
    (project / "_quarto.yml").write_text(CONFIG)
    for name in ("index", "other"):
        (project / f"{name}.qmd").write_text(f"# {name}\n\nText.\n")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, SCRIPT, "--renderer", which]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")
    assert (project / "_book/index.html").read_text() != "old"
