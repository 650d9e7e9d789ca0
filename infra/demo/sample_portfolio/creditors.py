"""Made-up creditors: what each sells, what its bills come to and how late its claims are handed over."""

from __future__ import annotations

from dataclasses import dataclass

from infra.demo.sample_portfolio.dice import Dice


@dataclass(frozen=True, slots=True)
class Creditor:
    """Registered as ``id``. ``share`` is its part of the claims in percent; bills are in öre, ``small`` of a hundred
    below SEK 800."""

    id: str
    name: str
    prefix: str
    portfolio: str
    what: str
    share: int
    small: int
    low_minor: int
    high_minor: int


CREDITORS = (
    Creditor(
        "norrsken", "Norrsken Energi AB", "11", "energy-2026", "Elförbrukning, faktura", 26, 12, 80_000, 1_450_000
    ),
    Creditor(
        "fjallnat", "Fjällnät Telekom AB", "12", "telecom-2026", "Mobilabonnemang, faktura", 24, 50, 80_000, 420_000
    ),
    Creditor("tandlakarna", "Tandläkarna vid Ån AB", "13", "dental-2026", "Tandvård, besök", 12, 8, 85_000, 1_900_000),
    Creditor(
        "pulshuset", "Pulshuset Gym AB", "14", "fitness-2026", "Träningskort, månadsavgift", 14, 62, 80_000, 300_000
    ),
    Creditor("angso", "Ängsö Parkering AB", "15", "parking-2026", "Kontrollavgift", 8, 90, 80_000, 120_000),
    Creditor("hoganas", "Höganäs Möbelhall AB", "16", "retail-2026", "Delbetalning, köp", 10, 6, 90_000, 4_800_000),
    Creditor("ostra", "Östra Bostäder AB", "17", "housing-2026", "Hyra", 6, 0, 450_000, 1_350_000),
)


ID_OF = {creditor.name: creditor.id for creditor in CREDITORS}
"""By the name that stands in the file."""


def creditor_of(dice: Dice) -> Creditor:
    """One of them, each as often as its share says."""
    point = dice.below(sum(creditor.share for creditor in CREDITORS))
    for creditor in CREDITORS:
        point -= creditor.share
        if point < 0:
            return creditor
    raise AssertionError("the shares sum up to more than the dice can fall to")


def bill_minor(creditor: Creditor, dice: Dice) -> int:
    """What a bill comes to. A third of all claims are below SEK 800 (public Swedish statistics, by creditor here).

    The larger ones crowd towards the low end: the lesser of two throws. Half of them end in whole kronor.
    """
    if dice.in_percent(creditor.small):
        amount = dice.between(9_900, 79_900)
    else:
        amount = min(dice.between(creditor.low_minor, creditor.high_minor) for _ in range(2))
    return amount // 100 * 100 if dice.in_percent(50) else amount
