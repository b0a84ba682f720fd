"""Where files are, and how messages name them."""

from pathlib import Path


def inside(folder: Path, path: Path) -> str | None:
    """Return the path relative to a folder that it is in, links followed; None elsewhere."""
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except (OSError, RuntimeError, ValueError):  # links in a circle; elsewhere
        return None


def shown(path: Path) -> str:
    """Return the path as the user would type it: relative to the working folder if it is in it."""
    return inside(Path.cwd(), path) or str(path)
