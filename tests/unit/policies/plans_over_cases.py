"""A plan over two cases of a person, for the tests of such plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from consumers.policies.allocator import Allocator
from consumers.policies.deadline_clock import DeadlineClock
from consumers.policies.matcher.policy import Matcher
from consumers.policies.person_keeper import PersonKeeper
from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.contacts.contact import Channel
from domain.case.plans.state import Instalment, PlanStatus, Proposer
from domain.person.plans.agreeing import AgreeCombinedPlan, CombinedPlanAgreed, PlanPart
from domain.person.plans.changing import ChangeCombinedPlan
from domain.person.plans.splitting import split
from domain.person.plans.state import CombinedPlan
from domain.person.state import PersonState
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import case_state
from tests.unit.policies.samples import claim, payment

BO = UUID(int=8)
A, RECEIVE_A = claim(1, "12345674", principal_minor=70_000, due_date=date(2026, 1, 15))
B, RECEIVE_B = claim(2, "22345672", principal_minor=50_000)
MONTHS = tuple(Instalment(date(2026, month, 25), 40_000) for month in (3, 4, 5))
PARTS = split(MONTHS, {A: 70_000, B: 50_000})
AGREE = AgreeCombinedPlan(
    Channel.PHONE,
    Proposer.CUSTOMER,
    date(2026, 3, 2),
    "SEK",
    tuple(PlanPart(case, part) for case, part in PARTS.items()),
    BO,
)
"""400.00 a month for three months, over 700.00 and 500.00: 233.33 and 166.67, 233.34 and 166.66, 233.33 and 166.67."""


def worker_set(ledger: LittleLedger, seed: int = 0) -> list[PolicyReader]:
    made = (PersonKeeper(), Matcher(), Allocator(), DeadlineClock())
    return [PolicyReader(policy, ledger, seed) for policy in made]


def of_one_person(ledger: LittleLedger) -> list[PolicyReader]:
    """Two cases of one person, who is on file."""
    for case, receive in ((A, RECEIVE_A), (B, RECEIVE_B)):
        ledger.ask(case, replace(receive, person_id=BO))
    made = worker_set(ledger)
    settle(*made)
    return made


def plan(ledger: LittleLedger) -> CombinedPlan:
    state = ledger.states[BO]
    assert isinstance(state, PersonState)
    return list(state.combined_plans.by_id.values())[-1]


def plans(ledger: LittleLedger) -> list[PlanStatus]:
    return [case_state(ledger, case).plan.status for case in (A, B)]


def reference(ledger: LittleLedger) -> str:
    return next(e.event.reference for e in ledger.events() if isinstance(e.event, CombinedPlanAgreed))


def paid(ledger: LittleLedger) -> list[int]:
    return [case_state(ledger, case).credits.covered_minor for case in (A, B)]


def agreed(ledger: LittleLedger, readers: list[PolicyReader]) -> None:
    ledger.ask(BO, AGREE)
    settle(*readers)


def to(ledger: LittleLedger, readers: list[PolicyReader], day: date) -> None:
    ledger.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    settle(*readers)


def pay(ledger: LittleLedger, readers: list[PolicyReader], number: int, amount_minor: int) -> UUID:
    payment_id, receive = payment(number, amount_minor, reference(ledger))
    ledger.ask(payment_id, replace(receive, value_date=ledger.now.date()))
    settle(*readers)
    return payment_id


def assess(ledger: LittleLedger, case: UUID, left_minor: int) -> None:
    by_hand = ("The authority's table for 2026", (), 1_000_000)
    ledger.ask(case, AssessAffordability(BO, Channel.PHONE, Adults.SINGLE, 1_000_000 + left_minor, 0, 0, *by_hand))


LOWER = tuple(Instalment(date(2026, 4 + month, 25), 10_000) for month in range(8))
"""800.00 that is left after the first month, 100.00 a month."""


def change_of(owed: dict[UUID, int], months: tuple[Instalment, ...] = LOWER) -> ChangeCombinedPlan:
    parts = tuple(PlanPart(case, part) for case, part in split(months, owed).items())
    return ChangeCombinedPlan(Channel.PHONE, Proposer.CUSTOMER, "less_income", "SEK", parts)


AFTER_A_MONTH = {A: 70_000 - 23_333, B: 50_000 - 16_667}
