"""Where a project's parts are: the ``reproduction:`` mapping of its ``_quarto.yml``."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from reproduction.claims.forms import DECIMAL_MARKS, DecimalMark
from reproduction.inputs.defects import Defect, InputError, shown
from reproduction.inputs.models import Misfit, from_yaml
from reproduction.inputs.text import load_yaml, read_text

CONFIG = "_quarto.yml"


def _inside(text: str) -> str:
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or str(path) != text:
        raise Misfit("", "a path in the project, with neither .. nor ./")
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
    decimal_mark: DecimalMark = Field(
        default=".", description=f"the paper's decimal mark, one of {' '.join(DECIMAL_MARKS)}"
    )
    ledger_page: ProjectPath = Field(
        default="ledger.qmd", description="the path of the chapter that shows the ledger"
    )
    checks_page: ProjectPath | None = Field(
        default=None, description="the path of the chapter that shows the checks' code"
    )


class _Output(BaseModel):
    output_dir: str = Field(default="_book", alias="output-dir", description="a folder's path")


class _Document(BaseModel):
    """What this package reads of ``_quarto.yml``, which Quarto and the builder check."""

    reproduction: Settings = Field(description="a mapping with ledger, inventory and code")
    project: _Output = Field(default=_Output(), description="a mapping")
    book: Any = None


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
        """Return the project's files, with another cohort or folder of printed numbers if given."""
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


def find_root(start: Path | None = None) -> Path:
    """Return the folder with a ``_quarto.yml`` that ``start``, or the working folder, is or is in.

    Raises:
        InputError: there is none.
    """
    start = (start or Path.cwd()).absolute()
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
    found, defects = from_yaml(_Document, data or {}, node, file)
    if found is None:
        raise InputError(defects)
    chapters = tuple(_chapters(found.book))
    return Config(root, found.reproduction, chapters, root / found.project.output_dir)


def _chapters(book: Any) -> Iterator[str]:
    """Return the chapters' paths, those of parts and appendices too, in the book's order."""
    if isinstance(book, dict):
        for key in ("part", "chapters", "appendices"):
            yield from _chapters(book.get(key))
    elif isinstance(book, list):
        for item in book:
            yield from _chapters(item)
    elif isinstance(book, str) and book.endswith(".qmd"):
        yield book
