"""The citations that readers can copy are those of the project's own files."""

import re

import yaml

from letter.data import paths

PAGE = (paths.REPORT / "references.qmd").read_text(encoding="utf-8")
LETTER, BOOK = re.findall(r"```bibtex\n(.*?)```", PAGE, re.DOTALL)


def test_the_letters_is_that_of_the_bibliography():
    assert LETTER in paths.REFERENCES.read_text(encoding="utf-8")
    assert LETTER.startswith("@article{gokbuget2017,")


def test_the_books_is_that_of_the_citation_file():
    citation = yaml.safe_load((paths.PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    fields = dict(re.findall(r"(\w+) += \{(.*)\}", BOOK.replace(",\n", "\n")))
    assert re.sub(r"[{}]", "", fields["title"]) == citation["title"]
    assert fields["author"] == f"{{{citation['authors'][0]['name']}}}"
    assert fields["note"] == f"Version {citation['version']}"
