"""What counts as a number: finding the quantities that a sentence prints.

The rule, the same everywhere:

- A number counts when it says how many, how much, how long or how likely, in digits or in words:
  cardinals, "both", "half" and other fractions, percentages, powers of ten, calendar months.
- It is a label, and no quantity, when it names: after the noun that it numbers (phase 2, grade 3,
  cycle 1, Table 1) or inside a name or unit (CD19, R^2^, m^2^). A project lists the
  labels of its paper as patterns.
- An ordinal counts directly before a noun that is counted, such as a unit of time (the first
  week); elsewhere it names (first-line, the first study).
- Adjectives of kind (single-arm, dual, twofold) and references in brackets are no numbers.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from reproduction.claims.forms import RELATION_WORDS
from reproduction.claims.quantity import MONTHS
from reproduction.claims.words import CARDINALS, FRACTIONS, ORDINALS

TIMES = ("second", "minute", "hour", "day", "week", "month", "year")
"""Nouns before which an ordinal counts in every paper."""

_REFERENCE = r"\[\d[\d,–-]*\]"
_SUPERSCRIPT = r"(?<=[A-Za-z])\^[^^]*\^"  # of a unit or a name


def _any_of(texts: Iterable[str]) -> str:
    """A pattern of the texts, those with a hyphen also with a space."""
    longest_first = sorted(texts, key=len, reverse=True)
    return "|".join(re.escape(text).replace(r"\-", "[- ]") for text in longest_first)


@cache
def _pattern(counted: tuple[str, ...]) -> re.Pattern[str]:
    number = r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:[.·]\d+)?|[-−]?\.\d+"
    return re.compile(
        rf"""(?:(?<![\w^.])|(?=[<>≤≥]))
        (?:(?:(?:{_any_of(RELATION_WORDS)})[ ]|[<>≤≥]\ ?)?
          (?:(?:{_any_of(MONTHS)})[ ]\d{{4}}
            |(?:(?:{number})[ ]?[x×][ ]?)?10\^[-−]?\d+\^
            |(?:{number})(?:%|[ ]per[ ]?cent)?
            |(?:{_any_of((*FRACTIONS, *CARDINALS, "both"))}))
          |(?:{_any_of(ORDINALS)})(?=[ ](?:{_any_of(counted)})s?\b))
        (?![\w^])""",
        re.VERBOSE | re.IGNORECASE,
    )


def quantities_in(
    text: str, labels: Sequence[str] = (), counted: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the quantities that a text prints, in order, each end of a range on its own.

    Args:
        text: the text, with powers and superscripts between carets and references in brackets.
        labels: patterns of tokens that are labels in this paper.
        counted: nouns of this paper before which an ordinal counts, beside `TIMES`.

    Examples:
        >>> quantities_in("16 (80%) in the first cycle lost CD19", ["CD19"], ["cycle"])
        ('16', '80%', 'first')
    """
    for label in (_REFERENCE, _SUPERSCRIPT, *labels):
        text = re.sub(label, " # ", text)
    return tuple(match[0] for match in _pattern((*TIMES, *counted)).finditer(text))
