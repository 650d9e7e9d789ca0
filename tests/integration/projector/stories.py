"""Small logs that tests tell something about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from domain.case.allocation.allocating import AllocatePayment
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.state import CASE
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.portion import Portion
from domain.payment.state import PAYMENT
from tests.integration.projector.folded import Folded
from tests.integration.projector.recorded_log import BEGIN, RecordedLog
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, PAYMENT_LINE

CASES = [UUID(int=0xCA5E00 + number) for number in range(3)]
PAYMENTS = [UUID(int=case_id.int + 0x100) for case_id in CASES]
CONTACT = RecordContact(
    Channel.PHONE,
    Direction.OUTBOUND,
    Purpose.PAYMENT,
    ContactOutcome.PROMISED_TO_PAY,
    UUID(int=7),
    "said something private",
)


def three_cases(folded: Folded) -> None:
    """All of ``three_paid_cases``, in read models."""
    folded.fold_all(three_paid_cases().batches([8]))


def three_paid_cases(log: RecordedLog | None = None) -> RecordedLog:
    """Three claims, a contact on each, and three payments: two pay a case, the last finds none.

    Each partition has cases and payments of its own; those of partition 0 are ``CASES`` and
    ``PAYMENTS``.
    """
    log = log or RecordedLog()
    cases, payments = ([UUID(int=one.int + (log.partition << 64)) for one in ids] for ids in (CASES, PAYMENTS))
    for number, case_id in enumerate(cases):
        claim = replace(CLAIM, creditor_reference=f"F-{number}", portfolio=f"p{number % 2}")
        log.decide(CASE, case_id, claim)
    for number, (case_id, payment_id) in enumerate(zip(cases, payments, strict=True)):
        log.decide(CASE, case_id, CONTACT, BEGIN + timedelta(days=1))
        log.decide(PAYMENT, payment_id, replace(PAYMENT_LINE, source=f"bgmax:{number}"))
        if number == 2:
            log.decide(PAYMENT, payment_id, PutPaymentInSuspense(SuspenseReason.NO_REFERENCE))
            continue
        portions = (Portion(case_id, CLAIM_TOTAL_MINOR),)
        log.decide(PAYMENT, payment_id, MatchPayment(portions, MatchMethod.EXACT_REFERENCE))
        amount = AllocatePayment(payment_id, "SEK", CLAIM_TOTAL_MINOR, date(2026, 3, 10))
        log.decide(CASE, case_id, amount)
    return log
