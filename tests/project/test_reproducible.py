"""The same sources give the same bytes, wherever, whenever and in whatever settings."""

import re
import socket
import zlib
from datetime import date
from pathlib import Path

import pytest
from whole_book import copy_of_the_project, environment, reproduction

from letter.data import paths
from reproduction.inputs.manifest import digests

# For every Python that a build starts: 400 days from now.
LATER = """\
import time

now, local, utc, text = time.time, time.localtime, time.gmtime, time.strftime
time.time = lambda: now() + 400 * 86400
time.time_ns = lambda: int(time.time() * 1e9)
time.localtime = lambda seconds=None: local(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: utc(time.time() if seconds is None else seconds)
time.strftime = lambda form, moment=None: text(form, moment or time.localtime())
"""


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """Another folder, another user's settings, another time; no kernel's outputs are kept."""
    folder = tmp_path_factory.mktemp("elsewhere")
    project = copy_of_the_project(folder / "a project, näher")
    for name in ("home", "tmp", "later"):
        (folder / name).mkdir()
    (folder / "later" / "sitecustomize.py").write_text(LATER)
    sources = environment(project, {})["PYTHONPATH"]
    settings = {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "TZ": "Pacific/Kiritimati",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "C",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONHASHSEED": "4",
        "PYTHONPATH": f"{folder / 'later'}:{sources}",
        "COLUMNS": "40",
        "SOURCE_DATE_EPOCH": "1",
        "XDG_CONFIG_HOME": str(folder / "home"),
        "OMP_NUM_THREADS": "1",
    }
    return project, settings


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(book, other, last_words):
    project, settings = other
    done = reproduction(project, "book", umask=0o077, **settings)
    assert done.returncode == 0, done.stderr
    first, second = digests(book), digests(project / "_book")
    assert first == second
    assert {Path(name).suffix for name in first} >= {".html", ".pdf", ".js", ".csv", ".css"}
    last_words.append(f"{len(first)} files of two builds are the same to the byte")


@pytest.mark.parametrize("form", ["json", "junit"])
@pytest.mark.slow
def test_two_checks_give_the_same_text(book, other, form):
    """The text for a terminal has its width."""
    project, settings = other
    settings = settings | {"PYTHONIOENCODING": "utf-8"}
    first = reproduction(book.parent, "check", "--format", form, PYTHONIOENCODING="utf-8")
    second = reproduction(project, "check", "--format", form, umask=0o077, **settings)
    assert (second.returncode, second.stdout) == (0, first.stdout)


def texts(book: Path) -> dict[str, bytes]:
    """Every file of the book, with what a PDF has compressed."""
    contents = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    return {
        str(path): content + b"".join(inflated(content)) if path.suffix == ".pdf" else content
        for path, content in contents.items()
    }


def inflated(pdf: bytes) -> list[bytes]:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    parts = []
    for stream in streams:
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue  # not compressed, or a font
    assert len(parts) > 50
    return parts


def test_no_file_tells_where_when_or_by_whom_it_was_made(book):
    today = date.today()
    words = [
        *(str(place) for place in (paths.PROJECT, book.parent, Path.home(), Path("/tmp/"))),
        *(today.strftime(form) for form in ("%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y")),
        socket.gethostname() if len(socket.gethostname()) > 6 else "localhost",
    ]
    said = [word.encode() for word in words if len(word) > 4]
    assert len(said) > 6
    for name, content in texts(book).items():
        assert [word for word in said if word in content] == [], name
        assert re.search(rb"ipykernel_\d|\bat 0x[0-9a-f]{6,}", content) is None, name
