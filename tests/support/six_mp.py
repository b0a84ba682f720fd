"""The second paper, and copies of it."""

import shutil
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "six-mp"
REPOSITORY = EXAMPLE.parents[1]
IGNORED = shutil.ignore_patterns("__pycache__", "_book", ".quarto", ".book-cache", "*_files")

WRONG_PRINT = {
    "a count in words": (
        [
            ("claims.yaml", '"Sixty-two"', '"Sixty-one"'),
            ("inventory.csv", "3,Sixty-two", "3,Sixty-one"),
        ],
        "entered (abstract), number 3: printed 67 per cent; computed 66%; contradicted",
    ),
    "an interval": (
        [
            ("claims.yaml", "2.03 to 10.09", "2.04 to 10.09"),
            ("inventory.csv", "2.03 to 10.09", "2.04 to 10.09"),
        ],
        "hazard-ratio (textbook), number 2: printed 2.04 to 10.09; computed 2.03 to 10.09",
    ),
    "a relation": (
        [("claims.yaml", "P < 0.001", "P > 0.001"), ("inventory.csv", "P < 0.001", "P > 0.001")],
        "log-rank (textbook), number 2: printed P > 0.001; computed 0.00004; contradicted",
    ),
    "one transcription": (
        [("inventory.csv", "3,541", "3,514")],
        "notes, quantity 3: the ledger has “541” (relapses), the inventory has “514” (relapses)",
    ),
}


def copied(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy with changes, each of a text that is in its file once."""
    shutil.copytree(EXAMPLE, folder, ignore=IGNORED, dirs_exist_ok=True)
    for name, old, new in changes:
        text = (folder / name).read_text("utf-8")
        assert text.count(old) == 1, (name, old)
        (folder / name).write_text(text.replace(old, new), "utf-8")
    return folder
