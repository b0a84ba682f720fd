"""Figures for any paper: drawn wide and narrow, for light and for dark pages and for print."""

import logging

# On a machine's first use, matplotlib says on standard error that it builds its cache of fonts;
# said by a chapter's cell, that would stop the book.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
