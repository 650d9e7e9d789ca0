"""A folder into which banks drop files: each is taken once, and moved to where a person finds it."""
