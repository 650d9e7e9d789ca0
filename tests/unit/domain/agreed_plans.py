"""Cases with a plan that was offered, agreed, missed or breached, to go on from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.contacts.contact import Channel
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.breaching import BreachPlan
from domain.case.plans.proposing import ProposePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from tests.unit.domain.samples import NOW, PERSON, after, at, open_case

MUCH_LATER = date(2026, 6, 15)
CUSTOMER, AGENCY = Proposer.CUSTOMER, Proposer.AGENCY
PARTS = (
    Instalment(date(2026, 3, 25), 50_000),
    Instalment(date(2026, 4, 27), 50_000),
    Instalment(date(2026, 5, 25), 25_500),
)
OFFER = ProposePlan(Channel.MY_PAGE, CUSTOMER, PARTS)
OURS = replace(OFFER, proposed_by=AGENCY, channel=Channel.LETTER)
AGREED = AgreePlan(Channel.PHONE, CUSTOMER, NOW.date(), PARTS)
ASSESS = AssessAffordability(
    PERSON, Channel.PHONE, Adults.SINGLE, 1_962_500, 900_000, 0, "The authority's table for 2026", (), 1_000_000
)
"""625.00 a month is left: four fifths of it are 500.00."""


def assessed(income_minor: int = ASSESS.income_minor) -> CaseState:
    state: CaseState = after(CASE, replace(ASSESS, income_minor=income_minor), state=open_case())
    return state


def in_plan() -> CaseState:
    state: CaseState = after(CASE, AGREED, state=open_case())
    return state


def in_arrears() -> CaseState:
    state = in_plan()
    return after(CASE, MarkDeadlineMissed(2, state.deadlines.by_number[2].grace_until), state=state)  # type: ignore[no-any-return]


def on(day: date) -> Context:
    return at(datetime(day.year, day.month, day.day, 8, tzinfo=UTC))


def breached() -> CaseState:
    state: CaseState = after(CASE, BreachPlan(Channel.LETTER), state=in_arrears(), context=on(date(2026, 4, 9)))
    return state
