"""The deadline clock: a policy whose input is time. A deadline whose grace has passed is to be marked missed.

Only the log makes a deadline run or end, and only instants in UTC are compared, so neither a restart nor a clock that
jumps either way, nor the hour that summer time adds or takes, can lose a deadline or make one fire twice: a writer is
asked for each deadline with one command, the same each time, and decides by itself whether its own grace has passed.

A deadline that stands still, because a hold stops what it asks for, has no clock here. Asked about it in the moment
before that was read, the writer refuses (``deadline_on_hold``), and nothing is lost: when the deadline runs again, its
clock begins anew, with the day that it then has and another command.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from consumers.policies.policy import Intent, Lookup, Policy
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.missing import DeadlineMissed, MarkDeadlineMissed
from domain.case.deadlines.pausing import DeadlinePaused
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import DeadlineSet
from domain.case.deadlines.state import ends_deadlines
from domain.case.deadlines.withdrawing import DeadlineWithdrawn
from domain.catalogue import EVENTS
from domain.kernel.recorded import RecordedEvent
from infra.metrics.catalogue import DEADLINES_DUE, DEADLINES_MARKED, DEADLINES_MARKED_LATE, DEADLINES_RUNNING
from infra.metrics.promises import LATE_MARK
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "deadline_clock.sql")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

ASK_AGAIN_AFTER = timedelta(minutes=10)
"""A writer that has not answered for so long is asked again: its command may have been lost with its topic."""
ASKED_AT_ONCE_MAX = 1_000
COUNT_AGAIN_AFTER = timedelta(seconds=5)
"""How old the figures on the metrics page may be: counting half a million clocks takes some 10 ms."""


class DeadlineClock(Policy):
    """Keeps the deadlines that run, and asks to mark those that are over."""

    name = "deadline-clock"
    handled = frozenset(
        {DeadlineSet, DeadlineResumed, DeadlinePaused, DeadlineMet, DeadlineMissed, DeadlineWithdrawn}
        | {event for event in EVENTS.values() if ends_deadlines(event)}
    )
    tables = _SQL["tables"]
    expected_refusals = frozenset({"deadline_settled", "deadline_on_hold", "case_closed"})

    def __init__(self) -> None:
        self._counted_at = _EPOCH

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """Begin or end the clocks that the event begins or ends. Nothing follows from an event alone."""
        happened, case = event.event, {"case_id": event.aggregate_id.bytes}
        match happened:
            case DeadlineSet() | DeadlineResumed():
                lookup.execute(_SQL["begin"], case | _clock(event, happened))
            case DeadlinePaused() | DeadlineMet() | DeadlineMissed() | DeadlineWithdrawn():
                lookup.execute(_SQL["end_one"], case | {"deadline": happened.deadline})
            case _ if ends_deadlines(type(happened)):
                lookup.execute(_SQL["end_all"], case)
        return ()

    def when_caught_up(self, lookup: Lookup, now: datetime) -> Iterable[Intent]:
        """A MarkDeadlineMissed for each deadline that is over at ``now`` and has not been asked for just now."""
        at = _microseconds(now)
        before = at - ASK_AGAIN_AFTER // _MICROSECOND
        parameters = {"now": at, "unanswered_before": before, "limit": ASKED_AT_ONCE_MAX}
        rows = lookup.execute(_SQL["due"], parameters).fetchall()
        for case_id, deadline, grace_until, set_by, correlation_id in rows:
            lookup.execute(_SQL["sent"], {"now": at, "case_id": case_id, "deadline": deadline})
            # Of the end of the grace, not of now: asked again, it is the same command under the same id.
            command = MarkDeadlineMissed(deadline, _EPOCH + grace_until * _MICROSECOND)
            yield Intent(UUID(bytes=case_id), command, UUID(bytes=set_by), UUID(bytes=correlation_id))
        DEADLINES_MARKED.by().inc(len(rows))
        late_before = at - LATE_MARK // _MICROSECOND
        DEADLINES_MARKED_LATE.by().inc(sum(grace_until < late_before for _, _, grace_until, _, _ in rows))
        if rows or abs(now - self._counted_at) >= COUNT_AGAIN_AFTER:
            self._counted_at = now
            DEADLINES_RUNNING.by().set(_count(lookup, "count_running"))
            DEADLINES_DUE.by().set(_count(lookup, "count_due", now=at))


def _clock(event: RecordedEvent, deadline: DeadlineSet | DeadlineResumed) -> dict[str, Any]:
    return {
        "deadline": deadline.deadline,
        "grace_until": _microseconds(deadline.grace_until),
        "set_by": event.event_id.bytes,
        "correlation_id": event.correlation_id.bytes,
    }


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _count(lookup: Lookup, statement: str, **parameters: int) -> int:
    count: int = lookup.execute(_SQL[statement], parameters).fetchone()[0]
    return count
