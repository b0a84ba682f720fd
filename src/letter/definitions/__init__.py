"""The letter's words as code: groups, endpoints, treatment, and other readings."""
