"""Malformed chapters: what the builder must refuse in a text, by file and line."""

from collections.abc import Iterator

from malformed_files import Malformed


def chapters(index: str, chapter: str, text_of_chapter: str) -> Iterator[Malformed]:
    """Every malformed chapter: of ``index``, and of ``chapter`` that has front matter."""
    yield from front_matter(chapter, text_of_chapter)
    unsupported = "is not supported"
    for text, said in [
        ("```{python}\n1\n", "code fence is not closed; expected ```"),
        ("```python\n1\n", "code fence is not closed"),
        ("~~~\n1\n```\n", "code fence is not closed; expected ~~~"),
        ("````\n```\n", "code fence is not closed; expected ````"),
        ("```{r}\n1\n```\n", "{r} cell; expected {python}"),
        ("```{julia}\n1\n```\n", "{julia} cell"),
        ("```{mermaid}\na\n```\n", "{mermaid} cell"),
        ("```{dot}\na\n```\n", "{dot} cell"),
        ("```{ojs}\na\n```\n", "{ojs} cell"),
        ("```{bash}\nrm -r .\n```\n", "{bash} cell"),
        ("```{python echo=FALSE}\n1\n```\n", "cell header"),
        ("```{{python}}\n1\n```\n", "{{python}} block"),
        ("- a\n\n  ```{python}\n  1\n  ```\n", "cell is indented or has a longer fence"),
        ("\t```{python}\n1\n```\n", "cell is indented"),
        ("````{python}\n1\n````\n", "cell is indented or has a longer fence"),
        ("~~~{python}\n1\n~~~\n", "cell is indented or has a longer fence"),
        ("```{python}\n#| echo: maybe\n1\n```\n", "index.qmd:4: echo is 'maybe'"),
        ("```{python}\n#| echo: [\n1\n```\n", "is not YAML"),
        ("```{python}\n#| echo\n1\n```\n", "not a YAML mapping"),
        ("```{python}\n#| colour: red\n1\n```\n", "colour is not supported"),
        ("```{python}\n#| echo: true\n#| echo: false\n1\n```\n", 'duplicate field "echo"'),
        ("```{python}\n#| label: !!python/name:os.system\n1\n```\n", "is not YAML"),
        ("```{python}\n#| label: [a]\n1\n```\n", "label is ['a']; expected letters"),
        ("```{python}\n#| label: 'a b'\n1\n```\n", "letters, digits and hyphens"),
        ("```{python}\n#| label: '#eval'\n1\n```\n", "letters, digits and hyphens"),
        ("```{python}\n#| label: '../a'\n1\n```\n", "letters, digits and hyphens"),
        ("```{python}\n#| label: fig-a\n1\n```\n", "label fig-a without fig-cap"),
        ("```{python}\n#| tbl-cap: A\n1\n```\n", "tbl-cap without a label"),
        ("```{python}\n#| label: fig-a\n#| fig-cap: 7\n1\n```\n", "fig-cap is 7"),
        ("```{python}\n#| fig-cap: '`{python} 1`'\n1\n```\n", "inline code in fig-cap"),
        ("```{python}\n#| error: true\n1\n```\n", "error is True; expected false"),
        ('```{python}\n#| fig-alt: "a\\e[31m"\n1\n```\n', "has U+001B"),
        ("```{python}\n#| label: a\n1\n```\n\n```{python}\n#| label: a\n2\n```\n", "is also at"),
        ("{{< include absent.qmd >}}\n", "index.qmd:3: absent.qmd: no such file"),
        ("{{< include index.qmd >}}\n", "index.qmd includes itself"),
        ("{{< include report >}}\n", "report: no such file"),
        ("{{< include ../secret.qmd >}}\n", "../secret.qmd: no such file"),
        ("{{< include /etc/passwd >}}\n", "/etc/passwd: no such file"),
        ("{{< include /proc/self/environ >}}\n", "no such file"),
        (f"{{{{< include {'a' * 300}.qmd >}}}}\n", "no such file"),
        ("{{< video a.mp4 >}}\n", "shortcode {{< video a.mp4 >}}"),
        ("a {{< meta title >}}\n", "shortcode"),
        ("{{< env HOME >}}\n", "shortcode {{< env HOME >}}"),
        ("{{< include a.qmd\n", "shortcode"),
        ("`r 1`\n", "inline code r; expected `{python} …` on one line"),
        ("`{r} 1`\n", "inline code r"),
        ("`{python} 1 +\n2`\n", "on one line"),
        ("## N = `{python} 1`\n", "inline code in a heading or caption"),
        ("```\n`{python} 1`\n```\n", "inline code in a code block"),
        ("::: {.panel-tabset}\n:::\n", f".panel-tabset {unsupported}"),
        ("::: {.column-margin}\n:::\n", f".column-margin {unsupported}"),
        ("::: {layout-ncol=2}\n:::\n", unsupported),
        ("[a]{.aside}\n", f".aside {unsupported}"),
        ("$$x$$ {#eq-one}\n", f"#eq-one {unsupported}"),
        ("::: {#thm-one}\n:::\n", f"#thm-one {unsupported}"),
        ("::: {#lst-one}\n:::\n", f"#lst-one {unsupported}"),
        ("::: {.callout-hint}\na\n:::\n", f"callout-hint {unsupported}"),
        ('::: {.content-visible when-format="docx"}\n:::\n', unsupported),
        ('::: {.content-visible when-profile="a"}\n:::\n', unsupported),
        ("::: {.callout-note}\na\n", "div is not closed; expected :::"),
        ("a\n\n:::\n", "::: closes nothing"),
        ("::: {#fig-a}\n:::\n", "fig-a has no caption"),
        ("# Another title\n", "second chapter title"),
        ("See @fig-none.\n", "index.qmd:3: @fig-none refers to nothing"),
        ("See @tbl-none and @sec-none.\n", "@sec-none refers to nothing"),
        ("See @nobody2000.\n", "@nobody2000 is not in the bibliography"),
        ("[@sec-race; @almanac1999]\n", "expected two brackets"),
        ("[a](absent.qmd)\n", "link to absent.qmd; expected a chapter of the book"),
        ("[a](../../etc/passwd)\n", "link to ../../etc/passwd; expected a file of the project"),
        ("[a](../secret.qmd)\n", "expected a chapter of the book"),
        ("![a](../secret.svg)\n", "expected a file of the project"),
        ("![a](https://example.org/a.png)\n", "expected a file of the project"),
        ("![a](data:image/png;base64,AA)\n", "expected a file of the project"),
        ("![](a.svg)\n", "has no text alternative; expected fig-alt"),
        ("## A {#sec-race}\n", "sec-race"),
        ("[a]{#sec-results}\n\n## A {#sec-results}\n", "sec-results"),
        ("[" * 1000 + "\n", "timed out after 7 s; expected chapters without very many brackets"),
        ("a \x1b[31mb\n", "index.qmd:3: has U+001B"),
        ("a \u202eb\n", "index.qmd:3: has U+202E (right-to-left override)"),
        ("a\u200bb\n", "has U+200B"),
        ("a\u2028b\n", "has U+2028"),
        ("a\x0cb\n", "has U+000C"),
        ("```{python}\naccess = 'user\u2066'\n```\n", "has U+2066"),
    ]:
        change = repr(text[:40])
        yield Malformed(index, change, f"# The race {{#sec-race}}\n\n{text}".encode(), said)
    for change, file, text, said in [
        ("no title", index, "Text\n", "index.qmd:1: no chapter title; expected # Title"),
        ("a title within a paragraph", index, "Text\n# Title\n", "text before the chapter's title"),
        ("a title that is a script", index, "# <script>alert(1)</script>\n", "raw HTML <script>"),
        ("a title with HTML", index, "# A <kbd>b</kbd> {#sec-race}\n", "raw HTML <kbd>"),
        ("a title with Typst", index, "# A `b`{=typst} {#sec-race}\n", "raw typst in a heading"),
        ("a deeper title", index, "## Text\n", "no chapter title"),
        ("a circle of includes", "report/_notes.qmd", "{{< include results.qmd >}}\n", "itself"),
        (
            "a note that includes itself",
            "report/_notes.qmd",
            "{{< include _notes.qmd >}}\n",
            "itself",
        ),
        ("a cell that is open", "report/_notes.qmd", "```{python}\n", "_notes.qmd:1: code fence"),
        ("Latin-1 in an included file", "report/_notes.qmd", "\xfc\n", "_notes.qmd:1: byte 0xfc"),
        ("the same label", chapter, "# Results {#sec-race}\n", "sec-race is also in index.qmd"),
        ("not BibTeX", "references.bib", "@book{almanac1999, title = {Almanac}", "references.bib"),
        ("BibTeX without the key", "references.bib", "@book{other1999,}\n", "@almanac1999 is not"),
    ]:
        encoding = "latin-1" if "Latin-1" in change else "utf-8"
        yield Malformed(file, change, text.encode(encoding), said)


def front_matter(file: str, good: str) -> Iterator[Malformed]:
    for old, new, said in [
        ("---\ntitle", "title", "report/results.qmd:1: no chapter title; expected # Title"),
        ('}"\n---\n', '}"\n', "front matter is not closed; expected ---"),
        ('"Results {#sec-results}"', "[a]", "title is ['a']; expected text"),
        ('"Results {#sec-results}"', "2017", "title is 2017; expected text"),
        ('"Results {#sec-results}"', '"a\\n# b"', "expected text on one line"),
        ('"Results {#sec-results}"', '"a\\e[31m"', "report/results.qmd:2: has U+001B"),
        ('"Results {#sec-results}"', '"a', "is not YAML"),
        ('"Results {#sec-results}"', "a: b", "is not YAML"),
        ('"Results {#sec-results}"', "!!python/name:os.system", "is not YAML"),
        ('"Results {#sec-results}"', "a\ntitle: b", 'duplicate field "title"'),
        ('"Results {#sec-results}"', "a\nauthor: b", "author is not supported"),
        ('"Results {#sec-results}"', "a\nformat: pdf", "format is not supported"),
        ('"Results {#sec-results}"', "a\nexecute: true", "expected a mapping"),
        ('"Results {#sec-results}"', "a\nnumber-sections: no way", "expected true or false"),
    ]:
        assert good.count(old) == 1, old
        change = f"{old[:60]!r} is {new[:60]!r}"
        yield Malformed(file, change, good.replace(old, new).encode(), said)
