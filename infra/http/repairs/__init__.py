"""What could not be folded or decided, tried again by a person."""
