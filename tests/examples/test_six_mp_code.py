"""The second paper's own code: written against the tool's interface, and little of it."""

import ast
import re
from pathlib import Path

from six_mp import EXAMPLE, REPOSITORY, WRONG_PRINT, copied

from reproduction import cli, scaffold


def code() -> list[Path]:
    return sorted(EXAMPLE.glob("*.py"))


def test_it_uses_the_tool_and_public_names_only():
    imported = [
        f"{node.module}.{alias.name}"
        for path in code()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    roots = {name.split(".")[0] for name in imported}
    assert roots <= {"collections", "display", "great_tables", "reproduction"}
    assert not [name for name in imported if re.search(r"\._|^letter\b", name)]


def test_its_code_is_short_and_its_own():
    lines = [line for path in code() for line in path.read_text("utf-8").splitlines()]
    assert len(lines) < 200
    template = set((scaffold.PROJECT / "checks.py").read_text("utf-8").splitlines())
    assert len([line for line in lines if line in template and len(line) > 40]) <= 3


def lines_in(*names: str) -> int:
    paths = [path for name in names for path in EXAMPLE.glob(name)]
    return sum(len(path.read_text("utf-8").splitlines()) for path in paths)


def test_the_readme_says_what_it_took(project):
    own = [path for path in EXAMPLE.iterdir() if path.is_file()]
    found = [
        len(project.outcome.numbers),
        len(own),
        lines_in("*.py"),
        lines_in("claims.yaml", "inventory.csv"),
        lines_in("*.qmd"),
    ]
    (sentence,) = re.findall(
        r"textbook reanalysis: (.*)\.", (REPOSITORY / "README.md").read_text("utf-8")
    )
    assert [int(number) for number in re.findall(r"\d+", sentence)] == found


def test_the_guide_shows_what_the_commands_say(tmp_path, capsys):
    guide = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    tutorial = guide[guide.index("## For another paper") :]
    cli.main(["check", "--quiet", str(EXAMPLE)])
    cli.main(["sharpness", str(EXAMPLE)])
    cli.main(["check", "--quiet", str(copied(tmp_path / "paper", *WRONG_PRINT["an interval"][0]))])
    said = capsys.readouterr().out
    blocks = re.findall(r"\n\n    (\S.*)\n\n", tutorial)
    assert len(blocks) == 3
    assert [line for line in blocks if line not in said] == []


def test_its_extension_is_the_one_that_init_writes():
    folder = Path("_extensions") / "reproduction"
    ours, theirs = (
        {path.name: path.read_bytes() for path in (root / folder).iterdir()}
        for root in (EXAMPLE, scaffold.PROJECT)
    )
    assert ours == theirs
