"""Where the letter and its data disagree, or say less than they seem to.

One small module for each finding or family of findings: from the cohort and what is printed to
numbers and patients, unrounded. `catalogue` lists the findings by consequence; `text` alone rounds.
"""
