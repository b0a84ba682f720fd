"""Where the project's files are. Nothing here touches the disk."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

DATA = PROJECT / "data"
COHORT = DATA / "cohort.csv"
PUBLISHED = DATA / "published"
TABLE_1 = PUBLISHED / "table1.csv"
TABLE_2 = PUBLISHED / "table2.csv"
CLAIMS = PUBLISHED / "claims.yaml"
INVENTORY = PUBLISHED / "inventory.csv"
RELATED = PUBLISHED / "related.csv"
REFERENCES = PROJECT / "references.bib"
REPORT = PROJECT / "report"
BOOK = PROJECT / "_book"


def shown(path: Path) -> str:
    """The path as messages show it: relative to the project where it is inside it."""
    try:
        return path.resolve().relative_to(PROJECT).as_posix()
    except (OSError, RuntimeError, ValueError):  # links in a circle; outside
        return str(path)
