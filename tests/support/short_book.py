"""A book of two short chapters, made by real commands, whose two versions take turns."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from processes import hear_signals

import reproduction
from reproduction.inputs.manifest import digests

SEED = 20170401
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

    def start(self, *wrapper: str, **options: object) -> subprocess.Popen[str]:
        (self.project / "started").unlink(missing_ok=True)
        settings = {"PYTHONPATH": str(self.project / "src"), "TMPDIR": str(self.scratch)}
        return subprocess.Popen(
            [*wrapper, sys.executable, "-m", "reproduction.cli", "book"],
            cwd=self.project,
            env=os.environ | settings,
            start_new_session=True,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **{"preexec_fn": hear_signals, **options},
        )

    def build(self, **options: object) -> tuple[int, str]:
        process = self.start(**options)
        _, errors = process.communicate(timeout=120)
        return process.returncode, errors

    def version(self) -> int:
        """Which version the folder holds, to the byte."""
        found = digests(self.target)
        return next(version for version, listed in self.versions.items() if listed == found)

    def leftovers(self) -> list[str]:
        """What builds left. Python tries a temporary folder by a file with eight random letters,
        which stays where a build is killed just then."""
        made = [*self.project.glob("._book*"), *self.scratch.iterdir()]
        return [p.name for p in made if not re.fullmatch(r"[a-z0-9_]{8}", p.name)]

    def survivors(self, seconds: float = 10) -> str:
        """Processes of builds that have ended; they may take their time to notice."""
        end = time.monotonic() + seconds
        while (found := self._processes()) and time.monotonic() < end:
            time.sleep(0.2)
        return found

    def _processes(self) -> str:
        listed = subprocess.run(["ps", "-Aww", "-o", "pid=,args="], capture_output=True, text=True)
        return "\n".join(line for line in listed.stdout.splitlines() if str(self.scratch) in line)


def short_book(project: Path, scratch: Path) -> Book:
    """Both versions, built once in a folder; the other is for what builds need on the way."""
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
