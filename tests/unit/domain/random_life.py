"""Anything that may be asked of a case or a payment, in any order: most of it fits how things stand, some does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.direct import ReportDirectPayment
from domain.case.charges.accruing import AccrueInterest
from domain.case.charges.charging import ChargeFee
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost
from domain.case.charges.fees_state import FeeKind
from domain.case.charges.waiving import WaiveFee
from domain.case.claim.crediting import CreditPrincipal
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.closure.reopening import ReopenCase, ReopeningReason
from domain.case.closure.requesting import ApproveClosure, DeclineClosure
from domain.case.closure.small_balance import WriteOffSmallBalance
from domain.case.complaints.answering import ComplaintOutcome
from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.contacts.heeding import HeedWishes
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.deferrals.requesting import RequestDeferral
from domain.case.disputes.raising import Grounds
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.kinds import HoldType
from domain.case.legal.monitoring import MoveToMonitoring
from domain.case.limitation.interrupting import InterruptLimitation
from domain.case.plans.combining import EndPlanPart
from domain.case.plans.goal import RecordGoal
from domain.case.plans.terminating import TerminatePlan
from domain.case.settlement.accepting import AcceptSettlement
from domain.case.settlement.offering import OfferSettlement
from domain.case.state import CASE, CaseState
from domain.case.surveys.sending import SendSurvey
from domain.kernel.aggregate import AggregateKind
from domain.kernel.decision import Context
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.law.codes import Interruption
from domain.payment.refund.approving import ApproveRefund
from domain.payment.refund.cancelling import CancelRefund
from domain.payment.reversal.requesting import ApproveReversal
from domain.payment.state import PaymentState
from domain.person.cases.state import DebtorRole
from tests.unit.domain.asking import Asked, amounts, anything, days, fixed, often, payments, persons, reasons
from tests.unit.domain.random_courts import VALIDATE, legal_step
from tests.unit.domain.random_matters import (
    LETTERS,
    TO_HEED,
    answered,
    cared_for,
    debtor_added,
    debtor_removed,
    disputed,
    inquired,
    letter,
    lifted,
    no_longer_vulnerable,
    placed,
    resolved,
    returned,
    survey_answered,
)
from tests.unit.domain.random_money import COMBINED_PLAN, allocated, part_changed, plan, reversed_, running_missed
from tests.unit.domain.random_payments import payment_commands
from tests.unit.domain.random_plans import plan_step
from tests.unit.domain.samples import AGENT, CLAIM, CREDITORS, NOW, PAYMENT_LINE, PERSON


@dataclass(frozen=True)
class Step:
    """One event that came about: the state before it and after it, and whether its decision went on after it."""

    command: Command
    context: Context
    before: Any
    event: Event
    after: Any
    is_last: bool


class Life(list[tuple[Asked, int]]):
    """What is asked for in a life that is looked at often: it is lived once."""

    steps: list[Step] | None = None


ACTING = dict.fromkeys((ApproveRefund, CancelRefund, ApproveClosure, ApproveReversal), Actor("user", "agent-9"))
"""Who asks, where it is not who asks for all the rest."""


def lived(kind: AggregateKind[Any], asked: Sequence[tuple[Asked, int]]) -> Iterator[Step]:
    """Each event that comes of it. Every command is decided so many days after the one before."""
    if isinstance(asked, Life):
        if asked.steps is None:
            asked.steps = list(_steps(kind, asked))
        return iter(asked.steps)
    return _steps(kind, asked)


def _steps(kind: AggregateKind[Any], asked: Sequence[tuple[Asked, int]]) -> Iterator[Step]:
    state, now = kind.initial, NOW
    for ask, days_later in asked:
        command = ask(state)
        now = max(now + timedelta(days=days_later), getattr(command, "as_of", now))
        context = Context(now, now, ACTING.get(type(command), AGENT), CREDITORS)
        decision = kind.decide(state, command, context)
        if isinstance(decision, Refusal):
            continue
        for number, event in enumerate(decision, start=1):
            before, state = state, kind.evolve(state, event)
            yield Step(command, context, before, event, state, number == len(decision))


case_commands: st.SearchStrategy[Asked] = often(
    {
        st.builds(allocated, payments, st.sampled_from([1, 3, 5, 10, 10, 12]), days): 10,
        st.builds(reversed_, st.integers(0, 3)): 8,
        st.builds(
            plan, st.lists(st.integers(1, 5), min_size=1, max_size=4), days, st.sampled_from([False, False, True])
        ): 4,
        st.just(fixed(EndPlanPart("asked", COMBINED_PLAN))): 1,
        st.builds(plan_step, st.integers(0, 11), payments): 10,
        st.integers(1, 3).map(part_changed): 1,
        st.just(fixed(RecordGoal(PERSON, "A boat."))): 1,
        st.just(running_missed): 3,
        st.just(fixed(TerminatePlan("asked"))): 3,
        st.builds(SetDeadline, st.sampled_from(DeadlineKind), days, amounts).map(fixed): 3,
        st.builds(MarkDeadlineMissed, st.integers(0, 5), st.just(datetime(2027, 1, 1, tzinfo=UTC))).map(fixed): 1,
        st.builds(ReportDirectPayment, st.just("SEK"), amounts, days).map(fixed): 3,
        st.builds(AllocatePayment, payments, st.sampled_from(["SEK", "EUR"]), amounts, days).map(fixed): 3,
        st.builds(CreditPrincipal, st.just("SEK"), amounts, st.just("goods_returned"), st.none() | days).map(fixed): 1,
        st.builds(CloseCase, st.sampled_from(Outcome), reasons).map(fixed): 2,
        st.just(fixed(CloseCase(Outcome.WRITTEN_OFF, "asked"))): 4,
        st.just(fixed(ApproveClosure(1))): 6,
        st.just(fixed(ApproveClosure(2))): 1,
        st.builds(DeclineClosure, st.integers(1, 2), st.just("customer_pays")).map(fixed): 1,
        st.builds(legal_step, st.integers(0, 7)): 2,
        st.builds(MoveToMonitoring, st.just("asked"), days).map(fixed): 1,
        st.builds(InterruptLimitation, st.sampled_from(Interruption), days).map(fixed): 1,
        st.builds(ReopenCase, st.sampled_from([*ReopeningReason, ReopeningReason.CLOSING_ERROR])).map(fixed): 1,
        st.builds(ConfirmClosure, st.just(Channel.LETTER)).map(fixed): 1,
        st.builds(SendSurvey, st.just(Channel.SMS)).map(fixed): 1,
        st.builds(survey_answered, st.integers(0, 11)): 1,
        st.builds(
            ReceiveComplaint, st.sampled_from(ComplaintSubject), st.just(Channel.PHONE), st.just(PERSON), st.just("No.")
        ).map(fixed): 1,
        st.builds(answered, st.sampled_from(ComplaintOutcome)): 2,
        st.builds(placed, st.sampled_from(HoldType), st.integers(0, 300)): 3,
        st.just(lifted): 4,
        st.sampled_from(Grounds).map(disputed): 2,
        st.builds(resolved, st.sampled_from([*DisputeOutcome, DisputeOutcome.REJECTED])): 2,
        st.builds(
            RecordContact,
            st.sampled_from(Channel),
            st.sampled_from(Direction),
            st.sampled_from(Purpose),
            st.sampled_from(ContactOutcome),
            st.just(PERSON),
            st.none(),
        ).map(fixed): 3,
        st.sampled_from(TO_HEED).map(lambda heed: HeedWishes((PERSON,), heed)).map(fixed): 2,
        st.builds(cared_for, st.booleans(), st.integers(0, 300)): 1,
        st.just(no_longer_vulnerable): 1,
        st.builds(
            RequestDeferral, st.just(Channel.MY_PAGE), days, st.just("salary_comes_later"), st.integers(1, 4)
        ).map(fixed): 2,
        st.just(inquired): 1,
        st.builds(debtor_added, persons, st.sampled_from(DebtorRole)).map(fixed): 2,
        persons.map(debtor_removed): 2,
        st.just(fixed(VALIDATE)): 3,
        st.builds(letter, st.sampled_from(LETTERS), st.sampled_from([Channel.LETTER, Channel.PHONE])): 3,
        st.just(returned): 1,
        st.just(fixed(CLAIM)): 1,
        st.builds(AccrueInterest, days).map(fixed): 3,
        st.builds(ChargeFee, st.sampled_from(FeeKind), st.integers(1, 3), st.none(), st.just("SEK"), st.just(True)).map(
            fixed
        ): 2,
        st.builds(WaiveFee, st.integers(1, 2), st.just("charged_in_error")).map(fixed): 1,
        st.builds(OfferSettlement, st.just("SEK"), amounts, days, st.just("hardship")).map(fixed): 2,
        st.builds(AcceptSettlement, st.integers(1, 2), st.just(Channel.PHONE)).map(fixed): 2,
        st.just(fixed(WriteOffSmallBalance("interest_of_last_days"))): 2,
        st.sampled_from(CourtCost).map(ChargeCourtCosts).map(fixed): 1,
        anything(CASE): 3,
    }
)
legal_commands: st.SearchStrategy[Asked] = often(
    {st.builds(legal_step, st.integers(0, 7)): 3, case_commands: 2, st.just(lifted): 1,
     st.builds(placed, st.sampled_from(HoldType), st.integers(0, 300)): 1}
)  # fmt: skip


def _life(first: Command, commands: st.SearchStrategy[Asked]) -> st.SearchStrategy[list[tuple[Asked, int]]]:
    """What is asked for, and how many days after what came before it. Nearly always, it begins as it must."""
    asked = st.lists(st.tuples(commands, st.sampled_from([0, 0, 1, 30])), min_size=6, max_size=30)
    return st.tuples(st.sampled_from([True] * 9 + [False]), asked).map(
        lambda drawn: [(fixed(first), 0), *drawn[1]] if drawn[0] else drawn[1]
    )


plan_lives: st.SearchStrategy[list[tuple[Asked, int]]] = st.lists(
    st.tuples(
        often({st.builds(plan_step, st.integers(0, 11), payments): 12, case_commands: 1}),
        st.sampled_from([0, 1, 15, 30]),
    ),
    min_size=6,
    max_size=20,
).map(lambda asked: [(fixed(CLAIM), 0), *asked])
"""Lives in which hardly anything happens but plans and promises."""
claims = st.sampled_from(
    [CLAIM, CLAIM, CLAIM, replace(CLAIM, interest_from=date(2026, 2, 1)), replace(CLAIM, principal_minor=1_000_000)]
)
"""On the last of them too much is owed for one person to give it up."""
case_lives: st.SearchStrategy[list[tuple[Asked, int]]] = claims.flatmap(lambda claim: _life(claim, case_commands))
legal_lives: st.SearchStrategy[list[tuple[Asked, int]]] = _life(CLAIM, legal_commands)
"""Of cases that come before a court more often than not."""
payment_lives: st.SearchStrategy[list[tuple[Asked, int]]] = st.sampled_from(
    [PAYMENT_LINE, PAYMENT_LINE, replace(PAYMENT_LINE, amount_minor=6_000_000)]
).flatmap(lambda line: _life(line, payment_commands))
"""Of payments on which one person decides, and of some on which two must agree."""


def balance_of(state: CaseState | PaymentState) -> dict[str, int]:
    """What stands on each account, without those where nothing does."""
    return {str(account): minor for account, minor in state.balance.minor.items() if minor}
