"""Numbers in words: cardinals and ordinals to ninety-nine, fractions."""

from decimal import Decimal

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_IRREGULAR = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth"},
    **{"eight": "eighth", "nine": "ninth", "twelve": "twelfth"},
}
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "tenth": 10}

CARDINALS = (
    *_UNITS,
    *(f"{tens}-{unit}".removesuffix("-zero") for tens in _TENS for unit in _UNITS[:10]),
)
"""The words of 0 to 99, in order."""


def _ordinal(cardinal: str) -> str:
    start, hyphen, last = cardinal.rpartition("-")
    regular = f"{last.removesuffix('y')}ieth" if last.endswith("y") else f"{last}th"
    return start + hyphen + _IRREGULAR.get(last, regular)


ORDINALS = tuple(_ordinal(word) for word in CARDINALS)
"""The ordinals of 0 to 99, in order."""

FRACTIONS = {"half": Decimal(1) / 2, "one-half": Decimal(1) / 2, "one half": Decimal(1) / 2} | {
    f"{number}{joint}{part}{'s' * (n > 1)}": Decimal(n) / Decimal(of)
    for part, of in _PARTS.items()
    for n, number in enumerate(_UNITS[:of])
    if n
    for joint in ("-", " ")
}
"""The value of each fraction in words, such as two-thirds."""


def cardinal(text: str) -> int | None:
    """Return the value of a number word, hyphenated or not; None where it is none."""
    word = text.lower().replace(" ", "-")
    if word == "both":
        return 2
    return CARDINALS.index(word) if word in CARDINALS else None


def ordinal(text: str) -> int | None:
    """Return the value of an ordinal in words or digits (21st); None where it is none.

    Examples:
        >>> ordinal("Twenty-first"), ordinal("22nd"), ordinal("22th")
        (21, 22, None)
    """
    word = text.lower().replace(" ", "-")
    if word in ORDINALS:
        return ORDINALS.index(word)
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 9:
        return None
    n = int(digits)
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return n if word == digits + ending else None
