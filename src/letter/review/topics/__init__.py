"""The review's numbers, one topic a file. Nothing is rounded here."""
