"""A payment whose case was found before it was sent is allocated as any other, and final when its case has agreed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from consumers.policies.allocator import Allocator
from consumers.policies.matcher.policy import Matcher
from domain.case.allocation.allocating import PaymentAllocated
from domain.case.closure.closing import CloseCase, Outcome
from domain.kernel.ledger import Account
from domain.payment.matching.matching import MatchPayment, PaymentMatched
from domain.payment.matching.suspending import PaymentPutInSuspense
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.state import PaymentStatus
from domain.payment.suggestion.suggesting import MatchSuggested
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import balances, case_state, count, status
from tests.unit.policies.samples import claim, payment

A, B = "12345674", "22345672"


def received(ledger: LittleLedger, number: int, amount_minor: int, case: UUID, payer: str | None = None) -> UUID:
    """The id of a payment with the reference A of which it was found that it is for this case."""
    payment_id, pay = payment(number, amount_minor, A)
    ledger.ask(payment_id, replace(pay, found_case=case, payer_account=payer))
    return payment_id


def asked_by_matcher(ledger: LittleLedger) -> list[MatchPayment]:
    return [command for _, command in ledger.sent if isinstance(command, MatchPayment)]


def test_it_is_on_its_case_and_nobody_asks_to_match_it(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    pay = received(ledger, 1, 40_000, case_id)
    settle(matcher, allocator)
    assert (case_state(ledger, case_id).outstanding_minor, status(ledger, pay)) == (60_000, PaymentStatus.MATCHED)
    assert asked_by_matcher(ledger) == []
    assert not ledger.refusals()


def test_two_equal_ones_on_one_day_are_two(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    for number in (1, 2):
        received(ledger, number, 25_000, case_id)
    settle(matcher, allocator)
    assert (case_state(ledger, case_id).outstanding_minor, count(ledger, PaymentAllocated)) == (50_000, 2)


def test_a_case_that_was_closed_meanwhile_sends_it_to_suspense_and_all_clearing_accounts_are_at_zero(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    ledger.ask(case_id, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "withdrawn"))
    pay = received(ledger, 1, 40_000, case_id)
    settle(matcher, allocator)
    assert status(ledger, pay) is PaymentStatus.SUSPENSE
    assert [one.event.reason for one in ledger.events() if isinstance(one.event, PaymentUnmatched)] == ["closed_case"]
    seen = balances(ledger)
    assert seen[Account.SUSPENSE] == -40_000
    assert seen[Account.RECEIPTS_CLEARING] == seen[Account.ALLOCATION_CLEARING] == 0


def test_a_case_that_nobody_knows_sends_it_to_suspense(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    pay = received(ledger, 1, 40_000, UUID(int=77))
    settle(matcher, allocator)
    assert status(ledger, pay) is PaymentStatus.SUSPENSE
    assert balances(ledger)[Account.ALLOCATION_CLEARING] == 0


def test_the_same_line_again_with_nothing_found_adds_nothing(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    received(ledger, 1, 40_000, case_id)
    settle(matcher, allocator)
    events = len(ledger.events())
    ledger.ask(*payment(1, 40_000, A))
    settle(matcher, allocator)
    assert len(ledger.events()) == events


def test_who_paid_it_is_known_again_by_the_account_in_a_matcher_that_reads_in_any_order(ledger: LittleLedger) -> None:
    """As of one that the matcher has matched: a payment without a reference from there is suggested for the case."""
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    received(ledger, 1, 40_000, case_id, payer="SE11 5000")
    nameless, pay = payment(2, 60_000)
    ledger.ask(nameless, replace(pay, payer_account="SE11-5000"))
    settle(PolicyReader(Matcher(), ledger, seed=3), PolicyReader(Allocator(), ledger))
    assert count(ledger, PaymentPutInSuspense) == 1
    [suggested] = [one.event for one in ledger.events() if isinstance(one.event, MatchSuggested)]
    assert [portion.case_id for portion in suggested.portions] == [case_id]


def test_what_is_on_its_way_counts_for_a_payment_with_several_references(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    first, second = claim(1, A), claim(2, B)
    ledger.ask(*first)
    ledger.ask(*second)
    received(ledger, 1, 70_000, first[0])
    both, pay = payment(2, 80_000, A, B)
    ledger.ask(both, pay)
    settle(matcher)  # nothing is allocated yet
    [matched] = [
        one.event for one in ledger.events() if isinstance(one.event, PaymentMatched) and one.aggregate_id == both
    ]
    assert {one.case_id: one.amount_minor for one in matched.portions} == {first[0]: 30_000, second[0]: 50_000}


def test_of_one_that_is_read_with_its_match_only_the_account_that_it_came_from_is_looked_at(
    ledger: LittleLedger,
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    with_account = received(ledger, 1, 40_000, case_id, payer="SE11 5000")
    received(ledger, 2, 500, case_id)
    later, pay = payment(3, 100, A)
    ledger.ask(later, pay)
    read = [one for one in ledger.events() if type(one.event) in Matcher.handled]
    looked_at = [one for one in Matcher().of_batch(read) if isinstance(one.event, PaymentReceived)]
    assert {one.aggregate_id: one.event.references for one in looked_at if isinstance(one.event, PaymentReceived)} == {
        with_account: (),
        later: pay.references,
    }
    alone = [one for one in read if isinstance(one.event, PaymentReceived)]
    assert Matcher().of_batch(alone) == alone, "its match is not read yet"
