"""The creditors of the generated claims. None of them exists."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple


class InventedCreditor(NamedTuple):
    """``weight`` is how many claims it has beside the others', and ``portfolio`` what they are of."""

    creditor_id: str
    name: str
    jurisdiction: str
    portfolio: str
    what: str
    weight: int


CREDITORS: tuple[InventedCreditor, ...] = (
    InventedCreditor("alvkraft", "Älvkraft Energi AB", "SE", "electricity", "Electricity", 22),
    InventedCreditor("talkat", "Talkat Mobil AB", "SE", "telephone", "Mobile telephone", 14),
    InventedCreditor("vardhamn", "Vårdhamn Tandvård AB", "SE", "care", "Dental care", 6),
    InventedCreditor("fjordnett", "Fjordnett AS", "NO", "broadband", "Broadband", 18),
    InventedCreditor("bompass", "Bompass Bil AS", "NO", "road-tolls", "Road tolls", 12),
    InventedCreditor("saimaan-lampo", "Saimaan Lämpö Oy", "FI", "heating", "District heating", 9),
    InventedCreditor("kirjakontti", "Kirjakontti Oy", "FI", "mail-order", "Books by mail", 5),
    InventedCreditor("sundfit", "Sundfit ApS", "DK", "memberships", "Gymnasium membership", 8),
    InventedCreditor("elbwerk", "Elbwerk Strom GmbH", "DE", "electricity", "Electricity", 6),
)
CURRENCY: Mapping[str, str] = MappingProxyType({"SE": "SEK", "NO": "NOK", "FI": "EUR", "DK": "DKK", "DE": "EUR"})
"""In which money is counted where."""
_WEIGHTS = [one.weight for one in CREDITORS]


def creditor(dice: Random) -> InventedCreditor:
    """Whose claim it is."""
    return dice.choices(CREDITORS, _WEIGHTS)[0]
