"""Builds that are stopped at any moment, run out of disk, or run at the same time.

Real commands, on a book of two short chapters, whose two versions take turns: whatever stops a
build, the folder holds one of the two, whole.
"""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import reproduction
from reproduction.inputs.manifest import digests

SEED = 20170401
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
MESSAGE = "Interrupted; nothing is left half done\n"
SETTINGS = """\
project:
  type: book
  pre-render: echo > started
  post-render: reproduction manifest
book: {title: Short, author: A. Author, chapters: [index.qmd, other.qmd]}
"""
CHAPTER = """\
# {title}

Version `{{python}} {version}`.
"""


class Book(NamedTuple):
    """A book in a folder of its own, with the program beside it.

    ``versions`` has the digests of both versions; ``seconds`` is how long a build takes.
    """

    project: Path
    scratch: Path
    versions: dict[int, dict[str, str]]
    seconds: float

    @property
    def target(self) -> Path:
        return self.project / "_book"

    def write(self, version: int) -> None:
        for name in ("index", "other"):
            text = CHAPTER.format(title=name, version=version)
            (self.project / f"{name}.qmd").write_text(text)

    def start(self, **options: object) -> subprocess.Popen[str]:
        (self.project / "started").unlink(missing_ok=True)
        settings = {"PYTHONPATH": str(self.project / "src"), "TMPDIR": str(self.scratch)}
        return subprocess.Popen(
            [sys.executable, "-m", "reproduction.cli", "book"],
            cwd=self.project, env=os.environ | settings, start_new_session=True, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            **{"preexec_fn": listen, **options},
        )  # fmt: skip

    def build(self, **options: object) -> tuple[int, str]:
        process = self.start(**options)
        _, errors = process.communicate(timeout=120)
        return process.returncode, errors

    def version(self) -> int:
        """Which version the folder holds, to the byte."""
        found = digests(self.target)
        return next(version for version, listed in self.versions.items() if listed == found)

    def leftovers(self) -> list[str]:
        return [p.name for p in [*self.project.glob("._book*"), *self.scratch.iterdir()]]

    def survivors(self, seconds: float = 10) -> str:
        """Processes of builds that have ended; they may take their time to notice."""
        end = time.monotonic() + seconds
        while (found := self._processes()) and time.monotonic() < end:
            time.sleep(0.2)
        return found

    def _processes(self) -> str:
        listed = subprocess.run(["ps", "-Aww", "-o", "pid=,args="], capture_output=True, text=True)
        return "\n".join(line for line in listed.stdout.splitlines() if str(self.scratch) in line)


def listen() -> None:
    """Ctrl-C is heard also where the tests run in the background of a shell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Book:
    # Sockets are in the scratch folder, and their names must be short.
    project = tmp_path_factory.mktemp("short")
    scratch = tmp_path_factory.mktemp("t")
    source = Path(reproduction.__file__).parent
    shutil.copytree(
        source, project / "src" / source.name, ignore=shutil.ignore_patterns("__pycache__")
    )
    (project / "_quarto.yml").write_text(SETTINGS)
    versions = {}
    for version in (1, 2):
        book = Book(project, scratch, versions, 0)
        book.write(version)
        start = time.monotonic()
        assert book.build() == (0, "")
        versions[version] = digests(book.target)
    assert versions[1] != versions[2]
    return Book(project, scratch, versions, time.monotonic() - start)


def kills(book: Book, count: int) -> dict[str, int]:
    """Stop builds at random moments; return how many ended how, by signal."""
    chance, typical = random.Random(SEED), book.seconds
    ends: dict[str, int] = {}
    for number in range(count):
        before, left = book.version(), len(book.leftovers())
        book.write(3 - before)
        process = book.start()
        time.sleep(chance.uniform(0.02, 1) * typical)
        has_started = (book.project / "started").exists()
        sent = SIGNALS[number % len(SIGNALS)]
        (os.kill if sent == signal.SIGKILL else os.killpg)(process.pid, sent)
        _, errors = process.communicate(timeout=60)

        after = book.version()
        assert after == before or after == 3 - before
        is_late = process.returncode == 0 or after != before
        typical *= 0.9 if is_late else 1.03  # other work comes and goes on the same machine
        if process.returncode == 0:
            assert after != before
        elif sent == signal.SIGKILL or is_late:
            assert process.returncode in (-sent, 130)
        elif has_started:  # else Python itself may still be starting
            assert (process.returncode, errors) == (130, MESSAGE)
            assert len(book.leftovers()) <= left
        name = f"{sent.name} {'at the end' if is_late else 'before it'}"
        ends[name] = ends.get(name, 0) + 1
    return ends


def survives(book: Book, count: int) -> str:
    ends = kills(book, count)
    assert book.survivors() == ""
    version = 3 - book.version()
    book.write(version)
    assert book.build() == (0, "")
    assert book.version() == version
    assert book.leftovers() == []
    for sent in SIGNALS:
        assert ends[f"{sent.name} before it"] >= count // 9
    counted = ", ".join(f"{number} {name}" for name, number in sorted(ends.items()))
    return f"{count} of {count} kills of the builder survived: {counted}"


def test_a_killed_build_leaves_the_last_book_whole(short, last_words):
    last_words.append(survives(short, 9))


@pytest.mark.parametrize("moment", ["started", "t*/reproduction-book-*/kernel.json"])
def test_sigterm_is_heard_where_ctrl_c_is_ignored(short, moment):
    """While the hook's work is done, and while kernels start."""
    before = short.version()
    short.write(3 - before)
    folder = short.project if moment == "started" else short.scratch.parent
    process = short.start(preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    while not any(folder.glob(moment)):
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, MESSAGE)
    assert short.version() == before


def test_ctrl_c_ends_a_cell_that_takes_long(short):
    before = short.version()
    code = "open('running', 'w').close()\nimport time\ntime.sleep(60)"
    (short.project / "other.qmd").write_text(f"# Long\n\n```{{python}}\n{code}\n```\n")
    process = short.start()
    while not (short.project / "running").exists():
        time.sleep(0.02)
    (short.project / "running").unlink()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, MESSAGE)
    assert short.version() == before
    assert short.survivors() == ""


def test_a_hook_that_hears_no_signal_is_ended(short):
    before = short.version()
    settings = short.project / "_quarto.yml"
    hook = "trap '' TERM INT; echo > started; sleep 60; sleep 60"
    settings.write_text(SETTINGS.replace("echo > started", f'"{hook}"'))
    try:
        process = short.start()
        while not (short.project / "started").exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    finally:
        settings.write_text(SETTINGS)
    assert (process.returncode, errors) == (130, MESSAGE)
    assert short.version() == before
    assert short.survivors() == ""


@pytest.mark.slow
def test_many_killed_builds_leave_the_last_book_whole(short, last_words):
    last_words.append(survives(short, 100))


def largest_file(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 2_000, 8_000])
def test_files_that_cannot_be_written_leave_the_last_book_whole(short, size):
    before = short.version()
    short.write(3 - before)
    code, errors = short.build(preexec_fn=largest_file(size))
    assert code in (1, 2), errors
    assert "Traceback" not in errors
    assert len(errors.splitlines()) == 1
    assert short.version() == before
    assert short.leftovers() == []


FULL_DISK = """\
mount -t tmpfs -o size={size}k none {disk} || exit 99
cp -r {project}/. {disk} && cd {disk} || exit 98
PYTHONPATH={disk}/src {python} -m reproduction.cli book >/dev/null 2>errors
echo $?
cd _book && sha256sum --check --strict --quiet manifest.sha256 && echo whole; cd ..
ls -d ._book* 2>/dev/null
cat errors >&2
"""


def kilobytes(folder: Path) -> int:
    return sum(-(-path.stat().st_size // 4096) * 4 for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("share", [0.1, 0.35, 0.6])
def test_a_full_disk_leaves_the_last_book_whole(short, tmp_path, share):
    """On a disk in a namespace of its own, which has room for a share of another book."""
    private = ["unshare", "--user", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*private, "true"]).returncode:
        pytest.skip("a small disk needs unshare(1) and user namespaces")
    size = int(kilobytes(short.project) + share * kilobytes(short.target))
    script = FULL_DISK.format(
        size=size, disk=tmp_path, project=short.project, python=sys.executable
    )
    environment = os.environ | {"TMPDIR": str(short.scratch), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*private, "sh", "-c", script], env=environment, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["2", "whole"]
    assert done.stderr.endswith("No space left on device\n")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_many_builds_at_once_give_one_whole_book(short):
    for _ in range(20):
        test_two_builds_at_once_give_one_whole_book(short)


def test_two_builds_at_once_give_one_whole_book(short):
    version = 3 - short.version()
    short.write(version)
    both = [short.start(), short.start()]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
    assert short.version() == version
    assert short.leftovers() == []
