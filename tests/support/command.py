"""The command `reproduction` in a process of its own, and what it says of a new project."""

import subprocess
import sys

AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, BROKEN = 0, 1, 2, 70
SUMMARY = (
    "8 printed numbers: 3 reproduced, 1 consistent, 3 qualified, 1 contradicted; "
    "checks: 8 sharp; as expected\n"
)
RETOLD = [("claims.yaml", '"666"', '"667"'), ("inventory.csv", "2,666", "2,667")]


def process(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "reproduction.cli", *map(str, arguments)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False, **options)
