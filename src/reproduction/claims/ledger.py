"""The ledger: one entry for each claim, read from YAML and checked for form."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)

from reproduction.claims.forms import FORMS, parse_quantity
from reproduction.claims.quantity import Quantity
from reproduction.claims.status import Status, gravest
from reproduction.inputs.defects import Defect, InputError, quoted, shown
from reproduction.inputs.models import Misfit, from_yaml, line_of
from reproduction.inputs.text import load_yaml, read_text

Basis = Literal["patients", "printed", "definition", "cited", "unpublished"]
SELF_EXPLANATORY = (Status.REPRODUCED, Status.CITED, Status.DEFINITION)

ID = r"[a-z0-9]+(-[a-z0-9]+)*"
PLACE = r"[a-z]+[0-9]*"
KEY = r"[A-Za-z0-9_][A-Za-z0-9_.:-]*"
# A spreadsheet program takes text that begins with one of these for a formula, and runs it.
SENTENCE = r"[^=+@\-\s].*"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

T = TypeVar("T")
OneOrEach = Annotated[
    list[T],
    Field(min_length=1),
    BeforeValidator(lambda value: value if isinstance(value, list) else [value]),
]


def _decimal_mark(info: ValidationInfo) -> str:
    return str((info.context or {}).get("decimal_mark", "."))


def _quantity(text: str, info: ValidationInfo) -> str:
    parse_quantity(text, _decimal_mark(info))
    return text


Token = Annotated[str, AfterValidator(_quantity)]
"""A printed quantity; the validators' context may have the paper's ``decimal_mark``."""


def _one_of(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}, or a list with one for each number"


class Entry(BaseModel):
    """One claim, as the ledger has it. The descriptions say what is expected of each field."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Annotated[str, Field(pattern=f"^{ID}$")] = Field(
        description="lower-case words joined by hyphens"
    )
    at: Annotated[str, Field(pattern=f"^{PLACE}$")] = Field(
        description="where it is printed, such as p4, table1 or fig1"
    )
    prints: Annotated[list[Token], Field(min_length=1)] = Field(
        description=f"a list of texts in quotes, each {FORMS}"
    )
    says: Annotated[str, Field(pattern=f"^{SENTENCE}")] = Field(
        description="a sentence that begins with none of = + - @"
    )
    basis: OneOrEach[Basis] = Field(description=_one_of(get_args(Basis)))
    expect: OneOrEach[Annotated[Status, Field(strict=False)]] = Field(
        description=_one_of([status.value for status in reversed(Status)])
    )
    because: Annotated[str, Field(pattern=f"^{SENTENCE}")] | None = Field(
        default=None,
        description="a sentence that gives the evidence and begins with none of = + - @",
    )
    reference: (
        Annotated[list[Annotated[str, Field(pattern=f"^{KEY}$")]], Field(min_length=1)] | None
    ) = Field(default=None, description="a list of keys of references.bib")

    _quantities: tuple[Quantity, ...] = PrivateAttr()

    @model_validator(mode="after")
    def _explained(self, info: ValidationInfo) -> "Entry":
        mark = _decimal_mark(info)
        self._quantities = tuple(parse_quantity(text, mark) for text in self.prints)
        for name, given in (("basis", self.basis), ("expect", self.expect)):
            if len(given) not in (1, len(self.prints)):
                problem = f"{name}: {len(given)} for {len(self.prints)} numbers"
                raise Misfit(problem, "one for all of them or one for each", name)
        unexplained = [status for status in self.expects if status not in SELF_EXPLANATORY]
        if self.because is None and unexplained:
            raise Misfit("because is missing", f"the evidence for {unexplained[0]}")
        if re.search(r"[{}]", _PLACEHOLDER.sub("", self.because or "")):
            expected = "names in braces, such as {patient}"
            raise Misfit("because: a stray brace", expected, "because")
        if self.reference is None and Status.CITED in self.expects:
            raise Misfit("reference is missing", "the keys of what is cited")
        return self

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The printed quantities, parsed."""
        return self._quantities

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The basis of each number."""
        return tuple(self.basis * len(self.prints))[: len(self.prints)]

    @property
    def expects(self) -> tuple[Status, ...]:
        """The status expected of each number."""
        return tuple(self.expect * len(self.prints))[: len(self.prints)]

    @property
    def expected(self) -> Status:
        """The status expected of the claim: the gravest of its numbers'."""
        return gravest(self.expects)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the evidence that ``because`` asks for."""
        return tuple(_PLACEHOLDER.findall(self.because or ""))


_PLACES = {"p": "Paragraph", "fig": "Figure"}


def place_name(at: str) -> str:
    """Return a place as a heading.

    Examples:
        >>> place_name("p4"), place_name("table1"), place_name("fig2"), place_name("abstract")
        ('Paragraph 4', 'Table 1', 'Figure 2', 'Abstract')
    """
    word = at.rstrip("0123456789")
    return f"{_PLACES.get(word, word.capitalize())} {at.removeprefix(word)}".strip()


def load_ledger(path: Path, decimal_mark: str = ".") -> tuple[Entry, ...]:
    """Read the ledger.

    Args:
        path: a YAML file that holds a list with one mapping for each claim.
        decimal_mark: the paper's decimal mark.

    Returns:
        The entries, in the file's order.

    Raises:
        InputError: with every defect: its line, the claim, the field and what was expected.
    """
    file = shown(path)
    entries: list[tuple[int, Entry]] = []
    defects: list[Defect] = []
    for node, item in _items(file, read_text(path)):
        about = f"claim {str(item.get('id', 'without id'))[:60]}" if isinstance(item, dict) else ""
        context = {"decimal_mark": decimal_mark}
        entry, found = from_yaml(Entry, item, node, file, about=about, context=context)
        defects += found
        if entry is not None:
            entries.append((line_of(node, ()) + 1, entry))
    defects += _order_defects(file, entries)
    if defects:
        raise InputError(defects)
    return tuple(entry for _, entry in entries)


def _items(file: str, text: str) -> Iterable[tuple[Any, Any]]:
    """Each item of the YAML list with its node."""
    expected = "a YAML list with one mapping for each claim"
    root, items, defects = load_yaml(text, file, expected, is_from_others=True)
    if defects:
        raise InputError(defects)
    if not isinstance(items, list) or not items:
        raise InputError([Defect(file, "", "is not a list", expected)])
    return zip(root.value, items, strict=True)


def _order_defects(file: str, entries: Sequence[tuple[int, Entry]]) -> Iterator[Defect]:
    """Ids are unique, and the entries of one place follow each other."""
    seen: dict[str, int] = {}
    finished: set[str] = set()
    previous = ""
    for line, entry in entries:
        if entry.id in seen:
            problem = f"duplicate id {quoted(entry.id)}, first used in line {seen[entry.id]}"
            yield Defect(file, line, problem, "each id once")
        if entry.at != previous:
            finished.add(previous)
            if entry.at in finished:
                problem = f"claim {entry.id}: at {entry.at} again"
                yield Defect(file, line, problem, "the reading order of the text")
        seen.setdefault(entry.id, line)
        previous = entry.at
