"""Promises to pay: an amount by a day, lighter than a plan."""
