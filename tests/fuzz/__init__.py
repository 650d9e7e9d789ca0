"""Damaged bank files, a hundred thousand of them: ``make fuzz``."""
