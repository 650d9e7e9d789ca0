"""What moves money on a case in a random life, and its plans: of the size that fits how the case stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.contacts.contact import Channel
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.changing_parts import PreparePartChange, TakePartChange
from domain.case.plans.combining import TakePlanPart
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CaseState
from domain.kernel.message import Command
from tests.unit.domain.asking import Asked
from tests.unit.domain.samples import NOW, PERSON

COMBINED_PLAN = UUID(int=71)


def plan(parts: Sequence[int], first: date, is_part: int) -> Asked:
    """Over the whole debt, in as many instalments as there are parts, each by its weight; or as the part of another."""

    def plan(state: CaseState) -> Command:
        amounts = [state.outstanding_minor * part // sum(parts) for part in parts]
        amounts[-1] += state.outstanding_minor - sum(amounts)
        instalments = tuple(
            Instalment(first + timedelta(days=30 * number), amount) for number, amount in enumerate(amounts)
        )
        both = (Channel.PHONE, Proposer.AGENCY, NOW.date(), instalments)
        if not is_part:
            return AgreePlan(*both)
        return TakePlanPart(*both, COMBINED_PLAN, PERSON, "12345674", state.currency, state.outstanding_minor * 2)

    return plan


def part_changed(instalments: int) -> Asked:
    """The part of the plan over several cases gets another schedule, in two steps: first the case says that it can."""

    def change(state: CaseState) -> Command:
        if state.plan.change is not None:
            return TakePartChange(COMBINED_PLAN, state.plan.change.change)
        first, owed_minor = NOW.date() + timedelta(days=200), max(instalments, state.outstanding_minor)
        amounts = [owed_minor // instalments] * (instalments - 1)
        amounts.append(owed_minor - sum(amounts))
        parts = tuple(Instalment(first + timedelta(days=30 * n), amount) for n, amount in enumerate(amounts))
        agreed = (COMBINED_PLAN, 1, Channel.PHONE, Proposer.CUSTOMER, "less_income", parts)
        return PreparePartChange(*agreed, PERSON, "12345674", state.currency, owed_minor * 2)

    return change


def allocated(payment: UUID, tenths: int, on: date) -> Asked:
    """So many tenths of what is owed: more than ten overpay it."""
    return lambda state: AllocatePayment(payment, "SEK", max(1, state.outstanding_minor * tenths // 10), on)


def reversed_(which: int) -> Asked:
    """One of those that were allocated, if there is any."""

    def reverse(state: CaseState) -> Command:
        allocated = sorted(state.credits.by_payment) or [UUID(int=1)]
        return ReverseAllocation(allocated[which % len(allocated)], "chargeback")

    return reverse


def running_missed(state: CaseState) -> Command:
    number, one = next(iter(state.deadlines.running().items()), (1, None))
    return MarkDeadlineMissed(number, one.grace_until if one else NOW)
