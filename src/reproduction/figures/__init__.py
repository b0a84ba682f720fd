"""Figures for any paper: drawn wide and narrow, for light and for dark pages and for print."""
