"""The machine and the versions that a measurement is about."""

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pypandoc

PACKAGES = ("lifelines", "pandas", "numpy", "matplotlib", "great-tables", "nbclient", "typst")


def machine() -> str:
    """Cores, processor, system, and the versions of what is measured."""
    lines = [
        f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()}"
        f" cores of {processor()}, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        + f", pandoc {pypandoc.get_pandoc_version()}",
    ]
    for name, option in (("Rscript", "--version"), ("quarto", "--version")):
        if shutil.which(name):
            done = subprocess.run([name, option], capture_output=True, text=True)
            found = re.search(r"\d+\.\d+\.\d+", done.stdout + done.stderr)
            lines.append(f"{name} {found[0] if found else '?'}")
    return "\n".join(lines)


def processor() -> str:
    """Return the processor's name."""
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()
