"""Random histories of a few cases and payments, decided by the domain core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import TerminatePlan
from domain.case.state import CASE, CaseState
from domain.kernel.aggregate import AggregateKind
from domain.kernel.message import Command
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.unmatching import UnmatchPayment
from domain.payment.portion import Portion
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PAYMENT
from domain.payment.suggestion.assigning import AssignSuspense
from tests.integration.projector.recorded_log import RecordedLog
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE

CASES = [UUID(int=0xCA5E0 + number) for number in range(3)]
PAYMENTS = [UUID(int=0xFA000 + number) for number in range(4)]
JURISDICTIONS = [("SE", "SEK"), ("NO", "NOK"), ("FI", "EUR")]
FIRST = datetime(2026, 2, 25, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Act:
    """Something that is tried at a time; what comes of it is decided by how things stand then."""

    kind: AggregateKind[Any]
    aggregate_id: UUID
    command: Callable[[Any], Command]
    after_hours: int


def _claim(number: int) -> Command:
    jurisdiction, currency = JURISDICTIONS[number]
    return replace(
        CLAIM,
        creditor_reference=f"F-{number}",
        portfolio=f"p{number % 2}",
        jurisdiction=jurisdiction,
        currency=currency,
        pay_by=date(2026, 3, 20) if number else None,
    )


def _missed(state: CaseState) -> Command:
    """The first that runs, when its grace is over."""
    number, one = next(iter(state.deadlines.running().items()), (1, None))
    return MarkDeadlineMissed(number, one.grace_until if one else FIRST)


def _plan(state: CaseState) -> Command:
    first = state.outstanding_minor // 3
    days = (date(2026, 4, 30), date(2026, 5, 31))
    parts = (Instalment(days[0], first), Instalment(days[1], state.outstanding_minor - first))
    channel = Channel.MY_PAGE if state.outstanding_minor % 2 else Channel.LETTER
    return AgreePlan(channel, Proposer.CUSTOMER, date(2026, 3, 1), parts)


def _reversed(state: CaseState) -> Command:
    return ReverseAllocation(next(iter(state.credits.by_payment), PAYMENTS[0]), "chargeback")


def _contact(channel: Channel, direction: Direction, outcome: ContactOutcome, note: str | None) -> Command:
    return RecordContact(channel, direction, Purpose.PAYMENT, outcome, UUID(int=7), note)


def _of_case(number: int) -> st.SearchStrategy[Callable[[CaseState], Command]]:
    currency = JURISDICTIONS[number][1]
    fixed: list[Command] = [
        _claim(number),
        _contact(Channel.PHONE, Direction.OUTBOUND, ContactOutcome.PROMISED_TO_PAY, "a note"),
        _contact(Channel.PHONE, Direction.OUTBOUND, ContactOutcome.NO_ANSWER, None),
        _contact(Channel.LETTER, Direction.INBOUND, ContactOutcome.QUESTION_ANSWERED, None),
        SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 4, 10), 5_000),
        SetDeadline(DeadlineKind.REPLY, date(2026, 8, 10), 0),
        ReportDirectPayment(currency, 20_000, date(2026, 2, 25)),
        TerminatePlan("customer_asked"),
        CloseCase(Outcome.WRITTEN_OFF, "creditor_asked"),
        CloseCase(Outcome.PAID_IN_FULL, None),
    ]
    days = [date(2026, 3, 10), date(2026, 4, 8), date(2026, 6, 30)]
    return st.one_of(
        st.sampled_from(fixed).map(lambda command: lambda state: command),
        st.just(_plan),
        st.builds(
            lambda payment, amount, day: lambda state: AllocatePayment(payment, currency, amount, day),
            st.sampled_from(PAYMENTS),
            st.sampled_from([500, 24_000, 60_000, 125_500, 200_000]),
            st.sampled_from(days),
        ),
        st.just(_reversed),
        st.just(_missed),
    )


def _of_payment(number: int) -> st.SearchStrategy[Callable[[Any], Command]]:
    line = replace(PAYMENT_LINE, currency=JURISDICTIONS[number % 3][1], source=f"bgmax:{number}")
    commands: list[Command] = [
        line,
        PutPaymentInSuspense(SuspenseReason.NO_REFERENCE),
        MatchPayment((Portion(CASES[number % 3], 125_500),), MatchMethod.EXACT_REFERENCE),
        MatchPayment((Portion(CASES[0], 100_000), Portion(CASES[1], 25_500)), MatchMethod.SEVERAL_REFERENCES),
        UnmatchPayment("wrong_case"),
        AssignSuspense(f"u-{number}"),
        AssignSuspense("u-9"),
        ReversePayment("chargeback"),
    ]
    return st.sampled_from(commands).map(lambda command: lambda state: command)


acts: st.SearchStrategy[Act] = st.one_of(
    st.integers(0, 2).flatmap(
        lambda number: st.builds(
            Act, st.just(CASE), st.just(CASES[number]), _of_case(number), st.sampled_from([0, 1, 30, 400, 2_000])
        )
    ),
    st.integers(0, 3).flatmap(
        lambda number: st.builds(
            Act, st.just(PAYMENT), st.just(PAYMENTS[number]), _of_payment(number), st.sampled_from([0, 1, 30, 400])
        )
    ),
)


def history(tried: Sequence[Act]) -> RecordedLog:
    """What comes of it: three claims are received first, so that there is something to act on."""
    log, now = RecordedLog(), FIRST
    for number, case_id in enumerate(CASES):
        log.decide(CASE, case_id, _claim(number), now)
    for act in tried:
        command = act.command(log.states.get(act.aggregate_id, act.kind.initial))
        now = max(now + timedelta(hours=act.after_hours), getattr(command, "as_of", now))
        log.decide(act.kind, act.aggregate_id, command, now)
    return log


histories: st.SearchStrategy[RecordedLog] = st.lists(acts, min_size=30, max_size=60).map(history)
splits: st.SearchStrategy[list[int]] = st.lists(st.integers(1, 9), min_size=3, max_size=30)
