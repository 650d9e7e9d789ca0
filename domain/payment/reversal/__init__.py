"""A payment is taken back."""
