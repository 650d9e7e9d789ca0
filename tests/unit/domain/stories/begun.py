"""How a case of the tests begins, and what is asked of it at one instant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.contacts.contact import Channel
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.state import CASE
from domain.kernel.decision import Context
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import AGENT, CREDITORS
from tests.unit.domain.stories.telling import DEBTOR, Story, claim_in

CURRENCIES = {"SE": "SEK", "NO": "NOK", "FI": "EUR", "DK": "DKK"}
OBJECT_TO = "Box 1"
NOTICE = SendCollectionNotice(Channel.LETTER, DEBTOR, OBJECT_TO, None)
DEMAND = SendPaymentDemand(Channel.LETTER, DEBTOR, OBJECT_TO, None)


def validated(country: str = "SE", due: date = date(2026, 1, 30), **claim: Any) -> Story:
    """A claim of 1 000.00 that was looked at on Monday 2 March 2026."""
    story = Story(claim_in(country, CURRENCIES[country], "1 000.00", due, **claim), "2026-03-02 09:00")
    story.on("2026-03-02 09:30", ValidateClaim(IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, None, None))
    return story


def started(day: date) -> StartLegalAction:
    return StartLegalAction(Forum.DISTRICT_COURT, "T 1-26", day, None, day)


def at_court() -> Story:
    """Demanded on 2 March, before a court since Wednesday 18 March."""
    story = validated()
    story.on("2026-03-02 10:00", DEMAND)
    story.on("2026-03-18 10:00", started(date(2026, 3, 18)))
    return story


def with_title() -> Story:
    """By a decision of Monday 20 April."""
    story = at_court()
    story.on("2026-04-20 10:00", RecordTitle("T 1-26", date(2026, 4, 20), "SEK", 0))
    return story


def one(events: list[Event], kind: type[Any]) -> Any:
    (found,) = [event for event in events if isinstance(event, kind)]
    return found


def exactly(story: Story, instant: datetime, command: Command) -> str:
    """The code of the refusal at that very instant, "" when it is allowed."""
    decision = CASE.decide(story.state, command, Context(instant, instant, AGENT, CREDITORS))
    return decision.code if isinstance(decision, Refusal) else ""
