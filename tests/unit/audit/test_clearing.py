"""Money that is left between a payment and its cases is found, and money that is on its way is not accused."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from domain.kernel.message import Event
from infra.audit.expected import UNDER_WAY_MAX, Clearing
from tests.unit.projections.recorded import AT, PAYMENT_ID, recorded
from tests.unit.projections.samples import SAMPLES

LATER = AT + UNDER_WAY_MAX + timedelta(seconds=1)


def clearing(*events: Event) -> Clearing:
    """After these events, all of them of now."""
    found = Clearing()
    for event in events:
        found.see(recorded(event), event.postings())
    return found


def test_money_that_was_received_and_never_placed_is_left() -> None:
    found = clearing(SAMPLES["PaymentReceived"])
    assert found.left(AT + UNDER_WAY_MAX) == [], "it may be on its way"
    assert found.left(LATER) == [(PAYMENT_ID, "SEK", 130_000)]


def test_money_that_was_matched_and_not_allocated_is_left_and_allocated_is_not() -> None:
    placed = (SAMPLES["PaymentReceived"], SAMPLES["PaymentMatched"])
    assert clearing(*placed).left(LATER) == [(PAYMENT_ID, "SEK", 130_000)]
    assert clearing(*placed, SAMPLES["PaymentAllocated"]).left(LATER) == []


def test_partitions_are_added_up_by_payment() -> None:
    one, other = clearing(SAMPLES["PaymentReceived"], SAMPLES["PaymentMatched"]), clearing(SAMPLES["PaymentAllocated"])
    assert other.left(LATER) == [(PAYMENT_ID, "SEK", -130_000)]
    one.add(other)
    assert one.left(LATER) == []


def test_what_moved_just_now_is_not_accused_though_it_began_long_ago() -> None:
    found = clearing(SAMPLES["PaymentReceived"])
    found.moved_at[PAYMENT_ID] = LATER
    assert found.left(LATER) == []
    assert UUID(int=0) not in found.moved_at
