"""What can be wrong with a record."""

from __future__ import annotations


class Undecodable(Exception):
    """A record cannot be read: its key, a header or its value is not what the contract says."""
