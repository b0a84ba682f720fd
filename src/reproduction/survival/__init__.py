"""Textbook estimators, from arrays to values; they know no paper."""
