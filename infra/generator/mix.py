"""How often what happens: the one table that the generator draws from.

The shares are those suggested for realistic data in the project's description of the domain (7.4, tagged D there):
9.7 million cases of Norwegian agencies in 2020, of which 37.9 % were solved at the reminder stage, and figures of
single agencies. Complaints, life events and inquiries are not among them: their shares are assumptions of ours.
Troubles come on top of how a case ends, and several may come to one case.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from random import Random
from types import MappingProxyType

WHOLE = 10_000
"""Shares are of this many cases."""


class CaseEnding(StrEnum):
    """How a case goes, if nothing comes in between."""

    SOLVED_AT_NOTICE = "solved_at_notice"
    PAID_AFTER_DEMAND = "paid_after_demand"
    PLAN = "plan"
    LEGAL = "legal"


class Trouble(StrEnum):
    """What comes to a case beside that."""

    DISPUTE = "dispute"
    RETURNED_LETTER = "returned_letter"
    OVERPAYMENT = "overpayment"
    PAYMENT_WITHOUT_REFERENCE = "payment_without_reference"
    REVERSAL = "reversal"
    DECEASED = "deceased"
    BANKRUPTCY = "bankruptcy"
    VULNERABLE = "vulnerable"
    COMPLAINT = "complaint"
    LIFE_EVENT = "life_event"
    INQUIRY = "inquiry"


ENDINGS: Mapping[CaseEnding, int] = MappingProxyType(
    {
        CaseEnding.SOLVED_AT_NOTICE: 3_800,
        CaseEnding.PAID_AFTER_DEMAND: 4_500,
        CaseEnding.PLAN: 700,
        CaseEnding.LEGAL: 1_000,
    }
)
TROUBLES: Mapping[Trouble, int] = MappingProxyType(
    {
        Trouble.DISPUTE: 300,
        Trouble.RETURNED_LETTER: 400,
        Trouble.OVERPAYMENT: 100,
        Trouble.PAYMENT_WITHOUT_REFERENCE: 300,
        Trouble.REVERSAL: 30,
        Trouble.DECEASED: 20,
        Trouble.BANKRUPTCY: 30,
        Trouble.VULNERABLE: 300,
        Trouble.COMPLAINT: 100,
        Trouble.LIFE_EVENT: 50,
        Trouble.INQUIRY: 500,
    }
)
PLANS_KEPT = 8_000
"""Of all plans: those that are paid to their end."""
SAME_DEBTOR = 1_500
"""Of all cases: those of somebody who has another one. An assumption of ours."""


def happens(dice: Random, share: int) -> bool:
    """Whether what comes to ``share`` of ``WHOLE`` cases comes to this one."""
    return dice.randrange(WHOLE) < share


def ending(dice: Random) -> CaseEnding:
    """How one case goes."""
    thrown = dice.randrange(sum(ENDINGS.values()))
    for one, share in ENDINGS.items():
        if thrown < share:
            return one
        thrown -= share
    raise AssertionError("the shares are counted to their sum")


def troubles(dice: Random) -> frozenset[Trouble]:
    """What comes to one case; each by its own throw, so that a further one changes no other."""
    return frozenset([one for one, share in TROUBLES.items() if happens(dice, share)])
