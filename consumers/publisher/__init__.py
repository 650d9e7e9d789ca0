"""Copies events onto the public topics, each once."""
