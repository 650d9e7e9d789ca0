"""A plan of instalments: kept to its end, or given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults, standard_amount
from domain.case.charges.accruing import AccrueInterest
from domain.case.closure.closing import Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Purpose
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import TerminatePlan
from domain.case.state import CaseState
from domain.kernel.days import months_after
from domain.kernel.refusal import Refusal
from infra.generator.desk import Desk, Script
from infra.generator.mix import PLANS_KEPT, happens
from infra.generator.stories.endings import demanded
from infra.generator.stories.giving_up import given_up
from infra.generator.stories.paying import owed_today, pay, pay_all
from infra.generator.stories.settling import settlement

MONTHS_MOST = 12
DUE_ON = 27
"""The day of the month on which instalments fall due: after the usual payday."""


def plan(desk: Desk, state: CaseState) -> Script:
    """The debtor calls after the demand, and both agree on a plan."""
    state = yield from demanded(desk, state)
    desk.wait(desk.between(2, 10))
    if not state.life.is_open:
        return state
    yield desk.agency(desk.contact(Channel.PHONE, Purpose.PLAN, ContactOutcome.PLAN_AGREED, inbound=True))
    if owed_today(desk, state) > state.outstanding_minor:
        state = yield desk.agency(AccrueInterest(desk.today))
    instalments = schedule(desk.today, state.outstanding_minor, desk.between(3, MONTHS_MOST))
    state = yield from _assessed(desk, state, max(one.amount_minor for one in instalments))
    state = yield desk.agency(AgreePlan(Channel.PHONE, Proposer.CUSTOMER, desk.today, instalments))
    if happens(desk.dice, PLANS_KEPT):
        return (yield from _kept(desk, state, instalments))
    return (yield from _given_up(desk, state, instalments))


def _assessed(desk: Desk, state: CaseState, monthly_minor: int) -> Script:
    """What the household can pay is asked, where the law says what it must keep: twice as much as the plan takes."""
    least = standard_amount(desk.jurisdiction, desk.today, Adults.SINGLE, ())
    if isinstance(least, Refusal) or least.currency != desk.currency:
        return state
    housing_minor = least.rounded().minor // 2
    income_minor = least.rounded().minor + housing_minor + 2 * monthly_minor
    told = (desk.plot.person, Channel.PHONE, Adults.SINGLE, income_minor, housing_minor, 0, None)
    return (yield desk.agency(AssessAffordability(*told, (), None)))


def schedule(today: date, total_minor: int, months: int) -> tuple[Instalment, ...]:
    """Equal whole amounts, month by month; the last one balances. Fewer months where an amount would be nothing."""
    months = max(1, min(months, total_minor // 1_000))
    each = total_minor // months // 100 * 100
    amounts = [each] * (months - 1)
    first = (today.replace(day=1) + timedelta(days=45)).replace(day=DUE_ON)
    return tuple(
        Instalment(months_after(first, number), amount)
        for number, amount in enumerate([*amounts, total_minor - sum(amounts)])
    )


def _kept(desk: Desk, state: CaseState, instalments: Sequence[Instalment]) -> Script:
    """Each is paid some days before it is due, and the last one is what is left."""
    for one in instalments[:-1]:
        desk.wait_until(one.due_date - timedelta(days=desk.between(0, 6)))
        state = yield from pay(desk, state, one.amount_minor)
    desk.wait_until(instalments[-1].due_date - timedelta(days=3))
    return (yield from pay_all(desk, state))


def _given_up(desk: Desk, state: CaseState, instalments: Sequence[Instalment]) -> Script:
    """Some are paid, then none; the plan is ended, and the rest is paid late, settled or written off."""
    paid = desk.between(0, len(instalments) - 1)
    for one in instalments[:paid]:
        desk.wait_until(one.due_date)
        state = yield from pay(desk, state, one.amount_minor)
    desk.wait_until(instalments[paid].due_date + timedelta(days=25))
    yield desk.agency(desk.contact(Channel.SMS, Purpose.MISSED_DEADLINE, ContactOutcome.SENT))
    desk.wait(14)
    state = yield desk.agency(TerminatePlan("instalments_missed"))
    desk.wait(desk.between(20, 60))
    if desk.between(1, 2) == 1:
        return (yield from pay_all(desk, state))
    if desk.between(1, 2) == 1:
        state = yield from settlement(desk, state)
        if not state.life.is_open:
            return state
    return (yield from given_up(desk, state, Outcome.WRITTEN_OFF, "no_assets"))
