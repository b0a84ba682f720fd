"""Malformed files as a user sees them: the command in a process of its own."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from malformed_book import BOOK, CONFIG, books
from malformed_data import COHORT, data_files
from malformed_files import LONGEST, UNUSABLE, Malformed, assert_told

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
    "cohort.csv, missing",
    "cohort.csv, a million rows",
    "cohort.csv, UTF-16",
    "cohort.csv, semicolons",
    "claims.yaml, a bomb",
    "claims.yaml, a hundred thousand lists in each other",
    "claims.yaml, a Python call",
    "table2.csv, CRLF",
    "_quarto.yml, a Python call",
    "_quarto.yml, '- report/results.qmd' is '- ../results.qmd'",
    "index.qmd, half a character at the end",
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
    """Run the command in a copy of the project with the malformed file."""
    command = "book" if case.file in BOOK else "check"
    folder = {COHORT: "data", **dict.fromkeys(BOOK, ".")}.get(case.file, "data/published")
    case.write(project / folder / case.file)
    limited = ["sh", "-c", f'ulimit -t {LONGEST} && exec "$@"', "sh"]
    return subprocess.run(
        [*limited, sys.executable, "-m", "reproduction.cli", command],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(project / "src")},
    )


def test_a_sample_of_them_in_processes_of_their_own(installed, tmp_path):
    cases = {str(case): case for case in [*data_files(), *books()]}

    def run(name: str) -> subprocess.CompletedProcess[str]:
        project = shutil.copytree(installed, tmp_path / str(SAMPLE.index(name)))
        return seen_by_a_user(cases[name], project)

    with ThreadPoolExecutor(2) as pool:
        for name, done in zip(SAMPLE, pool.map(run, SAMPLE), strict=True):
            assert (name, done.returncode, done.stdout) == (name, UNUSABLE, "")
            assert_told(cases[name], done.stderr.splitlines())
            project = tmp_path / str(SAMPLE.index(name))
            assert not list(project.glob("*_book*")), name
            assert not list(project.rglob("owned")), name
