"""Made-up people and places for the sample files. Any likeness to a person is chance."""

from __future__ import annotations

from infra.demo.sample_portfolio.dice import Dice

FIRST_NAMES = (
    "Anna", "Åsa", "Björn", "Britt", "Cecilia", "Daniel", "Elin", "Emil", "Erik", "Eva", "Fatima", "Fredrik", "Gunilla",
    "Göran", "Hanna", "Henrik", "Ida", "Ingrid", "Jan", "Johanna", "Jörgen", "Karin", "Kjell", "Lars", "Lena", "Linnéa",
    "Magnus", "Malin", "Märta", "Mikael", "Mohammed", "Niklas", "Oskar", "Pär", "Petra", "Rasmus", "Sara", "Sören",
    "Tove", "Ulf", "Viktor", "Åke", "Örjan", "Östen", "Zeynep", "Aino", "Mikko", "Solveig", "Håkon", "Søren",
)  # fmt: skip
LAST_NAMES = (
    "Andersson", "Bergström", "Björk", "Bodén", "Dahl", "Ekström", "Engström", "Eriksson", "Forsberg", "Grönlund",
    "Gustafsson", "Hansson", "Hedlund", "Håkansson", "Isaksson", "Jönsson", "Karlsson", "Korhonen", "Källström",
    "Larsson", "Lindström", "Lundqvist", "Lövgren", "Mattsson", "Månsson", "Mäkinen", "Nilsson", "Norén", "Nygård",
    "Nyström", "Olsson", "Öberg", "Öhman", "Persson", "Rosén", "Sandström", "Sjögren", "Ström", "Svensson", "Söderberg",
    "Wallin", "Westerlund", "Yilmaz", "Åberg", "Åkesson", "Åström", "Bjørnstad", "Solbakken", "Haddad", "Virtanen",
)  # fmt: skip
STREETS = (
    "Björkvägen", "Ekgatan", "Åkervägen", "Östra Storgatan", "Kyrkogatan", "Skolvägen", "Sjögatan", "Mössvägen",
    "Älgstigen", "Lärkgränd", "Bäckgatan", "Norra Torggatan",
)  # fmt: skip
TOWNS = (
    "Storåker", "Lillköping", "Sjöhamn", "Björkfors", "Åbyn", "Östervik", "Lövsta by", "Nordmalm", "Hällby", "Gränsele",
)  # fmt: skip


def person(dice: Dice) -> str:
    """A full name; one in twelve has two last names."""
    first, last = dice.one_of(FIRST_NAMES), dice.one_of(LAST_NAMES)
    return f"{first} {last} {dice.one_of(LAST_NAMES)}" if dice.below(12) == 0 else f"{first} {last}"


def email(name: str, number: int) -> str:
    """An address in a domain that can never exist."""
    plain = name.lower().translate(str.maketrans("åäöéøæ ", "aaoeoa."))
    return f"{plain}.{number}@post.example"
