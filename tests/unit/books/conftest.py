"""A little ledger whose events are of two months."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.kernel.recorded import RecordedEvent
from domain.payment.reversal.reversing import ReversePayment
from tests.unit.policies.conftest import allocator, ledger, matcher  # noqa: F401  # fixtures
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.samples import claim, payment

REFERENCE = "12345674"


@pytest.fixture
def events(
    ledger: LittleLedger,  # noqa: F811
    matcher: PolicyReader,  # noqa: F811
    allocator: PolicyReader,  # noqa: F811
) -> list[RecordedEvent]:
    """A payment of 400.00 SEK that is allocated in March, and of 250.00 SEK in suspense that bounces in April."""
    case_id, receive = claim(1, REFERENCE)
    known, pay = payment(1, 40_000, REFERENCE)
    unknown, pay_unknown = payment(2, 25_000)
    ledger.ask(case_id, receive)
    ledger.ask(known, pay)
    ledger.ask(unknown, pay_unknown)
    settle(matcher, allocator)
    in_march = len(ledger.events())
    ledger.ask(unknown, ReversePayment("returned_by_bank"))
    return [
        event._replace(recorded_at=datetime(2026, 3 if number < in_march else 4, 30, 12, tzinfo=UTC))
        for number, event in enumerate(ledger.events())
    ]
