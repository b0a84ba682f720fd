"""The configuration of a book of two chapters."""

CONFIG = """\
project: {type: book}
book:
  title: Small
  author: A. Author
  chapters: [index.qmd, other.qmd]
"""
