"""One small function for each number of the letter that can be computed.

Each takes the `letter.data.letter.Letter`, and what the claims that it reads print, and returns
what it found. Its first line says what is counted, on whom and in which unit; the book shows it
beside the claim. They are kept by topic, in the letter's order within a topic.
"""

from importlib import import_module

from letter.checks.counting import check as CHECKS

__all__ = ["CHECKS"]

TOPICS = "definitions follow_up patients relapse response table1 transplantation"

for topic in TOPICS.split():
    import_module(f"letter.checks.{topic}")
