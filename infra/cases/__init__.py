"""A case as people see it, made from its events alone."""
