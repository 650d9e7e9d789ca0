"""Refunds by the read model: how far each has come, and that the books have what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.giving_back import GiveBackOverpayment
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.requesting import ApproveClosure
from domain.case.state import CASE
from domain.kernel.recorded import Actor
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.unmatching import UnmatchPayment
from domain.payment.portion import Portion
from domain.payment.receipt.receiving import ReceivePayment
from domain.payment.refund.approving import ApproveRefund
from domain.payment.refund.cancelling import CancelRefund
from domain.payment.refund.funding import FundRefund
from domain.payment.refund.proposing import ProposeRefund
from domain.payment.refund.sending import SendRefund
from domain.payment.refund.state import RefundReason
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PAYMENT
from infra.postgres.verification import problems
from projections.balances.approvals import open_approvals
from projections.balances.payout_answers import RefundRow
from projections.balances.queries import client_funds, suspense
from projections.balances.refunds import overpaid_cases, refunds
from tests.integration.projector.folded import NOW, Folded
from tests.integration.projector.recorded_log import BEGIN, RecordedLog
from tests.integration.projector.stories import CASES
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, PAYMENT_LINE, PERSON

CASE_ID, OVERPAID, LOST = CASES[0], UUID(int=CASES[0].int + 0x100), UUID(int=CASES[0].int + 0x200)
PAID = CLAIM_TOTAL_MINOR + 20_000
PAYEE = (PERSON, "Åsa Öberg", "SE4550000000058398257466")
FROM_CASE = ProposeRefund("SEK", 20_000, RefundReason.OVERPAID, CASE_ID, *PAYEE)
FOR_NOBODY = ProposeRefund("SEK", 50_000, RefundReason.NOT_FOR_US, None, *PAYEE)
ANNA, BO = Actor("user", "agent-7"), Actor("user", "agent-9")
SEND = SendRefund(1, date(2026, 12, 1), "SE3550000000054910000003", None, "Norr Inkasso AB", OVERPAID)


def recorded() -> RecordedLog:
    """A case that is overpaid by 200.00, of which a refund is proposed and given; and a payment for nobody."""
    log = RecordedLog()
    assert log.decide(CASE, CASE_ID, CLAIM)
    assert log.decide(PAYMENT, OVERPAID, _line(1, PAID))
    assert log.decide(PAYMENT, OVERPAID, MatchPayment((Portion(CASE_ID, PAID),), MatchMethod.EXACT_REFERENCE))
    assert log.decide(CASE, CASE_ID, AllocatePayment(OVERPAID, "SEK", PAID, date(2026, 3, 10)))
    assert log.decide(PAYMENT, OVERPAID, FROM_CASE, actor=ANNA)
    assert log.decide(PAYMENT, LOST, _line(2, 50_000))
    assert log.decide(PAYMENT, LOST, PutPaymentInSuspense(SuspenseReason.UNKNOWN_REFERENCE))
    assert log.decide(PAYMENT, LOST, FOR_NOBODY, actor=ANNA)
    return log


def _line(number: int, amount_minor: int) -> ReceivePayment:
    return replace(PAYMENT_LINE, source=f"bgmax:{number}", amount_minor=amount_minor)


def test_refunds_and_what_is_owed_back_are_what_the_books_have(folded: Folded) -> None:
    log = recorded()
    folded.fold_all(log.batches([]))
    assert {(one.payment_id, one.status, one.amount_minor, one.case_id) for one in _open(folded)} == {
        (OVERPAID, "asked", 20_000, CASE_ID), (LOST, "proposed", 50_000, None),
    }  # fmt: skip
    [overpaid] = overpaid_cases(folded.opened)
    assert (overpaid.case_id, overpaid.owed_back_minor, overpaid.due_at is not None) == (CASE_ID, 20_000, True)
    assert suspense(folded.opened, NOW, 10) == []
    assert _funds(folded) == (70_000, 0, 0)

    done = len(log.events)
    assert log.decide(CASE, CASE_ID, GiveBackOverpayment(OVERPAID, 1, 20_000))
    assert log.decide(PAYMENT, OVERPAID, FundRefund(1, CASE_ID))
    assert log.decide(PAYMENT, OVERPAID, ApproveRefund(1), actor=BO)
    assert log.decide(PAYMENT, OVERPAID, SEND)
    assert log.decide(PAYMENT, LOST, CancelRefund(1, "case_found"), actor=ANNA)
    assert log.decide(PAYMENT, OVERPAID, UnmatchPayment("wrong_case"))
    folded.fold_all(log.batches([done])[1:])
    assert [(one.payment_id, one.status) for one in _open(folded)] == [(OVERPAID, "sent")]
    waiting = suspense(folded.opened, NOW, 10)
    assert {one.amount_minor for one in waiting if one.due_at is not None} == {50_000, CLAIM_TOTAL_MINOR}
    assert overpaid_cases(folded.opened) == []

    done = len(log.events)
    assert log.decide(PAYMENT, OVERPAID, ReversePayment("chargeback"), BEGIN.replace(year=2026, month=6))
    folded.fold_all(log.batches([done])[1:])
    assert _funds(folded)[2] == 20_000, "lost: it had been sent back before"


def test_all_that_waits_for_a_second_person_is_one_list_by_age_and_by_who_may_decide(folded: Folded) -> None:
    log = recorded()
    assert log.decide(CASE, CASES[1], replace(CLAIM, creditor_reference="F-1002", principal_minor=6_000_000))
    assert log.decide(CASE, CASES[1], CloseCase(Outcome.WRITTEN_OFF, "no_assets"), actor=ANNA)
    folded.fold_all(log.batches([3, 5]))
    refund, closure = open_approvals(folded.opened, NOW.replace(month=3, day=4), 10)
    assert (refund.kind, refund.which, refund.aggregate_id, refund.amount_minor) == ("refund", "1", LOST, 50_000)
    assert (closure.kind, closure.aggregate_id, closure.creditor_reference) == ("closure", CASES[1], "F-1002")
    assert (closure.asked_by, closure.approved_by, closure.age.days) == ("agent-7", [], 2)

    day = NOW.replace(month=3, day=5)
    assert log.decide(CASE, CASES[1], ApproveClosure(1), day, actor=BO)
    folded.fold_all(log.batches([len(log.events) - 1])[1:])

    def kinds(**which: Any) -> list[str]:
        return [one.kind for one in open_approvals(folded.opened, day, 10, **which)]

    assert kinds() == ["refund", "closure"], "two must approve so much, and one has"
    assert kinds(newest_first=True) == ["closure", "refund"]
    assert kinds(after=(refund.asked_at, refund.aggregate_id, refund.kind, refund.which)) == ["closure"]
    assert kinds(decided_by="agent-7") == []
    assert kinds(decided_by="agent-9") == ["refund"]
    assert kinds(decided_by="agent-3", kind="closure") == ["closure"]
    assert kinds(creditor_id=CLAIM.creditor_id) == ["closure"]
    assert kinds(creditor_id=CLAIM.creditor_id, portfolio="another") == []
    assert [one.kind for one in open_approvals(folded.opened, NOW, 10)] == ["refund"], "the request lapsed in April"


def _open(folded: Folded) -> list[RefundRow]:
    return refunds(folded.opened, only_under_way=True)


def _funds(folded: Folded) -> tuple[int, int, int]:
    [funds] = client_funds(folded.opened)
    assert funds.difference_minor == 0
    assert problems(folded.opened) == []
    return funds.refund_payable_minor, funds.clearing_minor, funds.chargeback_loss_minor
