"""A case that a court decides and that is paid late: two letters whose time passes, a payment order, a title; then he
pays all of it, with interest to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain.case.charges.accruing import AccrueInterest
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost
from domain.case.closure.confirming import ConfirmClosure
from domain.case.contacts.contact import Channel
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.notices.legal_notice import SendLegalNotice
from infra.demo.stories.scene import WRITE_TO, Character, Scene, at

WHO = Character("Per Åström", "20250031", 640_000, "Kök, sista delen", date(2025, 8, 1))
PAYS: datetime = at(date(2026, 1, 15), 7)


def scenes() -> list[Scene]:
    """From the claim to the day on which he asks what he owes."""
    notice = SendLegalNotice(Channel.LETTER, WHO.person, WRITE_TO, None)
    order = StartLegalAction(Forum.PAYMENT_ORDER, "01-234567-25", date(2025, 10, 20), None, date(2025, 10, 17))
    owed = AccrueInterest(PAYS.date())
    return [
        *WHO.begins(),
        replace(WHO.scene(at(date(2025, 9, 24), 9), "last letter", notice), waits=True),
        replace(WHO.scene(at(date(2025, 10, 20), 9), "order", order), waits=True),
        WHO.scene(at(date(2025, 10, 20), 9, 5), "order's fee", ChargeCourtCosts(CourtCost.PAYMENT_ORDER)),
        WHO.scene(at(date(2025, 10, 20), 9, 6), "agent's cost", ChargeCourtCosts(CourtCost.PAYMENT_ORDER_AGENT)),
        WHO.scene(at(date(2025, 12, 2), 9), "title", RecordTitle("U-2025-9", date(2025, 12, 1), "SEK", 68_000)),
        WHO.scene(at(PAYS.date(), 6), "what is owed", owed),
    ]


def afterwards() -> list[Scene]:
    """What is done when he has paid."""
    return [replace(WHO.scene(at(date(2026, 1, 16), 9), "confirm", ConfirmClosure(Channel.LETTER)), waits=True)]
