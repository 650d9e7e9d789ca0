"""Holds: what stops a case for a while, or parts of what is done on it."""
