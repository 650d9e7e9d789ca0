"""Refunds: money that is nobody's here goes back to who paid it."""
