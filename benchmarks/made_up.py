"""A project with as many claims as one likes, each computed by a check of its own."""

from pathlib import Path

FILES = {
    "_quarto.yml": "project: {type: book}\nreproduction: {ledger: claims.yaml, "
    "inventory: inventory.csv, code: checks.py, cohort: numbers.csv}\n",
    "numbers.csv": "number\n1\n",
    "checks.py": '''\
"""Each number is the one that its claim's name has."""

from reproduction.claims import Checks, Computed

check = Checks()


def load(files):
    """Return nothing: the checks need no data."""
    return None


def add(number):
    """Add the check of one number."""

    @check(f"claim-{number}")
    def compute(source):
        """Return the number."""
        return Computed((number,), patients=(1,))


for number in range(CLAIMS):
    add(number)
''',
}
CLAIM = """\
- id: claim-{0}
  at: p1
  prints: ["{0}"]
  says: A number.
  basis: patients
  expect: reproduced
"""


def made_up_project(folder: Path, claims: int) -> Path:
    """Write a project with this number of claims and return its folder."""
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text.replace("CLAIMS", str(claims)), "utf-8")
    rows = [f"p1,{number + 1},{number},claim-{number}" for number in range(claims)]
    (folder / "inventory.csv").write_text(
        "\n".join(["at,position,token,claim", *rows, ""]), "utf-8"
    )
    (folder / "claims.yaml").write_text("".join(map(CLAIM.format, range(claims))), "utf-8")
    return folder
