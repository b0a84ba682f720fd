"""Who may import whom, who may round, what a command loads, and how fast it starts."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import reproduction
from letter.data import paths

SOURCE = Path(reproduction.__file__).parents[1]
MODULES = sorted([*(SOURCE / "reproduction").rglob("*.py"), *(SOURCE / "letter").rglob("*.py")])
NAMES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in MODULES
}
TOOL = "reproduction"


def imports(path: Path) -> Iterator[str]:
    """The modules of this project that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            found = name if name in NAMES else name.rpartition(".")[0]
            if found in NAMES:
                yield found


GRAPH = {name: set(imports(path)) - {name} for name, path in NAMES.items()}

# Which packages each package may import, beside itself, in the order of the data: inputs,
# definitions, estimators, checks, claims, display.
MAY_IMPORT = {
    "reproduction": "",
    "reproduction.interruption": "",
    "reproduction.inputs": "",
    "reproduction.tables": "",
    "reproduction.survival": "",
    "reproduction.figures": "reproduction.survival",
    "reproduction.claims": "reproduction.inputs",
    "reproduction.book": "reproduction.inputs reproduction.interruption",
    "reproduction.settings": "reproduction.inputs reproduction.claims",
    "reproduction.project_code": "reproduction.inputs reproduction.claims",
    "reproduction.loading": "reproduction.inputs reproduction.claims reproduction.settings "
    "reproduction.project_code",
    "reproduction.project": "reproduction.inputs reproduction.claims reproduction.settings "
    "reproduction.loading",
    "reproduction.certificate": "reproduction.inputs reproduction.claims reproduction.loading",
    "reproduction.downloads": "reproduction.inputs reproduction.claims reproduction.loading",
    "reproduction.scaffold": "reproduction.inputs reproduction.claims reproduction.settings",
    "reproduction.cli": "reproduction.inputs reproduction.claims reproduction.settings "
    "reproduction.loading reproduction.downloads reproduction.scaffold reproduction.book "
    "reproduction.interruption",
    "letter.definitions": "reproduction.survival",
    "letter.axes": "letter.definitions",
    "letter.text": "reproduction.claims reproduction.survival",
    "letter.data": "letter.definitions reproduction.inputs reproduction.claims "
    "reproduction.settings",
    "letter.checks": "letter.data letter.definitions letter.text reproduction.claims "
    "reproduction.survival",
    "letter.findings": "letter.checks letter.data letter.definitions letter.text "
    "reproduction.claims reproduction.survival",
    "letter.review": "letter.axes letter.data letter.definitions letter.text reproduction.claims "
    "reproduction.figures reproduction.survival reproduction.tables",
    "letter.what_if": "letter.data letter.definitions",
    "letter.display": "letter.axes letter.data letter.definitions letter.findings letter.review "
    "letter.text letter.what_if reproduction.inputs reproduction.claims reproduction.figures "
    "reproduction.loading reproduction.survival reproduction.tables",
    "letter": "letter.data letter.checks letter.display reproduction.claims reproduction.settings "
    "reproduction.loading",
}


def package_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


PACKAGES: dict[str, set[str]] = {package_of(module): set() for module in GRAPH}
for module, imported in GRAPH.items():
    PACKAGES[package_of(module)] |= {package_of(name) for name in imported} - {package_of(module)}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_is_below_it(package):
    allowed = {package, *MAY_IMPORT[package].split()}
    found = {
        f"{module} imports {name}"
        for module, imported in GRAPH.items()
        if package_of(module) == package
        for name in imported
        if package_of(name) not in allowed
    }
    assert found == set()


def test_the_rules_name_packages_that_exist():
    assert {name for rule in MAY_IMPORT.values() for name in rule.split()} <= set(PACKAGES)
    assert set(MAY_IMPORT) == set(PACKAGES)


@pytest.mark.parametrize("graph", [GRAPH, PACKAGES], ids=["modules", "packages"])
def test_nothing_imports_itself_by_way_of_others(graph):
    assert circle(graph) == []


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_the_tool_imports_nothing_of_the_letter():
    found = {
        m
        for m, imported in GRAPH.items()
        if m.split(".")[0] == TOOL
        for name in imported
        if name.split(".")[0] != TOOL
    }
    assert found == set()


def test_no_file_has_more_than_300_lines():
    long = {
        str(p.relative_to(SOURCE))
        for p in SOURCE.rglob("*")
        if p.suffix in (".py", ".lua") and len(p.read_text("utf-8").splitlines()) > 300
    }
    assert long == set()


def test_estimators_use_libraries_that_are_textbooks():
    allowed = {"lifelines", "scipy", "numpy", "pandas", "reproduction"}
    for path in (SOURCE / "reproduction/survival").glob("*.py"):
        roots = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
            )
        }
        assert roots - allowed - set(sys.stdlib_module_names) == set()


# --- Rounding is display

# Texts for readers: cells of tables, figures' labels, evidence in the ledger, the review's words.
# (The builder prints how long a chapter took.)
MAY_ROUND = (
    "letter/checks/",
    "letter/display/",
    "letter/data/cells.py",
    "letter/findings/",
    "letter/text.py",
    "letter/review/",
    "reproduction/book/",
    "reproduction/claims/",
    "reproduction/scaffold/project/",  # an example of checks, with evidence in words
)


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
        if not path.relative_to(SOURCE).as_posix().startswith(MAY_ROUND)
        for line in roundings(path)
    ]
    assert found == []


def test_checks_round_only_in_texts_of_evidence():
    """Values stay unrounded: what a check rounds is text (``fixed``), and no value is text."""
    for path in sorted((SOURCE / "letter/checks").glob("*.py")):
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module == "reproduction.claims.rounding"
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
    "letter.display.figures",
    "letter.display.tables",
    "reproduction.figures",
    "reproduction.tables",
    "reproduction.book",
    "letter.review.quantities",
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
@pytest.mark.slow
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
