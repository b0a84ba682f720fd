"""Malformed books: a small book that the builder accepts, and the changes that it must refuse."""

from collections.abc import Iterator
from dataclasses import replace

from malformed_chapters import chapters
from malformed_files import Malformed, any_text, any_yaml

CONFIG, INDEX, CHAPTER = "_quarto.yml", "index.qmd", "report/results.qmd"

# A book that the builder accepts as it is. It has no code, because nothing of it may be run.
BOOK = {
    CONFIG: """\
project:
  type: book
  output-dir: _book
book:
  title: "Müller's race"
  author: "A. Author"
  chapters:
    - index.qmd
    - report/results.qmd
lang: en
bibliography: references.bib
format:
  html:
    toc-depth: 2
  typst:
    papersize: a4
""",
    INDEX: """\
# The race {#sec-race}

Ann and Bo ran at Łódź [@almanac1999], see @sec-results.

::: {#refs}
:::
""",
    CHAPTER: """\
---
title: "Results {#sec-results}"
---

{{< include _notes.qmd >}}

- Ann: ½ hour
- Bo

::: {.callout-note}
See @sec-race.
:::
""",
    "report/_notes.qmd": "A note on the weather.\n",
    "references.bib": "@book{almanac1999, title = {Almanac}, author = {Doe, J.}, year = {1999}}\n",
}


def books() -> Iterator[Malformed]:
    """Every malformed book."""
    for file in (CONFIG, INDEX, CHAPTER):
        for case in any_text(file, BOOK[file], "no such file"):
            # The configuration is opened by its name, a chapter only if it is in the project.
            opened = file == CONFIG and case.change == "unreadable"
            yield replace(case, said="cannot be read") if opened else case
    yield from any_yaml(CONFIG, "book:\n  description: %s\n")
    yield from config()
    yield from chapters(INDEX, CHAPTER, BOOK[CHAPTER])


def config() -> Iterator[Malformed]:
    text = "text on one line"
    for old, new, said in [
        ("project:\n", "projects:\n", "_quarto.yml:1: project is missing"),
        ("project:\n  type: book\n  output-dir: _book\n", "", "project is missing"),
        ("  type: book", "  type: website", 'project.type: "website"; expected book'),
        ("  type: book", "  type: [book]", "project.type: \"['book']\"; expected book"),
        ("  type: book", "  type:", 'project.type: "None"; expected book'),
        ("project:\n  type: book\n  output-dir: _book\n", "project: book\n", "a mapping"),
        ("project:\n  type: book\n  output-dir: _book\n", "project: default\n", "a mapping"),
        ("project:\n  type: book\n  output-dir: _book\n", "project: []\n", "a mapping"),
        ("output-dir: _book", "output-dir: ..", "a path in the project"),
        ("output-dir: _book", "output-dir: ../other", "a path in the project"),
        ("output-dir: _book", "output-dir: /tmp/book", "a path in the project"),
        ("output-dir: _book", "output-dir: .", "holds the project"),
        ("output-dir: _book", "output-dir: report", "is in the output folder"),
        ("output-dir: _book", "output-dir: ''", "a file's name"),
        ("output-dir: _book", "output-dir: [a]", "a file's name"),
        ("output-dir: _book", "output-dir: index.qmd", "is a file; expected a folder"),
        ("output-dir: _book", "pre-render: [[a]]", "project.pre-render: "),
        ("output-dir: _book", "pre-render: {a: b}", "project.pre-render: "),
        ("output-dir: _book", "post-render: 7", 'project.post-render: "7"'),
        ('  title: "Müller\'s race"\n', "", "book.title is missing"),
        ('"Müller\'s race"', "2017", f'book.title: "2017"; expected {text}'),
        ('"Müller\'s race"', "[a, b]", f"expected {text}"),
        ('"Müller\'s race"', "''", f"expected {text}"),
        ('"Müller\'s race"', '"a\\nb"', f"expected {text}"),
        ('"Müller\'s race"', "|\n    a\n    b", f"expected {text}"),
        ('"Müller\'s race"', "The race\n  title: a", 'duplicate field "title"'),
        ('"Müller\'s race"', "The race\n  date: today", "expected a fixed date"),
        ('"Müller\'s race"', "The race\n  date: [1]", 'book.date: "[1]"'),
        ('"Müller\'s race"', "The race\n  subtitle: {a: b}", "book.subtitle: "),
        ('"Müller\'s race"', "The race\n  output-file: ../x", "a file's name without folders"),
        ('"Müller\'s race"', "The race\n  output-file: /tmp/x", "a file's name without folders"),
        ('"Müller\'s race"', "The race\n  output-file: .x", "a file's name without folders"),
        ('"Müller\'s race"', "The race\n  output-file: ''", "a file's name without folders"),
        ('"Müller\'s race"', "The race\n  repo-url: javascript:alert(1)", "https://"),
        ('"Müller\'s race"', 'The race\n  repo-url: "https://x\'onclick=y"', "https://"),
        ('"A. Author"', "7", 'book.author: "7"'),
        ('"A. Author"', "[A, [B]]", "book.author: "),
        ('"A. Author"', "{first: A}", "book.author: "),
        ("    - index.qmd\n", "", "the first chapter is report/results.qmd; expected index.qmd"),
        ("    - index.qmd\n    - report/results.qmd\n", "", "first chapter is missing"),
        (
            "- report/results.qmd",
            "- report/absent.qmd",
            "_quarto.yml:9: report/absent.qmd: no such",
        ),
        ("- report/results.qmd", "- report", "report: no such file"),
        ("- report/results.qmd", "- index.qmd", "chapter index.qmd; expected a .qmd file, once"),
        ("- report/results.qmd", "- references.bib", "expected a .qmd file"),
        ("- report/results.qmd", "- ../results.qmd", "a path in the project"),
        ("- report/results.qmd", "- report/../index.qmd", "a path in the project"),
        ("- report/results.qmd", "- ./report/results.qmd", "a path in the project"),
        ("- report/results.qmd", "- /etc/passwd", "a path in the project"),
        ("- report/results.qmd", "- part: A\n      chapters: []", "a file's name of letters"),
        ("- report/results.qmd", "- 'a b.qmd'", "a file's name of letters"),
        ("- report/results.qmd", "- 'javascript:a.qmd'", "a file's name of letters"),
        ("- report/results.qmd", "- '\"><img src=x>.qmd'", "a file's name of letters"),
        ("- report/results.qmd", "- 7", "a file's name of letters"),
        ("- report/results.qmd", "-", "a file's name of letters"),
        ("- report/results.qmd", f"- {'a' * 300}.qmd", "no such file"),
        ("lang: en", "lang: [en]", "lang: \"['en']\"; expected en"),
        ("lang: en", "lang: 'en\" onload=\"x'", "expected en"),
        ("lang: en", "jupyter: ir", 'jupyter: "ir"; expected python3'),
        ("lang: en", "engine: knitr", 'engine: "knitr"; expected jupyter'),
        ("lang: en", "filters: [a.lua]", "filter a.lua: no _extensions/a.lua/_extension.yml"),
        ("lang: en", "execute: {freeze: auto}", 'execute.freeze: "auto"; expected false'),
        ("lang: en", "execute: {echo: maybe}", 'execute.echo: "maybe"; expected true or false'),
        ("lang: en", "execute: {echo: 1}", 'execute.echo: "1"; expected true or false'),
        ("lang: en", "execute: true", 'execute: "True"; expected a mapping'),
        ("lang: en", "fig-width: -1", "a size in inches"),
        ("lang: en", "fig-width: .nan", "a size in inches"),
        ("lang: en", "fig-height: 1.0e+308", "a size in inches"),
        ("lang: en", "fig-height: wide", "a size in inches"),
        ("lang: en", "number-depth: 7", "a whole number, 1 to 6"),
        ("references.bib", "absent.bib", "absent.bib: no such file"),
        ("references.bib", "../references.bib", "a path in the project"),
        ("references.bib", "{a: b}", "a file's name of letters"),
        ("toc-depth: 2", "toc-depth: two", "a whole number, 1 to 6"),
        ("toc-depth: 2", "toc-depth: 0", "a whole number, 1 to 6"),
        ("toc-depth: 2", "toc-depth: true", "a whole number, 1 to 6"),
        ("toc-depth: 2", "css: /etc/passwd", "a path in the project"),
        ("toc-depth: 2", "css: absent.css", "_quarto.yml:14: absent.css: no such file"),
        ("toc-depth: 2", "include-after-body: [..]", "a path in the project"),
        ("toc-depth: 2", "include-in-header: {text: <script>}", "a file's name of letters"),
        ("toc-depth: 2", "template: t.html", "format.html.template is not supported"),
        (
            "  html:\n    toc-depth: 2\n",
            "  html: [a]\n",
            "format.html: \"['a']\"; expected a mapping",
        ),
        ("papersize: a4", "papersize: quarto", 'format.typst.papersize: "quarto"; expected a4'),
        ("papersize: a4", "margin: {x: wide}", "a length such as 2.4cm"),
        ("papersize: a4", "margin: {x: 2}", "a length such as 2.4cm"),
        ("papersize: a4", "margin: {x: '2cm, y: eval(\"1\")'}", "a length such as 2.4cm"),
        ("papersize: a4", "margin: 2cm", 'format.typst.margin: "2cm"; expected a mapping'),
    ]:
        assert BOOK[CONFIG].count(old) == 1, old
        change = f"{old.strip()[:60]!r} is {new.strip()[:60]!r}"
        yield Malformed(CONFIG, change, BOOK[CONFIG].replace(old, new).encode(), said)
