"""Builds that run out of disk, or run at the same time: the folder holds a whole book."""

import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from short_book import SEED, Book


def largest_file(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(
    "size", [2_000, *(pytest.param(size, marks=pytest.mark.slow) for size in (0, 8_000))]
)
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


@pytest.mark.parametrize(
    "share", [0.35, *(pytest.param(share, marks=pytest.mark.slow) for share in (0.1, 0.6))]
)
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


NAMESPACE = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")


@pytest.fixture(params=["one namespace", "two namespaces"])
def namespace(request) -> tuple[str, ...]:
    """What starts a build among all processes, or where it sees its own alone, as in a container."""
    if request.param == "one namespace":
        return ()
    if not shutil.which("unshare") or subprocess.run([*NAMESPACE, "true"]).returncode:
        pytest.skip("process namespaces need unshare(1) and the right to use it")
    return NAMESPACE


def two_at_once(book: Book, namespace: tuple[str, ...]) -> None:
    version = 3 - book.version()
    book.write(version)
    both = [book.start(*namespace), book.start(*namespace)]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
    assert book.version() == version
    assert book.leftovers() == []


def one_of_two_killed(book: Book, namespace: tuple[str, ...], share: float) -> None:
    """Kill one of two builds after a share of the time that they take."""
    version = 3 - book.version()
    book.write(version)
    killed, other = book.start(*namespace), book.start(*namespace)
    time.sleep(share * 1.5 * book.seconds)
    killed.kill()
    killed.communicate(timeout=60)
    _, errors = other.communicate(timeout=120)
    assert (other.returncode, errors) == (0, "")
    assert book.version() == version
    assert book.survivors() == ""


@pytest.mark.slow
def test_two_builds_at_once_give_one_whole_book(short, namespace):
    one_of_two_killed(short, namespace, 0.6)
    two_at_once(short, namespace)  # which clears what the killed one has left


@pytest.mark.slow
def test_many_builds_at_once_give_one_whole_book(short, namespace):
    chance = random.Random(SEED)
    for _ in range(20):
        two_at_once(short, namespace)
        one_of_two_killed(short, namespace, chance.uniform(0.02, 1))
    two_at_once(short, namespace)
