"""How long things take, against yardsticks that run on the same machine at the same time.

Runs are interleaved, so that a busy machine slows both sides; the table gives medians, the
fastest and the slowest run, the largest process, and the ratio of the medians with its goal.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from machine import machine
from made_up import made_up_project

PROJECT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
EDITED = "report/background.qmd"
MADE = (".*", "_book", "__pycache__", "*_files")
CURVE = """
import numpy, sys
from reproduction.survival.kaplan_meier import kaplan_meier, risk_table
patients = numpy.random.default_rng(20)
months, event = patients.exponential(40, int(sys.argv[1])), patients.random(int(sys.argv[1])) < 0.5
kaplan_meier(months, event), risk_table(months, event, range(0, 73, 12))
"""


@dataclass(frozen=True)
class Cost:
    """What one run took.

    Attributes:
        seconds: on the clock.
        megabytes: the most memory that one of its processes had at once.
    """

    seconds: float
    megabytes: float


Run = Callable[[], Cost]


@dataclass(frozen=True)
class Race:
    """A thing and the yardstick that its time is divided by.

    Attributes:
        goal: what the ratio or the thing itself should be; empty where there is no goal.
        runs: how often each of the two is run.
    """

    name: str
    run: Run
    yardstick: str
    other: Run
    goal: str
    runs: int


def main() -> None:
    """Run every race and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="of the short commands (7)")
    parser.add_argument("--long-runs", type=int, default=3, help="of whole books (3)")
    options = parser.parse_args()
    print(machine())
    print()
    print(line("seconds: median (fastest-slowest)", "yardstick", "ratio", "goal"))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for race in races(Path(folder), options.runs, options.long_runs):
            print(result(race), flush=True)
    for name in ("Rscript", "quarto"):
        if shutil.which(name) is None:
            print(f"Not measured: {name} is not on PATH")


def races(folder: Path, runs: int, long_runs: int) -> Iterator[Race]:
    """Give what is measured, and against what, in an order in which each finds what it needs."""
    project = copy(folder / "project")
    here = partial(command, project)
    reproduction = partial(here, PYTHON, "-m", "reproduction.cli")
    check = reproduction("check", "--quiet")
    lifelines = here(PYTHON, "-c", "import lifelines")
    yield Race("check", check, "import lifelines", lifelines, "≤ 1.2, < 200 MB", runs)
    if shutil.which("Rscript"):
        scripts = 'for script in tests/oracle/*.R; do Rscript --vanilla "$script" || exit 1; done'
        oracle = here("sh", "-c", scripts)
        yield Race("check", check, "R: every oracle script", oracle, "", long_runs)

    book = reproduction("book")
    cold = cleared(project, book)
    if quarto := shutil.which("quarto"):
        other = copy(folder / "quarto")
        rendered = cleared(other, command(other, quarto, "render", "--no-execute-daemon"))
        yield Race("book, cold", cold, "quarto render", rendered, "≤ 0.08", long_runs)
    after = edited(project, book)
    yield Race("book, prose edited", after, "book, cold", cold, "≤ 0.2", long_runs)

    few, many = (made_up_project(folder / str(claims), claims) for claims in (200, 2000))
    larger, smaller = (reproduction("check", str(paper), "--quiet") for paper in (many, few))
    yield Race("check, 2,000 claims", larger, "200 claims", smaller, "≤ 10", long_runs)
    larger, smaller = (here(PYTHON, "-c", CURVE, patients) for patients in ("1000000", "20"))
    yield Race("curve, a million patients", larger, "20 patients", smaller, "", long_runs)


def copy(folder: Path) -> Path:
    """Copy the project into a folder of its own, so that nothing made earlier is in the way."""
    return Path(shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(*MADE)))


def command(folder: Path, *words: str) -> Run:
    """Return a run of a command that has to succeed, with the sources of ``folder``."""
    path = os.pathsep.join([str(Path(PYTHON).parent), os.environ["PATH"]])
    own = {"PATH": path, "PYTHONPATH": str(folder / "src"), "QUARTO_PYTHON": PYTHON}

    def run() -> Cost:
        start = time.perf_counter()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                words,
                cwd=folder,
                env={**os.environ, **own},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                raise SystemExit(
                    f"{' '.join(words)} failed:\n{said.read().decode(errors='replace')}"
                )
        unit = 1e6 if sys.platform == "darwin" else 1e3
        return Cost(time.perf_counter() - start, usage.ru_maxrss / unit)

    return run


def cleared(project: Path, run: Run) -> Run:
    """Return a run that finds nothing an earlier run has left."""

    def cold() -> Cost:
        for name in ("_book", ".book-cache", ".quarto", "report/.quarto"):
            shutil.rmtree(project / name, ignore_errors=True)
        return run()

    return cold


def edited(project: Path, run: Run) -> Run:
    """Return a run after a sentence has been added to one chapter."""

    def rebuild() -> Cost:
        if not (project / ".book-cache").exists():
            run()
        with (project / EDITED).open("a", encoding="utf-8") as file:
            file.write("\nOne more sentence.\n")
        return run()

    return rebuild


def result(race: Race) -> str:
    """Run a race and return its line of the table."""
    pairs = [(race.run(), race.other()) for _ in range(race.runs)]
    mine, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    ratio = median(cost.seconds for cost in mine) / median(cost.seconds for cost in other)
    return line(shown(race.name, mine), shown(race.yardstick, other), f"{ratio:.2f}", race.goal)


def shown(name: str, costs: Sequence[Cost]) -> str:
    """Return a name, its seconds, and its memory."""
    times = [cost.seconds for cost in costs]
    memory = max(cost.megabytes for cost in costs)
    spread = f" ({min(times):.2f}-{max(times):.2f})" if max(times) > min(times) else ""
    return f"{name} {median(times):.2f}{spread} {memory:.0f} MB"


def line(name: str, yardstick: str, ratio: str, goal: str) -> str:
    """Return a line of the table."""
    return f"{name:<52}{yardstick:<52}{ratio:>6}  {goal}".rstrip()


if __name__ == "__main__":
    main()
