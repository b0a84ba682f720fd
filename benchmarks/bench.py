"""How long things take, against yardsticks that run on the same machine at the same time.

Runs are interleaved, so that a busy machine slows both sides; the table gives medians, the
fastest and the slowest run, and the ratio of the medians with its goal.
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

from growth import growth
from machine import machine
from parts import parts

PROJECT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
SOURCES = ("_quarto.yml", "index.qmd", "references.bib", "report", "data", "src", "tests/oracle")
EDITED = "report/background.qmd"


@dataclass(frozen=True)
class Cost:
    """What one run took.

    Attributes:
        seconds: on the clock.
        megabytes: the most memory that one of its processes had at once.
    """

    seconds: float
    megabytes: float = 0


Run = Callable[[], Cost]


COMPOSITION: list[dict[str, float]] = []


@dataclass(frozen=True)
class Race:
    """A thing and the yardstick that its time is divided by."""

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
        for race in races(copy(Path(folder) / "project"), options.runs, options.long_runs):
            print(result(race), flush=True)
    for name, took, other, once, goal in growth():
        text = line(f"{name} {took:.3f}", f"{other} {once:.3f}", f"{took / once:.2f}", goal)
        print(text, flush=True)
    for text in (*missing(), "", *composition()):
        print(text)


def races(project: Path, runs: int, long_runs: int) -> Iterator[Race]:
    """What is measured, and against what, in an order in which each finds what it needs."""
    reproduction = (PYTHON, "-m", "reproduction.cli")
    here = partial(command, project)
    check = here(*reproduction, "check", "--quiet")
    lifelines = here(PYTHON, "-c", "import lifelines")
    yield Race("reproduction check", check, "import lifelines", lifelines, "≤ 1.25", runs)
    if shutil.which("Rscript"):
        scripts = 'for script in tests/oracle/*.R; do Rscript --vanilla "$script" || exit 1; done'
        oracle = here("sh", "-c", scripts)
        yield Race("reproduction check", check, "R: every oracle script", oracle, "", long_runs)
        start = here("Rscript", "--vanilla", "-e", "library(survival)")
        yield Race("reproduction check", check, "R: library(survival)", start, "", runs)

    book = here(*reproduction, "book")
    cold = cleared(project, book)
    if quarto := shutil.which("quarto"):
        other = copy(project.with_name("quarto"))
        rendered = cleared(other, command(other, quarto, "render"))
        yield Race("book, cold", cold, "quarto render", rendered, "≤ 0.5", long_runs)
    yield Race("book, cold", cold, "sum of its parts", summed(project), "", long_runs)
    after = edited(project, book)
    yield Race("book, prose edited", after, "book, cold", cold, "< 3 s", long_runs)


def missing() -> Iterator[str]:
    """Yardsticks that are not on this machine."""
    for name in ("Rscript", "quarto"):
        if shutil.which(name) is None:
            yield f"Not measured: {name} is not on PATH"


def copy(folder: Path) -> Path:
    """The project's sources in a folder of their own, so that nothing of it is in the way."""
    for name in SOURCES:
        source, target = PROJECT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("*_files", ".quarto"))
        else:
            shutil.copy(source, target)
    return folder


def command(folder: Path, *words: str) -> Run:
    """A command that has to succeed, with the sources of ``folder``."""
    path = os.pathsep.join([str(Path(PYTHON).parent), os.environ["PATH"]])
    own = {"PATH": path, "PYTHONPATH": str(folder / "src"), "QUARTO_PYTHON": PYTHON}

    def run() -> Cost:
        start = time.perf_counter()
        process = subprocess.Popen(
            words, cwd=folder, env={**os.environ, **own},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(words)} ended with exit code {process.returncode}")
        unit = 1e6 if sys.platform == "darwin" else 1e3
        return Cost(time.perf_counter() - start, usage.ru_maxrss / unit)

    return run


def cleared(project: Path, run: Run) -> Run:
    """Run without anything that an earlier run has left."""

    def cold() -> Cost:
        for name in ("_book", ".book-cache", ".quarto", "report/.quarto"):
            shutil.rmtree(project / name, ignore_errors=True)
        return run()

    return cold


def edited(project: Path, run: Run) -> Run:
    """Run after a sentence has been added to one chapter."""

    def rebuild() -> Cost:
        if not (project / ".book-cache").exists():
            run()
        with (project / EDITED).open("a", encoding="utf-8") as file:
            file.write("\nOne more sentence.\n")
        return run()

    return rebuild


def summed(project: Path) -> Run:
    """What the parts of a cold book take one after another."""

    def total() -> Cost:
        took = parts(project)
        COMPOSITION.append(took)
        return Cost(sum(took.values()))

    return total


def composition() -> Iterator[str]:
    """The parts of a cold book."""
    if COMPOSITION:
        shares = (
            f"{name} {median(took[name] for took in COMPOSITION):.2f}" for name in COMPOSITION[0]
        )
        yield f"The parts of a cold book, in seconds: {', '.join(shares)}"


def result(race: Race) -> str:
    """The race's line of the table."""
    pairs = [(race.run(), race.other()) for _ in range(race.runs)]
    mine, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    ratio = median(cost.seconds for cost in mine) / median(cost.seconds for cost in other)
    return line(shown(race.name, mine), shown(race.yardstick, other), f"{ratio:.2f}", race.goal)


def shown(name: str, costs: Sequence[Cost]) -> str:
    """A name, its seconds, and its memory."""
    times = [cost.seconds for cost in costs]
    memory = max(cost.megabytes for cost in costs)
    spread = f" ({min(times):.2f}-{max(times):.2f})" if max(times) > min(times) else ""
    return f"{name} {median(times):.2f}{spread}" + (f" {memory:.0f} MB" if memory else "")


def line(name: str, yardstick: str, ratio: str, goal: str) -> str:
    """A line of the table."""
    return f"{name:<52}{yardstick:<52}{ratio:>6}  {goal}".rstrip()


if __name__ == "__main__":
    main()
