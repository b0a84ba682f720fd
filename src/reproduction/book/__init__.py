"""A small builder for the Quarto books that need wheels only.

It renders the same ``_quarto.yml`` and ``.qmd`` files to HTML pages and one PDF,
and refuses by name, file and line what it does not support.
"""

from reproduction.book.build import build
from reproduction.book.reading import BookError

__all__ = ["BookError", "build"]
