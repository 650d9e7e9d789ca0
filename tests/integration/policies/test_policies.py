"""Policies at work on a real log: money finds its cases and deadlines fire, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from domain.case.allocation.allocating import PaymentAllocated
from domain.case.allocation.reversing import AllocationReversed
from domain.case.claim.receiving import ClaimReceived
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.missing import DeadlineMissed
from domain.case.deadlines.setting import DeadlineSet
from domain.kernel.ledger import Account
from domain.payment.matching.matching import PaymentMatched
from domain.payment.matching.suspending import PaymentPutInSuspense
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.reversing import ReversePayment
from infra.messages.trace import within
from infra.runtime.settings import Settings
from tests.integration.policies.conftest import MORNING, Ask, MoveTime, Run
from tests.integration.policies.log_view import LogView
from tests.integration.policies.running import eventually
from tests.unit.policies.samples import claim, payment

TRACE_ID = 0x0AF7651916CD43DD8448EB211C80319C
TRACE = f"00-{TRACE_ID:032x}-b7ad6b7169203331-01"
A, B, C = "12345674", "22345672", "32345670"
GRACE_OVER = datetime(2026, 3, 13, 23, tzinfo=UTC)  # of a deadline at the end of 10 March
PAYMENTS_MOST = 20


def test_money_finds_its_cases_and_goes_back_when_it_is_reversed(run: Run, ask: Ask, view: LogView) -> None:
    cases = [claim(1, A), claim(2, B, due_date=date(2026, 2, 15)), claim(3, C)]
    payments = [payment(1, 40_000, A), payment(2, 150_000, B, C), payment(3, 5_000)]
    for name in ("writer", "matcher", "allocator"):
        run(name)
    for case in cases:
        ask(*case)
    eventually("the claims are there", lambda: len(view.of(ClaimReceived)) == 3)
    for line in payments:
        ask(*line)
    eventually("three allocations and one payment in suspense", lambda: len(view.of(PaymentAllocated)) == 3)
    assert [view.owed(case_id) for case_id, _ in cases] == [60_000, 50_000, 0]
    assert [suspended.reason for suspended in view.of(PaymentPutInSuspense)] == ["no_reference"]
    ask(payments[1][0], ReversePayment("bounced"))
    eventually("both allocations are reversed", lambda: len(view.of(AllocationReversed)) == 2)
    assert [view.owed(case_id) for case_id, _ in cases] == [60_000, 100_000, 100_000]
    balances = view.balances()
    assert sum(balances.values()) == 0
    assert balances[Account.ALLOCATION_CLEARING] == balances[Account.RECEIPTS_CLEARING] == 0
    assert balances[Account.SUSPENSE] == -5_000


def test_a_payments_trace_leads_to_what_came_of_it_and_batches_are_spans_with_links_to_it(
    run: Run, ask: Ask, view: LogView, spans: InMemorySpanExporter
) -> None:
    for name in ("writer", "matcher", "allocator", "projector"):
        run(name)
    case_id, receive = claim(1, A)
    ask(case_id, receive)
    eventually("the claim is there", lambda: len(view.of(ClaimReceived)) == 1)
    with within(TRACE):
        ask(*payment(1, 40_000, A))
    eventually("it is allocated", lambda: len(view.of(PaymentAllocated)) == 1)
    of_trace = {type(event.event).__name__ for event in view.events() if view.trace_of(event) == TRACE}
    assert {"PaymentReceived", "PaymentMatched", "PaymentAllocated"} <= of_trace
    assert "ClaimReceived" not in of_trace, "it was sent outside of the trace"
    assert view.traces_of_answers() == {TRACE}

    def linked() -> set[str]:
        return {
            span.name for span in spans.get_finished_spans() for link in span.links if link.context.trace_id == TRACE_ID
        }

    eventually("spans of all four", lambda: {"write", "matcher", "allocator", "fold"} <= linked())


def test_a_payment_whose_claim_comes_later_is_matched_then(run: Run, ask: Ask, view: LogView) -> None:
    for name in ("writer", "matcher", "allocator"):
        run(name)
    ask(*payment(1, 40_000, A))
    eventually("the payment is in suspense", lambda: len(view.of(PaymentPutInSuspense)) == 1)
    assert view.of(PaymentPutInSuspense)[0].reason == "unknown_reference"
    case_id, receive = claim(1, A)
    ask(case_id, receive)
    eventually("it is allocated to the case", lambda: len(view.of(PaymentAllocated)) == 1)
    assert view.owed(case_id) == 60_000
    assert view.of(PaymentMatched)[0].released_from == Account.SUSPENSE


def test_claims_that_were_there_before_are_known_however_the_log_is_read(run: Run, ask: Ask, view: LogView) -> None:
    writer = run("writer")
    numbers = range(30)
    for number in numbers:
        ask(*claim(number, f"FAKTURA-{number}"))
    eventually("all claims are there", lambda: len(view.of(ClaimReceived)) == len(numbers))
    for number in numbers:
        ask(*payment(number, 100, f"FAKTURA-{number}"))
    eventually("all payments are there", lambda: len(view.of(PaymentReceived)) == len(numbers))
    writer.stop()
    run("matcher")
    eventually("all payments were decided", lambda: len(view.from_policies()) == len(numbers))
    assert {type(command).__name__ for _, command in view.from_policies()} == {"MatchPayment"}


def test_a_policy_that_lost_its_file_does_nothing_again(run: Run, ask: Ask, view: LogView, log: Settings) -> None:
    names = ("matcher", "allocator", "deadline-clock")
    run("writer")
    policies = [run(name) for name in names]
    ask(*claim(1, A, pay_by=date(2026, 3, 10)))
    eventually("the claim is there", lambda: len(view.of(ClaimReceived)) == 1)
    ask(*payment(1, 40_000, A))
    ask(*payment(2, 5_000))
    eventually("the payment is allocated", lambda: len(view.of(PaymentAllocated)) == 1)
    eventually("the other is in suspense", lambda: len(view.of(PaymentPutInSuspense)) == 1)
    for policy in policies:
        policy.stop()
    sent, events = len(view.commands()), len(view.events())
    files = list((log.home / "policies").rglob("*.sqlite"))
    assert {file.stem for file in files} >= set(names)
    for file in files:
        file.unlink()
    for name in names:
        run(name)
    ask(*claim(2, B))
    eventually("a new claim is there", lambda: len(view.of(ClaimReceived)) == 2)
    ask(*payment(3, 100, B))
    eventually("a new payment is allocated", lambda: len(view.of(PaymentAllocated)) == 2)
    assert len(view.commands()) == sent + 4, "the new claim, its payment, its match and its allocation; nothing else"
    assert len(view.events()) == events + 4


def test_two_processes_of_one_policy_act_once(run: Run, ask: Ask, view: LogView, log: Settings) -> None:
    for home in (log.home, log.home / "another"):
        run("matcher", replace(log, home=home, kek_file=log.wrapping_keys))
        run("allocator", replace(log, home=home, kek_file=log.wrapping_keys))
    run("writer")
    ask(*claim(1, A))
    eventually("the claim is there", lambda: len(view.of(ClaimReceived)) == 1)
    for number in range(1, PAYMENTS_MOST):
        ask(*payment(number, 1_000, A))
        eventually("it is allocated", lambda expected=number: len(view.of(PaymentAllocated)) == expected)  # type: ignore[misc]
        if len(view.from_policies()) > 2 * number:
            break  # one of them was asked for by both; a process that comes late finds the first ones done
    assert len(view.from_policies()) > 2 * number, "each was asked for by one of them only"
    assert len(view.of(PaymentMatched)) == len(view.of(PaymentAllocated)) == number


def test_a_deadline_fires_once_when_time_has_moved_and_across_restarts(
    run: Run, ask: Ask, view: LogView, move_time: MoveTime
) -> None:
    run("writer")
    for number, reference in enumerate((A, B)):
        ask(*claim(number, reference, pay_by=date(2026, 3, 10)))
    clock = run("deadline-clock")
    eventually("both deadlines run", lambda: len(view.of(DeadlineSet)) == 2)
    clock.stop()
    assert view.from_policies() == []
    for day in (GRACE_OVER, GRACE_OVER + timedelta(days=30), MORNING, GRACE_OVER + timedelta(days=1)):
        move_time(day)
        clock = run("deadline-clock")
        eventually("both are missed", lambda: len(view.of(DeadlineMissed)) == 2)
        clock.stop()
    assert len(view.of(DeadlineMissed)) == 2
    assert len({envelope.id for envelope, _ in view.from_policies()}) == 2


def test_a_deadline_that_was_met_is_never_asked_for(run: Run, ask: Ask, view: LogView, move_time: MoveTime) -> None:
    for name in ("writer", "matcher", "allocator"):
        run(name)
    ask(*claim(1, A, pay_by=date(2026, 3, 10)))
    ask(*claim(2, B, pay_by=date(2026, 3, 10)))
    ask(*payment(1, 100_000, A))
    eventually("one deadline is met", lambda: len(view.of(DeadlineMet)) == 1)
    eventually("and both were set", lambda: len(view.of(DeadlineSet)) == 2)
    move_time(GRACE_OVER)
    run("deadline-clock")
    eventually("the other is missed", lambda: len(view.of(DeadlineMissed)) == 1)
    asked = [command for envelope, command in view.from_policies() if envelope.actor.id == "deadline-clock"]
    assert len(asked) == 1
