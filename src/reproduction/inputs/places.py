"""Files as messages name them."""

from pathlib import Path


def shown(path: Path) -> str:
    """The path as messages show it: relative to the working folder where it is inside it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (OSError, RuntimeError, ValueError):  # links in a circle; outside
        return str(path)
