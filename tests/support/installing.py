"""Installations by ``make`` in a clone of a project with hardly any code."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from processes import hear_signals

from letter.data.paths import PROJECT

BASE = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
BACKEND = """\
import zipfile

def build_editable(folder, *_):
    name = "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("tiny.pth", "SRC")
        wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
        wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "")
    return name
"""
# Makes environments without pip, which takes seconds, but with a module of that name.
QUICK = """\
import sys
sys.path.insert(0, "tools")
import environment

def run(command, lock):
    if "venv" not in command:
        return really_run(command, lock)
    really_run([*command, "--without-pip"], lock)
    (packages,) = environment.VENV.glob("lib/python*/site-packages")
    (packages / "pip").mkdir()
    (packages / "pip/__main__.py").write_text("exec(open('pip-does.py').read())")

really_run, environment.run = environment.run, run
sys.exit(environment.main(sys.argv[1:]))
"""
NOTES = "import os, sys, time\nprint(*sys.argv[1:], file=open('asked', 'a'))\n"


def fresh_clone(parent: Path) -> Path:
    """A fresh clone of a project with hardly any code and no packages, in a folder with a space."""
    folder = parent / "a clone"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(PROJECT / "Makefile", folder)
    shutil.copy(PROJECT / "tools/environment.py", folder / "tools")
    (folder / "quick.py").write_text(QUICK)
    (folder / "pip-does.py").write_text(NOTES)
    for name in ("requirements.txt", "requirements-build.txt", "pyproject.toml"):
        (folder / name).write_text("# none\n")
    return folder


def make(clone: Path, *words: str, **changes: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(BASE.parent), "/usr/bin", "/bin"])
    return subprocess.Popen(
        ["make", *words],
        cwd=clone,
        # Apart from a make that runs the tests.
        env={
            **os.environ,
            "MAKEFLAGS": "",
            "MAKELEVEL": "0",
            "PATH": path,
            "PYTHON": "",
            **changes,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def under_way(clone: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """An installation."""
    process = subprocess.Popen(
        [BASE, "-I", "quick.py", *options],
        cwd=clone,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_signals,
    )
    with process:
        yield process


def install(clone: Path, *options: str) -> tuple[int, str, str]:
    """Its exit code and output."""
    with under_way(clone, *options) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def asked(clone: Path) -> list[str]:
    """What pip was asked, since the last time."""
    file = clone / "asked"
    lines = file.read_text().splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return lines
