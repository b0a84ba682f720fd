"""What would follow if Table 2 had printed another value, or were read in another way."""
