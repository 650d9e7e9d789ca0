"""Refunds over the real domain and policies: the case gives, the bank pays, and each is told of the other."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from consumers.policies.allocator import Allocator
from consumers.policies.matcher.policy import Matcher
from consumers.policies.remitter import Remitter
from domain.case.allocation.giving_back import GiveBackOverpayment
from domain.kernel.identity import payer_id, payment_id
from domain.kernel.ledger import CLEARING, Account
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.matching.unmatching import UnmatchPayment
from domain.payment.receipt.deducting import ReceiveDeduction
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from domain.payment.refund.approving import ApproveRefund
from domain.payment.refund.proposing import ProposeRefund
from domain.payment.refund.sending import SendRefund
from domain.payment.refund.state import Refund, RefundReason, RefundStatus
from domain.payment.remitting.explaining_refund import ExplainByRefund
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PaymentState, PaymentStatus
from domain.payout.message_id import refund_message_id
from infra.messages.commands import CommandEnvelope
from tests.unit.policies.little_ledger import START, LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import balances, case_state, status
from tests.unit.policies.samples import claim, payment

A = "12345674"
PAY_ON = date(2026, 3, 3)
OURS, THEIRS = "SE3550000000054910000003", "SE4550000000058398257466"


def policies(ledger: LittleLedger, seed: int = 0) -> list[PolicyReader]:
    """All that move money, each reading in an order of its own."""
    return [PolicyReader(policy, ledger, seed) for policy in (Matcher(), Allocator(), Remitter())]


def acts(ledger: LittleLedger, who: str, target: UUID, *commands: Command) -> None:
    """Somebody asks these, one after another."""
    for command in commands:
        envelope = CommandEnvelope(UUID(int=len(ledger.sent) + 1), target, START, Actor("user", who), target)
        ledger.send(envelope, command)


def refund_of(ledger: LittleLedger, paid: UUID, number: int = 1) -> Refund:
    state = ledger.states[paid]
    assert isinstance(state, PaymentState)
    return state.refunds.by_number[number]


def proposal(pay: ReceivePayment, amount: int, reason: RefundReason, from_case: UUID | None = None) -> ProposeRefund:
    return ProposeRefund(pay.currency, amount, reason, from_case, pay.person_id, "Åsa Öberg", THEIRS)


def send(ledger: LittleLedger, paid: UUID, number: int = 1) -> None:
    """Bo approves it, and Anna sends it."""
    acts(ledger, "bo", paid, ApproveRefund(number))
    acts(ledger, "anna", paid, SendRefund(number, PAY_ON, OURS, None, "Norr Inkasso AB", paid))


def the_bank_takes(ledger: LittleLedger, amount_minor: int, text: str, line: str = "debit") -> UUID:
    """A line of its file by which it took money."""
    said = ("9912346", "SEK", amount_minor, PAY_ON, (PaymentReference(text, 0),), payer_id(line), None, None, None)
    ledger.ask(payment_id(line), ReceiveDeduction(line, *said))
    return payment_id(line)


def nothing_is_under_way(ledger: LittleLedger) -> None:
    sums = balances(ledger)
    assert [sums[one] for one in CLEARING] == [0] * len(CLEARING)
    assert sum(sums.values()) == 0
    assert sums[Account.SUSPENSE] <= 0 and sums[Account.REFUND_PAYABLE] <= 0


def test_an_overpayment_goes_back_and_the_case_stays_paid(ledger: LittleLedger) -> None:
    """1,200.00 for a debt of 1,000.00: 200.00 go back, and the creditor is owed 1,000.00 as before."""
    readers = policies(ledger)
    case_id, receive = claim(1, A)
    paid, pay = payment(1, 120_000, A)
    ledger.ask(case_id, receive)
    ledger.ask(paid, pay)
    settle(*readers)
    assert balances(ledger)[Account.REFUND_PAYABLE] == -20_000
    acts(ledger, "anna", paid, proposal(pay, 20_000, RefundReason.OVERPAID, case_id))
    settle(*readers)
    assert refund_of(ledger, paid).status is RefundStatus.PROPOSED
    assert case_state(ledger, case_id).balance.on(Account.REFUND_PAYABLE) == 0
    assert not case_state(ledger, case_id).life.is_open, "it stays closed as paid"
    nothing_is_under_way(ledger)
    send(ledger, paid)
    line = the_bank_takes(ledger, 20_000, refund_message_id(paid, 1, 1))
    settle(*readers)
    assert (refund_of(ledger, paid).status, status(ledger, line)) == (RefundStatus.CONFIRMED, PaymentStatus.EXPLAINED)
    sums = balances(ledger)
    assert (sums[Account.BANK_CLIENT_FUNDS], sums[Account.CLIENT_PAYABLE], sums[Account.REFUND_PAYABLE]) == (
        100_000, -100_000, 0,
    )  # fmt: skip
    nothing_is_under_way(ledger)
    assert not ledger.kept


def test_nobody_gets_back_what_was_not_overpaid(ledger: LittleLedger) -> None:
    readers = policies(ledger)
    case_id, receive = claim(1, A)
    paid, pay = payment(1, 120_000, A)
    ledger.ask(case_id, receive)
    ledger.ask(paid, pay)
    settle(*readers)
    acts(ledger, "anna", paid, proposal(pay, 20_001, RefundReason.OVERPAID, case_id))
    settle(*readers)
    assert refund_of(ledger, paid).status is RefundStatus.CANCELLED, "the case has said that so much was not overpaid"
    state = ledger.states[paid]
    assert isinstance(state, PaymentState)
    assert [one.amount_minor for one in state.match.portions] == [120_000]
    nothing_is_under_way(ledger)
    assert not ledger.kept


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("paid twice", RefundReason.PAID_TWICE),
        ("to a closed case", RefundReason.CLOSED_CASE),
        ("in another currency", RefundReason.WRONG_CURRENCY),
        ("for nobody", RefundReason.NOT_FOR_US),
    ],
)
def test_money_that_no_case_can_take_goes_back_to_who_paid_it(
    ledger: LittleLedger, second: str, reason: RefundReason
) -> None:
    """Whatever the reason is, it waits in suspense until somebody decides, and leaves the account as if never there."""
    readers = policies(ledger)
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    ledger.ask(*payment(1, 100_000, A))
    settle(*readers)
    reference = "22345672" if second == "for nobody" else A
    paid, pay = payment(2, 100_000, reference, currency="EUR" if second == "in another currency" else "SEK")
    ledger.ask(paid, pay)
    settle(*readers)
    assert status(ledger, paid) is PaymentStatus.SUSPENSE
    acts(ledger, "anna", paid, proposal(pay, 100_000, reason))
    send(ledger, paid)
    settle(*readers)
    assert (status(ledger, paid), refund_of(ledger, paid).status) == (PaymentStatus.REFUND, RefundStatus.SENT)
    nothing_is_under_way(ledger)


def test_a_refund_that_came_back_goes_to_another_account(ledger: LittleLedger) -> None:
    readers = policies(ledger)
    paid, pay = payment(1, 50_000, A)
    ledger.ask(paid, pay)
    settle(*readers)
    acts(ledger, "anna", paid, proposal(pay, 50_000, RefundReason.NOT_FOR_US))
    send(ledger, paid)
    the_bank_takes(ledger, 50_000, f"/EREF/{refund_message_id(paid, 1, 1)}/")
    settle(*readers)
    back, came = payment(9, 50_000)
    ledger.ask(back, came)
    settle(*readers)
    ledger.ask(back, ExplainByRefund(paid, 1))
    settle(*readers)
    assert (refund_of(ledger, paid).status, status(ledger, back)) == (RefundStatus.RETURNED, PaymentStatus.EXPLAINED)
    assert balances(ledger)[Account.REFUND_PAYABLE] == -50_000, "it is owed back as before"
    nothing_is_under_way(ledger)


def test_a_line_that_is_not_the_refunds_goes_back_to_a_person(ledger: LittleLedger) -> None:
    readers = policies(ledger)
    paid, pay = payment(1, 50_000, A)
    ledger.ask(paid, pay)
    settle(*readers)
    acts(ledger, "anna", paid, proposal(pay, 50_000, RefundReason.NOT_FOR_US))
    line = the_bank_takes(ledger, 50_000, "who knows")
    settle(*readers)
    ledger.ask(line, ExplainByRefund(paid, 1))
    settle(*readers)
    assert status(ledger, line) is PaymentStatus.DEDUCTED, "nothing was sent yet"
    assert balances(ledger)[Account.DEDUCTIONS] == 50_000


@pytest.mark.parametrize("seed", range(6))
def test_in_whichever_order_policies_read_a_refund_and_what_comes_after_it_end_alike(seed: int) -> None:
    """The case is asked, the match undone and the payment taken back by the bank: to the cent, nothing is left."""
    ledger = LittleLedger()
    readers = policies(ledger, seed)
    case_id, receive = claim(1, A)
    paid, pay = payment(1, 120_000, A)
    ledger.ask(case_id, receive)
    ledger.ask(paid, pay)
    settle(*readers)
    acts(ledger, "anna", paid, proposal(pay, 20_000, RefundReason.OVERPAID, case_id))
    settle(*readers)
    acts(ledger, "anna", paid, UnmatchPayment("wrong_case"))
    settle(*readers)
    nothing_is_under_way(ledger)
    assert balances(ledger)[Account.SUSPENSE] == -100_000
    acts(ledger, "anna", paid, ReversePayment("chargeback"))
    settle(*readers)
    nothing_is_under_way(ledger)
    sums = balances(ledger)
    assert {one: minor for one, minor in sums.items() if minor and one in (
        Account.BANK_CLIENT_FUNDS, Account.SUSPENSE, Account.REFUND_PAYABLE, Account.CHARGEBACK_LOSS
    )} == {}  # fmt: skip
    assert any(isinstance(command, GiveBackOverpayment) for _, command in ledger.sent)
