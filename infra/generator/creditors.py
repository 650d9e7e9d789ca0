"""The creditors of the generated claims. None of them exists."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from domain.kernel.directory import CreditorEntry


class Creditor(NamedTuple):
    """``weight`` is how many claims it has beside the others', and ``portfolio`` what they are of."""

    creditor_id: str
    name: str
    jurisdiction: str
    portfolio: str
    what: str
    weight: int


CREDITORS: tuple[Creditor, ...] = (
    Creditor("alvkraft", "Älvkraft Energi AB", "SE", "electricity", "Electricity", 22),
    Creditor("talkat", "Talkat Mobil AB", "SE", "telephone", "Mobile telephone", 14),
    Creditor("vardhamn", "Vårdhamn Tandvård AB", "SE", "care", "Dental care", 6),
    Creditor("fjordnett", "Fjordnett AS", "NO", "broadband", "Broadband", 18),
    Creditor("bompass", "Bompass Bil AS", "NO", "road-tolls", "Road tolls", 12),
    Creditor("saimaan-lampo", "Saimaan Lämpö Oy", "FI", "heating", "District heating", 9),
    Creditor("kirjakontti", "Kirjakontti Oy", "FI", "mail-order", "Books by mail", 5),
    Creditor("sundfit", "Sundfit ApS", "DK", "memberships", "Gymnasium membership", 8),
    Creditor("elbwerk", "Elbwerk Strom GmbH", "DE", "electricity", "Electricity", 6),
)
ENTRIES: Mapping[str, CreditorEntry] = MappingProxyType(
    {one.creditor_id: CreditorEntry(one.creditor_id, one.name) for one in CREDITORS}
)
CURRENCY: Mapping[str, str] = MappingProxyType({"SE": "SEK", "NO": "NOK", "FI": "EUR", "DK": "DKK", "DE": "EUR"})
"""In which money is counted where."""
_WEIGHTS = [one.weight for one in CREDITORS]


def creditor(dice: Random) -> Creditor:
    """Whose claim it is."""
    return dice.choices(CREDITORS, _WEIGHTS)[0]
