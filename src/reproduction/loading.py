"""Load a paper's project and evaluate its claims.

A project is a folder with a Quarto book. The ``reproduction:`` mapping of its ``_quarto.yml`` names
the ledger, the inventory and the code (see `reproduction.settings.Settings`). The code defines

- ``check``, the `reproduction.claims.Checks` of the paper's claims,
- ``load(files)``, which returns what the checks take (``files``: `reproduction.settings.Files`),

and, where the paper has them,

- ``comparisons(source, ledger)``: tables that are compared cell by cell,
- ``transcribed(source)``: quantities that the inventory holds beside the ledger's,
- ``downloads(project)``: data frames, or functions that make them, by file name, which the book
  offers as CSV files,
- ``units(source)``: the patients, each a `reproduction.claims.thread.Unit`,
- ``notes(source)``: the findings about claims, each a `reproduction.claims.thread.Note`,
- ``abbreviations()``: abbreviations and their long forms.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from reproduction.claims import (
    Checks,
    Entry,
    Printed,
    Quantity,
    Result,
    evaluate,
    load_inventory,
    load_ledger,
    transcription_defects,
)
from reproduction.claims.outcome import Comparison, Outcome
from reproduction.claims.thread import Note, Unit
from reproduction.inputs.defects import Cell, Defect, InputError, all_loaded, quoted, shown
from reproduction.project_code import code_path, load_code, raised_in
from reproduction.settings import CONFIG, Config, Files, find_root, read_config


@dataclass(frozen=True)
class Project:
    """A paper's project, loaded and evaluated.

    Attributes:
        config: its folder, its settings and its chapters.
        files: the files that were read.
        code: the module with its checks.
        ledger: what the paper prints, one entry a claim.
        source: what the code's ``load`` returned.
        outcome: the result of every claim and of every comparison.
    """

    config: Config
    files: Files
    code: ModuleType
    ledger: tuple[Entry, ...]
    source: Any
    outcome: Outcome

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.config.root

    @property
    def checks(self) -> Checks[Any]:
        """The functions that compute claims."""
        registry: Checks[Any] = self.code.check
        return registry

    def result(self, claim: str) -> Result:
        """Return what came out for a claim.

        Raises:
            LookupError: the ledger has no such claim.
        """
        for result in self.outcome.results:
            if result.entry.id == claim:
                return result
        raise LookupError(f"no claim in {shown(self.files.ledger)} has the id {claim}")

    def printed(self, claim: str) -> tuple[Quantity, ...]:
        """Return the quantities of a claim, as printed; raises LookupError as `result` does."""
        return self.result(claim).entry.quantities

    @property
    def inputs(self) -> list[Path]:
        """The files that the outcome depends on, as far as they are known."""
        code = self.root / self.config.settings.code
        own = [self.root / CONFIG, self.files.ledger, self.files.inventory, self.files.cohort]
        folders = [
            *self.files.published.glob("*"),
            *([code] if code.is_file() else code.rglob("*")),
        ]
        return [path for path in [*own, *folders] if path and path.is_file()]

    def downloads(self) -> Mapping[str, Any]:
        """Return the data frames that the book offers beside its claims, by file name.

        A value may be a function that makes the frame, so that names alone take no time.
        """
        return dict(_offered(self.code, "downloads", self))

    @property
    def units(self) -> Sequence[Unit]:
        """The patients; none where the code offers no ``units``."""
        return tuple(_offered(self.code, "units", self.source))

    @property
    def notes(self) -> Sequence[Note]:
        """The findings about claims; none where the code offers no ``notes``."""
        return tuple(_offered(self.code, "notes", self.source))

    @property
    def abbreviations(self) -> Mapping[str, str]:
        """Abbreviations and their long forms; none where the code offers no ``abbreviations``."""
        return dict(_offered(self.code, "abbreviations"))


def load(
    folder: Path | None = None, cohort: Path | None = None, published: Path | None = None
) -> Project:
    """Load a project and evaluate every claim; whether they are as expected is not asked.

    Args:
        folder: the project's folder or one in it; the working folder if None.
        cohort: a file to read in place of the project's ``cohort``.
        published: a folder to read in place of the project's ``published``.

    Raises:
        InputError: with all defects of the ledger, the inventory and what the code loads.
    """
    config = read_config(find_root(folder))
    files, mark = config.files(cohort, published), config.settings.decimal_mark
    code = load_code(config.root / config.settings.code)
    ledger, inventory, source = all_loaded(
        lambda: load_ledger(files.ledger, mark),
        lambda: load_inventory(files.inventory, mark),
        lambda: _offered(code, "load", files),
    )
    results = evaluate(ledger, code.check, source, shown(files.ledger))
    transcribed = _offered(code, "transcribed", source)
    found = (
        _against_inventory(ledger, transcribed, inventory, files.inventory),
        *_offered(code, "comparisons", source, ledger),
    )
    return Project(config, files, code, ledger, source, Outcome(results, found))


def _offered(code: ModuleType, name: str, *arguments: Any) -> Any:
    """Return what a function of the code makes, listed if it is a generator; () without it.

    What it raises becomes a defect of the code.
    """
    try:
        made = getattr(code, name)(*arguments) if hasattr(code, name) else ()
        return list(made) if isinstance(made, Iterator) else made
    except InputError:
        raise
    except Exception as error:
        raise raised_in(error, code_path(code)) from error


def _against_inventory(
    ledger: Sequence[Entry],
    transcribed: Iterable[Printed],
    inventory: Sequence[Printed],
    file: Path,
) -> Comparison:
    printed = [(entry.at, text, entry.id) for entry in ledger for text in entry.prints]
    printed += transcribed
    known = {claim for _, _, claim in printed}
    unknown = [
        Defect(shown(file), Cell(row, "claim"), quoted(claim), "the id of a claim")
        for row, (_, _, claim) in enumerate(inventory, start=2)
        if claim not in known
    ]
    if unknown:
        raise InputError(unknown)
    differences = tuple(transcription_defects(printed, inventory))
    return Comparison("The ledger, against the inventory", len(printed), differences)
