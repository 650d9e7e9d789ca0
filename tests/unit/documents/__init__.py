"""Documents that a person gets."""
