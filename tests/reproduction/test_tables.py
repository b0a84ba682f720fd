"""Tables of any paper, as journals set them."""

import pandas as pd
from great_tables import GT

from reproduction.tables import journal_style, rich


def made():
    table = GT(pd.DataFrame({"row": ["a"], "n": ["1"]}), rowname_col="row")
    return journal_style(table, "table-x", {"n": "right"}, ["10^-3^ & more"]).as_raw_html()


def test_rich_text_is_inert():
    assert rich("MRD ≥10^-3^") == "MRD ≥10<sup>−3</sup>"
    assert rich("<script>^-1^") == "&lt;script&gt;<sup>−1</sup>"
    assert rich("2^x^") == "2^x^"


def test_alignment_is_set_at_each_cell_and_notes_are_rich():
    text = made()
    assert '<div id="table-x"' in text
    assert 'style="text-align: right;"' in text
    assert "10<sup>−3</sup> &amp; more" in text


def test_a_table_is_the_same_bytes_each_time_and_names_no_font():
    assert made() == made()
    assert "font-family: ;" in made()
