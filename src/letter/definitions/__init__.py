"""The letter's words as code: endpoints, groups, units."""
