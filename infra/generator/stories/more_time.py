"""A customer who cannot pay yet asks for time: another day for the payment, or a promise."""

from __future__ import annotations

from datetime import timedelta

from domain.case.contacts.contact import Channel, ContactOutcome, Purpose
from domain.case.deadlines.state import DEMANDS
from domain.case.deferrals.requesting import RequestDeferral
from domain.case.promises.making import MakePromise
from domain.case.state import CaseState
from infra.generator.desk import Desk, Script

WEEK = timedelta(days=7)
PROMISED_DAYS = 14


def asks_for_time(desk: Desk, state: CaseState) -> Script:
    """By phone. Half of them get a week more for what is due next, the others say when they will pay."""
    asks = desk.contact(Channel.PHONE, Purpose.QUESTION, ContactOutcome.ASKED_FOR_TIME, inbound=True)
    state = yield desk.agency(asks)
    running = {number: one for number, one in state.deadlines.running().items() if one.kind in DEMANDS}
    if running and desk.between(1, 2) == 1:
        number = min(running, key=lambda each: (running[each].due_date, each))
        until = max(running[number].due_date, desk.today) + WEEK
        return (yield desk.agency(RequestDeferral(Channel.PHONE, until, "salary_comes_later", number)))
    promised = desk.today + timedelta(days=PROMISED_DAYS)
    return (yield desk.agency(MakePromise(Channel.PHONE, state.outstanding_minor, promised)))
