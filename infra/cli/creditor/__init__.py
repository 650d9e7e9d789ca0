"""Creditors: register, rename, agree on terms, look."""
