"""What the read models must hold after a history, reckoned naively: from the domain's states, and case by case.

This shares no code with ``projections``: each clock is written out by hand, over a case's whole history at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.case.state import CaseState
from domain.kernel.calendar import ZONES, add_business_days, end_of_day
from domain.kernel.recorded import RecordedEvent
from tests.integration.projector.recorded_log import RecordedLog

Rows = list[tuple[object, ...]]
CALENDAR = {"SEK": "SE", "NOK": "NO", "EUR": "FI"}


def expected_balances(log: RecordedLog) -> Rows:
    """Case by case what the domain says is owed."""
    return [
        (
            str(case_id), state.stage.value, state.principal_minor, state.interest_minor, state.fees_minor,
            state.paid_minor, sum(a.overpaid_minor for a in state.allocations.values()), len(state.allocations),
        )
        for case_id, state in sorted(log.states.items())
        if isinstance(state, CaseState) and state.stage.value != "unknown"
    ]  # fmt: skip


def expected_trail(log: RecordedLog) -> Rows:
    """A row for each event."""
    return [(e.position, type(e.event).__name__, str(e.aggregate_id), e.version) for e in log.events]


def expected_clocks(log: RecordedLog) -> Rows:
    """Every clock on every case and payment."""
    rows: Rows = []
    for aggregate_id in sorted({event.aggregate_id for event in log.events}):
        story = [event for event in log.events if event.aggregate_id == aggregate_id]
        for clock in (_first_contact, _payment_deadlines, _reactions, _resolution, _suspense):
            rows += [(str(aggregate_id), *row) for row in clock(story)]
    return sorted(rows, key=lambda row: row[:3])  # type: ignore[arg-type, return-value]


def _is(event: RecordedEvent, *names: str) -> bool:
    return type(event.event).__name__ in names


def _business(event: RecordedEvent, days: int, jurisdiction: str) -> datetime:
    return end_of_day(add_business_days(_day(event.occurred_at, jurisdiction), days, jurisdiction), jurisdiction)


def _day(instant: datetime, jurisdiction: str) -> date:
    return instant.astimezone(ZoneInfo(ZONES[jurisdiction])).date()


def _judge(stopped: RecordedEvent | None, due: datetime, *met_by: str) -> tuple[str, datetime | None]:
    if stopped is None:
        return "running", None
    if stopped.occurred_at >= due:
        return "breached", stopped.occurred_at
    return ("met" if _is(stopped, *met_by) else "superseded"), stopped.occurred_at


def _first(story: list[RecordedEvent], after: RecordedEvent, *names: str) -> RecordedEvent | None:
    return next((e for e in story if e.position > after.position and _is(e, *names)), None)


def _first_contact(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    for claim in (e for e in story if _is(e, "ClaimReceived")):
        due = _business(claim, 2, claim.event.jurisdiction)  # type: ignore[attr-defined]
        state, ended = _judge(_first(story, claim, "ContactMade", "CaseClosed"), due, "ContactMade")
        yield "first_contact", claim.version, state, claim.occurred_at, due, ended


def _payment_deadlines(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    states = {
        "DeadlineMet": "met",
        "DeadlineMissed": "breached",
        "PlanAgreed": "superseded",
        "CaseClosed": "superseded",
    }
    for start in (e for e in story if _is(e, "DeadlineSet")):
        number, due = start.event.deadline, start.event.grace_until  # type: ignore[attr-defined]
        ends = [
            e
            for e in story
            if e.position > start.position and _is(e, *states) and getattr(e.event, "deadline", number) == number
        ]
        state = states[type(ends[0].event).__name__] if ends else "running"
        yield "payment_deadline", number, state, start.occurred_at, due, ends[0].occurred_at if ends else None


def _reactions(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    for missed in (e for e in story if _is(e, "DeadlineMissed")):
        due = _business(missed, 3, story[0].event.jurisdiction)  # type: ignore[attr-defined]
        state, ended = _judge(_first(story, missed, "ContactMade", "CaseClosed"), due, "ContactMade")
        number = missed.event.deadline  # type: ignore[attr-defined]
        yield "deadline_missed_reaction", number, state, missed.occurred_at, due, ended


def _suspense(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    for start in (e for e in story if _is(e, "PaymentPutInSuspense")):
        due = _business(start, 5, CALENDAR[start.event.currency])  # type: ignore[attr-defined]
        ends = ("PaymentMatched", "PaymentReversed")
        state, ended = _judge(_first(story, start, *ends), due, *ends)
        yield "suspense_age", start.version, state, start.occurred_at, due, ended


def _resolution(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    if not _is(story[0], "ClaimReceived"):
        return
    claim = story[0]
    zone = claim.event.jurisdiction  # type: ignore[attr-defined]
    due = end_of_day(_day(claim.occurred_at, zone) + timedelta(days=180), zone)
    state, paused, ended = "running", None, None
    for event in story:
        at = event.occurred_at
        if _is(event, "PlanAgreed") and state == "running" and at < due:
            state, paused = "paused", at
        elif _is(event, "DeadlineMissed") and state == "paused":
            state, due, paused = "running", due + (at - paused), None  # type: ignore[operator]
        elif _is(event, "CaseClosed") and state in ("running", "paused"):
            due += at - paused if paused else timedelta(0)
            state, paused, ended = ("met" if at < due else "breached"), None, at
        elif _is(event, "CaseReopened"):
            due += at - ended if state == "met" else timedelta(0)  # type: ignore[operator]
            state, ended = "running", None
    yield "resolution", claim.version, state, claim.occurred_at, due, ended
