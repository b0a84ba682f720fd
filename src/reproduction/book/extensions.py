"""The project's Quarto extensions, which bring filters in Lua."""

from pathlib import PurePosixPath

from reproduction.book.config import CONFIG, Config, own_file, read_yaml
from reproduction.book.errors import BookError, located
from reproduction.book.settings import FileNames, Settings
from reproduction.inputs.defects import Defect
from reproduction.inputs.text import read

FOLDER, DESCRIPTION = "_extensions", "_extension.yml"


class Contributes(Settings):
    """What an extension brings."""

    filters: FileNames = ()


class Extension(Settings):
    """``_extension.yml``."""

    contributes: Contributes = Contributes()


def filters(config: Config) -> list[dict[str, str]]:
    """The filters of all extensions that ``_quarto.yml`` names: ``filter`` and its ``folder``.

    Raises:
        BookError: an extension is not there or brings none.
    """
    return [found for name in config.data.filters for found in _of(config, name)]


def _of(config: Config, name: str) -> list[dict[str, str]]:
    folder = PurePosixPath(FOLDER, name)
    description = folder / DESCRIPTION
    if not own_file(config.root, config.root / description):
        problem, expected = f"filter {name}: no {description}", "the name of an extension"
        raise BookError([Defect(CONFIG, "filters", problem, expected)])
    text, flaws = read(config.root / description)
    if flaws:
        raise BookError(located(str(description), flaws))
    extension, defects = read_yaml(text, Extension, str(description))
    files = extension.contributes.filters if extension else ()
    for file in files:
        if not own_file(config.root, config.root / folder / file):
            defects.append(Defect(str(description), "", f"{file}: no such file", "a filter"))
    if not files and not defects:
        defects.append(Defect(str(description), "", "contributes no filters", "a filter"))
    if defects:
        raise BookError(defects)
    return [{"filter": str(folder / file), "folder": str((folder / file).parent)} for file in files]
