"""Whose books they are, as files of books name it."""

from __future__ import annotations

from dataclasses import dataclass

FORM = "1"
"""What stands in files as the program's version: it goes up when the same books would be written otherwise."""


@dataclass(frozen=True, slots=True)
class Company:
    """``org_number`` and ``contact``, whom the tax authority may ask, are empty where a format wants none."""

    name: str
    org_number: str
    contact: str = ""
