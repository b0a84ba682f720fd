"""The small project that ``reproduction init`` writes."""

import shutil
from pathlib import Path

from reproduction.inputs.defects import Defect, InputError, shown

PROJECT = Path(__file__).with_name("project")


def write_project(folder: Path) -> list[Path]:
    """Write the project into a folder that is new or empty; return its files, sorted.

    Raises:
        InputError: the folder is not empty, or is a file.
        OSError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problem = "is not empty" if folder.is_dir() else "is a file"
        raise InputError([Defect(shown(folder), "", problem, "a new or an empty folder")])
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT, folder, ignore=ignored, dirs_exist_ok=True)
    return sorted(path for path in folder.rglob("*") if path.is_file())
