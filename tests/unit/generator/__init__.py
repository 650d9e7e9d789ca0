"""Invented portfolios: always the same from a seed, in the mix that was wanted, and true for every policy."""
