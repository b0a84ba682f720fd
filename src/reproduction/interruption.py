"""Let signals that end a program end it as Ctrl-C does, with time to clear up."""

import contextlib
import signal
import threading
from collections.abc import Iterator

ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt for SIGTERM and SIGHUP inside the ``with`` block, and once only.

    A second signal would interrupt the clearing up, and is ignored, also after the block. What
    is ignored already, as by nohup, stays so. Ctrl-C in a shell's background job is held back and
    not ignored, because asyncio ends its tasks in order only for a SIGINT that it can hear.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone has signals
        yield
        return
    is_ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    if is_ignored:
        _hold_back_ctrl_c(True)
    heard = [number for number in ENDING if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, _as_ctrl_c) for number in heard}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        is_interrupted = signal.getsignal(signal.SIGINT) is _heard_before
        for number, handler in before.items() if not is_interrupted else ():
            signal.signal(number, handler)
        if is_ignored:
            _hold_back_ctrl_c(False)


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """Let an interrupt wait for the end of the ``with`` block, which has to be short."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    heard = [n for n in (*ENDING, signal.SIGINT) if callable(signal.getsignal(n))]
    before = {n: signal.signal(n, lambda number, _: came.append(number)) for n in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def _as_ctrl_c(*_: object) -> None:
    _hold_back_ctrl_c(False)
    signal.raise_signal(signal.SIGINT)


def _interrupt(*_: object) -> None:
    for number in (*ENDING, signal.SIGINT):
        signal.signal(number, _heard_before)
    raise KeyboardInterrupt


def _heard_before(*_: object) -> None:
    """Do nothing: Python would say so of a signal that came just before it was to be ignored."""


def _hold_back_ctrl_c(is_held: bool) -> None:
    if hasattr(signal, "pthread_sigmask"):
        how = signal.SIG_BLOCK if is_held else signal.SIG_UNBLOCK
        signal.pthread_sigmask(how, {signal.SIGINT})
