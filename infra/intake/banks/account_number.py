"""The number of an account as a bank writes it, in one form."""

from __future__ import annotations

from domain.kernel.text import as_identifier

LENGTH_MAX = 70
"""Twice what an IBAN or a number in MT940 may have."""


def account_number(text: str) -> str:
    """Without blanks, and without what cannot be seen; "" where nothing is left."""
    return "".join(as_identifier(text).split())[:LENGTH_MAX]
