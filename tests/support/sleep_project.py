"""The project that `reproduction init` writes, and changes to it."""

from pathlib import Path

from reproduction.scaffold import write_project


def sleep_project(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Write the project; then replace a text, which is there once, in a file, for each change."""
    write_project(folder)
    for name, old, new in changes:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder
