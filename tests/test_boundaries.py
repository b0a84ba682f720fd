"""Who may import whom, who may round, what a command loads, and how fast it starts."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import reproduction
from reproduction import paths

SOURCE = Path(reproduction.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))


def part_of(path: Path) -> str:
    """The module, or the package, that a file belongs to: survival, claims, book."""
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """The parts of this project that a file imports, anywhere in it."""
    package = path.relative_to(SOURCE).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = ["reproduction", *package][: len(package) + 2 - node.level]
            base = [*(above if node.level else []), *([node.module] if node.module else [])]
            names = [".".join([*base, alias.name]) for alias in node.names]
        for name in names:
            root, *rest = name.split(".")
            if root == "reproduction" and rest:
                yield rest[0]


GRAPH: dict[str, set[str]] = {}
for file in MODULES:
    GRAPH.setdefault(part_of(file), set()).update(set(imports(file)) - {part_of(file)})

# What each part may import. DESIGN's way through the project, from the files up to the outcome;
# whatever is not named here is above all of these, and none of these may import it.
FILES = "defects paths tabular text"
MAY_IMPORT = {
    # files, units, numbers
    "paths": "",
    "units": "",
    "rounding": "",
    "defects": "",
    "text": "",
    "tabular": "defects paths text",
    # the patients, and the tables as printed
    "cohort": f"{FILES} units",
    "published": FILES,
    "groups": "",
    # the letter's definitions
    "endpoints": "cohort groups",
    # textbook estimators: no knowledge of the letter
    "survival": "",
    "followup": "survival",
    "comparison": "survival",
    "competing_risks": "survival",
    "switching": "comparison survival",
    "proportions": "survival",
    "summaries": "rounding units",
    # the claims engine: no knowledge of survival, or of this letter
    "claims": f"{FILES} rounding",
    # the built-in builder: could be lifted out, with the reader of text files
    "book": "text",
    # this letter: what the checks see, the checks, and the outcome
    "letter": f"{FILES} claims cohort published",
    "interim": "claims",
    "checks": "claims endpoints followup groups letter rounding survival units",
    "cells": "defects published rounding summaries",
    "outcome": "cells checks claims letter published",
    # the reproduction's own analyses: no knowledge of what the letter prints
    "sensitivity": "cohort endpoints groups survival units",
    "review": (
        "cohort comparison competing_risks endpoints followup groups proportions sensitivity "
        "summaries survival switching units"
    ),
}


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_only_what_is_below_it(part):
    assert GRAPH[part] - set(MAY_IMPORT[part].split()) == set()


def test_the_rules_name_parts_that_exist():
    named = {name for rule in MAY_IMPORT.values() for name in rule.split()}
    assert named | set(MAY_IMPORT) <= set(GRAPH)


def test_imports_go_one_way():
    """Taking away parts that import nothing else, again and again, leaves no circle."""
    left = {part: set(imported) & set(GRAPH) for part, imported in GRAPH.items()}
    while free := {part for part, imported in left.items() if not imported & set(left)}:
        left = {part: imported for part, imported in left.items() if part not in free}
    assert left == {}


def test_the_letter_is_read_in_one_place():
    """Only the chapters, the commands and what they show build on the whole letter."""
    readers = {part for part, imported in GRAPH.items() if "letter" in imported}
    assert readers.isdisjoint({"claims", "book", "cells", "tables", "figures", "review"})


def test_every_third_party_import_of_estimators_is_a_textbook():
    allowed = {"lifelines", "scipy", "numpy", "pandas"}
    for part in ("survival", "followup", "comparison", "competing_risks", "switching"):
        tree = ast.parse((SOURCE / f"{part}.py").read_text("utf-8"))
        roots = {
            name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
            )
        }
        assert roots - allowed - set(sys.stdlib_module_names) <= {"reproduction"}


# --- Rounding is display

# Texts for readers: cells of tables, figures' labels, evidence in the ledger, the review's words.
# (The builder prints how long a chapter took, the mutation proof its score.)
MAY_ROUND = {
    "rounding",
    "claims",
    "checks",
    "cells",
    "tables",
    "figures",
    "review_text",
    "review_tables",
    "review_figures",
    "mutation",
    "book",
}


def roundings(path: Path) -> Iterator[int]:
    """The lines where a number is rounded, by a call or by a format."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "id", getattr(function, "attr", ""))
            if name in ("round", "fixed", "half_up", "quantize", "around", "rint"):
                yield node.lineno
        elif isinstance(node, ast.FormattedValue) and node.format_spec:
            spec = "".join(
                part.value
                for part in getattr(node.format_spec, "values", [])
                if isinstance(part, ast.Constant)
            )
            if spec.endswith(("f", "e", "%")) and "." in spec:
                yield node.lineno


def test_numbers_are_rounded_only_where_they_are_shown():
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in MODULES
        if part_of(path) not in MAY_ROUND
        for line in roundings(path)
    ]
    assert found == []


def test_checks_round_only_in_texts_of_evidence():
    """Values stay unrounded: what a check rounds is text (``fixed``), and no value is text."""
    for path in sorted((SOURCE / "checks").glob("*.py")):
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module == "reproduction.rounding"
            for alias in node.names
        }
        assert names <= {"fixed", "percent"}
        assert not any(
            isinstance(node, ast.Name) and node.id == "round"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
        )


# --- What a command loads

SLOW = (
    "matplotlib",
    "great_tables",
    "nbclient",
    "nbformat",
    "jupyter_client",
    "IPython",
    "pypandoc",
    "typst",
    "PIL",
    "reproduction.figures",
    "reproduction.tables",
    "reproduction.book",
    "reproduction.review",
)


def test_the_check_loads_nothing_that_only_the_book_needs():
    code = (
        "import json, sys; from reproduction.cli import main; "
        "assert main(['check', '--quiet']) == 0; print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert "lifelines" in loaded
    assert [name for name in SLOW if name in loaded] == []


def test_paths_touch_no_disk():
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse((SOURCE / "paths.py").read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert calls <= {"resolve", "relative_to", "as_posix"}


# --- Cold start

LIMIT = 1.25


def processor_seconds(*command: str) -> float:
    """Processor time of a run, which other work on the machine hardly changes."""
    process = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.DEVNULL, cwd=paths.PROJECT
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs the processor time of a child")
def test_a_check_takes_hardly_longer_than_to_import_lifelines(last_words):
    """Interleaved runs, the best of each; more of them where the machine is noisy."""
    lifelines, check = [], []
    for runs in range(1, 13):
        lifelines.append(processor_seconds("-c", "import lifelines"))
        check.append(processor_seconds("-m", "reproduction.cli", "check", "--quiet"))
        ratio = min(check) / min(lifelines)
        if runs >= 2 and ratio <= LIMIT:
            break
    last_words.append(
        f"Cold start of the check: {min(check):.2f} s, {ratio:.2f} times that of lifelines "
        f"(at most {LIMIT}; best of {runs})"
    )
    assert ratio <= LIMIT
