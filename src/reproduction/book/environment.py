"""The environment of kernels and hooks: only named variables pass, others change no book.

And the limits that a system sets to a process: below some, libraries abort without a word.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reproduction.inputs.defects import Defect

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

PASSED = (
    "HOME",
    "LANG",
    "LANGUAGE",
    "LOGNAME",
    "PATH",
    "PYTHONPATH",
    "SHELL",
    "TERM",
    "TMPDIR",
    "TZ",
    "USER",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERPROFILE",
)
SHOWN = ("LANG", "LANGUAGE", "PYTHONPATH", "TZ")
"""Those on which what a chapter shows can depend, beside ``LC_…``."""


def clean(**own: str) -> dict[str, str]:
    """The variables that pass, commands of this Python's environment first on PATH, and others."""
    passed = {
        name: value
        for name, value in os.environ.items()
        if name in PASSED or name.startswith("LC_")
    }
    passed["TMPDIR"] = tempfile.gettempdir()  # which is there, whatever the user's says
    path = [str(Path(sys.executable).parent), *filter(None, [os.environ.get("PATH", "")])]
    return {**passed, "PATH": os.pathsep.join(path), **own}


def shown() -> list[str]:
    """The variables on which outputs can depend, with their values."""
    names = (name for name in os.environ if name in SHOWN or name.startswith("LC_"))
    return sorted(f"{name}={os.environ[name]}" for name in names)


def limit_defects() -> Iterator[Defect]:
    """Yield each limit on this process that is too low for a book, about twice what ours takes."""
    for name, option, unit, least, of_what in (
        ("RLIMIT_NOFILE", "-n", 1, 256, "open files"),
        ("RLIMIT_AS", "-v", 1024, 2**20, "kB of memory"),
    ):
        number = getattr(resource, name, None)
        limit = resource.getrlimit(number)[0] if number is not None else -1
        if 0 <= limit < least * unit:
            allowed = f"allows {limit // unit:,} {of_what}"
            yield Defect(f"ulimit {option}", "", allowed, f"{least:,} or more")
