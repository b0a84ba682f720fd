"""The claims, and the data frames of a project, as CSV files that anyone can read."""

from pathlib import Path

import pandas as pd

from reproduction.claims.outcome import as_rows
from reproduction.inputs.writing import write_whole
from reproduction.loading import Project


def write_downloads(project: Project, folder: Path) -> list[Path]:
    """Write ``claims.csv`` and each data frame that the project's code offers.

    UTF-8 with LF; the same bytes for the same frame. A file is replaced whole or not at all.

    Args:
        project: with its outcome.
        folder: made where it does not exist.

    Returns:
        The files that were written.

    Raises:
        ValueError: a name is not a plain file name.
    """
    frames = {**project.downloads(), "claims": pd.DataFrame(as_rows(project.outcome.results))}
    for name in frames:
        if not name or Path(name).name != name:
            raise ValueError(f'"{name}": expected a file name without folders')
    made = {name: frame() if callable(frame) else frame for name, frame in frames.items()}
    texts = {name: frame.to_csv(index=False, lineterminator="\n") for name, frame in made.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_whole(folder / f"{name}.csv", text)
    return [folder / f"{name}.csv" for name in texts]
