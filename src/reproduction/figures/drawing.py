"""A figure as pages and PDF show it: one drawing for each width, its colours the page's."""

import os
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Literal
from zlib import crc32

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reproduction.figures.style import NARROW, PALETTE, WIDE, style

# A panel and the space around it, in inches.
PANEL_LEFT, PANEL_RIGHT, PANEL_TOP, PANEL_HEIGHT = 0.75, 0.15, 0.62, 1.9
PNG_DPI = 200


class Drawing(Figure):
    """A matplotlib figure with places in inches, saved as SVG: the same text each time."""

    def place(
        self, label: str, box: tuple[float, float, float, float], sharex: Axes | None = None
    ) -> Axes:
        """Add axes; ``box`` has left, bottom, width and height in inches."""
        width, height = self.get_size_inches()
        parts = (box[0] / width, box[1] / height, box[2] / width, box[3] / height)
        return self.add_axes(parts, label=label, sharex=sharex)

    def print_svg(self) -> str:
        """Return the figure for print: letters as outlines, colours for white paper."""
        return self._saved("path")

    def print_as(self, kind: Literal["pdf", "png"]) -> bytes:
        """Return the figure for LaTeX, which reads no SVG, and for Word, which may not show it."""
        file, date = BytesIO(), {"CreationDate": None} if kind == "pdf" else {}
        with style():
            self.savefig(file, format=kind, dpi=PNG_DPI, metadata=date)
        return file.getvalue()

    def page_svg(self, kind: str, alt: str) -> str:
        """Return the figure as an element of a page.

        Letters are text in the page's font, and colours are the stylesheet's. A part whose group
        id is ``data-x:y`` gets the attribute ``data-x="y"``, by which scripts and styles find it.

        Args:
            kind: its class.
            alt: its text alternative.
        """
        text = self._saved("none")
        size = re.search(r'viewBox="([^"]*)"', text)
        assert size is not None
        body = text[text.index("</metadata>") + len("</metadata>") : text.rindex("</svg>")]
        body = re.sub(r"<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
        body = re.sub(r'<g id="(data-[a-z]+):([^"]*)"', r'<g \1="\2"', body)
        body = re.sub(r'<g id="[^"]*"', "<g", body)
        # Other drawings of the page have ids of their own, and the others' ids point elsewhere.
        own = f"d{crc32(body.encode()):08x}"
        body = re.sub(r'\bid="', f'id="{own}-', body)
        body = re.sub(r'xlink:href="#', f'href="#{own}-', body).replace("url(#", f"url(#{own}-")
        for name, (light, _) in PALETTE.items():
            body = re.sub(light, f"var(--drawing-{name})", body, flags=re.IGNORECASE)
        body = re.sub(r">\s+<", "><", body.strip())
        return (
            f'<svg class="drawing-{kind}" role="img" aria-label="{escape(alt)}" '
            f'viewBox="{size[1]}" xmlns="http://www.w3.org/2000/svg">{body}</svg>'
        )

    def _saved(self, letters: str) -> str:
        file = BytesIO()
        with style(svg_fonttype=letters):
            self.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        return file.getvalue().decode()


def panel_axes(titles: Sequence[str], width: float, height: float) -> tuple[Drawing, list[Axes]]:
    """Make panels in rows of two, or one below the other where the drawing is narrow.

    Args:
        titles: one for each panel, and the label of its axes.
        width: of the drawing, in inches.
        height: of the space below a panel for its axis and counts, in inches.
    """
    columns = 2 if width > NARROW else 1
    rows = -(-len(titles) // columns)
    cell, row_height = width / columns, PANEL_TOP + PANEL_HEIGHT + height
    figure = Drawing(figsize=(width, rows * row_height))
    axes = []
    for number, title in enumerate(titles):
        row, column = divmod(number, columns)
        bottom = (rows - row) * row_height - PANEL_TOP - PANEL_HEIGHT
        own_width = cell - PANEL_LEFT - PANEL_RIGHT
        box = (column * cell + PANEL_LEFT, bottom, own_width, PANEL_HEIGHT)
        axes.append(figure.place(title, box))
    return figure, axes


class Picture:
    """A figure of the book, which a notebook shows as Markdown for pages and for the PDF.

    Attributes:
        alt: what it shows, for those who do not see it.
        wide: drawn for a page's column and for print.
        narrow: drawn for a phone.
        markdown: both drawings for pages, the wide one for Typst and for all other formats.
        pdf: the wide drawing, where Quarto's LaTeX asks for it; otherwise None.
    """

    def __init__(self, draw: Callable[[float], Drawing], alt: str) -> None:
        """Draw a figure at both widths.

        Args:
            draw: given a width in inches, the figure.
            alt: as above.
        """
        self.alt = alt
        with style():
            self.wide, self.narrow = draw(WIDE), draw(NARROW)
        # Here, not when it is shown: there IPython would swallow what goes wrong.
        self.markdown = self._markdown()
        self.pdf = self.wide.print_as("pdf") if wanted_form() == "pdf" else None

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        pdf = {"application/pdf": b64encode(self.pdf).decode()} if self.pdf else {}
        plain = f"<Picture: {self.alt}>"
        return {"text/markdown": self.markdown, "text/plain": plain, **pdf}

    def _markdown(self) -> str:
        drawings = self.wide.page_svg("wide", self.alt) + self.narrow.page_svg("narrow", self.alt)
        page = f'<div class="drawing"><style>{stylesheet()}</style>{_ENLARGE}{drawings}</div>'
        paper, alt = self.wide.print_svg(), _typst_text(self.alt)
        typst = f'#image(bytes({_typst_text(paper)}), format: "svg", alt: {alt})'
        words = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", self.alt)
        mime, image = "svg+xml", paper.encode()
        if wanted_form() == "png":
            mime, image = "png", self.wide.print_as("png")
        data = f"data:image/{mime};base64,{b64encode(image).decode()}"
        return (
            f'::: {{.content-visible when-format="html"}}\n```{{=html}}\n{page}\n```\n:::\n\n'
            f'::: {{.content-visible when-format="typst"}}\n```{{=typst}}\n{typst}\n```\n:::\n\n'
            ':::: {.content-visible unless-format="html"}\n'
            '::: {.content-visible unless-format="typst"}\n'
            # The comment, so that pandoc makes no second figure whose caption is the text.
            f"![{words}]({data})<!-- -->\n:::\n::::\n"
        )


def wanted_form() -> str:
    """Return the form of figures that Quarto asks for: ``pdf`` for LaTeX, ``png`` for Word."""
    return os.environ.get("QUARTO_FIG_FORMAT", "svg")


# The extension's drawings.js shows it and makes it work.
_ENLARGE = '<button type="button" class="drawing-enlarge" hidden>Enlarge</button>'

_STYLES = Path(__file__).with_name("drawing.css")


def stylesheet() -> str:
    """Return the styles of drawings: their colours follow the page's ``color-scheme``."""
    light = "".join(f"--drawing-{name}:{light};" for name, (light, _) in PALETTE.items())
    both = "".join(
        f"--drawing-{name}:light-dark({light},{dark});" for name, (light, dark) in PALETTE.items()
    )
    where = ".drawing,:popover-open:has(.drawing)"
    return (
        f"{where}{{{light}}}@supports (color:light-dark(#000,#fff)){{{where}{{{both}}}}}"
        + re.sub(r"/\*.*?\*/|\s*\n\s*", "", _STYLES.read_text(encoding="utf-8"))
    )


def _typst_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
