"""Files read with care: every defect at once, with file, place and what was expected."""
