"""Processes of others: what they write, and whether they have ended."""

import os
import signal
import time
from pathlib import Path


def soon(file: Path) -> str:
    for _ in range(400):
        if file.exists() and (text := file.read_text()):
            return text
        time.sleep(0.05)
    raise AssertionError(f"no {file}")


def ends(pid: int) -> bool:
    for _ in range(100):
        stat_file = Path(f"/proc/{pid}/stat")
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if stat_file.exists() and stat_file.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def hear_signals() -> None:
    """Hear in a new process what a shell may ignore for those in the background, or `nohup`."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
