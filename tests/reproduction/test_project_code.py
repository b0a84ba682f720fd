import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from reproduction.inputs.defects import InputError
from reproduction.project_code import EXTRAS, load_code

CODE = """\
from reproduction.claims import Checks

check = Checks()


def load(files):
    return {value}
"""


def written(path: Path, text: str = CODE.format(value=1)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def path_of_python(monkeypatch):
    """What loading appends to the search path goes away again."""
    monkeypatch.setattr(sys, "path", [*sys.path])


def defects(path: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        load_code(path)
    return [str(defect) for defect in error.value.defects]


# --- What is loaded


def test_a_file_is_loaded_and_can_be_imported_by_its_name(tmp_path):
    module = load_code(written(tmp_path / "tea_checks.py"))
    assert module.load(None) == 1
    import tea_checks

    assert tea_checks is module


def test_a_package_is_loaded_with_its_modules(tmp_path):
    written(tmp_path / "tea" / "numbers.py", "VALUE = 7\n")
    text = "from tea.numbers import VALUE\n" + CODE.format(value="VALUE")
    assert load_code(written(tmp_path / "tea" / "__init__.py", text).parent).load(None) == 7


def test_the_same_code_is_loaded_once(tmp_path):
    path = written(tmp_path / "once_checks.py")
    assert load_code(path) is load_code(path)


def test_another_projects_code_of_the_same_name_takes_its_place(tmp_path):
    written(tmp_path / "a" / "tea" / "numbers.py", "VALUE = 1\n")
    written(tmp_path / "b" / "tea" / "numbers.py", "VALUE = 2\n")
    text = "from tea.numbers import VALUE\n" + CODE.format(value="VALUE")
    first, second = (
        load_code(written(tmp_path / name / "tea" / "__init__.py", text).parent) for name in "ab"
    )
    assert (first.load(None), second.load(None)) == (1, 2)


def test_a_file_beside_the_code_takes_the_place_of_no_installed_package(tmp_path):
    written(tmp_path / "numpy.py", "raise AssertionError('the wrong numpy')\n")
    written(tmp_path / "beside.py", "VALUE = 3\n")
    text = "import numpy\nfrom beside import VALUE\n" + CODE.format(value="VALUE")
    written(tmp_path / "checks.py", text)
    command = (
        "from pathlib import Path; from reproduction.project_code import EXTRAS, load_code; "
        "print(load_code(Path('checks.py').absolute()).load(None))"
    )
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    python = [sys.executable, "-P", "-c", command]
    done = subprocess.run(
        python, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stdout) == (0, "3\n"), done.stderr


# --- What is not installed


def test_what_an_extra_would_bring_is_told_with_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "lifelines", None)
    text = "import lifelines.statistics\n" + CODE.format(value=1)
    (line,) = defects(written(tmp_path / "curves.py", text))
    assert line.startswith(f"{tmp_path / 'curves.py'}:1: raises ModuleNotFoundError")
    assert line.endswith("; expected lifelines: pip install 'reproduction[survival]'")


def test_the_extras_are_those_of_the_package():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    for package, extra in EXTRAS.items():
        name = package.replace("_", "-")
        assert any(needed.startswith(f"{name} ") for needed in extras[extra]), package
    named = {n.split(" ")[0] for e in ("survival", "figures", "tables") for n in extras[e]}
    assert named - {"numpy"} == {package.replace("_", "-") for package in EXTRAS}


# --- What is refused


@pytest.mark.parametrize("name", ["statistics", "pandas", "reproduction"])
def test_a_name_that_another_module_has_is_refused(tmp_path, name):
    (line,) = defects(written(tmp_path / f"{name}.py"))
    assert f"{name} is the name of another Python module; expected a name of its own" in line


@pytest.mark.parametrize("name", ["absent.py", "folder"])
def test_code_that_is_not_there_is_named(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (line,) = defects(tmp_path / name)
    assert "no such Python file; expected a .py file, or a folder with __init__.py" in line
    assert line.startswith(str(tmp_path / name))


def test_code_without_checks_and_loader_is_told_what_it_lacks(tmp_path):
    path = written(tmp_path / "empty_checks.py", "check = 5\n")
    assert defects(path) == [
        f"{path}: defines no check; expected check = Checks()",
        f"{path}: defines no load; expected a function load(files) that returns what the "
        "checks take",
    ]


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("x = 1\nimport no_such_package\n", 2, "ModuleNotFoundError: No module named 'no_such"),
        ("def f():\n    return 1 / 0\n\n\nf()\n", 2, "ZeroDivisionError: division by zero"),
        ("x = 1\ny = (\n", 2, "SyntaxError: '(' was never closed"),
    ],
    ids=["an import", "a function", "syntax"],
)
def test_code_that_raises_is_told_with_its_line(tmp_path, text, place, problem):
    path = written(tmp_path / "raising_checks.py", text)
    (line,) = defects(path)
    assert line.startswith(str(path))
    assert f"{place}: raises {problem}" in line
    assert "raising_checks" not in sys.modules


def test_the_place_is_the_last_line_of_the_projects_own_code(tmp_path):
    path = written(tmp_path / "parsing_checks.py", "import json\n\njson.loads('{')\n")
    (line,) = defects(path)
    assert "3: raises JSONDecodeError" in line
