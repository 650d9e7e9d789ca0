"""Persons: who customers are, how they are reached, who acts for them."""
