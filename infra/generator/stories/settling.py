"""A part is paid at once, and the rest is given up: offered where little else is to be had."""

from __future__ import annotations

from datetime import timedelta

from domain.case.contacts.contact import Channel
from domain.case.settlement.accepting import AcceptSettlement
from domain.case.settlement.offering import OfferSettlement
from domain.case.state import CaseState
from infra.generator.desk import Desk, Script
from infra.generator.stories.paying import pay

OF_TEN = 7
"""Tenths of what is owed that are to be paid."""
PAY_WITHIN = 14
PAID = 4
"""All but one in so many pay in time."""


def settlement(desk: Desk, state: CaseState) -> Script:
    """Offered, accepted a few days later, and paid in time or not: then it lapses, and the whole debt stands again."""
    amount = state.outstanding_minor * OF_TEN // 10
    pay_by = desk.today + timedelta(days=PAY_WITHIN)
    state = yield desk.agency(OfferSettlement(desk.currency, amount, pay_by, "whole_sum_at_once"))
    number = max(state.settlements.by_number)
    desk.wait(desk.between(1, 4))
    state = yield desk.customer(AcceptSettlement(number, Channel.MY_PAGE))
    if desk.between(1, PAID) > 1:
        desk.wait(desk.between(1, 5))
        return (yield from pay(desk, state, amount))
    desk.wait_until(state.settlements.by_number[number].grace_date)
    desk.wait(1)
    return state
