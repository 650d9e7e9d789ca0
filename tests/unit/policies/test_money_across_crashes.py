"""The matcher and the allocator crash, forget and read in any order, and no money is lost, doubled or guessed."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from consumers.policies.allocator import Allocator
from consumers.policies.matcher.policy import Matcher
from domain.case.allocation.allocating import AllocatePayment, PaymentAllocated
from domain.kernel.ledger import Account
from domain.kernel.message import Command
from domain.payment.matching.matching import MatchPayment, PaymentMatched
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PaymentState, PaymentStatus
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import balances, case_state, count
from tests.unit.policies.samples import claim, payment

A, B, C = "12345674", "22345672", "32345670"


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
    assert sums[Account.ALLOCATION_CLEARING] == 0, "every match was allocated, every reversal reversed there too"
    payments_now = [state for state in ledger.states.values() if isinstance(state, PaymentState)]
    in_suspense = [state.receipt.amount_minor for state in payments_now if state.status is PaymentStatus.SUSPENSE]
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
    assert open_cases == {case_id.bytes for case_id, _ in cases if case_state(ledger, case_id).life.is_open}
