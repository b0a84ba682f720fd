"""Hostile text in a ledger and a configuration is text on a page and in print."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hostile import HOSTILE
from pypdf import PdfReader

from reproduction.book import BookError, build, pdf
from reproduction.claims import load_ledger
from reproduction.inputs.defects import InputError

IN_PRINT = (  # these have the same letters in the PDF's font, on one line
    "#(4103+1)",
    "[a](javascript:alert(1))",
    "<script>document.write(1728+1)</script>",
    "{{< env HOME >}}",
    "a | b || c | d",
)

CELL = """\
from pathlib import Path
from reproduction.claims import Checks, evaluate, load_ledger
from reproduction.claims.display import Markdown, check_table, escape, inline_claim
from reproduction.claims.pages import ledger
from reproduction.claims.outcome import Outcome
results = evaluate(load_ledger(Path("claims.yaml")), Checks(), None)
"""
CHAPTER = f"""\
---
title: Hostile *values* {{#sec-hostile}}
---

```{{python}}
#| include: false
{CELL}```

```{{python}}
#| echo: false
#| output: asis
print(check_table(results, "index.qmd"))
```

```{{python}}
#| echo: false
#| output: asis
print(ledger(Outcome(results), {{}}, None))
```

INLINE
"""


def written(folder: Path) -> Path:
    """A book that shows the hostile values in every place that shows a ledger's text."""
    items = [
        {
            "id": f"value-{n}",
            "at": "p1",
            "prints": ["4"],
            "says": f"A {value}",
            "basis": "unpublished",
            "expect": "not_derivable",
            "because": f"B {value}".replace("{", "(").replace("}", ")"),
        }
        for n, value in enumerate(HOSTILE)
    ]
    inline = "\n\n".join(
        f"`{{python}} Markdown(escape(results[{n}].because))` "
        f'`{{python}} inline_claim(results[{n}], "{{0}}", "index.qmd")`'
        for n in range(len(HOSTILE))
    )
    config = {
        "project": {"type": "book"},
        "book": {
            "title": HOSTILE[0],
            "subtitle": HOSTILE[10],
            "author": [HOSTILE[2], {"name": HOSTILE[7]}],
            "description": HOSTILE[4],
            "output-file": "hostile",
            "chapters": ["index.qmd"],
        },
        "format": {"html": {"code-summary": HOSTILE[2], "code-fold": True}},
    }
    for name, text in [
        ("claims.yaml", yaml.safe_dump(items, sort_keys=False)),
        ("_quarto.yml", yaml.safe_dump(config)),
        ("index.qmd", CHAPTER.replace("INLINE", inline)),
    ]:
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Page(HTMLParser):
    """Elements with their attributes, and the text outside them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    project = written(tmp_path_factory.mktemp("hostile"))
    sources: list[str] = []
    original = pdf.typst.compile_with_warnings
    with pytest.MonkeyPatch.context() as patch:

        def compile_and_keep(main: str, **options: Any) -> Any:
            chapters = sorted(Path(main).parent.glob("c*.typ"))
            texts = [path.read_text(encoding="utf-8") for path in (Path(main), *chapters)]
            # The first line of each chapter and the includes are the builder's own.
            lines = [line for text in texts for line in text.split("\n")]
            own = ('#import "/book.typ": *', *(f'#include "{path.name}"' for path in chapters))
            sources.append("\n\n" + "\n".join(line for line in lines if line not in own))
            return original(main, **options)

        patch.setattr(pdf.typst, "compile_with_warnings", compile_and_keep)
        build(project, progress=[].append)
    (project / "main.typ").write_text(sources[-1], encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def page(book) -> Page:
    return Page((book / "_book" / "index.html").read_text(encoding="utf-8"))


def test_on_a_page_all_of_it_is_text(page):
    words = " ".join(page.text.split())
    for value in HOSTILE:
        assert words.count(f"A {value}") >= 2, value  # the two tables
        assert words.count("B " + value.replace("{", "(").replace("}", ")")) >= 2, value
    assert "1729" not in words
    assert "4104" not in words
    assert "root:" not in words


def test_on_a_page_none_of_it_is_an_element_or_an_attribute(page):
    names = {name for name, _ in page.elements}
    scripts = {attributes.get("src") for name, attributes in page.elements if name == "script"}
    assert scripts <= {"book.js", None}  # the builder's own, of which one is in the page
    assert sum(name == "script" and "src" not in own for name, own in page.elements) <= 1
    assert not names & {"img", "iframe", "math", "mjx-container", "b", "del", "sub"}
    for name, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on")], (name, attributes)
        href = attributes.get("href") or ""
        assert not href.startswith(("javascript:", "//")), href
    claims = [own for name, own in page.elements if name == "a" and "data-says" in own]
    assert claims
    assert {claim["data-status"] for claim in claims} == {"not derivable"}


def test_the_head_of_a_page_has_it_as_text(page, book):
    html = (book / "_book" / "index.html").read_text(encoding="utf-8")
    assert html.count("<title>") == 1
    metas = {a.get("name"): a.get("content") for name, a in page.elements if name == "meta"}
    assert metas["author"] == f"{HOSTILE[2]}, {HOSTILE[7]}"
    assert metas["description"] == HOSTILE[4]


def test_in_print_all_of_it_is_text(book):
    reader = PdfReader(book / "_book" / "hostile.pdf")
    words = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    for value in IN_PRINT:
        assert value in words, value
    assert "1729" not in words
    assert "4104" not in words
    assert "root:" not in words
    assert reader.metadata is not None
    assert reader.metadata.title == HOSTILE[0]
    links = [a.get_object() for page in reader.pages for a in page.get("/Annots") or []]
    assert not [link for link in links if "javascript" in str(link.get("/A", ""))]


def test_in_the_typesetters_source_no_code_comes_from_it(book):
    source = (book / "main.typ").read_text(encoding="utf-8")
    body = source[source.index("\n\n") :]
    for code in ("#eval(", "#(1728", "#(4103", "#import ", "#include ", "$1728"):
        at = 0
        while (at := body.find(code, at) + 1) > 0:
            # In Typst, a backslash before it makes it text, as a string's quotes do.
            assert body[at - 2] == "\\" or in_a_string(body, at - 1), body[at - 20 : at + 20]


def in_a_string(text: str, position: int) -> bool:
    line = text[text.rindex("\n", 0, position) : position]
    return line.replace('\\"', "").count('"') % 2 == 1


# --- Titles and names


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "A `<b>`{=html}", "A `#eval`{=typst}", "A <kbd>b</kbd>"]
)
def test_a_title_holds_no_code(tmp_path, title):
    project = written(tmp_path)
    (project / "index.qmd").write_text(f"---\ntitle: '{title}'\n---\n\nText\n", encoding="utf-8")
    with pytest.raises(BookError) as caught:
        build(project, progress=[].append)
    assert caught.value.exit_code == 2
    assert "raw" in str(caught.value) or "no heading" in str(caught.value)


def test_a_file_that_does_not_exist_is_named_without_control_characters():
    with pytest.raises(InputError) as caught:
        load_ledger(Path("no\x1b[2J\u202e\udcff.yaml"))
    assert str(caught.value).startswith("no\\x1b[2J\\u202e\\udcff.yaml: cannot be read")
