"""What happens to money, told as stories: each payment ends where it belongs, and the books add up at every event."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.reopening import CaseReopened
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.kernel.ledger import Account
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.hold.holding import HoldPayment
from domain.payment.hold.releasing import ReleasePayment
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.transferring import TransferPayment
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.portion import Portion
from domain.payment.state import PaymentStatus
from infra.messages.commands import CommandEnvelope
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import balances, case_state, status
from tests.unit.policies.samples import claim, payment

A = "12345674"


@pytest.mark.parametrize(
    ("hold", "reason"),
    [
        (HoldType.DECEASED, "customer_deceased"),
        (HoldType.BANKRUPTCY, "customer_bankrupt"),
        (HoldType.DEBT_SETTLEMENT, "customer_in_debt_settlement"),
    ],
)
def test_money_of_the_deceased_and_the_insolvent_waits_until_a_person_says_where_it_goes(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader, hold: HoldType, reason: str
) -> None:
    """The reference is right, and yet no machine lays the money on the debt: policy.money_of_an_estate."""
    case_id, receive = claim(1, A)
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(case_id, receive)
    ledger.ask(case_id, PlaceHold(hold, "told_by_family", date(2026, 6, 1)))
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    [back] = [one.event for one in ledger.events() if isinstance(one.event, PaymentUnmatched)]
    assert (status(ledger, payment_id), back.reason) == (PaymentStatus.SUSPENSE, reason)
    assert case_state(ledger, case_id).outstanding_minor == 100_000
    assert balances(ledger)[Account.ALLOCATION_CLEARING] == 0
    assert ledger.kept == [], "that is what is wanted, and no fault"

    ledger.ask(payment_id, MatchPayment((Portion(case_id, 40_000),), MatchMethod.BY_HAND))
    settle(matcher, allocator)
    assert case_state(ledger, case_id).outstanding_minor == 60_000, "a person said that the estate pays it"


def test_money_for_any_other_customer_on_hold_is_allocated_as_ever(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    ledger.ask(case_id, PlaceHold(HoldType.VULNERABILITY, "told_by_customer", date(2026, 6, 1)))
    ledger.ask(*payment(1, 40_000, A))
    settle(matcher, allocator)
    assert case_state(ledger, case_id).outstanding_minor == 60_000


def paid_on_one_of_two(ledger: LittleLedger, amount_minor: int, *policies: PolicyReader) -> tuple[UUID, UUID, UUID]:
    """A payment that went to the first of two cases of 1,000.00 each."""
    (first, receive), (second, receive_other) = claim(1, A), claim(2, "22345672")
    ledger.ask(first, receive)
    ledger.ask(second, receive_other)
    paid, pay = payment(1, amount_minor, A)
    ledger.ask(paid, pay)
    settle(*policies)
    return paid, first, second


@pytest.mark.parametrize(
    ("paid_minor", "moved_minor", "owed"),
    [
        (100_000, 100_000, (100_000, 0)),
        (100_000, 30_000, (30_000, 70_000)),
        (60_000, 60_000, (100_000, 40_000)),
        (120_000, 20_000, (0, 80_000)),
        (120_000, 50_000, (30_000, 50_000)),
    ],
    ids=["all of it", "a part", "all of a part payment", "what was overpaid", "more than was overpaid"],
)
def test_a_payment_is_transferred_to_another_case_in_part_or_whole(
    ledger: LittleLedger,
    matcher: PolicyReader,
    allocator: PolicyReader,
    paid_minor: int,
    moved_minor: int,
    owed: tuple[int, int],
) -> None:
    paid, first, second = paid_on_one_of_two(ledger, paid_minor, matcher, allocator)
    ledger.ask(paid, TransferPayment(first, second, moved_minor, "wrong_case"))
    settle(matcher, allocator)
    assert (case_state(ledger, first).outstanding_minor, case_state(ledger, second).outstanding_minor) == owed
    sums = balances(ledger)
    assert (sums[Account.ALLOCATION_CLEARING], sums[Account.REFUND_PAYABLE], sums[Account.SUSPENSE]) == (0, 0, 0)
    assert sums[Account.CLIENT_PAYABLE] == -paid_minor
    assert matcher.lookup.execute("SELECT count(*) FROM on_its_way").fetchone() == (0,)
    reopened = sum(isinstance(one.event, CaseReopened) for one in ledger.events())
    assert reopened == (owed[0] > 0 and paid_minor >= 100_000), "what was overpaid leaves a paid case closed"
    assert not ledger.kept


def test_a_transfer_to_a_case_that_cannot_take_it_brings_all_of_the_payment_back(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    paid, first, second = paid_on_one_of_two(ledger, 60_000, matcher, allocator)
    ledger.ask(second, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "taken_back"))
    ledger.ask(paid, TransferPayment(first, second, 20_000, "wrong_case"))
    settle(matcher, allocator)
    assert status(ledger, paid) is PaymentStatus.SUSPENSE
    assert case_state(ledger, first).outstanding_minor == 100_000
    sums = balances(ledger)
    assert (sums[Account.ALLOCATION_CLEARING], sums[Account.SUSPENSE]) == (0, -60_000)


def test_a_part_is_not_taken_from_a_case_that_ended_otherwise_than_by_payment(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    """All of the payment comes back, and a person places it anew."""
    paid, first, second = paid_on_one_of_two(ledger, 60_000, matcher, allocator)
    ledger.ask(first, CloseCase(Outcome.WRITTEN_OFF, "too_old"))
    ledger.ask(paid, TransferPayment(first, second, 20_000, "wrong_case"))
    settle(matcher, allocator)
    assert status(ledger, paid) is PaymentStatus.SUSPENSE
    assert case_state(ledger, second).outstanding_minor == 100_000
    assert balances(ledger)[Account.ALLOCATION_CLEARING] == 0


def test_only_what_a_case_has_is_transferred_and_large_sums_by_two(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    paid, first, second = paid_on_one_of_two(ledger, 6_000_000, matcher, allocator)
    for command in (
        TransferPayment(first, second, 6_000_001, "wrong_case"),
        TransferPayment(second, first, 1, "wrong_case"),
        TransferPayment(first, first, 1, "wrong_case"),
        TransferPayment(first, second, 5_000_001, "wrong_case"),
    ):
        ledger.ask(paid, command)
    codes = [refusal.code for refusal in ledger.refusals()]
    assert codes == ["more_than_matched", "more_than_matched", "case_named_twice", "second_person_needed"]


@pytest.mark.parametrize("claim_comes", ["before the hold", "while it is held", "after its release"])
def test_money_that_was_held_finds_its_claim_once_it_is_released(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader, claim_comes: str
) -> None:
    """Whenever the claim comes: nothing happens while the money is held, and no other money counts on it meanwhile."""
    case_id, receive = claim(1, A)
    payment_id, pay = payment(1, 100_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    if claim_comes == "before the hold":  # and the matcher has not seen it yet
        ledger.ask(case_id, receive)
    by_hand(ledger, payment_id, HoldPayment("estate_asked", "agent-7", date(2026, 6, 1)))
    settle(matcher, allocator)
    if claim_comes == "while it is held":
        ledger.ask(case_id, receive)
        settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.SUSPENSE
    assert matcher.lookup.execute("SELECT coalesce(sum(asked_minor), 0) FROM on_its_way").fetchone() == (0,)
    by_hand(ledger, payment_id, ReleasePayment("heirs_known"))
    if claim_comes == "after its release":
        settle(matcher, allocator)
        ledger.ask(case_id, receive)
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.MATCHED
    assert case_state(ledger, case_id).outstanding_minor == 0
    assert not ledger.kept


def by_hand(ledger: LittleLedger, payment_id: UUID, command: Command) -> None:
    """A person of the agency asks."""
    identifier = UUID(int=len(ledger.sent) + 1)
    ledger.send(CommandEnvelope(identifier, payment_id, ledger.now, Actor("user", "anna"), payment_id), command)
