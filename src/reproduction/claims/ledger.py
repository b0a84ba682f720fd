"""The ledger: one entry a claim, read from YAML and checked for form; and its inventory."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from reproduction.claims.quantity import FORMS, Quantity, parse_quantity
from reproduction.inputs.csv_rows import as_defects, read_rows, read_text
from reproduction.inputs.defects import Defect, InputError, quoted
from reproduction.inputs.places import shown
from reproduction.inputs.text import load_yaml

Basis = Literal["patients", "table1", "arithmetic", "cited", "protocol", "unpublished"]
Status = Literal["reproduced", "qualified", "consistent", "contradicted", "cited", "not_derivable"]
SELF_EXPLANATORY = ("reproduced", "cited")

INVENTORY_COLUMNS = ("at", "position", "token", "claim")


ID = r"[a-z0-9]+(-[a-z0-9]+)*"
PLACE = r"[a-z]+[0-9]*"
KEY = r"[A-Za-z0-9_][A-Za-z0-9_.:-]*"
# A spreadsheet program takes text that begins with one of these for a formula, and runs it.
SENTENCE = r"[^=+@\-\s].*"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def _is_quantity(text: str) -> str:
    parse_quantity(text)
    return text


Printed = tuple[str, str, str]
"""Where a quantity is printed, the quantity, and the id of the claim that covers it."""


class Entry(BaseModel):
    """One claim, as the ledger has it. The descriptions say what is expected of each field."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Annotated[str, Field(pattern=f"^{ID}$")] = Field(
        description="lower-case words joined by hyphens"
    )
    at: Annotated[str, Field(pattern=f"^{PLACE}$")] = Field(
        description="where it is printed, such as p4, table1 or fig1"
    )
    prints: Annotated[list[Annotated[str, AfterValidator(_is_quantity)]], Field(min_length=1)] = (
        Field(description=f"a list of texts in quotes, each {FORMS}")
    )
    says: Annotated[str, Field(pattern=f"^{SENTENCE}")] = Field(
        description="a sentence, which begins with none of = + - @"
    )
    basis: Basis = Field(description="patients, table1, arithmetic, cited, protocol or unpublished")
    expect: Status = Field(
        description="reproduced, qualified, consistent, contradicted, cited or not_derivable"
    )
    because: Annotated[str, Field(pattern=f"^{SENTENCE}")] | None = Field(
        default=None,
        description="a sentence that gives the evidence, which begins with none of = + - @",
    )
    reference: (
        Annotated[list[Annotated[str, Field(pattern=f"^{KEY}$")]], Field(min_length=1)] | None
    ) = Field(default=None, description="a list of keys of references.bib")

    @model_validator(mode="after")
    def _explained(self) -> "Entry":
        if self.because is None and self.expect not in SELF_EXPLANATORY:
            raise ValueError(f"because: missing; expected the evidence for {self.expect}")
        if re.search(r"[{}]", _PLACEHOLDER.sub("", self.because or "")):
            raise ValueError("because: a stray brace; expected names in braces, such as {patient}")
        if self.reference is None and self.expect == "cited":
            raise ValueError("reference: missing; expected the keys of what is cited")
        return self

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The printed quantities, parsed."""
        return tuple(parse_quantity(text) for text in self.prints)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the evidence that ``because`` asks for."""
        return tuple(_PLACEHOLDER.findall(self.because or ""))


def load_ledger(path: Path) -> tuple[Entry, ...]:
    """Read the ledger.

    Args:
        path: a YAML file that holds a list with one mapping for each claim.

    Returns:
        The entries, in the file's order.

    Raises:
        InputError: with every defect: its line, the claim, the field and what was expected.
    """
    file = shown(path)
    entries, defects = _entries(file, _items(file, read_text(path)))
    defects += _order_defects(file, entries)
    if defects:
        raise InputError(defects)
    return tuple(entry for _, entry in entries)


def _items(file: str, text: str) -> list[tuple[int, Any]]:
    """Each item of the YAML list with its line."""
    expected = "a YAML list with one mapping for each claim"
    root, items, flaws = load_yaml(text, expected)
    if flaws:
        raise InputError(as_defects(file, flaws))
    if not isinstance(items, list) or not items:
        raise InputError([Defect(file, "", "is not a list", expected)])
    lines = [node.start_mark.line + 1 for node in root.value]
    return list(zip(lines, items, strict=True))


def _entries(
    file: str, items: Iterable[tuple[int, Any]]
) -> tuple[list[tuple[int, Entry]], list[Defect]]:
    entries: list[tuple[int, Entry]] = []
    defects: list[Defect] = []
    for line, item in items:
        try:
            entries.append((line, Entry.model_validate(item)))
        except ValidationError as error:
            name = item.get("id", "without id") if isinstance(item, dict) else "not a mapping"
            place = f"line {line}, claim {str(name)[:60]}"
            defects += [_entry_defect(file, place, problem) for problem in error.errors()]
    return entries, defects


def _entry_defect(file: str, place: str, problem: Any) -> Defect:
    field = str(problem["loc"][0]) if problem["loc"] else ""
    if problem["type"] == "missing":
        return Defect(file, place, f"{field} is missing", _description(field))
    if problem["type"] == "extra_forbidden":
        return Defect(file, place, f"{quoted(field)} is not a field", ", ".join(Entry.model_fields))
    if not field:
        text = problem["msg"].removeprefix("Value error, ")
        what, _, expected = text.partition("; expected ")
        return Defect(file, place, what, expected or "a mapping with the fields of a claim")
    return Defect(file, place, f"{field}: {quoted(str(problem['input']))}", _description(field))


def _description(field: str) -> str:
    return str(Entry.model_fields[field].description)


def _order_defects(file: str, entries: Sequence[tuple[int, Entry]]) -> Iterator[Defect]:
    """Ids are unique, and the entries of one place stand together."""
    seen: dict[str, int] = {}
    finished: set[str] = set()
    previous = ""
    for line, entry in entries:
        place = f"line {line}, claim {entry.id}"
        if entry.id in seen:
            problem = f"the id stands at line {seen[entry.id]} too"
            yield Defect(file, place, problem, "each id once")
        if entry.at != previous:
            finished.add(previous)
            if entry.at in finished:
                yield Defect(file, place, f"at {entry.at} again", "the reading order of the text")
        seen.setdefault(entry.id, line)
        previous = entry.at


def load_inventory(path: Path) -> tuple[Printed, ...]:
    """The inventory: place, token and claim id of every printed quantity, in reading order.

    Raises:
        InputError: the file cannot be used, or positions do not count 1, 2, 3 … at each place.
    """
    file = shown(path)
    rows = read_rows(path, INVENTORY_COLUMNS)
    defects = []
    position: dict[str, int] = {}
    for row in rows:
        at = row.cells["at"]
        position[at] = position.get(at, 0) + 1
        place = f"row {row.number}"
        if not re.fullmatch(PLACE, at):
            defects.append(Defect(file, place, f"at {quoted(at)}", "a place such as p4 or table1"))
        if row.cells["position"] != str(position[at]):
            found = f"position {quoted(row.cells['position'])} at {at[:20]}"
            defects.append(Defect(file, place, found, str(position[at])))
        try:
            parse_quantity(row.cells["token"])
        except ValueError:
            defects.append(Defect(file, place, f"token {quoted(row.cells['token'])}", FORMS))
    if defects:
        raise InputError(defects)
    return tuple((row.cells["at"], row.cells["token"], row.cells["claim"]) for row in rows)


def transcription_defects(printed: Iterable[Printed], inventory: Iterable[Printed]) -> list[str]:
    """Where two transcriptions of one text disagree.

    Args:
        printed: place, token and claim id of every quantity in the ledger, in its order.
        inventory: the same, as `load_inventory` returns it.

    Returns:
        One line for the first difference at each place (p4, table1, …); empty if there is none.
    """
    ours, theirs = _by_place(printed), _by_place(inventory)
    return [
        line
        for at in dict.fromkeys([*theirs, *ours])
        if (line := _first_difference(at, ours.get(at, []), theirs.get(at, [])))
    ]


def _by_place(rows: Iterable[Printed]) -> dict[str, list[tuple[str, str]]]:
    places: dict[str, list[tuple[str, str]]] = {}
    for at, token, claim in rows:
        places.setdefault(at, []).append((token, claim))
    return places


def _first_difference(
    at: str, ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]]
) -> str | None:
    for position, (our, their) in enumerate(zip_longest(ours, theirs), start=1):
        if our != their:
            return (
                f"{at}, quantity {position}: the ledger has {_token(our)}, "
                f"the inventory has {_token(their)}"
            )
    return None


def _token(token: tuple[str, str] | None) -> str:
    return f"“{token[0]}” ({token[1]})" if token else "nothing"
