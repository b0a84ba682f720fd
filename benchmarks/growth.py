"""How times grow: the ledger with more claims, curves and figures with more patients."""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt

from letter.checks import CHECKS
from letter.data import paths
from letter.data.letter import Letter, load_letter
from reproduction.claims import Checks, evaluate, load_ledger
from reproduction.figures.survival import survival_figure
from reproduction.survival.kaplan_meier import kaplan_meier, risk_table

PATIENTS = (20, 1_000, 100_000, 1_000_000)
TICKS = range(0, 73, 12)
TIMES = 10
ENTRY = re.compile(r"^(?=- id: )", re.MULTILINE)
ID = re.compile(r"^- id: \S+", re.MULTILINE)
CURVE = "curve and table at risk"
Work = Callable[[], object]


def growth() -> Iterator[tuple[str, float, str, float, str]]:
    """What is larger and its seconds, what it is held against and its seconds, and the goal."""
    with tempfile.TemporaryDirectory() as folder:
        usual, larger = (ledger(times, Path(folder, f"{times}.yaml")) for times in (1, TIMES))
        name = f"{TIMES} times the claims, read and evaluated"
        yield name, larger, "once", usual, f"about {TIMES}"

    rng = np.random.default_rng(20)
    first: dict[str, float] = {}
    for n in PATIENTS:
        for name, work in works(rng.exponential(40, n), rng.random(n) < 0.5).items():
            took = seconds(work)
            first.setdefault(name, took)
            goal = "< 2 s" if n == PATIENTS[-1] and name == CURVE else ""
            yield f"{name}, {n:,} patients", took, f"{PATIENTS[0]} patients", first[name], goal


def ledger(times: int, file: Path) -> float:
    """The seconds for a ledger with every claim so many times, each under an id of its own."""
    text, letter, checks = paths.CLAIMS.read_text(encoding="utf-8"), load_letter(), Checks[Letter]()
    ends = ["", *(f"-again-{number}" for number in range(2, times + 1))]
    entries = [ID.sub(rf"\g<0>{end}", entry) for entry in ENTRY.split(text) for end in ends]
    file.write_text("".join(entries), encoding="utf-8")
    for end in ends:
        for claim in CHECKS:
            if check := CHECKS.get(claim):
                checks(f"{claim}{end}")(check)
    return seconds(lambda: evaluate(load_ledger(file), checks, letter))


def works(months: npt.NDArray[np.float64], event: npt.NDArray[np.bool_]) -> dict[str, Work]:
    """What is done with the patients, by name.

    All times differ for the curve; the figure has them to a tenth of a month, as the letter does.
    """

    def curve() -> None:
        kaplan_meier(months, event)
        risk_table(months, event, TICKS)

    def figure() -> None:
        group = (months.round(1), event)
        survival_figure({"All": group}, ticks=TICKS, x_label="Months", y_label="RFS", alt="RFS")

    return {CURVE: curve, "figure": figure}


def seconds(work: Work, runs: int = 3) -> float:
    """The median of a few runs, after one that is not counted."""
    work()
    return median(once(work) for _ in range(runs))


def once(work: Work) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
