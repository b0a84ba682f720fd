import re
import subprocess
from importlib.metadata import PackageNotFoundError, version

import pytest
from sleep_project import sleep_project

from reproduction.certificate import (
    comparisons_list,
    downloads_list,
    inputs_table,
    versions_table,
)
from reproduction.loading import load


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return load(sleep_project(tmp_path_factory.mktemp("certificate") / "paper"))


def sums(table: str) -> dict[str, str]:
    """The sums of a table, by the first cell of their rows."""
    rows = re.findall(r"^\| (.*?) \| `(\w{32})` `(\w{32})` \|$", table, re.MULTILINE)
    return {name.strip("`"): first + second for name, first, second in rows}


def sha256sum(*files: object, cwd: object) -> str:
    return subprocess.run(
        ["sha256sum", *map(str, files)], cwd=cwd, capture_output=True, text=True, check=True
    ).stdout


def test_inputs_have_the_sums_that_sha256sum_finds(project):
    found = sums(inputs_table(project))
    assert {"_quarto.yml", "claims.yaml", "inventory.csv", "sleep.csv", "checks.py"} <= set(found)
    for name, value in found.items():
        assert sha256sum(name, cwd=project.root).startswith(f"{value}  ")


def test_the_code_of_a_package_is_one_row_that_can_be_had_again(tmp_path):
    root = sleep_project(tmp_path / "paper")
    folder = root / "sleep_checks"
    folder.mkdir()
    (root / "checks.py").rename(folder / "__init__.py")
    (folder / "more.py").write_text("MORE = 1\n", "utf-8")
    config = root / "_quarto.yml"
    config.write_text(config.read_text("utf-8").replace("checks.py", "sleep_checks"), "utf-8")
    found = sums(inputs_table(load(root)))
    lines = sha256sum("sleep_checks/__init__.py", "sleep_checks/more.py", cwd=root)
    (root / "lines").write_text(lines, "utf-8")
    assert sha256sum("lines", cwd=root).startswith(found["sleep_checks`, 2 files"])


def test_comparisons_versions_and_downloads_are_listed(project):
    n = sum(len(entry.prints) for entry in project.ledger)
    assert f"- The ledger, against the inventory: {n} of {n} agree" in comparisons_list(project)
    assert f"| pandas | {version('pandas')} |" in versions_table(["pandas"])
    with pytest.raises(PackageNotFoundError):
        versions_table(["no-such-package"])
    assert downloads_list(project, "../downloads") == "[claims](../downloads/claims.csv).\n"
