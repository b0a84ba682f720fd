"""Builds that are stopped at any moment: the folder holds one of two books, whole."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from processes import hear_signals
from short_book import MESSAGE, SEED, SETTINGS, Book

from reproduction.book import commands

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


def kills(book: Book, count: int, latest: float) -> dict[str, int]:
    """Stop builds at random moments, up to a share of the time they take.

    Return how many ended how, by signal.
    """
    chance, typical = random.Random(SEED), book.seconds
    ends: dict[str, int] = {}
    for number in range(count):
        before, left = book.version(), len(book.leftovers())
        book.write(3 - before)
        process = book.start()
        time.sleep(chance.uniform(0.02, latest) * typical)
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


def survives(book: Book, count: int, latest: float) -> str:
    ends = kills(book, count, latest)
    assert book.survivors() == ""
    version = 3 - book.version()
    book.write(version)
    assert book.build() == (0, "")
    assert book.version() == version
    assert book.leftovers() == []
    for sent in SIGNALS:
        assert ends[f"{sent.name} before it"] >= max(count // 9, 1)
    counted = ", ".join(f"{number} {name}" for name, number in sorted(ends.items()))
    return f"{count} of {count} kills of the builder survived: {counted}"


def test_a_killed_build_leaves_the_last_book_whole(short, last_words):
    last_words.append(survives(short, 3, 0.5))


def ignoring(number: signal.Signals) -> Callable[[], None]:
    def prepare() -> None:
        hear_signals()
        signal.signal(number, signal.SIG_IGN)

    return prepare


@pytest.mark.parametrize("moment", ["started", "t*/reproduction-book-*/kernel.json"])
def test_sigterm_is_heard_where_ctrl_c_is_ignored(short, moment):
    """While the hook's work is done, and while kernels start."""
    before = short.version()
    short.write(3 - before)
    folder = short.project if moment == "started" else short.scratch.parent
    process = short.start(preexec_fn=ignoring(signal.SIGINT))
    while not any(folder.glob(moment)):
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, MESSAGE)
    assert short.version() == before


LONG_CELL = """\
# Long

```{python}
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open('running', 'w').close()
time.sleep(60)
```
"""


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(("SIGINT",), marks=pytest.mark.slow),
        ("SIGHUP",),
        pytest.param(("SIGINT", "SIGINT"), marks=pytest.mark.slow),
        ("SIGTERM", "SIGTERM", "SIGINT", "SIGHUP"),
    ],
    ids=" ".join,
)
def test_signals_end_a_cell_that_takes_long(short, sent):
    """A second one comes while the first is being obeyed."""
    before = short.version()
    (short.project / "other.qmd").write_text(LONG_CELL)
    process = short.start()
    while not (short.project / "running").exists():
        time.sleep(0.02)
    (short.project / "running").unlink()
    for name in sent:
        process.send_signal(getattr(signal, name))
        time.sleep(0.1)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, MESSAGE)
    assert short.version() == before
    assert short.leftovers() == []
    assert short.survivors() == ""


def test_nohup_is_respected(short):
    version = 3 - short.version()
    short.write(version)
    process = short.start(preexec_fn=ignoring(signal.SIGHUP))
    while not (short.project / "started").exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGHUP)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert short.version() == version


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
    last_words.append(survives(short, 100, 1))


def test_an_interrupt_that_comes_as_a_command_starts_leaves_no_process(tmp_path):
    """It comes before the command's first step, when the builder does not know the process yet."""
    builder = os.getpid()
    sleep = [sys.executable, "-c", f"import time; time.sleep(60)  # {tmp_path}"]
    # A job in the background does not hear it by default.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            commands.run(sleep, tmp_path, preexec_fn=lambda: os.kill(builder, signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, before)
    listed = subprocess.run(["ps", "-Aww", "-o", "args="], capture_output=True, text=True)
    assert str(tmp_path) not in listed.stdout
