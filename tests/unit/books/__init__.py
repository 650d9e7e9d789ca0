"""The books of the client funds."""
