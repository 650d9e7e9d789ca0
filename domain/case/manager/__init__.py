"""Who at the agency looks after the case."""
