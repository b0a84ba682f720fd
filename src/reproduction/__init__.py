"""Check every number that a paper prints against its data, and make a book of it."""
