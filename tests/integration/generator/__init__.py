"""Invented portfolios in a real log."""
