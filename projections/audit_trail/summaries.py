"""Each event in a sentence: one function for each event type. No sentence holds a field that is marked personal."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from domain.case.allocation.allocating import AllocationReversed, PaymentAllocated
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed, CaseReopened
from domain.case.contacts.contact import ContactMade
from domain.case.deadlines.deadline import DeadlineMet, DeadlineMissed, DeadlineSet
from domain.case.plans.agreeing import PlanAgreed
from domain.kernel.aggregate import Event
from domain.kernel.money import Money
from domain.payment.matching.matching import PaymentMatched, PaymentPutInSuspense
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.reversing import PaymentReversed

SomeEvent = TypeVar("SomeEvent", bound=Event)
SUMMARIES: dict[type[Event], Callable[[Any], str]] = {}


@lru_cache(maxsize=8192)
def money(minor: int, currency: str) -> str:
    """Such as ``1,234.50 SEK``. Amounts come again and again: fees, instalments, a payment from event to event."""
    return str(Money(minor, currency))


def tells(
    event_type: type[SomeEvent],
) -> Callable[[Callable[[SomeEvent], str]], Callable[[SomeEvent], str]]:
    """Function decorator: this function tells events of ``event_type``."""

    def register(function: Callable[[SomeEvent], str]) -> Callable[[SomeEvent], str]:
        SUMMARIES[event_type] = function
        return function

    return register


@tells(ClaimReceived)
def claim_received(event: ClaimReceived) -> str:
    parts = ", ".join(
        f"{name} {money(minor, event.currency)}"
        for name, minor in (
            ("principal", event.principal_minor),
            ("interest", event.interest_minor),
            ("fees", event.fees_minor),
        )
    )
    return f"Claim {event.creditor_reference} of {event.creditor} received: {parts}"


@tells(ContactMade)
def contact_made(event: ContactMade) -> str:
    return f"{event.direction.capitalize()} contact by {event.channel} about {event.purpose}: {event.outcome}"


@tells(PlanAgreed)
def plan_agreed(event: PlanAgreed) -> str:
    total = money(event.total_minor, event.currency)
    return f"Plan {event.plan} agreed: {total} in {len(event.instalments)} instalments, proposed by {event.proposed_by}"


@tells(DeadlineSet)
def deadline_set(event: DeadlineSet) -> str:
    amount = f" for {money(event.amount_minor, event.currency)}" if event.amount_minor else ""
    return f"Deadline {event.deadline} ({event.kind}) set: due {event.due_at:%Y-%m-%d %H:%M} UTC{amount}"


@tells(DeadlineMet)
def deadline_met(event: DeadlineMet) -> str:
    return f"Deadline {event.deadline} ({event.kind}) met"


@tells(DeadlineMissed)
def deadline_missed(event: DeadlineMissed) -> str:
    return f"Deadline {event.deadline} ({event.kind}) missed: was due {event.due_at:%Y-%m-%d %H:%M} UTC"


@tells(PaymentAllocated)
def payment_allocated(event: PaymentAllocated) -> str:
    return f"{money(event.amount_minor, event.currency)} laid on the case: {_parts(event)}"


@tells(AllocationReversed)
def allocation_reversed(event: AllocationReversed) -> str:
    return f"{money(event.amount_minor, event.currency)} taken off the case again: {_parts(event)}"


def _parts(event: PaymentAllocated | AllocationReversed) -> str:
    amounts = {
        "fees": event.fees_minor,
        "interest": event.interest_minor,
        "principal": event.principal_minor,
        "overpaid": event.overpaid_minor,
    }
    return ", ".join(f"{name} {money(minor, event.currency)}" for name, minor in amounts.items() if minor)


@tells(CaseClosed)
def case_closed(event: CaseClosed) -> str:
    written_off = event.principal_written_off_minor + event.interest_written_off_minor + event.fees_written_off_minor
    rest = f", {money(written_off, event.currency)} no longer collected" if written_off else ""
    return f"Case closed: {event.outcome}{rest}"


@tells(CaseReopened)
def case_reopened(event: CaseReopened) -> str:
    return "Case opened again"


@tells(PaymentReceived)
def payment_received(event: PaymentReceived) -> str:
    return f"Payment of {money(event.amount_minor, event.currency)} received, value date {event.value_date}"


@tells(PaymentMatched)
def payment_matched(event: PaymentMatched) -> str:
    cases = "a case" if len(event.portions) == 1 else f"{len(event.portions)} cases"
    return f"Payment of {money(event.amount_minor, event.currency)} matched to {cases} by {event.method}"


@tells(PaymentPutInSuspense)
def payment_put_in_suspense(event: PaymentPutInSuspense) -> str:
    return f"Payment of {money(event.amount_minor, event.currency)} put in suspense"


@tells(PaymentReversed)
def payment_reversed(event: PaymentReversed) -> str:
    return f"Payment of {money(event.amount_minor, event.currency)} reversed"
