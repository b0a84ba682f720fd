"""Books made for real, in copies of the project."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from letter.data import paths

SOURCES = (
    "_quarto.yml",
    "index.qmd",
    "references.bib",
    "_extensions",
    "report",
    "tests/oracle",
    "data",
    "src",
    "tools",
)


def copy_of_the_project(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name in SOURCES:
        source = paths.PROJECT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*_files", ".quarto")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    return folder


def run(
    project: Path, *command: str, umask: int = -1, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a copy of the project, with its own sources before the installed ones."""
    return subprocess.run(
        command,
        cwd=project,
        env=environment(project, changes),
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )


def environment(project: Path, changes: Mapping[str, str]) -> dict[str, str]:
    scripts = str(Path(sys.executable).parent)
    return {
        **os.environ,
        "PYTHONPATH": str(project / "src"),
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "QUARTO_PYTHON": sys.executable,
        **changes,
    }


def reproduction(
    project: Path, *arguments: str, umask: int = -1, **changes: str
) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "reproduction.cli", *arguments)
    return run(project, *command, umask=umask, **changes)
