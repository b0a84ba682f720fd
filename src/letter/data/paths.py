"""Where the letter's files are, for tests and for loading data without a project.

A project finds its own files, which the ``reproduction:`` mapping of ``_quarto.yml`` names.
"""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]

DATA = PROJECT / "data"
COHORT = DATA / "cohort.csv"
PUBLISHED = DATA / "published"
CLAIMS = PUBLISHED / "claims.yaml"
INVENTORY = PUBLISHED / "inventory.csv"
REFERENCES = PROJECT / "references.bib"
REPORT = PROJECT / "report"
