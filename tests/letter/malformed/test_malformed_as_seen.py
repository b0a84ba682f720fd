"""Malformed files as a user sees them: the command in a process of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from malformed_book import BOOK, CONFIG, books
from malformed_data import COHORT, data_files
from malformed_files import LONGEST, UNUSABLE, Malformed, assert_told, restore

from letter.data import paths

PARTS = """\
reproduction:
  ledger: data/published/claims.yaml
  inventory: data/published/inventory.csv
  cohort: data/cohort.csv
  published: data/published
  code: src/letter
"""

SAMPLE = (
    "cohort.csv, a million rows",
    "claims.yaml, a Python call",
    "_quarto.yml, a Python call",
    "index.qmd, '```{python}\\n1\\n'",
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A project with the sources, the data and the small book."""
    folder = tmp_path_factory.mktemp("installed") / "project"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("src", "data"):
        shutil.copytree(paths.PROJECT / name, folder / name, ignore=ignored)
    for name, text in BOOK.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / CONFIG).open("a", encoding="utf-8") as config:
        config.write(PARTS)
    return folder


def seen_by_a_user(case: Malformed, project: Path) -> subprocess.CompletedProcess[str]:
    """Run the command while the malformed file takes the good one's place."""
    command = "book" if case.file in BOOK else "check"
    folder = {COHORT: "data", **dict.fromkeys(BOOK, ".")}.get(case.file, "data/published")
    path = project / folder / case.file
    good = path.read_bytes()
    case.write(path)
    limited = ["sh", "-c", f'ulimit -t {LONGEST} && exec "$@"', "sh"]
    done = subprocess.run(
        [*limited, sys.executable, "-m", "reproduction.cli", command],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(project / "src")},
    )
    restore(path, good)
    return done


@pytest.mark.parametrize("name", SAMPLE)
def test_a_malformed_file_in_a_process_of_its_own(installed, name):
    """All of them are tried within the process of the tests; here, one for each way to fail."""
    case = next(case for case in [*data_files(), *books()] if str(case) == name)
    done = seen_by_a_user(case, installed)
    assert (done.returncode, done.stdout) == (UNUSABLE, "")
    assert_told(case, done.stderr.splitlines())
    assert not list(installed.glob("*_book*"))
    assert not list(installed.rglob("owned"))
