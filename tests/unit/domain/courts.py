"""A Swedish case on its way to a court, for tests: demanded, before it, and with a title."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.case.claim.state import InterestBasis
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.contacts.contact import Channel
from domain.case.legal.contesting import ContestLegalAction
from domain.case.legal.enforcing import EnforcementResult, ReportEnforcement, RequestEnforcement
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.limitation.computing import LimitationDate, limitation_date
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.state import CASE, CaseState
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import PERSON, after, at, open_case

MONDAY = date(2026, 3, 2)
"""The claim's letters begin here; it fell due on Friday 30 January 2026."""
VALIDATE = ValidateClaim(
    IdentifiedBy.NATIONAL_ID,
    AgeThen.ADULT,
    InterestBasis(1_000, date(2026, 1, 30), date(2026, 2, 28), 100_000),
    None,
)
DEMAND = SendPaymentDemand(Channel.LETTER, PERSON, "Box 1, 111 11 Stockholm", None)
NOTICE = SendCollectionNotice(Channel.LETTER, PERSON, "Postboks 1, 0001 Oslo", None)
START = StartLegalAction(Forum.PAYMENT_ORDER, "01-1234-26", date(2026, 3, 16), None, date(2026, 3, 13))
CONTEST = ContestLegalAction(date(2026, 3, 25), "goods_never_came", date(2026, 6, 1))
TITLE = RecordTitle("01-1234-26", date(2026, 4, 20), "SEK", 68_000)
ENFORCE = RequestEnforcement("U-7788-26", date(2026, 5, 4))
NOTHING_FOUND = ReportEnforcement(EnforcementResult.NO_ASSETS, date(2026, 9, 1), date(2027, 3, 1))
PAYMENT = UUID(int=1)


def on(day: date) -> Any:
    """Told at nine in the morning (UTC) of that day."""
    return at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def going_on(state: CaseState, *steps: tuple[date, Command]) -> CaseState:
    """The state after these, each accepted on its day."""
    for day, command in steps:
        state = after(CASE, command, state=state, context=on(day))
    return state


def refused(state: CaseState, command: Command, day: date) -> Refusal:
    decision = CASE.decide(state, command, on(day))
    assert isinstance(decision, Refusal), decision
    assert decision.message.endswith(".")
    return decision


def demanded(**changes: Any) -> CaseState:
    """A Swedish case: its payment demand of 2 March gave until the 10th; three bank days of grace end on the 13th."""
    return going_on(open_case(pay_by=None, **changes), (MONDAY, VALIDATE), (MONDAY, DEMAND))


def filed() -> CaseState:
    """The same before Kronofogden since Monday 16 March."""
    return going_on(demanded(), (date(2026, 3, 16), START))


def titled() -> CaseState:
    """The same with a title of 20 April."""
    return going_on(filed(), (date(2026, 4, 20), TITLE))


def last_day(state: CaseState, today: date = MONDAY) -> date:
    """Until when the claim can be demanded by law."""
    limit = limitation_date(state, today)
    assert isinstance(limit, LimitationDate), limit
    return limit.last_day


def types_of(events: list[Event]) -> list[type[Event]]:
    return [type(event) for event in events]
