"""The wheel: what is in it, and that one `pip install` is all that a new project needs."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution, packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).parents[2]
PACKAGE = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input")


def run(
    *command: object, first: Path | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    """Run a command without what belongs to the tests' environment; ``first`` leads on PATH."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    if first:
        environment["PATH"] = f"{first}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        **options,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = run(
        sys.executable,
        *PIP,
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
        REPOSITORY,
    )
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_it_holds_the_tool_whole_and_nothing_else(wheel):
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    source = REPOSITORY / "src"
    expected = {
        path.relative_to(source).as_posix()
        for path in (source / "reproduction").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert inside == expected
    assert {"reproduction/py.typed", "reproduction/scaffold/project/claims.yaml"} <= inside


def test_the_extra_for_the_book_is_part_of_what_is_installed():
    assert set(PACKAGE["optional-dependencies"]["book"]) < set(PACKAGE["dependencies"])


def declared(requirements: Iterable[str]) -> set[str]:
    return {re.split(r"[ <>=]", text)[0].lower().replace("-", "_") for text in requirements}


def imported() -> Iterator[tuple[str, str]]:
    """The tool's files, and the distributions that they import from, wherever in the file."""
    providers = packages_distributions()
    root = REPOSITORY / "src" / "reproduction"
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names:
                if name not in ("reproduction", "letter"):
                    (provider,) = set(providers[name])
                    yield path.relative_to(root).parts[0], provider.lower().replace("-", "_")


# Parts of the tool that need more than the command does, and the extras that bring it.
EXTRAS = {
    "survival": ("survival",),
    "figures": ("figures", "survival"),
    "tables.py": ("tables",),
}


def test_every_import_of_the_tool_is_declared():
    extras = PACKAGE["optional-dependencies"]
    for part, provider in sorted(set(imported())):
        brought = [text for name in EXTRAS.get(part, ()) for text in extras[name]]
        assert provider in declared([*PACKAGE["dependencies"], *brought]), part
    needed = {provider for _, provider in imported()}
    never = declared([*PACKAGE["dependencies"], *chain(*extras.values())]) - needed
    assert never <= {"ipykernel"}  # which runs as a process of its own


def bring(text: str, found: dict[str, Distribution]) -> None:
    """Find what a requirement names, and all that this requires, among the tests' own packages."""
    wanted = Requirement(text)
    found[canonicalize_name(wanted.name)] = own = distribution(wanted.name)
    for needs in own.requires or ():
        other = Requirement(needs)
        extras = [{"extra": extra} for extra in ("", *wanted.extras)]
        is_needed = other.marker is None or any(other.marker.evaluate(each) for each in extras)
        if is_needed and canonicalize_name(other.name) not in found:
            bring(needs, found)


@pytest.fixture(scope="module")
def linked(wheel, tmp_path_factory) -> Path:
    """The commands of an environment with the wheel, and links to what it says that it needs."""
    folder = tmp_path_factory.mktemp("linked")
    assert run(sys.executable, "-m", "venv", "--without-pip", folder).returncode == 0
    python = folder / "bin" / "python"
    install = ("install", "--quiet", "--no-index", "--no-deps", "--no-compile", wheel)
    done = run(sys.executable, *PIP, "--python", python, *install)
    assert done.returncode == 0, done.stderr
    (packages,) = folder.glob("lib/python*/site-packages")
    found: dict[str, Distribution] = {}
    for text in PACKAGE["dependencies"]:
        bring(text, found)
    parts = {Path(str(d.locate_file(f.parts[0]))) for d in found.values() for f in d.files or ()}
    for part in (part for part in parts if part.name not in ("..", "__pycache__")):
        (packages / part.name).symlink_to(part)
    return python.parent


@pytest.mark.slow
def test_a_project_is_made_checked_and_built_with_what_the_wheel_declares(linked, tmp_path):
    for arguments in (("init", "paper"), ("check", "paper"), ("book", "paper")):
        done = run(linked / "reproduction", *arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "paper" / "_book" / "ledger.html").is_file()
    for name in ("letter", "lifelines"):
        imported = run(linked / "python", "-c", f"import {name}", cwd=tmp_path)
        assert f"No module named '{name}'" in imported.stderr


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The commands of a new environment in which the wheel was installed."""
    folder = tmp_path_factory.mktemp("new")
    tried = run(
        sys.executable,
        *PIP,
        "download",
        "--quiet",
        "--no-deps",
        "--timeout",
        "5",
        "--retries",
        "0",
        "--dest",
        folder / "tried",
        "PyYAML",
    )
    if tried.returncode:
        pytest.skip(f"no package index can be reached: {tried.stderr.strip().splitlines()[-1]}")
    assert run(sys.executable, "-m", "venv", folder / "env").returncode == 0
    python = folder / "env" / "bin" / "python"
    done = run(python, *PIP, "install", "--quiet", "--no-compile", wheel)
    assert done.returncode == 0, done.stderr
    return python.parent


@pytest.mark.slow
def test_a_project_is_made_checked_and_built_with_the_wheel_alone(installed, tmp_path):
    command = installed / "reproduction"
    for arguments in (("init", "paper"), ("check", "paper"), ("book", "paper")):
        done = run(command, *arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "paper" / "_book" / "ledger.html").is_file()
    assert len(list((tmp_path / "paper" / "_book").glob("*.pdf"))) == 1
    imported = run(installed / "python", "-c", "import letter", cwd=tmp_path)
    assert "No module named 'letter'" in imported.stderr


@pytest.mark.slow
def test_quarto_renders_a_project_with_the_wheel_alone(installed, tmp_path):
    quarto = shutil.which("quarto")
    if quarto is None:
        pytest.skip("Quarto is not on PATH")
    assert run(installed / "reproduction", "init", "paper", cwd=tmp_path).returncode == 0
    done = run(quarto, "render", first=installed, cwd=tmp_path / "paper")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "paper" / "_book" / "ledger.html").is_file()
    assert len(list((tmp_path / "paper" / "_book").glob("*.pdf"))) == 1
