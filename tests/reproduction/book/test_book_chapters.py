"""Chapters: cells and prose with their lines, and every refusal by name."""

import pytest

from reproduction.book.chapters import Cell, Inline, parse
from reproduction.book.settings import CellOptions
from reproduction.book.syntax import Place

TITLE = "# One\n\n"


def parsed(project, text, **more):
    """The chapter, and what is wrong with it as it is said."""
    chapter, defects = parse(project({}, index=text, **more), "index.qmd")
    return chapter, [str(defect) for defect in defects]


def test_cells_and_prose_keep_their_lines(project):
    chapter, defects = parsed(
        project,
        TITLE + "Text `{python} a + b`.\n\n```{python}\n#| label: fig-a\n#| fig-cap: >\n"
        "#|   Two\n#|   lines\n\nx = 1\ny = 2\n```\nEnd.\n",
    )
    assert defects == []
    assert chapter.parts == (
        ("# One\n", "\n", "Text ", Inline(Place("index.qmd", 3), "a + b"), ".\n", "\n"),
        Cell(
            Place("index.qmd", 5),
            "x = 1\ny = 2",
            CellOptions.model_validate({"label": "fig-a", "fig-cap": "Two lines"}),
        ),
        ("End.\n",),
    )


def test_included_lines_keep_their_own_file(project):
    chapter, defects = parsed(
        project,
        TITLE + "{{< include part.qmd >}}\n\n`{python} 1`\n",
        part="```{python}\n#| colour: red\nx\n```\n",
    )
    assert defects == [
        "part.qmd:2: colour is not supported by the built-in builder; expected one of echo "
        "include eval output warning error fig-align code-fold code-summary label message fig-cap "
        "fig-alt tbl-cap"
    ]
    assert chapter.cells[0].place == Place("part.qmd", 1)
    assert chapter.parts[-1][2] == Inline(Place("index.qmd", 5), "1")


def test_a_longer_fence_is_text(project):
    text = "````markdown\n```{python}\nno\n```\n````\n"
    chapter, defects = parsed(project, TITLE + text)
    assert (chapter.cells, defects) == ([], [])
    assert "".join(piece for part in chapter.parts for piece in part) == TITLE + text


def test_front_matter(project):
    chapter, defects = parsed(project, "---\ntitle: One\nexecute:\n  echo: false\n---\nText\n")
    assert defects == []
    assert chapter.meta.title == "One"
    assert chapter.meta.execute.echo is False


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("```{r}\n1\n```", 3, "{r} cell; expected {python}"),
        ("```{mermaid}\na\n```", 3, "{mermaid} cell; expected {python}"),
        ("```{dot}\na\n```", 3, "{dot} cell; expected {python}"),
        ("```{ojs}\na\n```", 3, "{ojs} cell; expected {python}"),
        ("```{python, echo=FALSE}\n1\n```", 3, "cell header {python, echo=FALSE}"),
        ("```{{python}}\n1\n```", 3, "{{python}} block; expected plain code"),
        ("- a\n\n  ```{python}\n  1\n  ```", 5, "cell is indented or has a longer fence"),
        ("````{python}\n1\n````", 3, "cell is indented or has a longer fence"),
        ("~~~{python}\n1\n~~~", 3, "cell is indented or has a longer fence"),
        ("```{python}\n1\n", 3, "code fence is not closed; expected ```"),
        ("```python\n1\n", 3, "code fence is not closed; expected ```"),
        ("````\n```\n", 3, "code fence is not closed; expected ````"),
        ("a\n\n{{< video a.mp4 >}}", 5, "shortcode {{< video a.mp4 >}}"),
        ("a {{< meta title >}}", 3, "shortcode a {{< meta title >}}"),
        ("```\n{{< include a.qmd >}} b\n```", 4, "shortcode {{< include a.qmd >}} b"),
        ("{{< include no.qmd >}}", 3, "no.qmd: no such file"),
        ("{{< include index.qmd >}}", 3, "index.qmd includes itself"),
        ("`r 1 + 1`", 3, "inline code r; expected `{python} …` on one line"),
        ("`{r} 1`", 3, "inline code r; expected"),
        ("`{python}1`", 3, "inline code python; expected `{python} …` on one line"),
        ("`{python} 1 +\n2`", 3, "inline code python; expected `{python} …` on one line"),
        ("## N = `{python} 1`", 3, "inline code in a heading or caption"),
        (": N = `{python} 1` {#tbl-a}", 3, "inline code in a heading or caption"),
        ("```\n`{python} 1`\n```", 4, "inline code in a code block, which Quarto runs"),
        ("::: {.panel-tabset}\n:::", 3, ".panel-tabset is not supported; expected headings"),
        ("::: {layout-ncol=2}\n:::", 3, "layout-ncol= is not supported"),
        ("::: {.column-margin}\n:::", 3, ".column-margin is not supported"),
        ("[a]{.aside}", 3, ".aside is not supported"),
        ("$$x$$ {#eq-one}", 3, "#eq-one is not supported"),
        ("::: {#thm-one}\n:::", 3, "#thm-one is not supported"),
        ("::: {#tip-one .callout-tip}\n:::", 3, "#tip-one is not supported"),
        ('::: {.content-visible when-format="docx"}\n:::', 3, "docx"),
        ('::: {.content-visible when-profile="a"}\n:::', 3, "when-profile= is not supported"),
        ("::: {.callout-note}\na", 3, "div is not closed; expected :::"),
        ("a\n\n:::", 5, "::: closes nothing; expected an open div"),
        ("`{python} x = 1`", 3, "`x = 1` is not a Python expression"),
        ("`{python} 1;`", 3, "`1;` is not a Python expression"),
        ("# Two", 3, "second chapter title; expected one"),
        ("```{python}\n#| label: fig-a\n1\n```", 3, "label fig-a without fig-cap"),
        ("```{python}\n#| tbl-cap: A\n1\n```", 3, "tbl-cap without a label tbl-…"),
        ("```{python}\n#| echo: fenced\n1\n```", 4, 'echo: "fenced"; expected true or'),
        ("```{python}\n#| error: true\n1\n```", 4, 'error: "True"; expected false'),
        ("```{python}\n#| a\n1\n```", 4, "not a YAML mapping"),
        ("```{python}\n#| label: x\n#| a: [\n1\n```", 5, "expected YAML"),
        ("```{python}\n#| label: fig-a\n#| fig-cap: '`{python} 1`'\n```", 3, "inline code in fig-"),
    ],
)
def test_refusals_name_the_line(project, text, line, message):
    _, defects = parsed(project, TITLE + text + "\n")
    assert len(defects) == 1
    assert defects[0].startswith(f"index.qmd:{line}: ")
    assert message in defects[0]


@pytest.mark.parametrize(
    "text",
    [
        "```{.python}\n1\n```",
        "```{=html}\n<b>\n```",
        "```{=typst}\n#v(1em)\n```",
        "- a\n\n  ```python\n  1\n  ```",
        "Code `{.column-margin}` and `` `r` ``.",
        '::: {.content-hidden unless-format="typst"}\n:::',
        "::::: {.callout-note}\n::: {.x}\n:::\n:::::",
        "```\n# Not a title\n:::\n```",
    ],
)
def test_what_is_left_alone(project, text):
    assert parsed(project, TITLE + text + "\n")[1] == []


def test_a_chapter_has_a_title(project):
    assert parsed(project, "Text\n")[1] == ["index.qmd:1: no chapter title; expected # Title"]
    assert parsed(project, "---\ntitle: A\n---\n# B\n")[1] == [
        "index.qmd:4: second chapter title; expected one"
    ]
