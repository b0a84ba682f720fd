"""The registry that every check of the letter joins."""

from letter.data.letter import Letter
from reproduction.claims import Checks, Quantity

check: Checks[Letter] = Checks()

# What a claim prints, as a check receives it.
Quantities = tuple[Quantity, ...]
