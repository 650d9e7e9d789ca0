"""What the projector tells on the metrics page."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg2.extensions import connection, cursor

from consumers.projector.contents import PartitionBatch, Unreadable
from consumers.projector.transaction import FoldOutcome
from infra.metrics.catalogue import (
    CLEARING_BALANCE,
    CLIENT_FUNDS_DIFFERENCE,
    CREDITOR_FUNDS_DIFFERENCE,
    EVENTS_FOLDED,
    EVENTS_VISIBLE,
    EVENTS_VISIBLE_LATE,
    FOLD_DURATION,
    FOLD_EVENTS,
    LAG_EVENTS,
    LAG_SECONDS,
    PARKED_AGGREGATES,
    PARKED_EVENTS,
    UNDECODABLE_RECORDS,
)
from infra.metrics.promises import LATE_VISIBLE_S
from infra.postgres.parked import parked_totals
from projections.balances.queries import clearing, client_funds, creditor_funds

READER = "projector"


@contextmanager
def fold_duration() -> Iterator[None]:
    """Measures one transaction."""
    with FOLD_DURATION.by().time():
        yield


def show_outcome(topic: str, batch: PartitionBatch, outcome: FoldOutcome) -> None:
    """A batch has been folded."""
    for model, folded in outcome.folded.items():
        EVENTS_FOLDED.by(model).inc(folded)
    if batch.items:
        FOLD_EVENTS.by().observe(len(batch.items))
    if unreadable := sum(isinstance(item.content, Unreadable) for item in batch.items):
        UNDECODABLE_RECORDS.by(READER, topic).inc(unreadable)
    recorded = [item.content.recorded_at for item in batch.items[-1:] if not isinstance(item.content, Unreadable)]
    for at in recorded:
        LAG_SECONDS.by(READER, batch.partition).set(max(0.0, time.time() - at.timestamp()))


def show_visible(records: Sequence[Any]) -> None:
    """These events are in the read models now: how many came late, by the times on their records."""
    late_before_ms = (time.time() - LATE_VISIBLE_S) * 1000
    EVENTS_VISIBLE.by().inc(len(records))
    EVENTS_VISIBLE_LATE.by().inc(sum(record.timestamp < late_before_ms for record in records))


def show_lag(worker: str, ends: Mapping[int, int], next_offsets: Mapping[int, int]) -> None:
    """How much of the log is left to fold; transaction markers count as events here, so it may be a little less."""
    for partition, next_offset in next_offsets.items():
        left = max(0, ends[partition] - next_offset)
        LAG_EVENTS.by(worker, partition).set(left)
        if not left:
            LAG_SECONDS.by(worker, partition).set(0)


def show_clearing(opened: connection) -> None:
    """Money on its way between payments and cases: above zero for long, somebody must look."""
    for one in clearing(opened):
        CLEARING_BALANCE.by(one.currency, one.account).set(one.amount_minor)


def show_client_funds(opened: connection) -> None:
    """The client account holds what is owed of it, for each creditor too: anything else than zero is an alarm.

    The largest difference comes last: it is what is seen of creditors for whom there is no series left.
    """
    for one in client_funds(opened):
        CLIENT_FUNDS_DIFFERENCE.by(one.currency).set(one.difference_minor)
    for each in sorted(creditor_funds(opened), key=lambda held: abs(held.difference_minor)):
        CREDITOR_FUNDS_DIFFERENCE.by(each.creditor_id, each.currency).set(each.difference_minor)


def show_parked(cursor: cursor) -> None:
    """What waits for a person."""
    aggregates, events = parked_totals(cursor)
    PARKED_AGGREGATES.by().set(aggregates)
    PARKED_EVENTS.by().set(events)
