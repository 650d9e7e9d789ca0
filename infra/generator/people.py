"""Invented persons: first and last names that are common in a country, put together by chance. Addresses lead nowhere
(``example.org`` is kept free for that), and nobody has a national id, because an invented one may be somebody's."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple

FIRST_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "SE": ("Anna", "Åsa", "Maria", "Elin", "Karin", "Sara", "Lars", "Erik", "Johan", "Anders", "Göran", "Omar"),
        "NO": ("Ingrid", "Anne", "Kari", "Liv", "Solveig", "Nora", "Ole", "Per", "Bjørn", "Håkon", "Lars", "Amir"),
        "FI": ("Aino", "Helena", "Päivi", "Johanna", "Tuula", "Sanna", "Juha", "Matti", "Timo", "Mikko", "Väinö"),
        "DK": ("Anne", "Mette", "Kirsten", "Hanne", "Søren", "Peter", "Jens", "Lars", "Bjarne", "Freja", "Ali"),
        "DE": ("Ursula", "Sabine", "Monika", "Julia", "Käthe", "Peter", "Michael", "Jürgen", "Stefan", "Emre"),
    }
)
LAST_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "SE": ("Andersson", "Öberg", "Lindqvist", "Nyström", "Åkesson", "Holm", "Bergström", "Ek", "Sjögren", "Hassan"),
        "NO": ("Hansen", "Nygård", "Bakken", "Solberg", "Lunde", "Haugen", "Sætre", "Dahl", "Moen", "Ahmed"),
        "FI": ("Korhonen", "Virtanen", "Mäkinen", "Nieminen", "Hämäläinen", "Laine", "Koskinen", "Järvi"),
        "DK": ("Nielsen", "Jensen", "Møller", "Kjær", "Holm", "Thomsen", "Lund", "Østergaard", "Bach"),
        "DE": ("Müller", "Schmidt", "Schäfer", "Weber", "Krüger", "Vogel", "Brandt", "Yılmaz", "Lorenz"),
    }
)
WITH_EMAIL = 7
"""Of ten persons, so many have an address for e-mail."""


class InventedDebtor(NamedTuple):
    """``customer_number`` is the creditor's own."""

    customer_number: str
    name: str
    email: str | None


def debtor(dice: Random, jurisdiction: str, customer_number: str) -> InventedDebtor:
    """Somebody who lives there."""
    first, last = dice.choice(FIRST_NAMES[jurisdiction]), dice.choice(LAST_NAMES[jurisdiction])
    address = f"{_plain(first)}.{_plain(last)}@example.org"
    return InventedDebtor(customer_number, f"{first} {last}", address if dice.randrange(10) < WITH_EMAIL else None)


def _plain(name: str) -> str:
    spelt = name.lower().translate({ord("ø"): "o", ord("æ"): "ae", ord("ı"): "i", ord("ß"): "ss"})
    return unicodedata.normalize("NFD", spelt).encode("ascii", "ignore").decode()
