"""Invented portfolios with the life of each case: what happens, in the mix of an agency's work, from a seed alone."""
