"""How a debt comes to its end, if nothing comes in between."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from domain.case.closure.closing import Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Purpose
from domain.case.legal.enforcing import EnforcementResult, ReportEnforcement, RequestEnforcement
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.notices.legal_notice import SendLegalNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.state import CaseState
from infra.generator.desk import Desk, Script
from infra.generator.stories.beginning import OBJECT_TO
from infra.generator.stories.giving_up import given_up
from infra.generator.stories.more_time import asks_for_time
from infra.generator.stories.paying import pay_all
from infra.generator.stories.settling import settlement

DEMAND_DAYS = 14
WATCHED_DAYS = 180
ORDERS_TO_PAY: Mapping[str, Forum] = MappingProxyType(
    {
        "SE": Forum.PAYMENT_ORDER,
        "NO": Forum.CONCILIATION_BOARD,
        "FI": Forum.SUMMARY_CLAIM,
        "DK": Forum.PAYMENT_ORDER,
        "DE": Forum.PAYMENT_ORDER,
    }
)
"""Where an order to pay is applied for in each country."""
SETTLED_INSTEAD = 10
"""With one in so many a settlement is tried first."""
PAID_IN_THE_END = 4
"""Of ten cases that come to the courts, so many are paid late; the others are written off."""


def solved_at_notice(desk: Desk, state: CaseState) -> Script:
    """Paid by the first deadline."""
    desk.wait(desk.between(2, 9))
    return (yield from pay_all(desk, state))


def paid_after_demand(desk: Desk, state: CaseState) -> Script:
    """Not paid until it is demanded; some call and ask for time."""
    state = yield from demanded(desk, state)
    if not state.life.is_open:
        return state
    if desk.between(1, 3) == 1:
        desk.wait(desk.between(1, 6))
        state = yield from asks_for_time(desk, state)
    desk.wait(desk.between(1, DEMAND_DAYS + 8))
    return (yield from pay_all(desk, state))


def demanded(desk: Desk, state: CaseState) -> Script:
    """The first deadline passes, and payment is demanded in a letter with another one."""
    if not state.life.is_open:
        return state
    desk.wait_until(max((one.grace_date for one in state.deadlines.running().values()), default=desk.today))
    desk.wait(1)
    return (yield desk.agency(SendPaymentDemand(Channel.LETTER, desk.plot.person, OBJECT_TO, None)))


def legal(desk: Desk, state: CaseState) -> Script:
    """Neither paid nor answered: it comes to the courts, is enforced, and is paid very late or written off."""
    state = yield from demanded(desk, state)
    desk.wait(DEMAND_DAYS + desk.between(7, 20))
    if not state.life.is_open:
        return state
    state = yield desk.agency(desk.contact(Channel.PHONE, Purpose.MISSED_DEADLINE, ContactOutcome.NO_ANSWER))
    desk.wait_until(max((one.grace_date for one in state.deadlines.running().values()), default=desk.today))
    desk.wait(desk.between(2, 10))
    state = yield desk.agency(SendLegalNotice(Channel.LETTER, desk.plot.person, OBJECT_TO, None))
    desk.wait_until(max((one.grace_date for one in state.deadlines.running().values()), default=desk.today))
    desk.wait(desk.between(3, 15))
    if desk.between(1, SETTLED_INSTEAD) == 1:
        state = yield from settlement(desk, state)
        if not state.life.is_open:
            return state
    state = yield from _before_a_court(desk, state)
    return (yield from _enforced(desk, state))


def _before_a_court(desk: Desk, state: CaseState) -> Script:
    """The creditor agrees, an order to pay is applied for, and there is a title some weeks later."""
    number = f"{desk.today.year}-{desk.plot.number}"
    forum = ORDERS_TO_PAY[desk.jurisdiction]
    yield desk.agency(StartLegalAction(forum, f"P {number}", desk.today, None, desk.today))
    desk.wait(desk.between(30, 60))
    return (yield desk.agency(RecordTitle(f"T {number}", desk.today, desk.currency, 0)))


def _enforced(desk: Desk, state: CaseState) -> Script:
    """The authority finds something, and the debt is paid; or nothing, and it is given up some weeks later."""
    desk.wait(desk.between(14, 40))
    yield desk.agency(RequestEnforcement(f"E {desk.today.year}-{desk.plot.number}", desk.today))
    desk.wait(desk.between(20, 90))
    if desk.between(1, 10) <= PAID_IN_THE_END:
        state = yield desk.agency(ReportEnforcement(EnforcementResult.ATTACHED, desk.today, None))
        desk.wait(desk.between(10, 40))
        return (yield from pay_all(desk, state))
    again = desk.today + timedelta(days=WATCHED_DAYS)
    yield desk.agency(ReportEnforcement(EnforcementResult.NO_ASSETS, desk.today, again))
    desk.wait(desk.between(20, 60))
    return (yield from given_up(desk, state, Outcome.WRITTEN_OFF, "no_assets"))
