"""The registry that every check of the letter joins."""

from letter.data.letter import Letter
from reproduction.claims import Checks

check: Checks[Letter] = Checks()
