"""The mutation proof: one cell or number changed at a time, and the ledger has to notice.

Every cell of the cohort, and every number under data/published/, is changed to a few other values
of its own form. A change is caught when the file is refused as an input, when a claim no longer
has the status expected of it, or when a transcription or a cell of a table differs.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from letter.checks import CHECKS
from letter.data import paths
from letter.data.cells import table_1_differences, table_2_differences
from letter.data.cohort import COLUMNS, load_cohort
from letter.data.letter import RELATED_COLUMNS, Letter, load_letter, load_related
from letter.data.published import TABLE_1_COLUMNS, TABLE_2_COLUMNS, load_table_1, load_table_2
from letter.outcome import compare, printed_quantities, table_1_against_ledger
from reproduction.claims import Entry, LedgerError, Quantity, transcription_defects
from reproduction.claims.evaluation import evaluate_entry
from reproduction.claims.ledger import INVENTORY_COLUMNS, load_inventory
from reproduction.claims.quantity import MONTHS, WORDS, parse_quantity
from reproduction.inputs.csv_rows import Row, read_rows
from reproduction.inputs.defects import InputError
from reproduction.inputs.places import shown

NUMBER = re.compile(r"\d+(?:\.\d+)?")
MARKED_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(\**)")


@dataclass(frozen=True)
class Mutation:
    """One value changed.

    Attributes:
        file: the file it stands in.
        place: the row and the column, or the claim and the position of the quantity.
        old: the value as it is.
        new: the value that it is changed to.
    """

    file: Path
    place: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{shown(self.file)}: {self.place}: “{self.old}” changed to “{self.new}”"


@dataclass(frozen=True)
class Trial:
    """What became of a mutation.

    Attributes:
        mutation: what was changed.
        caught: True: the ledger noticed.
        refused: True: it noticed on reading the file.
        alone: True: it would have noticed without the second transcription, the inventory.
    """

    mutation: Mutation
    caught: bool
    refused: bool = False
    alone: bool = False


# --- Other values of the same form


def other_numbers(text: str) -> list[str]:
    """A few numbers with the same decimals: a step up and down, one more, twice as much."""
    value = Decimal(text)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    others = (value + step, value - step, value + 1, 2 * value)
    return [f"{other:f}" for other in dict.fromkeys(others) if other >= 0 and other != value]


def other_quantities(text: str) -> list[str]:
    """A few quantities of the same form, and the same one with another relation."""
    quantity = parse_quantity(text)
    relation = text[: len(text) - len(_bare(text))]
    others = [relation + other for other in _other_bare(_bare(text), quantity)]
    if relation:
        others.append(_OPPOSITES[relation.strip().lower()] + _bare(text))
    return others


_OPPOSITES = {
    "greater than": "less than ",
    "more than": "fewer than ",
    "fewer than": "more than ",
    "less than": "greater than ",
    "below": "at least ",
    "at least": "below ",
    "up to": "more than ",
    ">": "<",
    "<": "≥",
    "≥": "<",
    "≤": ">",
}


def _bare(text: str) -> str:
    """The quantity without its relation."""
    for relation in sorted(_OPPOSITES, key=len, reverse=True):
        if text.lower().startswith(relation):
            return text[len(relation) :].lstrip()
    return text


def _other_bare(text: str, quantity: Quantity) -> list[str]:
    if quantity.form == "month":
        name, year = text.split()
        return [f"{MONTHS[MONTHS.index(name) - 1]} {year}", f"{name} {int(year) + 1}"]
    if quantity.form == "power":
        factor, exponent = re.findall(r"^(?:(.*)x)?10\^(.*)\^$", text)[0]
        others = [f"10^{int(exponent) + by}^" for by in (-1, 1)]
        numbers = [number for number in other_numbers(factor or "1") if Decimal(number)]
        return [f"{factor}x{other}" if factor else other for other in others] + [
            f"{number}x10^{exponent}^" for number in numbers
        ]
    if text.lower() in WORDS:
        words = [_like(word, text) for word in WORDS if word not in ("half", "both")]
        n = int(quantity.value)
        return [*words[max(0, n - 1) : n], *words[n + 1 : n + 3]]
    percent = "%" * text.endswith("%")
    return [other + percent for other in other_numbers(text.removesuffix("%"))]


def _like(word: str, text: str) -> str:
    return word.capitalize() if text[0].isupper() else word


def other_cells(value: str, column: Iterable[str]) -> list[str]:
    """A few other values for a cell.

    Texts become every other text of their column. A number becomes other numbers with the same
    footnote marks, the same number with other marks, and every text of its column (which may be
    the empty one); a text becomes a number too where the column has any.
    """
    seen = list(dict.fromkeys(column))
    texts = [text for text in seen if not MARKED_NUMBER.fullmatch(text)]
    number = MARKED_NUMBER.fullmatch(value)
    if not number:
        numbers = [text for text in seen if MARKED_NUMBER.fullmatch(text)]
        return [text for text in texts if text != value] + numbers[:1]
    marks = {text.lstrip("0123456789.") for text in seen if text not in texts}
    others = [other + number[2] for other in other_numbers(number[1])]
    return others + [number[1] + mark for mark in sorted(marks) if mark != number[2]] + texts


def other_texts(value: str) -> list[str]:
    """The text with one of its numbers changed, a few ways for each."""
    return [
        value[: number.start()] + other + value[number.end() :]
        for number in NUMBER.finditer(value)
        for other in other_numbers(number[0])
    ]


# --- Every mutation of every file


def trials() -> Iterator[Trial]:
    """Try every mutation of every file, in memory but for the CSV files."""
    letter = load_letter()
    with TemporaryDirectory() as folder:
        scratch = Path(folder) / "mutated.csv"
        yield from _cohort_trials(letter, scratch)
        yield from _claims_trials(letter)
        yield from _inventory_trials(letter, scratch)
        yield from _related_trials(letter, scratch)
        yield from _table_1_trials(letter, scratch)
        yield from _table_2_trials(letter, scratch)


def _cohort_trials(letter: Letter, scratch: Path) -> Iterator[Trial]:
    for mutation in _cell_mutations(paths.COHORT, COLUMNS, scratch):
        yield _trial(
            mutation,
            lambda: replace(letter, cohort=load_cohort(scratch)),
            lambda other: table_2_differences(other.cohort, other.table_2),
        )


def _table_1_trials(letter: Letter, scratch: Path) -> Iterator[Trial]:
    for mutation in _cell_mutations(paths.TABLE_1, TABLE_1_COLUMNS, scratch, inside=True):
        yield _trial(
            mutation,
            lambda: replace(letter, table_1=load_table_1(scratch)),
            lambda other: table_1_differences(other.cohort, other.table_1),
        )


def _table_2_trials(letter: Letter, scratch: Path) -> Iterator[Trial]:
    for mutation in _cell_mutations(paths.TABLE_2, TABLE_2_COLUMNS, scratch):
        yield _trial(
            mutation,
            lambda: replace(letter, table_2=load_table_2(scratch)),
            lambda other: table_2_differences(other.cohort, other.table_2),
        )


def _inventory_trials(letter: Letter, scratch: Path) -> Iterator[Trial]:
    rows = read_rows(paths.INVENTORY, INVENTORY_COLUMNS)
    printed = printed_quantities(letter)
    for row in rows:
        cells = {
            "at": other_texts(row.cells["at"])[:1],
            "position": other_numbers(row.cells["position"])[:1],
            "token": other_quantities(row.cells["token"]),
        }
        for column, others in cells.items():
            for mutation in _written(paths.INVENTORY, rows, row, column, others, scratch):
                try:
                    inventory = load_inventory(scratch)
                except InputError:
                    yield Trial(mutation, caught=True, refused=True)
                else:
                    yield Trial(mutation, caught=bool(transcription_defects(printed, inventory)))


def _related_trials(letter: Letter, scratch: Path) -> Iterator[Trial]:
    readers = _readers(letter)
    rows = read_rows(paths.RELATED, RELATED_COLUMNS)
    for row in rows:
        others = other_quantities(row.cells["token"])
        for mutation in _written(paths.RELATED, rows, row, "token", others, scratch):
            yield _trial_of_ledger(
                mutation, replace(letter, references=load_related(scratch)), readers[RELATED]
            )


def _claims_trials(letter: Letter) -> Iterator[Trial]:
    readers = _readers(letter)
    for index, entry in enumerate(letter.ledger):
        for position, text in enumerate(entry.prints):
            for new in other_quantities(text):
                place = f"claim {entry.id}, quantity {position + 1}"
                mutation = Mutation(paths.CLAIMS, place, text, new)
                prints = [*entry.prints[:position], new, *entry.prints[position + 1 :]]
                try:
                    changed = Entry.model_validate(entry.model_dump() | {"prints": prints})
                except ValidationError:
                    yield Trial(mutation, caught=True, refused=True, alone=True)
                    continue
                ledger = (*letter.ledger[:index], changed, *letter.ledger[index + 1 :])
                affected = [entry.id, *readers.get(entry.id, ())]
                yield _trial_of_ledger(mutation, replace(letter, ledger=ledger), affected)


def _trial(
    mutation: Mutation,
    load: Callable[[], Letter],
    differences: Callable[[Letter], Sequence[object]],
) -> Trial:
    """Load the changed letter; look first where the change should show, then everywhere."""
    try:
        other = load()
    except InputError:
        return Trial(mutation, caught=True, refused=True, alone=True)
    caught = bool(differences(other)) or not compare(other).passed
    return Trial(mutation, caught, alone=caught)


def _trial_of_ledger(mutation: Mutation, other: Letter, affected: Iterable[str]) -> Trial:
    """Evaluate the claims that can have changed; then compare the two transcriptions."""
    alone = any(_fails(other, claim) for claim in affected) or bool(table_1_against_ledger(other))
    caught = alone or bool(transcription_defects(printed_quantities(other), other.inventory))
    return Trial(mutation, caught, alone=alone)


def _fails(letter: Letter, claim: str) -> bool:
    try:
        return not evaluate_entry(letter.entry(claim), CHECKS.get(claim), letter).as_expected
    except LedgerError:
        return True


# --- Which claims depend on what other claims print

RELATED = "related"


@dataclass(frozen=True)
class _Watched(Letter):
    """A letter that keeps in ``read`` which claims were asked for what they print."""

    read: set[str] = field(default_factory=set)

    def printed(self, claim: str) -> tuple[Quantity, ...]:
        self.read.add(claim)
        return super().printed(claim)

    @cached_property
    def related(self) -> dict[str, Quantity]:
        self.read.add(RELATED)
        return {fact.id: fact.quantity for fact in self.references}


def _readers(letter: Letter) -> Mapping[str, list[str]]:
    """By claim (or `RELATED`), the claims whose checks read what it prints."""
    readers: dict[str, list[str]] = {RELATED: []}
    for claim in CHECKS:
        watched = _Watched(
            letter.cohort,
            letter.ledger,
            letter.inventory,
            letter.references,
            letter.table_1,
            letter.table_2,
        )
        evaluate_entry(letter.entry(claim), CHECKS.get(claim), watched)
        for name in watched.read:
            readers.setdefault(name, []).append(claim)
    return readers


# --- Files with one cell changed


def _cell_mutations(
    file: Path, columns: Sequence[str], scratch: Path, *, inside: bool = False
) -> Iterator[Mutation]:
    """Each mutation of each cell, or of each number inside a cell, written to ``scratch``."""
    rows = read_rows(file, columns)
    for row in rows:
        for column in columns:
            value = row.cells[column]
            if inside:
                others = other_texts(value)
            else:
                others = other_cells(value, (other.cells[column] for other in rows))
            yield from _written(file, rows, row, column, others, scratch)


def _written(
    file: Path, rows: Sequence[Row], row: Row, column: str, others: Iterable[str], scratch: Path
) -> Iterator[Mutation]:
    """Write the rows with one other value after the other in one cell."""
    for new in others:
        changed = [other.cells | {column: new} if other is row else other.cells for other in rows]
        with scratch.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, list(row.cells), lineterminator="\n")
            writer.writeheader()
            writer.writerows(changed)
        yield Mutation(file, f"row {row.number}, column {column}", row.cells[column], new)


# --- The report


def report(found: Iterable[Trial]) -> str:
    """The score by file, and one line for each survivor."""
    by_file: dict[str, list[Trial]] = {}
    for trial in found:
        by_file.setdefault(shown(trial.mutation.file), []).append(trial)
    lines = [_score(file, part) for file, part in by_file.items()]
    everything = [trial for part in by_file.values() for trial in part]
    survivors = [f"  survived: {trial.mutation}" for trial in everything if not trial.caught]
    return "\n".join([*lines, _score("all files", everything), *survivors, ""])


def _score(name: str, found: Sequence[Trial]) -> str:
    caught = sum(trial.caught for trial in found)
    refused = sum(trial.refused for trial in found)
    alone = sum(trial.alone for trial in found)
    return (
        f"{name:<30} {caught:>5} of {len(found):>5} caught ({caught / len(found):.1%}), "
        f"{refused:>4} as defects of input; {alone:>5} without the inventory"
    )
