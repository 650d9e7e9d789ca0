"""Payments from a bank's file, a folder for each format."""
