"""Let signals that end a program end it as Ctrl-C does, with time to clear up."""

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt for SIGTERM and SIGHUP inside the ``with`` block.

    Where Ctrl-C is ignored, as in a shell's background job, it stays so: it is held back and not
    ignored, because asyncio ends its tasks in order only for a SIGINT that it can hear.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone has signals
        yield
        return
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), _interrupt) for name in names}
    is_ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    if is_ignored:
        _hold_back_ctrl_c(True)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
        if is_ignored:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            _hold_back_ctrl_c(False)


def _interrupt(*_: object) -> None:
    _hold_back_ctrl_c(False)
    signal.raise_signal(signal.SIGINT)


def _hold_back_ctrl_c(is_held: bool) -> None:
    if hasattr(signal, "pthread_sigmask"):
        how = signal.SIG_BLOCK if is_held else signal.SIG_UNBLOCK
        signal.pthread_sigmask(how, {signal.SIGINT})
