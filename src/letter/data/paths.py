"""Where the letter's files are. Nothing here touches the disk."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]

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
