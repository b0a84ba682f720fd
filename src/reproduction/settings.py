"""Where a project's parts are: the ``reproduction:`` mapping of its ``_quarto.yml``."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from reproduction.claims.forms import DECIMAL_MARKS
from reproduction.inputs.defects import Defect, InputError, quoted
from reproduction.inputs.places import shown
from reproduction.inputs.text import load_yaml, read_text

CONFIG = "_quarto.yml"
SECTION = "reproduction"


def _inside(text: str) -> str:
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or str(path) != text:
        raise ValueError("not a path in the project")
    return text


def _decimal_mark(text: str) -> str:
    if text not in DECIMAL_MARKS:
        raise ValueError("not a decimal mark")
    return text


ProjectPath = Annotated[str, AfterValidator(_inside)]


class Settings(BaseModel):
    """The ``reproduction:`` mapping. Paths are relative to the project's folder, with ``/``."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )

    ledger: ProjectPath = Field(description="the ledger's path, such as claims.yaml")
    inventory: ProjectPath = Field(description="the inventory's path, such as inventory.csv")
    code: ProjectPath = Field(description="a Python file or a package's folder, such as checks.py")
    cohort: ProjectPath | None = Field(
        default=None, description="the path of the file that `check --cohort` replaces"
    )
    published: ProjectPath | None = Field(
        default=None, description="the folder that `check --published` replaces"
    )
    decimal_mark: Annotated[str, AfterValidator(_decimal_mark)] = Field(
        default=".", description=f"the paper's decimal mark, one of {' '.join(DECIMAL_MARKS)}"
    )
    ledger_page: ProjectPath = Field(
        default="ledger.qmd", description="the path of the chapter that shows the ledger"
    )
    checks_page: ProjectPath | None = Field(
        default=None, description="the path of the chapter that shows the checks' code"
    )


@dataclass(frozen=True)
class Files:
    """The files that a project's code loads.

    Attributes:
        root: the project's folder; like the others an absolute path.
        cohort: the patients, or what else the numbers are computed from; None if not named.
        published: the folder of what the paper prints.
        ledger: the claims, in YAML.
        inventory: the same quantities, transcribed a second time.
    """

    root: Path
    cohort: Path | None
    published: Path
    ledger: Path
    inventory: Path


@dataclass(frozen=True)
class Config:
    """A project's folder, its settings and its chapters (paths in the book's order)."""

    root: Path
    settings: Settings
    chapters: tuple[str, ...]
    output_dir: Path

    def files(self, cohort: Path | None = None, published: Path | None = None) -> Files:
        """The project's files, with another cohort or folder of printed numbers if given."""
        own = self.settings
        place = self.root / (own.published or PurePosixPath(own.ledger).parent)
        folder = Path(published).absolute() if published else place

        named = self.root / own.cohort if own.cohort else None

        def moved(path: str) -> Path:
            file = self.root / path
            return folder / file.relative_to(place) if file.is_relative_to(place) else file

        return Files(
            root=self.root,
            cohort=Path(cohort).absolute() if cohort else named,
            published=folder,
            ledger=moved(own.ledger),
            inventory=moved(own.inventory),
        )


def find_root(start: Path) -> Path:
    """The folder with a ``_quarto.yml`` that ``start`` is or is in.

    Raises:
        InputError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    problem = f"has no {CONFIG}, and no folder above it has one"
    expected = "a project's folder; `reproduction init FOLDER` makes one"
    raise InputError([Defect(str(start), "", problem, expected)])


def read_config(root: Path) -> Config:
    """Read what the project's ``_quarto.yml`` says about its parts.

    Raises:
        InputError: with every defect of the file's ``reproduction:`` mapping, by line.
    """
    file = shown(root / CONFIG)
    node, data, defects = load_yaml(read_text(root / CONFIG), file)
    if defects:
        raise InputError(defects)
    top = data if isinstance(data, dict) else {}
    section = top.get(SECTION)
    if not isinstance(section, dict):
        problem = f"has no mapping {SECTION}:"
        raise InputError([Defect(file, "", problem, f"one with {_names()}")])
    try:
        settings = Settings.model_validate(section)
    except ValidationError as error:
        defects = [_defect(file, _lines(node), problem) for problem in error.errors()]
        raise InputError(defects) from None
    project = top.get("project")
    output = project.get("output-dir", "_book") if isinstance(project, dict) else "_book"
    return Config(root, settings, tuple(_chapters(top.get("book"))), root / str(output))


def _names() -> str:
    fields = Settings.model_fields.values()
    return ", ".join(str(field.alias) for field in fields if field.is_required())


def _lines(node: Any) -> dict[str, int]:
    """The line of each field of the mapping, and of the mapping itself under ``""``."""
    key, value = next(pair for pair in node.value if pair[0].value == SECTION)
    lines = {field.value: field.start_mark.line + 1 for field, _ in value.value}
    return {"": key.start_mark.line + 1, **lines}


def _defect(file: str, lines: dict[str, int], problem: Any) -> Defect:
    name = str(problem["loc"][0])
    field = next((f for f in Settings.model_fields.values() if f.alias == name), None)
    place = lines.get(name, lines[""])
    if field is None:
        known = ", ".join(str(field.alias) for field in Settings.model_fields.values())
        return Defect(file, place, f"{SECTION}: {quoted(name)} is not a field", known)
    if problem["type"] == "missing":
        return Defect(file, place, f"{SECTION}: {name} is missing", str(field.description))
    what = f"{SECTION}: {name} is {quoted(str(problem['input']))}"
    inside = ", in the project, without .. or ./" if name != "decimal-mark" else ""
    return Defect(file, place, what, f"{field.description}{inside}")


def _chapters(book: Any) -> Iterator[str]:
    """The chapters' paths, those of parts and appendices too, in the book's order."""
    if isinstance(book, dict):
        for key in ("part", "chapters", "appendices"):
            yield from _chapters(book.get(key))
    elif isinstance(book, list):
        for item in book:
            yield from _chapters(item)
    elif isinstance(book, str) and book.endswith(".qmd"):
        yield book
