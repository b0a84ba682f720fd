"""A project's own Python code, loaded from where it is."""

import importlib.util
import sys
import sysconfig
import traceback
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

from reproduction.claims import Checks
from reproduction.inputs.defects import Defect, InputError, shown

EXTRAS = {
    "lifelines": "survival",
    "scipy": "survival",
    "matplotlib": "figures",
    "great_tables": "tables",
}
"""The extra of this package that brings a package which it can do without."""

_loaded: dict[str, Path] = {}
"""The modules that were loaded here, with their files; another project's may replace them."""


def load_code(path: Path) -> ModuleType:
    """Import a ``.py`` file or a package's folder.

    The folder it is in is put at the end of `sys.path`, so that the code finds the modules beside
    it and none of them takes the place of an installed one.

    Raises:
        InputError: there is no such code, its name is taken, importing it raises, or it offers no
            ``check`` or no ``load``.
    """
    file = path / "__init__.py" if path.is_dir() else path
    if not file.is_file():
        problem, expected = "no such Python file", "a .py file, or a folder with __init__.py"
        raise InputError([Defect(shown(file), "", problem, expected)])
    _refuse_taken_name(file, path.stem)
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    module = _module(file, path)
    defects = []
    if not isinstance(getattr(module, "check", None), Checks):
        defects.append(Defect(shown(file), "", "defines no check", "check = Checks()"))
    if not callable(getattr(module, "load", None)):
        expected = "a function load(files) that returns what the checks take"
        defects.append(Defect(shown(file), "", "defines no load", expected))
    if defects:
        raise InputError(defects)
    return module


def code_path(code: ModuleType) -> Path:
    """Return the path that was given to `load_code`."""
    file = Path(str(code.__file__))
    return file.parent if file.name == "__init__.py" else file


def raised_in(error: Exception, path: Path) -> InputError:
    """Return what the project's code raised, at the last line of the code that took part.

    Args:
        error: what was raised.
        path: the project's code, as for `load_code`.
    """
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(path)
    ]
    file, line = (frames[-1].filename, frames[-1].lineno) if frames else (str(path), None)
    if isinstance(error, SyntaxError):
        file, line = error.filename or file, error.lineno
    problem = f"raises {type(error).__name__}: {error}"
    expected = "code that runs; --traceback shows how it got there"
    if isinstance(error, ModuleNotFoundError):
        package = str(error.name).partition(".")[0]
        if package in EXTRAS:
            expected = f"{package}: pip install 'reproduction[{EXTRAS[package]}]'"
    return InputError([Defect(shown(Path(file)), line or "", problem, expected)])


def _refuse_taken_name(file: Path, name: str) -> None:
    """Refuse a name that belongs to Python, to an installed package or to other code."""
    module = sys.modules.get(name)
    other = getattr(module, "__file__", None)
    installed = [sysconfig.get_path(kind) for kind in ("purelib", "platlib")]
    if module is not None and other and Path(other) in (file, _loaded.get(name)):
        return
    if name in sys.stdlib_module_names or module or PathFinder.find_spec(name, installed):
        problem = f"{name} is the name of another Python module"
        raise InputError([Defect(shown(file), "", problem, "a name of its own, such as checks")])


def _module(file: Path, path: Path) -> ModuleType:
    name = path.stem
    known = sys.modules.get(name)
    if known is not None and Path(str(known.__file__)) == file:
        return known
    for old in [module for module in sys.modules if module.split(".")[0] == name]:
        del sys.modules[old]
    inside = [str(path)] if path.is_dir() else None
    spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=inside)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except InputError:
        raise
    except Exception as error:
        del sys.modules[name]
        raise raised_in(error, path) from error
    _loaded[name] = file
    return module
