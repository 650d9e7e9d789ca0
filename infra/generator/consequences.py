"""What the policies make of an event: the same commands that they send, under the same ids.

So a generated history is whole where no policy runs, and where they run beside, whoever is first is first: a command
with the same id and content happens once. `tests/unit/generator/test_policies_agree.py` lets the real policies read a
generated history, and they have nothing left to ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.missing import DeadlineMissed, MarkDeadlineMissed
from domain.case.deadlines.pausing import DeadlinePaused
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import DeadlineSet
from domain.case.deadlines.state import ends_deadlines
from domain.case.deadlines.withdrawing import DeadlineWithdrawn
from domain.case.debtors.state import debtor_named, debtor_taken_off
from domain.case.stages.state import ends_case, opens_case
from domain.case.state import CaseState
from domain.kernel.calendar import local_day
from domain.kernel.identity import policy_command_id
from domain.kernel.message import Command, Event
from domain.payment.matching.matching import MatchMethod, MatchPayment, PaymentMatched
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.portion import Portion
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.reversing import PaymentReversed
from domain.person.cases.recording import RecordCaseClosed, RecordCaseOpened
from domain.person.cases.state import DebtorRole

MATCHER, ALLOCATOR, KEEPER, CLOCK = "matcher", "allocator", "person-keeper", "deadline-clock"


class Cause(NamedTuple):
    """An event where it happened."""

    aggregate_id: UUID
    event_id: UUID
    event: Event
    occurred_at: datetime
    correlation_id: UUID


class PolicyCommand(NamedTuple):
    """A command of the policy ``policy`` because of the event ``because_of``."""

    policy: str
    target: UUID
    command: Command
    because_of: UUID
    correlation_id: UUID

    @property
    def command_id(self) -> UUID:
        """As the policy itself gives it."""
        return policy_command_id(self.because_of, self.policy, self.target)


def because_of_payment(cause: Cause, case: UUID, state: CaseState) -> Iterator[PolicyCommand]:
    """What the matcher and the allocator ask for. The only case that a reference can mean is ``case``."""
    happened, payment = cause.event, cause.aggregate_id
    match happened:
        case PaymentReceived():
            yield _asked(MATCHER, payment, _placed(happened, case, state), cause)
        case PaymentMatched():
            for portion in happened.portions:
                said = (happened.currency, portion.amount_minor, happened.value_date, happened.is_decided)
                command = AllocatePayment(payment, *said)
                yield _asked(ALLOCATOR, portion.case_id, command, cause)
        case PaymentReversed() | PaymentUnmatched():
            for portion in happened.portions:
                yield _asked(ALLOCATOR, portion.case_id, ReverseAllocation(payment, happened.reason), cause)


def _placed(payment: PaymentReceived, case: UUID, state: CaseState) -> MatchPayment | PutPaymentInSuspense:
    if not payment.references:
        return PutPaymentInSuspense(SuspenseReason.NO_REFERENCE)
    if not state.life.is_open:
        return PutPaymentInSuspense(SuspenseReason.CLOSED_CASE)
    return MatchPayment((Portion(case, payment.amount_minor),), MatchMethod.EXACT_REFERENCE)


def because_of_case(cause: Cause, before: Mapping[UUID, DebtorRole], state: CaseState) -> Iterator[PolicyCommand]:
    """What the person keeper tells those who have a part in the case, or had one ``before`` the event."""
    happened, case, jurisdiction = cause.event, cause.aggregate_id, state.claim.jurisdiction
    parts: Mapping[UUID, DebtorRole] = {}
    if debtor := debtor_named(happened):
        parts = {debtor.person_id: debtor.role}
    elif gone := debtor_taken_off(happened):
        parts = {gone: before[gone]}
    elif opens_case(type(happened)) or ends_case(type(happened)):
        parts = state.debtors.roles
    is_over = debtor_taken_off(happened) is not None or ends_case(type(happened))
    for person, role in parts.items():
        told: Command = RecordCaseOpened(case, jurisdiction, role, person)
        if is_over:
            told = RecordCaseClosed(case, jurisdiction, role, person, local_day(cause.occurred_at, jurisdiction))
        yield _asked(KEEPER, person, told, cause)


class DeadlineClocks:
    """The deadlines of a case that run, as the deadline clock keeps them."""

    def __init__(self) -> None:
        self._running: dict[int, tuple[datetime, Cause]] = {}

    def read(self, cause: Cause) -> None:
        """Begin or end the clocks that the event begins or ends."""
        happened = cause.event
        match happened:
            case DeadlineSet() | DeadlineResumed():
                self._running[happened.deadline] = (happened.grace_until, cause)
            case DeadlinePaused() | DeadlineMet() | DeadlineMissed() | DeadlineWithdrawn():
                self._running.pop(happened.deadline, None)
            case _ if ends_deadlines(type(happened)):
                self._running.clear()

    def next_due(self) -> tuple[datetime, PolicyCommand] | None:
        """The deadline whose grace is over first, when that is, and what the clock asks for then; it does so once."""
        if not self._running:
            return None
        number, (grace_until, cause) = min(self._running.items(), key=lambda item: (item[1][0], item[0]))
        return grace_until, _asked(CLOCK, cause.aggregate_id, MarkDeadlineMissed(number, grace_until), cause)

    def asked_about(self, command: MarkDeadlineMissed) -> None:
        """Not once more, whatever the answer is."""
        self._running.pop(command.deadline, None)


def _asked(policy: str, target: UUID, command: Command, cause: Cause) -> PolicyCommand:
    return PolicyCommand(policy, target, command, cause.event_id, cause.correlation_id)
