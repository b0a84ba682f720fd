"""This letter's reproduction: its data, definitions, checks, review and display."""
