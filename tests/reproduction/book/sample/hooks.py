"""Hooks of the sample book."""

import os
import sys
from pathlib import Path

if sys.argv[1] == "after":
    folder = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"], "downloads")
    folder.mkdir()
    (folder / "table.csv").write_text("a,b\n1,2\n")
