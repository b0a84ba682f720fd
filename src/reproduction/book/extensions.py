"""The project's Quarto extensions, which bring filters in Lua."""

from pathlib import Path, PurePosixPath
from typing import NamedTuple

from reproduction.book.reading import own_file, read_yaml
from reproduction.book.settings import FileNames, Settings
from reproduction.book.syntax import Place
from reproduction.inputs.defects import Defect
from reproduction.inputs.text import read


class _Contributes(Settings):
    """What an extension brings."""

    filters: FileNames = ()


class _Extension(Settings):
    """``_extension.yml``."""

    contributes: _Contributes = _Contributes()


class Filter(NamedTuple):
    """A filter's path in the project, and its folder."""

    path: str
    folder: str


def filters(root: Path, name: str, place: Place) -> tuple[list[Filter], list[Defect]]:
    """The filters of an extension, and what is wrong with it.

    Args:
        root: the project's folder.
        name: the extension's.
        place: where it is named.
    """
    folder = PurePosixPath("_extensions", name)
    description = str(folder / "_extension.yml")
    if not own_file(root, root / description):
        return [], [place.defect(f"filter {name}: no {description}", "an extension's name")]
    text, defects = read(root / description, description)
    if defects:
        return [], defects
    extension, defects = read_yaml(text, _Extension, description)
    files = extension.contributes.filters if extension else ()
    for file in files:
        if not own_file(root, root / folder / file):
            defects.append(Defect(description, "", f"{file}: no such file", "a filter"))
    if not files and not defects:
        defects.append(Defect(description, "", "contributes no filters", "a filter"))
    paths = [folder / file for file in files]
    return [Filter(str(path), str(path.parent)) for path in paths], defects
