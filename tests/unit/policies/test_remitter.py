"""The remitter over the real domain: what the bank took and what was sent find each other, and only then are final."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from consumers.policies.remitter import Remitter, texts_of
from domain.creditor.account.setting import SetPayoutAccount
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.confirming import RemittanceConfirmed
from domain.creditor.remittance.preparing import PrepareRemittance
from domain.creditor.remittance.reckoning import CollectedSum
from domain.creditor.remittance.returning import RemittanceReturned
from domain.creditor.remittance.sending import SendRemittance
from domain.creditor.remittance.state import LogSpan, RemittanceStatus
from domain.creditor.state import CreditorState
from domain.kernel.identity import creditor_uuid, payer_id, payment_id
from domain.kernel.ledger import Account
from domain.kernel.message import Command
from domain.kernel.personal import ERASED
from domain.kernel.recorded import Actor
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.receipt.deducting import DeductionReceived, ReceiveDeduction
from domain.payment.receipt.receiving import PaymentReference, ReceiptFields, ReceivePayment
from domain.payment.remitting.explaining import ExplainByRemittance
from domain.payment.remitting.taking_back import TakeBackExplanation
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PaymentStatus
from domain.payout.message_id import message_id_of, message_ids_in
from infra.messages.commands import CommandEnvelope
from tests.unit.policies.little_ledger import START, LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import balances, count, status

CREDITOR_ID = "norrkraft"
NORRKRAFT = creditor_uuid(CREDITOR_ID)
PAYABLE = 90_000
TERMS = AgreeContract(
    date(2026, 3, 2), 0, 0, RemittanceInterval.MONTHLY, FeesGoTo.CREDITOR, CommissionIs.WITHHELD, None, None
)
COLLECTED = CollectedSum(date(2026, 3, 2), False, 1, PAYABLE, 0, 0, 0)
FIRST_ID = message_id_of(CREDITOR_ID, 1, 1)


@pytest.fixture
def remitter(ledger: LittleLedger) -> PolicyReader:
    return PolicyReader(Remitter(), ledger)


def acts(ledger: LittleLedger, who: str, *commands: Command) -> None:
    """Somebody asks these of the creditor, one after another."""
    for command in commands:
        number = len(ledger.sent)
        envelope = CommandEnvelope(UUID(int=number + 1), NORRKRAFT, START, Actor("user", who), NORRKRAFT)
        ledger.send(envelope, command)


def sending() -> Iterator[tuple[str, Command]]:
    """What has to happen until a remittance is sent."""
    yield "eva", RegisterCreditor(CREDITOR_ID, "Norrkraft Energi", None, "SE")
    yield "eva", TERMS
    yield "eva", SetPayoutAccount("SE4550000000058398257466")
    yield "anna", PrepareRemittance("SEK", (LogSpan(0, 0, 9),), date(2026, 3, 2), (COLLECTED,))
    yield "bo", ApproveRemittance(1)
    yield "anna", SendRemittance(1, date(2026, 3, 3), "SE3550000000054910000003", None, "Norr Inkasso AB")


def send_one(ledger: LittleLedger) -> None:
    for who, command in sending():
        acts(ledger, who, command)


def taken(number: int, amount_minor: int, *texts: str, message: str | None = None) -> tuple[UUID, ReceiveDeduction]:
    """A line by which the bank took money, with these references."""
    line = f"test:{number}"
    references = tuple(PaymentReference(text, 0) for text in texts)
    command = ReceiveDeduction(
        line, "9912346", "SEK", amount_minor, date(2026, 3, 3), references, payer_id(line), None, None, message
    )
    return payment_id(line), command


def remittance(ledger: LittleLedger) -> RemittanceStatus:
    state = ledger.states[NORRKRAFT]
    assert isinstance(state, CreditorState)
    return state.remittances.by_number[1].status


def test_a_line_with_the_message_id_and_the_amount_pays_the_remittance(
    ledger: LittleLedger, remitter: PolicyReader
) -> None:
    send_one(ledger)
    line, take = taken(1, PAYABLE, FIRST_ID)
    ledger.ask(line, take)
    settle(remitter)
    assert (status(ledger, line), remittance(ledger)) == (PaymentStatus.EXPLAINED, RemittanceStatus.CONFIRMED)
    sums = balances(ledger)
    assert sums[Account.BANK_CLIENT_FUNDS] == -PAYABLE
    assert sums[Account.CLIENT_PAYABLE] == PAYABLE, "its credit is that of the cases"
    assert not any(sums[one] for one in (Account.REMITTANCE_CLEARING, Account.REMITTANCE_PAYABLE, Account.DEDUCTIONS))
    assert not ledger.kept


def test_the_id_may_stand_within_the_text_of_the_line(ledger: LittleLedger, remitter: PolicyReader) -> None:
    send_one(ledger)
    line, take = taken(1, PAYABLE, message=f"Betalning /EREF/{FIRST_ID}/ utförd")
    ledger.ask(line, take)
    settle(remitter)
    assert remittance(ledger) is RemittanceStatus.CONFIRMED


@pytest.mark.parametrize(
    ("amount_minor", "text"),
    [(PAYABLE - 1, FIRST_ID), (PAYABLE, message_id_of(CREDITOR_ID, 1, 2)), (PAYABLE, f"{FIRST_ID}7"), (PAYABLE, "")],
    ids=["another amount", "another attempt", "a longer id", "no id"],
)
def test_what_is_not_exactly_what_was_sent_waits_for_a_person(
    ledger: LittleLedger, remitter: PolicyReader, amount_minor: int, text: str
) -> None:
    send_one(ledger)
    line, take = taken(1, amount_minor, text)
    ledger.ask(line, take)
    settle(remitter)
    assert (status(ledger, line), remittance(ledger)) == (PaymentStatus.DEDUCTED, RemittanceStatus.SENT)


def test_a_person_explains_what_the_bank_did_not_name(ledger: LittleLedger, remitter: PolicyReader) -> None:
    send_one(ledger)
    line, take = taken(1, PAYABLE)
    ledger.ask(line, take)
    ledger.ask(line, ExplainByRemittance(CREDITOR_ID, 1))
    settle(remitter)
    assert remittance(ledger) is RemittanceStatus.CONFIRMED


def test_a_remittance_that_does_not_agree_gives_the_line_back_with_the_reason(
    ledger: LittleLedger, remitter: PolicyReader
) -> None:
    send_one(ledger)
    line, take = taken(1, PAYABLE + 500)
    ledger.ask(line, take)
    ledger.ask(line, ExplainByRemittance(CREDITOR_ID, 1))
    settle(remitter)
    assert (status(ledger, line), remittance(ledger)) == (PaymentStatus.DEDUCTED, RemittanceStatus.SENT)
    [back] = [command for _, command in ledger.sent if isinstance(command, TakeBackExplanation)]
    assert back.reason == "remittance_amount_differs"
    sums = balances(ledger)
    assert (sums[Account.REMITTANCE_CLEARING], sums[Account.DEDUCTIONS]) == (0, PAYABLE + 500)


def test_one_remittance_is_paid_by_one_line(ledger: LittleLedger, remitter: PolicyReader) -> None:
    send_one(ledger)
    for number in (1, 2):
        ledger.ask(*taken(number, PAYABLE, FIRST_ID))
    settle(remitter)
    assert count(ledger, RemittanceConfirmed) == 1
    assert sorted(status(ledger, taken(number, PAYABLE)[0]) for number in (1, 2)) == ["deducted", "explained"]
    assert balances(ledger)[Account.REMITTANCE_CLEARING] == 0


def test_money_that_came_back_is_to_be_paid_out_again(ledger: LittleLedger, remitter: PolicyReader) -> None:
    send_one(ledger)
    ledger.ask(*taken(1, PAYABLE, FIRST_ID))
    settle(remitter)
    back = payment_id("back")
    _, shape = taken(9, PAYABLE)
    fields = {name: getattr(shape, name) for name in ReceiptFields.__dataclass_fields__}
    ledger.ask(back, ReceivePayment(**{**fields, "source": "back"}))
    ledger.ask(back, PutPaymentInSuspense(SuspenseReason.NO_REFERENCE))
    ledger.ask(back, ExplainByRemittance(CREDITOR_ID, 1))
    settle(remitter)
    assert (status(ledger, back), remittance(ledger)) == (PaymentStatus.EXPLAINED, RemittanceStatus.RETURNED)
    sums = balances(ledger)
    assert (sums[Account.REMITTANCE_PAYABLE], sums[Account.SUSPENSE], sums[Account.BANK_CLIENT_FUNDS]) == (
        -PAYABLE, 0, 0,
    )  # fmt: skip
    assert count(ledger, RemittanceReturned) == 1


def test_what_is_explained_is_undone_by_no_person_and_is_no_debtors_payment(
    ledger: LittleLedger, remitter: PolicyReader
) -> None:
    send_one(ledger)
    line, take = taken(1, PAYABLE, FIRST_ID)
    ledger.ask(line, take)
    settle(remitter)
    for command in (TakeBackExplanation("wrong"), ExplainByRemittance(CREDITOR_ID, 1), ReversePayment("wrong")):
        ledger.ask(line, command)
    assert [one.code for one in ledger.refusals()][-3:] == [
        "explanation_is_final", "line_explained_already", "payment_is_a_remittance",
    ]  # fmt: skip


def test_of_a_line_nothing_but_our_own_ids_is_kept() -> None:
    _, take = taken(1, PAYABLE, FIRST_ID, "655969", message=f"Åsa Öberg {FIRST_ID} and {message_id_of('other', 4, 1)}")
    received = DeductionReceived(**{name: getattr(take, name) for name in ReceiveDeduction.__dataclass_fields__})
    assert message_ids_in(texts_of(received)) == [FIRST_ID, message_id_of("other", 4, 1)]
    withheld = (replace(received.references[0], text=ERASED),)
    assert texts_of(replace(received, references=withheld, message=ERASED)) == []


@pytest.mark.parametrize("seed", range(12))
def test_whatever_crashes_and_in_whichever_order_it_reads_each_is_told_once(seed: int) -> None:
    chance = random.Random(seed)
    ledger = LittleLedger()
    remitter = PolicyReader(Remitter(), ledger, seed)
    steps = list(sending())
    lines = [taken(1, PAYABLE, FIRST_ID), taken(2, PAYABLE - 1, FIRST_ID), taken(3, PAYABLE, FIRST_ID)]
    while steps or lines:
        if steps and (not lines or chance.random() < 0.6):
            acts(ledger, *steps.pop(0))
        else:
            ledger.ask(*lines.pop(chance.randrange(len(lines))))
        if chance.random() < 0.2:
            remitter.forget()
        remitter.round(crash=chance.random() < 0.4)
    settle(remitter)
    assert remittance(ledger) is RemittanceStatus.CONFIRMED
    sums = balances(ledger)
    assert sum(sums.values()) == sums[Account.REMITTANCE_CLEARING] == sums[Account.REMITTANCE_PAYABLE] == 0
    assert sums[Account.DEDUCTIONS] == 2 * PAYABLE - 1, "what nobody sent waits for a person"
    assert not ledger.kept
