"""What people would do next with a plan or a promise as it stands: so that lives come to what is rare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.allocation.allocating import AllocatePayment
from domain.case.contacts.contact import Channel
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.deadlines.state import Deadline, DeadlineKind
from domain.case.deferrals.requesting import RequestDeferral
from domain.case.plans.accepting import AcceptPlan
from domain.case.plans.breaching import BreachPlan
from domain.case.plans.pausing import PausePlan, ResumePlan
from domain.case.plans.proposing import ProposePlan
from domain.case.plans.rejecting import RejectPlan
from domain.case.plans.rescheduling import ReschedulePlan
from domain.case.plans.state import Instalment, PlanStatus, Proposer
from domain.case.promises.making import MakePromise
from domain.case.state import CaseState
from domain.kernel.message import Command
from tests.unit.domain.samples import NOW, PERSON

SPRING = date(2026, 3, 25)


def plan_step(choice: int, payment: UUID) -> Callable[[CaseState], Command]:
    """One of the acts that fit how the case stands with plans; ``choice`` says which."""

    def step(state: CaseState) -> Command:
        acts = _acts(state, payment)
        return acts[choice % len(acts)]

    return step


def _acts(state: CaseState, payment: UUID) -> list[Command]:
    plan, running = state.plan, state.deadlines.running()
    number, deadline = next(iter(running.items()), (1, None))
    due = deadline.due_date if deadline else SPRING
    match plan.status:
        case PlanStatus.PROPOSED:
            assert plan.proposal is not None
            accept = AcceptPlan(plan.proposal.proposed_by.other, Channel.MY_PAGE)
            return [accept, accept, RejectPlan(Proposer.AGENCY, "asked"), _missed(number, deadline)]
        case PlanStatus.PAUSED:
            return [ResumePlan("asked"), _paid(state, payment, due)]
        case PlanStatus.IN_ARREARS:
            return [BreachPlan(Channel.LETTER), BreachPlan(Channel.LETTER), _paid(state, payment, due)]
        case PlanStatus.BREACHED:
            return [_missed(plan.breach_deadline, running.get(plan.breach_deadline)), _paid(state, payment, due)]
        case PlanStatus.AGREED:
            new = _parts(state, 7, due + timedelta(days=10))
            reschedule = ReschedulePlan(Channel.PHONE, Proposer.AGENCY, new, "asked")
            later = RequestDeferral(Channel.PHONE, due + timedelta(days=9), "asked", number)
            rest = PausePlan(due, "asked")
            all_of_it = AllocatePayment(payment, "SEK", max(1, state.outstanding_minor), due)
            return [_missed(number, deadline), _missed(number, deadline), reschedule, rest, later, all_of_it]
    return _without_a_plan(state, payment, number, deadline, due)


def _without_a_plan(
    state: CaseState, payment: UUID, number: int, deadline: Deadline | None, due: date
) -> list[Command]:
    if deadline is not None and deadline.kind is DeadlineKind.PROMISE:
        return [_missed(number, deadline), _paid(state, payment, due)]
    parts = _parts(state, 3, due + timedelta(days=40))
    return [
        ProposePlan(Channel.MY_PAGE, Proposer.CUSTOMER, parts),
        ProposePlan(Channel.MY_PAGE, Proposer.AGENCY, parts),
        MakePromise(Channel.PHONE, max(1, state.outstanding_minor // 3), due + timedelta(days=20)),
        AssessAffordability(PERSON, Channel.PHONE, Adults.SINGLE, 1_080_000, 0, 0, "A page", (), 1_000_000),
    ]


def _parts(state: CaseState, count: int, first: date) -> tuple[Instalment, ...]:
    """Over the whole debt, in so many parts of about the same size."""
    amounts = [state.outstanding_minor // count] * count
    amounts[-1] += state.outstanding_minor - sum(amounts)
    return tuple(Instalment(first + timedelta(days=30 * number), amount) for number, amount in enumerate(amounts))


def _missed(number: int, deadline: Deadline | None) -> Command:
    return MarkDeadlineMissed(number, deadline.grace_until if deadline else NOW)


def _paid(state: CaseState, payment: UUID, on: date) -> Command:
    """Half of what is owed, on a bank's day."""
    return AllocatePayment(payment, "SEK", max(1, state.outstanding_minor // 2), on)
