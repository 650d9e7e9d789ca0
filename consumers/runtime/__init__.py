"""Runs workers until they are told to stop."""
