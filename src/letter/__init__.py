"""This letter: Gökbuget et al., Haematologica 2017;102(4):e132-e135.

What the project needs of it, each loaded when it is first asked for: the checks, the data, the
comparisons of its tables, and what it offers for download.
"""

from importlib import import_module
from typing import Any

_OFFERED = {
    "check": ("letter.checks", "CHECKS"),
    "load": ("letter.data.letter", "load"),
    "transcribed": ("letter.data.letter", "transcribed"),
    "comparisons": ("letter.data.comparisons", "comparisons"),
    "downloads": ("letter.display.downloads", "downloads"),
    "units": ("letter.display.thread", "units"),
    "notes": ("letter.display.thread", "notes"),
    "abbreviations": ("letter.display.thread", "abbreviations"),
}


def __getattr__(name: str) -> Any:
    """Return what the project asks for, from the module that holds it."""
    if name not in _OFFERED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _OFFERED[name]
    return getattr(import_module(module), attribute)
