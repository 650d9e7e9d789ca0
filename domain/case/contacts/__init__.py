"""Speaking with the person."""
