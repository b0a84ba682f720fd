"""The environment of kernels and hooks: only named variables pass, others change no book."""

import os
import sys
import tempfile
from pathlib import Path

PASSED = (
    "HOME", "LANG", "LANGUAGE", "LOGNAME", "PATH", "PYTHONPATH", "SHELL", "TERM", "TMPDIR", "TZ",
    "USER", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE",
)  # fmt: skip
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
