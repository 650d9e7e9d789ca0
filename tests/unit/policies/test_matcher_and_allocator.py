"""Money finds its cases: the matcher and the allocator over the real domain, whatever order they read in."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from uuid import UUID

import pytest

from consumers.policies.allocator import Allocator
from consumers.policies.matcher.policy import Matcher
from domain.aggregate import Command
from domain.case.allocation import AllocatePayment, PaymentAllocated
from domain.case.closing import CaseClosed, CaseReopened, CloseCase
from domain.case.kind import CaseState, Stage
from domain.ledger import Account, postings
from domain.payment.kind import PaymentState, Standing
from domain.payment.matching import MatchPayment, PaymentMatched, PaymentPutInSuspense
from domain.payment.reversal import ReversePayment
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.samples import claim, payment

A, B, C = "12345674", "22345672", "32345670"


@pytest.fixture
def ledger() -> LittleLedger:
    return LittleLedger()


@pytest.fixture
def matcher(ledger: LittleLedger) -> PolicyReader:
    return PolicyReader(Matcher(), ledger)


@pytest.fixture
def allocator(ledger: LittleLedger) -> PolicyReader:
    return PolicyReader(Allocator(), ledger)


def case_state(ledger: LittleLedger, case_id: UUID) -> CaseState:
    state = ledger.states[case_id]
    assert isinstance(state, CaseState)
    return state


def standing(ledger: LittleLedger, payment_id: UUID) -> Standing:
    state = ledger.states[payment_id]
    assert isinstance(state, PaymentState)
    return state.standing


def balances(ledger: LittleLedger) -> Counter[Account]:
    sums: Counter[Account] = Counter()
    for event in ledger.events():
        for posting in postings(event.event):
            sums[posting.account] += posting.amount_minor
    return sums


def count(ledger: LittleLedger, kind: type) -> int:
    return sum(isinstance(event.event, kind) for event in ledger.events())


def test_a_payment_with_a_claims_reference_is_laid_on_its_case(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(case_id, receive)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    assert case_state(ledger, case_id).outstanding_minor == 60_000
    assert standing(ledger, payment_id) is Standing.MATCHED
    assert not ledger.refusals()


def test_a_payment_read_before_its_claim_is_not_put_in_suspense_when_the_claim_was_there_before(
    ledger: LittleLedger,
) -> None:
    case_id, receive = claim(1, A)
    payment_id, pay = payment(1, 40_000, A)
    assert case_id.int % 2 != payment_id.int % 2, "they must stand in two partitions for this to mean anything"
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
    assert standing(ledger, payment_id) is Standing.SUSPENSE
    case_id, receive = claim(1, f"00{A}")
    ledger.ask(case_id, receive)
    settle(matcher, allocator)
    assert standing(ledger, payment_id) is Standing.MATCHED
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
    assert standing(ledger, payment_id) is Standing.MATCHED


def test_a_payment_waits_on_when_only_some_of_its_claims_have_come(ledger: LittleLedger, matcher: PolicyReader) -> None:
    payment_id, pay = payment(1, 40_000, A, B)
    ledger.ask(payment_id, pay)
    settle(matcher)
    ledger.ask(*claim(1, A))
    settle(matcher)
    assert standing(ledger, payment_id) is Standing.SUSPENSE
    assert count(ledger, PaymentPutInSuspense) == 1
    ledger.ask(*claim(2, B))
    settle(matcher)
    assert standing(ledger, payment_id) is Standing.MATCHED


def test_a_claim_in_another_currency_does_not_cure_a_payment(ledger: LittleLedger, matcher: PolicyReader) -> None:
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher)
    ledger.ask(*claim(1, A, currency="EUR"))
    settle(matcher)
    assert standing(ledger, payment_id) is Standing.SUSPENSE
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
    assert standing(ledger, second) is Standing.SUSPENSE
    ledger.ask(first, ReversePayment("bounced"))
    settle(matcher, allocator)
    assert count(ledger, CaseReopened) == 1
    assert standing(ledger, second) is Standing.MATCHED
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
    assert case_state(ledger, cases[0][0]).stage is Stage.OPEN
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
    assert standing(ledger, payment_id) is Standing.REVERSED
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
    matcher = PolicyReader(Matcher({"55555551": "Sydel"}), ledger)
    ledger.ask(*claim(1, A))
    case_id, receive = claim(1, A, creditor="Sydel")
    ledger.ask(case_id, receive)
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher)
    state = ledger.states[payment_id]
    assert isinstance(state, PaymentState)
    assert [portion.case_id for portion in state.portions] == [case_id]


def test_a_case_closed_by_a_person_takes_no_more_payments_by_itself(
    ledger: LittleLedger, matcher: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    ledger.ask(case_id, CloseCase("withdrawn_by_client", "the creditor took it back"))
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher)
    assert standing(ledger, payment_id) is Standing.SUSPENSE


def test_a_crash_after_sending_repeats_the_commands_and_nothing_happens_twice(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    ledger.ask(*payment(1, 40_000, A))
    matcher.round(crash=True)
    matcher.round(crash=True)
    matcher.round()
    allocator.round(crash=True)
    settle(matcher, allocator)
    assert count(ledger, PaymentMatched) == count(ledger, PaymentAllocated) == 1
    assert not ledger.refusals()


def test_policies_that_forgot_everything_send_nothing_that_was_done(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    for number, reference in enumerate((A, B, C)):
        ledger.ask(*claim(number, reference))
        ledger.ask(*payment(number, 40_000, reference))
    ledger.ask(*payment(9, 40_000))
    settle(matcher, allocator)
    sent, events = len(ledger.sent), len(ledger.events())
    matcher.forget()
    allocator.forget()
    settle(matcher, allocator)
    assert (len(ledger.sent), len(ledger.events())) == (sent, events)


def test_what_was_not_done_when_everything_was_forgotten_is_done_then(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    ledger.ask(*payment(1, 40_000, A))
    settle(matcher)
    allocator.forget()
    settle(allocator)
    assert case_state(ledger, case_id).outstanding_minor == 60_000


def test_commands_carry_the_policy_as_actor_and_stay_in_the_matter(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    ledger.ask(*claim(1, A))
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    [received] = [event for event in ledger.events() if event.aggregate_id == payment_id and event.version == 1]
    by_policy = {type(command): envelope for envelope, command in ledger.sent if envelope.actor.kind == "system"}
    assert by_policy[MatchPayment].actor.id == "matcher"
    assert by_policy[AllocatePayment].actor.id == "allocator"
    assert {envelope.correlation_id for envelope in by_policy.values()} == {received.correlation_id}


@pytest.mark.parametrize("seed", range(25))
def test_whatever_happens_in_whichever_order_no_money_is_lost_doubled_or_guessed(seed: int) -> None:
    chance = random.Random(seed)
    ledger = LittleLedger()
    matcher, allocator = PolicyReader(Matcher(), ledger, seed), PolicyReader(Allocator(), ledger, seed + 1)
    claims = [claim(number, reference) for number, reference in enumerate((A, B, C, A))]  # A is ambiguous at last
    payments = [
        payment(number, chance.randrange(1, 250_000), *chance.sample((A, B, C, "12345675"), chance.randrange(0, 4)))
        for number in range(6)
    ]
    work: list[tuple[UUID, Command]] = [*claims, *payments]
    work += [(payment_id, ReversePayment("bounced")) for payment_id, _ in chance.sample(payments, 2)]
    chance.shuffle(work)
    for target, command in work:
        ledger.ask(target, command)
        for reader in chance.sample([matcher, allocator], chance.randrange(0, 3)):
            if chance.random() < 0.15:
                reader.forget()
            reader.round(crash=chance.random() < 0.3)
    settle(matcher, allocator)
    sums = balances(ledger)
    assert sum(sums.values()) == 0
    assert sums[Account.RECEIPTS_CLEARING] == 0, "every payment was placed"
    assert sums[Account.ALLOCATION_CLEARING] == 0, "every match was allocated, every reversal taken off"
    payments_now = [state for state in ledger.states.values() if isinstance(state, PaymentState)]
    in_suspense = [state.amount_minor for state in payments_now if state.standing is Standing.SUSPENSE]
    assert -sums[Account.SUSPENSE] == sum(in_suspense)
    assert matcher.lookup.execute("SELECT count(*) FROM on_its_way").fetchone() == (0,)


def test_amounts_owed_are_those_of_the_domain(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    cases = [claim(number, reference) for number, reference in enumerate((A, B, C))]
    for case in cases:
        ledger.ask(*case)
    for number, (amount, reference) in enumerate([(30_000, A), (100_000, B), (130_000, C), (10_000, A)]):
        ledger.ask(*payment(number, amount, reference))
    settle(matcher, allocator)
    ledger.ask(payment(1, 100_000, B)[0], ReversePayment("bounced"))
    settle(matcher, allocator)
    remembered = dict(matcher.lookup.execute("SELECT case_id, owed_minor FROM cases").fetchall())
    assert remembered == {case_id.bytes: case_state(ledger, case_id).outstanding_minor for case_id, _ in cases}
    open_cases = {case_id for (case_id,) in matcher.lookup.execute("SELECT case_id FROM cases WHERE is_open")}
    assert open_cases == {case_id.bytes for case_id, _ in cases if case_state(ledger, case_id).stage is Stage.OPEN}
