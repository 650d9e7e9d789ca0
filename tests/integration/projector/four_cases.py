"""Four cases told from the first day to the last, for questions whose answers were worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from domain.case.allocation.allocating import AllocatePayment
from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.complaints.answering import AnswerComplaint, ComplaintOutcome
from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.plans.agreeing import AgreePlan, Proposer
from domain.case.plans.state import Instalment
from domain.case.state import CASE
from domain.case.surveys.answering import AnswerSurvey
from domain.case.surveys.sending import SendSurvey
from domain.kernel.aggregate import AggregateKind
from domain.kernel.message import Command
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.portion import Portion
from domain.payment.state import PAYMENT
from tests.integration.projector.folded import Folded
from tests.integration.projector.recorded_log import RecordedLog
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, PAYMENT_LINE

ANNA, BO, CECILIA, DAVID = (UUID(int=0xCA5E0 + number) for number in range(4))
PAID_ANNA, PAID_CECILIA, LOST = (UUID(int=0xFA000 + number) for number in range(3))
ASKED = datetime(2026, 6, 1, 8, tzinfo=UTC)


def at(month: int, day: int, hour: int = 8) -> datetime:
    """Of 2026, UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _claim(number: int, portfolio: str) -> ReceiveClaim:
    # Each of 1,255.00 SEK (1,000.00, 15.00 and 240.00), due on 30 January, of a person of its own.
    return replace(
        CLAIM,
        creditor_reference=f"F-{number}",
        payment_reference="",
        portfolio=portfolio,
        person_id=UUID(int=number),
        pay_by=None,
    )


def _called(outcome: ContactOutcome) -> RecordContact:
    return RecordContact(Channel.PHONE, Direction.OUTBOUND, Purpose.FIRST_CONTACT, outcome, UUID(int=1), None)


def _paid(log: RecordedLog, payment: UUID, case: UUID, amount: int, when: datetime) -> None:
    line = replace(PAYMENT_LINE, source=f"bgmax:{payment}", amount_minor=amount, value_date=when.date())
    _did(log, PAYMENT, payment, line, when)
    _did(log, PAYMENT, payment, MatchPayment((Portion(case, amount),), MatchMethod.EXACT_REFERENCE), when)
    _did(log, CASE, case, AllocatePayment(payment, "SEK", amount, when.date()), when)


def _did(log: RecordedLog, kind: AggregateKind, identifier: UUID, command: Command, when: datetime) -> None:  # type: ignore[type-arg]
    assert log.decide(kind, identifier, command, when), f"refused: {command}"


def four_cases(folded: Folded) -> None:
    """All of ``told``, in read models."""
    folded.fold_all(told().batches([7, 5]))


def told() -> RecordedLog:
    """Four cases of March and April, told from the first day to the last.

    Anna (2 March, water) is called in vain, is spoken with after a day, is called on a Sunday, which nobody should be,
    and pays in full after 8 days; asked how it went, she gives 9 points. Bo (2 March, water) is never spoken with,
    disputes by letter after 3 days and is upheld after 7; his case closes the same hour. Cecilia (1 April, heat) agrees
    on a plan on the phone a day later, pays the first instalment and misses the second. David (1 April, heat) complains
    by letter, is answered two days later that he is wrong, and is given time until 1 May, when nobody looks. A payment
    of 500.00 that nobody knows comes on 20 April.
    """
    log = RecordedLog()
    _did(log, CASE, ANNA, _claim(1, "water"), at(3, 2))
    _did(log, CASE, BO, _claim(2, "water"), at(3, 2))
    _did(log, CASE, ANNA, _called(ContactOutcome.NO_ANSWER), at(3, 2, 12))
    _did(log, CASE, ANNA, _called(ContactOutcome.REACHED), at(3, 3))
    letter, text = Channel.LETTER, "words of a person"
    _did(log, CASE, BO, RaiseDispute(Grounds.OTHER, None, letter, UUID(int=2), text), at(3, 5))
    sunday = replace(_called(ContactOutcome.NO_ANSWER), is_breach=True)
    _did(log, CASE, ANNA, sunday, at(3, 8, 12))
    _did(log, CASE, BO, ResolveDispute(1, DisputeOutcome.UPHELD, None, "never_a_customer", letter), at(3, 9))
    _did(log, CASE, BO, CloseCase(Outcome.UPHELD_DISPUTE, "never_a_customer"), at(3, 9))
    _paid(log, PAID_ANNA, ANNA, CLAIM_TOTAL_MINOR, at(3, 10))
    _did(log, CASE, ANNA, SendSurvey(Channel.EMAIL), at(3, 12))
    _did(log, CASE, ANNA, AnswerSurvey(1, 9, (), UUID(int=1), None), at(3, 13))
    _did(log, CASE, CECILIA, _claim(3, "heat"), at(4, 1))
    _did(log, CASE, DAVID, _claim(4, "heat"), at(4, 1))
    halves = (Instalment(date(2026, 4, 24), 62_750), Instalment(date(2026, 5, 8), 62_750))
    _did(log, CASE, CECILIA, AgreePlan(Channel.PHONE, Proposer.CUSTOMER, date(2026, 4, 2), halves), at(4, 2))
    _did(log, CASE, DAVID, ReceiveComplaint(ComplaintSubject.CONDUCT, letter, UUID(int=4), text), at(4, 8))
    answer = AnswerComplaint(1, ComplaintOutcome.REJECTED, "we_called_once", letter)
    _did(log, CASE, DAVID, answer, at(4, 10))
    _did(log, CASE, DAVID, PlaceHold(HoldType.LIFE_EVENT, "asked_for_time", date(2026, 5, 1)), at(4, 10))
    _did(log, PAYMENT, LOST, replace(PAYMENT_LINE, source="bgmax:lost", amount_minor=50_000), at(4, 20))
    _did(log, PAYMENT, LOST, PutPaymentInSuspense(SuspenseReason.NO_REFERENCE), at(4, 20))
    _paid(log, PAID_CECILIA, CECILIA, 62_750, at(4, 23))
    state = log.states[CECILIA]
    number, deadline = next(iter(state.deadlines.running().items()))  # type: ignore[attr-defined]
    _did(log, CASE, CECILIA, MarkDeadlineMissed(number, deadline.grace_until), deadline.grace_until)
    return log
