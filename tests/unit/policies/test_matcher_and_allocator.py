"""Money finds its cases: the matcher and the allocator over the real domain, whatever order they read in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from consumers.policies.matcher.policy import Matcher
from domain.case.allocation.allocating import PaymentAllocated
from domain.case.allocation.direct import ReportDirectPayment
from domain.case.closure.closing import CaseClosed, CloseCase, Outcome
from domain.case.closure.reopening import CaseReopened
from domain.kernel.ledger import Account
from domain.payment.matching.matching import MatchMethod, MatchPayment, PaymentMatched
from domain.payment.matching.suspending import PaymentPutInSuspense
from domain.payment.matching.unmatching import PaymentUnmatched, UnmatchPayment
from domain.payment.portion import Portion
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PaymentState, PaymentStatus
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import balances, case_state, count, status
from tests.unit.policies.samples import claim, payment

A, B, C = "12345674", "22345672", "32345670"


def test_a_payment_with_a_claims_reference_is_laid_on_its_case(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(case_id, receive)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    assert case_state(ledger, case_id).outstanding_minor == 60_000
    assert status(ledger, payment_id) is PaymentStatus.MATCHED
    assert not ledger.refusals()


def test_a_payment_read_before_its_claim_is_not_put_in_suspense_when_the_claim_was_there_before(
    ledger: LittleLedger,
) -> None:
    case_id, receive = claim(1, A)
    payments = (payment(number, 40_000, A) for number in range(1, 20))
    payment_id, pay = next(made for made in payments if made[0].int % 2 != case_id.int % 2)  # in the other partition
    ledger.ask(case_id, receive)
    ledger.ask(payment_id, pay)
    for seed in range(8):
        PolicyReader(Matcher(), ledger, seed).round()
    assert count(ledger, PaymentPutInSuspense) == 0
    assert count(ledger, PaymentMatched) == 1


def test_a_payment_whose_claim_comes_later_is_matched_then(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.SUSPENSE
    case_id, receive = claim(1, f"00{A}")
    ledger.ask(case_id, receive)
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.MATCHED
    assert case_state(ledger, case_id).outstanding_minor == 60_000
    assert balances(ledger)[Account.SUSPENSE] == 0


def test_a_claim_that_comes_while_the_suspense_is_under_way_still_finds_the_payment(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    payment_id, pay = payment(1, 40_000, A)
    case_id, receive = claim(1, A)
    ledger.ask(payment_id, pay)
    matcher.round()
    ledger.ask(case_id, receive)  # read together with the PaymentPutInSuspense, in any order
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.MATCHED


def test_a_payment_waits_on_when_only_some_of_its_claims_have_come(ledger: LittleLedger, matcher: PolicyReader) -> None:
    payment_id, pay = payment(1, 40_000, A, B)
    ledger.ask(payment_id, pay)
    settle(matcher)
    ledger.ask(*claim(1, A))
    settle(matcher)
    assert status(ledger, payment_id) is PaymentStatus.SUSPENSE
    assert count(ledger, PaymentPutInSuspense) == 1
    ledger.ask(*claim(2, B))
    settle(matcher)
    assert status(ledger, payment_id) is PaymentStatus.MATCHED


def test_a_claim_in_another_currency_does_not_cure_a_payment(ledger: LittleLedger, matcher: PolicyReader) -> None:
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher)
    ledger.ask(*claim(1, A, currency="EUR"))
    settle(matcher)
    assert status(ledger, payment_id) is PaymentStatus.SUSPENSE
    assert not ledger.refusals()


def test_a_payment_for_a_closed_case_waits_and_is_matched_when_the_case_opens_again(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    first, pay_all = payment(1, 100_000, A)
    second, pay_again = payment(2, 30_000, A)
    ledger.ask(case_id, receive)
    ledger.ask(first, pay_all)
    settle(matcher, allocator)
    assert count(ledger, CaseClosed) == 1
    ledger.ask(second, pay_again)
    settle(matcher, allocator)
    assert status(ledger, second) is PaymentStatus.SUSPENSE
    ledger.ask(first, ReversePayment("bounced"))
    settle(matcher, allocator)
    assert count(ledger, CaseReopened) == 1
    assert status(ledger, second) is PaymentStatus.MATCHED
    assert case_state(ledger, case_id).outstanding_minor == 70_000


def test_a_reversed_payment_is_taken_off_every_case_it_was_laid_on(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    cases = [claim(1, A), claim(2, B, due_date=date(2026, 2, 15))]
    payment_id, pay = payment(1, 150_000, A, B)
    for case_id, receive in cases:
        ledger.ask(case_id, receive)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    assert [case_state(ledger, case_id).outstanding_minor for case_id, _ in cases] == [0, 50_000]
    ledger.ask(payment_id, ReversePayment("bounced"))
    settle(matcher, allocator)
    assert [case_state(ledger, case_id).outstanding_minor for case_id, _ in cases] == [100_000, 100_000]
    assert case_state(ledger, cases[0][0]).life.is_open
    assert balances(ledger)[Account.ALLOCATION_CLEARING] == 0
    assert balances(ledger)[Account.BANK_CLIENT_FUNDS] == 0


def test_a_payment_reversed_from_suspense_is_not_matched_by_a_later_claim(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher)
    ledger.ask(payment_id, ReversePayment("bounced"))
    ledger.ask(*claim(1, A))
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.REVERSED
    assert count(ledger, PaymentAllocated) == 0


def test_two_payments_over_the_same_cases_do_not_count_on_the_same_debt(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    cases = [claim(1, A), claim(2, B, due_date=date(2026, 2, 15))]
    for case_id, receive in cases:
        ledger.ask(case_id, receive)
    ledger.ask(*payment(1, 100_000, A, B))
    ledger.ask(*payment(2, 100_000, A, B))
    settle(matcher, allocator)
    assert [case_state(ledger, case_id).outstanding_minor for case_id, _ in cases] == [0, 0]
    assert balances(ledger)[Account.REFUND_PAYABLE] == 0


def test_money_that_is_matched_and_not_yet_laid_on_a_case_counts_as_on_its_way(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    cases = [claim(1, A), claim(2, B, due_date=date(2026, 2, 15))]
    for case_id, receive in cases:
        ledger.ask(case_id, receive)
    ledger.ask(*payment(1, 100_000, A, B))
    matcher.round()
    matcher.round()  # has read the match; the allocator has done nothing yet
    ledger.ask(*payment(2, 100_000, A, B))
    settle(matcher, allocator)
    assert [case_state(ledger, case_id).outstanding_minor for case_id, _ in cases] == [0, 0]
    assert matcher.lookup.execute("SELECT count(*) FROM on_its_way").fetchone() == (0,)


def test_the_receiving_account_tells_creditors_apart(ledger: LittleLedger) -> None:
    matcher = PolicyReader(Matcher({"55555551": "sydel"}), ledger)
    ledger.ask(*claim(1, A))
    case_id, receive = claim(1, A, creditor="sydel")
    ledger.ask(case_id, receive)
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher)
    state = ledger.states[payment_id]
    assert isinstance(state, PaymentState)
    assert [portion.case_id for portion in state.match.portions] == [case_id]


def test_a_case_closed_by_a_person_takes_no_more_payments_by_itself(
    ledger: LittleLedger, matcher: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    ledger.ask(case_id, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "taken_back"))
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher)
    assert status(ledger, payment_id) is PaymentStatus.SUSPENSE


def test_a_case_that_refuses_its_portion_sends_the_whole_payment_back_to_suspense(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    """It was closed after the match and before the money came to it."""
    cases = [claim(1, A), claim(2, B, due_date=date(2026, 2, 15))]
    payment_id, pay = payment(1, 150_000, A, B)
    for case_id, receive in cases:
        ledger.ask(case_id, receive)
    ledger.ask(payment_id, pay)
    settle(matcher)
    assert status(ledger, payment_id) is PaymentStatus.MATCHED
    ledger.ask(cases[1][0], CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "taken_back"))
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.SUSPENSE
    assert case_state(ledger, cases[0][0]).outstanding_minor == 100_000, "the match needed both"
    assert balances(ledger)[Account.ALLOCATION_CLEARING] == 0
    assert balances(ledger)[Account.SUSPENSE] == -150_000
    assert ledger.kept == []


@pytest.mark.parametrize(
    "target", [UUID(int=404), None], ids=["a case that is not there", "a case in another currency"]
)
def test_a_match_by_hand_to_a_case_that_cannot_take_it_comes_back(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader, target: UUID | None
) -> None:
    case_id, receive = claim(1, A, currency="EUR")
    ledger.ask(case_id, receive)
    payment_id, pay = payment(1, 40_000)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    ledger.ask(payment_id, MatchPayment((Portion(target or case_id, 40_000),), MatchMethod.BY_HAND))
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.SUSPENSE
    assert balances(ledger)[Account.ALLOCATION_CLEARING] == 0
    [unmatched] = [event.event for event in ledger.events() if isinstance(event.event, PaymentUnmatched)]
    assert unmatched.reason == ("case_unknown" if target else "wrong_currency")


def test_a_wrong_match_that_a_person_undoes_can_be_matched_again(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    (wrong, receive_wrong), (right, receive_right) = claim(1, A), claim(2, B)
    for case_id, receive in ((wrong, receive_wrong), (right, receive_right)):
        ledger.ask(case_id, receive)
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    ledger.ask(payment_id, UnmatchPayment("wrong_case"))
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.SUSPENSE
    assert case_state(ledger, wrong).outstanding_minor == 100_000
    ledger.ask(payment_id, MatchPayment((Portion(right, 40_000),), MatchMethod.BY_HAND))
    settle(matcher, allocator)
    assert case_state(ledger, right).outstanding_minor == 60_000
    assert balances(ledger)[Account.ALLOCATION_CLEARING] == balances(ledger)[Account.SUSPENSE] == 0
    assert matcher.lookup.execute("SELECT count(*) FROM on_its_way").fetchone() == (0,)


def test_a_direct_payment_counts_for_what_a_case_still_owes(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    cases = [claim(1, A), claim(2, B, due_date=date(2026, 2, 15))]
    for case_id, receive in cases:
        ledger.ask(case_id, receive)
    ledger.ask(cases[0][0], ReportDirectPayment("SEK", 70_000, date(2026, 3, 2)))
    ledger.ask(*payment(1, 130_000, A, B))
    settle(matcher, allocator)
    assert [case_state(ledger, case_id).outstanding_minor for case_id, _ in cases] == [0, 0]
    assert balances(ledger)[Account.REFUND_PAYABLE] == 0
