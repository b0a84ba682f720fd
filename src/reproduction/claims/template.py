"""Claims in prose: a claim's numbers put into an author's sentence."""

import re
from collections.abc import Iterator, Sequence
from string import Formatter

from reproduction.claims.evaluation import NumberResult, Result
from reproduction.claims.quantity import Quantity

_SPECS = ("", "number", "word", "Word")


class TemplateError(ValueError):
    """A template cannot be filled in; the message names claim, template and reason."""


def formatted(result: Result, template: str) -> tuple[str, tuple[NumberResult, ...]]:
    """Fill a claim's printed numbers into a template.

    Args:
        result: the claim.
        template: Markdown with the numbers by position: ``{0}`` in digits after the relation
            that is printed, ``{0:word}`` and ``{0:Word}`` in words, ``{0:number}`` in digits
            without the relation, for a sentence that says it.

    Returns:
        Markdown: the author's is kept, and what is special in a number is escaped. And the numbers
        that it shows; all of the claim's if it shows none.

    Raises:
        TemplateError: it asks for a number that is not there, for the word of a number without
            one, or for anything else.
    """
    try:
        parts = list(_parts(result.entry.quantities, template))
    except ValueError as error:
        raise TemplateError(
            f"claim {result.entry.id}: the template {template!r} cannot be filled in: {error}"
        ) from None
    used = {position for _, position in parts if position is not None}
    numbers = tuple(result.numbers[position] for position in sorted(used)) or result.numbers
    return "".join(text for text, _ in parts), numbers


def _parts(quantities: Sequence[Quantity], template: str) -> Iterator[tuple[str, int | None]]:
    """The parts of the text, each with the position of the number that it is, if it is one."""
    for text, name, spec, conversion in Formatter().parse(template):
        yield text, None
        if name is None:
            continue
        field = "{" + name + (f":{spec}" if spec else "") + "}"
        if conversion or spec not in _SPECS or not (name.isascii() and name.isdecimal()):
            expected = "a position, alone or with :word, :Word or :number, such as {0:word}"
            raise ValueError(f"{field} is not known; expected {expected}")
        if int(name) >= len(quantities):
            n = len(quantities)
            numbers = "{0}" if n == 1 else "{0} to {" + str(n - 1) + "}"
            raise ValueError(f"there is no number {field}; the claim prints {n}: {numbers}")
        shown = _shown(quantities[int(name)], spec or "")
        yield re.sub(r"([\\`*_\[\]<>#|$~^@])", r"\\\1", shown), int(name)


def _shown(quantity: Quantity, spec: str) -> str:
    if spec == "":
        return quantity.short
    if spec == "number":
        return quantity.numeral
    if quantity.word is None:
        raise ValueError(f"{quantity.numeral} has no number word")
    sentence = f"{quantity.relation_words} {quantity.word}".strip()
    return sentence[0].upper() + sentence[1:] if spec == "Word" else sentence
