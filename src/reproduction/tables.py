"""Great Tables as journals set them, for pages and for print."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Literal

from great_tables import GT, html, loc, style

Align = Literal["left", "center", "right"]


def rich(text: str) -> str:
    """Return the text in HTML: with real apostrophes, and superscripts for what carets enclose.

    Examples:
        >>> rich("R's p <10^-3^")
        'R’s p &lt;10<sup>−3</sup>'
    """
    text = re.sub(r"(?<=\w)'", "’", text)
    return re.sub(r"\^-([0-9]+)\^", r"<sup>−\1</sup>", escape(text))


# Black stands for the page's colour: on screen, text and rules take that, light or dark. Quarto
# translates the CSS outside this block for the PDF, and knows neither "inherit" nor "currentcolor".
_INK = "#000000"
_SCREEN_CSS = """
@media screen {{
  #{id} .gt_table, #{id} .gt_table * {{
    color: inherit; background-color: transparent; border-color: currentcolor;
  }}
  #{id} .gt_table {{ table-layout: auto !important; }}
  #{id} .gt_table sup {{ font-size: 75%; line-height: 0; }}
  #{id} .indented {{ display: inline-block; padding-left: 1em; text-indent: -1em; }}
}}
"""


def indented(label: str) -> str:
    """Return a row's label, in HTML, as one of the rows under a heading.

    The em space is for print; on screen every line of a long label is indented.
    """
    return f'<span class="indented">\u2003{label}</span>'


def journal_style(
    table: GT, table_id: str, align: Mapping[str, Align], notes: Sequence[str] = ()
) -> GT:
    """Set a table as journals do: three rules, no stripes, the page's own font and colours.

    Args:
        table: any table; its stub and row groups are set to the left.
        table_id: its id in the page; fixed, so that the same table is the same bytes.
        align: for each column outside the stub.
        notes: lines under the table, plain text; superscripts as in `rich`.
    """
    for note in notes:
        table = table.tab_source_note(html(rich(note)))
    table = _journal_rules(_aligned(table.with_id(table_id), align))
    return table.opt_css(_SCREEN_CSS.format(id=table_id))


def _aligned(table: GT, align: Mapping[str, Align]) -> GT:
    """Alignment is at each cell too: pandoc reads it there, and reads no style sheet."""
    for side in sorted(set(align.values())):
        columns = [column for column, value in align.items() if value == side]
        table = table.cols_align(side, columns=columns).tab_style(
            style.text(align=side),
            [loc.body(columns=columns), loc.column_labels(columns=columns)],
        )
    places = [loc.stub(), loc.stubhead(), loc.row_groups(), loc.source_notes()]
    return table.tab_style(style.text(align="left"), places)


def _journal_rules(table: GT) -> GT:
    return table.tab_options(
        # No font family: the page's in HTML, the document's in PDF.
        table_font_names=[],
        table_font_size="85%",
        table_font_color=_INK,
        table_background_color="transparent",
        table_border_top_color=_INK,
        table_border_top_width="2px",
        table_border_bottom_style="none",
        column_labels_font_weight="bold",
        column_labels_border_top_style="none",
        column_labels_border_bottom_color=_INK,
        column_labels_border_bottom_width="1px",
        column_labels_padding="3px",
        column_labels_padding_horizontal="4px",
        row_group_font_weight="bold",
        row_group_padding="3px",
        row_group_padding_horizontal="4px",
        row_group_border_top_style="none",
        row_group_border_bottom_style="none",
        stub_border_style="none",
        stub_font_weight="normal",
        data_row_padding="2px",
        data_row_padding_horizontal="4px",
        table_body_hlines_style="none",
        table_body_border_top_style="none",
        table_body_border_bottom_color=_INK,
        table_body_border_bottom_width="2px",
        source_notes_padding="2px",
        source_notes_padding_horizontal="4px",
        source_notes_font_size="90%",
    )
