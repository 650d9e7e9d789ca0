"""Sealing of personal fields: the keys of persons, the key that wraps them, and the bytes that stand on the log."""
