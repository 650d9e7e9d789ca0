"""Money goes to another creditor's case after it was remitted: the one gives it back, the other has it, to the cent."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest

from consumers.policies.allocator import Allocator
from consumers.policies.matcher.policy import Matcher
from consumers.policies.remitter import Remitter
from domain.creditor.account.setting import SetPayoutAccount
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.preparing import PrepareRemittance, RemittancePrepared
from domain.creditor.remittance.reckoning import CollectedSum
from domain.creditor.remittance.sending import SendRemittance
from domain.creditor.remittance.state import LogSpan
from domain.creditor.state import CreditorState
from domain.kernel.identity import creditor_uuid, payer_id, payment_id
from domain.kernel.ledger import CLEARING, Account, covered
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.matching.transferring import TransferPayment
from domain.payment.receipt.deducting import ReceiveDeduction
from domain.payment.receipt.receiving import PaymentReference
from domain.payout.message_id import message_id_of
from infra.messages.commands import CommandEnvelope
from tests.unit.policies.little_ledger import START, LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import balances, case_state
from tests.unit.policies.samples import claim, payment

A, B, C = "12345674", "22345672", "32345670"
FIRST, SECOND = "nordkraft", "sydel"
SINCE = date(2026, 1, 1)
TERMS = AgreeContract(
    SINCE, 1_000, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
)
"""10 % commission, and 25 % VAT on it, taken off: 125.00 of 1,000.00."""
IBANS = {FIRST: "SE4550000000058398257466", SECOND: "SE7280000810340009783242"}
OURS, PAY_ON = "SE3550000000054910000003", date(2026, 3, 3)


class Agency:
    """Two creditors, the policies, and what is to be remitted to each by the events of its cases."""

    def __init__(self, ledger: LittleLedger) -> None:
        self.ledger = ledger
        self.readers = [PolicyReader(policy, ledger) for policy in (Matcher(), Allocator(), Remitter())]
        self.cases: dict[UUID, str] = {}
        for creditor in (FIRST, SECOND):
            known = RegisterCreditor(creditor, creditor.title(), None, "SE")
            self.acts("eva", creditor, known, TERMS, SetPayoutAccount(IBANS[creditor]))

    def acts(self, who: str, creditor: str, *commands: Command) -> None:
        for command in commands:
            target = creditor_uuid(creditor)
            envelope = CommandEnvelope(UUID(int=len(self.ledger.sent) + 1), target, START, Actor("user", who), target)
            self.ledger.send(envelope, command)

    def has_claim(self, number: int, creditor: str, reference: str, principal_minor: int = 100_000) -> UUID:
        case, receive = claim(number, reference, creditor=creditor, principal_minor=principal_minor)
        self.cases[case] = creditor
        self.ledger.ask(case, receive)
        return case

    def is_paid(self, number: int, amount_minor: int, reference: str) -> UUID:
        paid, pay = payment(number, amount_minor, reference)
        self.ledger.ask(paid, pay)
        settle(*self.readers)
        return paid

    def due(self, creditor: str) -> tuple[tuple[LogSpan, ...], CollectedSum] | None:
        """What was collected for it since its last remittance, none of it fees or interest."""
        ends = self.state(creditor).remittances.remitted_through("SEK")
        throughs: dict[int, int] = {}
        parts: Counter[str] = Counter()
        for one in self.ledger.events():
            is_its = self.cases.get(one.aggregate_id) == creditor and one.position > ends.get(one.partition, 0)
            found = covered(one.event.postings(), Account.COLLECTED) if is_its else {}
            if any(found.values()):
                throughs[one.partition] = max(throughs.get(one.partition, 0), one.position)
                parts.update(found | {"lines": 1})
        spans = tuple(LogSpan(number, ends.get(number, 0), through) for number, through in throughs.items())
        return (spans, CollectedSum(SINCE, False, parts["lines"], parts["principal"], 0, 0, 0)) if spans else None

    def state(self, creditor: str) -> CreditorState:
        state = self.ledger.states[creditor_uuid(creditor)]
        assert isinstance(state, CreditorState)
        return state

    def remit(self, creditor: str) -> int:
        """Prepared, approved, sent, and paid by the bank; how much, in minor units."""
        due = self.due(creditor)
        assert due is not None
        self.acts("anna", creditor, PrepareRemittance("SEK", due[0], PAY_ON, (due[1],)))
        prepared = [
            one.event for one in self.ledger.events()
            if isinstance(one.event, RemittancePrepared) and one.event.creditor_id == creditor
        ]  # fmt: skip
        number, minor = prepared[-1].number, prepared[-1].payable_minor
        self.acts("bo", creditor, ApproveRemittance(number))
        self.acts("anna", creditor, SendRemittance(number, PAY_ON, OURS, None, "Norr Inkasso AB"))
        text = message_id_of(creditor, number, 1)
        said = (text, "9912346", "SEK", minor, PAY_ON, (PaymentReference(text, 0),), payer_id(text), None, None, None)
        self.ledger.ask(payment_id(text), ReceiveDeduction(*said))
        settle(*self.readers)
        return minor


@pytest.fixture
def agency(ledger: LittleLedger) -> Agency:
    return Agency(ledger)


@pytest.mark.parametrize("moved_minor", [100_000, 40_000])
def test_what_the_one_creditor_has_had_is_taken_off_its_next_and_is_in_the_others(
    agency: Agency, moved_minor: int
) -> None:
    """1,000.00 were paid, 875.00 remitted to the first creditor. All of it, or 400.00, is the second's. The first is
    paid 1,500.00 later: of 500.00 (or 1,100.00) it gets 437.50 (or 962.50), and the second 875.00 (or 350.00)."""
    first, second = agency.has_claim(1, FIRST, A), agency.has_claim(2, SECOND, B)
    agency.has_claim(3, FIRST, C, 150_000)
    paid = agency.is_paid(1, 100_000, A)
    assert agency.remit(FIRST) == 87_500
    agency.ledger.ask(paid, TransferPayment(first, second, moved_minor, "wrong_case"))
    settle(*agency.readers)
    owes, owed = agency.due(FIRST), agency.due(SECOND)
    assert owes is not None and owed is not None
    assert (owes[1].total_minor, owed[1].total_minor) == (-moved_minor, moved_minor)
    assert case_state(agency.ledger, first).outstanding_minor == moved_minor, "its debtor owes it again"
    assert case_state(agency.ledger, second).outstanding_minor == 100_000 - moved_minor
    assert balances(agency.ledger)[Account.CLIENT_PAYABLE] == 0, "what the one owes is what the other is owed"

    agency.is_paid(2, 150_000, C)
    for creditor, whole in ((FIRST, 150_000 - moved_minor), (SECOND, moved_minor)):
        assert agency.remit(creditor) == whole - whole * 125 // 1_000
        assert agency.due(creditor) is None
    sums = balances(agency.ledger)
    assert [sums[one] for one in (Account.CLIENT_PAYABLE, Account.REMITTANCE_PAYABLE, *CLEARING)] == [0] * 6
    assert sums[Account.BANK_CLIENT_FUNDS] == -sums[Account.UNTRANSFERRED_FEES] == 250_000 * 125 // 1_000
    assert not agency.ledger.kept
    assert not agency.ledger.refusals()


def test_until_other_money_comes_the_first_creditor_has_what_is_the_seconds_and_is_paid_nothing(
    agency: Agency,
) -> None:
    """The second is paid from the client account all the same, which is what the first owes it: the ledger says so."""
    first, second = agency.has_claim(1, FIRST, A), agency.has_claim(2, SECOND, B)
    paid = agency.is_paid(1, 100_000, A)
    agency.remit(FIRST)
    agency.ledger.ask(paid, TransferPayment(first, second, 100_000, "wrong_case"))
    settle(*agency.readers)
    due = agency.due(FIRST)
    assert due is not None
    agency.acts("anna", FIRST, PrepareRemittance("SEK", due[0], PAY_ON + timedelta(days=1), (due[1],)))
    assert [one.code for one in agency.ledger.refusals()] == ["nothing_to_remit"]
    assert balances(agency.ledger)[Account.CLIENT_PAYABLE] == 0
