"""A statement of a case: what is owed and why, for a screen, for paper and for programs."""
