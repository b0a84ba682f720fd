"""The registry that every check of the letter joins."""

from reproduction.claims import Checks
from reproduction.letter import Letter

check: Checks[Letter] = Checks()
