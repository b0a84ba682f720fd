"""How long things take, against yardsticks that run on the same machine at the same time.

Runs are interleaved, so that a busy machine slows both sides; the table gives medians, the
fastest and the slowest run, and the ratio of the medians.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable


@dataclass(frozen=True)
class Race:
    """A command and the yardstick that its time is divided by."""

    name: str
    command: Sequence[str]
    yardstick: str
    other: Sequence[str]
    runs: int


def main() -> None:
    """Run every race and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="of the short commands (7)")
    runs = parser.parse_args().runs
    print(f"{'seconds: median (fastest-slowest)':<50}{'yardstick':<50}{'ratio':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for race in races(runs, Path(folder)):
            mine, other = times(race)
            print(f"{shown(race.name, mine):<50}{shown(race.yardstick, other):<50}", end="")
            print(f"{median(mine) / median(other):>6.2f}", flush=True)


def races(runs: int, folder: Path) -> Sequence[Race]:
    """What is measured, and against what."""
    reproduction = (PYTHON, "-m", "reproduction.cli")
    lifelines = (PYTHON, "-c", "import lifelines")
    book = (*reproduction, "book", "--output-dir")
    check = (*reproduction, "check", "--quiet")
    return (
        Race("reproduction check", check, "import lifelines", lifelines, runs),
        Race("book, HTML and PDF", (*book, str(folder / "book")), "reproduction check", check, 3),
    )


def times(race: Race) -> tuple[list[float], list[float]]:
    """Seconds of each run of both commands, in turns."""
    pairs = [(seconds(race.command), seconds(race.other)) for _ in range(race.runs)]
    return [mine for mine, _ in pairs], [other for _, other in pairs]


def seconds(command: Sequence[str]) -> float:
    """How long a command takes; it has to succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=PROJECT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def shown(name: str, taken: Sequence[float]) -> str:
    """A cell of the table."""
    return f"{name} {median(taken):.2f} ({min(taken):.2f}-{max(taken):.2f})"


if __name__ == "__main__":
    main()
