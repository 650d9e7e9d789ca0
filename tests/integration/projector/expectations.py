"""What the read models must hold after a history, reckoned naively: from the domain's states, and case by case.

This shares no code with ``projections``: each clock is written out by hand, over a case's whole history at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.case.state import CaseState
from domain.kernel.calendar import ZONES, add_business_days, end_of_day, is_business_day
from domain.kernel.ledger import Account
from domain.kernel.recorded import RecordedEvent
from tests.integration.projector.recorded_log import RecordedLog

Rows = list[tuple[object, ...]]
PARTS = ("principal", "interest", "fees", "court_costs")
OWES_NOTHING = {
    "paid_in_full", "paid_direct_to_client", "settled", "credited", "upheld_dispute", "debt_settlement_discharged",
    "identity_fraud",
}  # fmt: skip
CALENDAR = {"SEK": "SE", "NOK": "NO", "EUR": "FI"}


def expected_balances(log: RecordedLog) -> Rows:
    """Case by case what the domain says is owed, paid, written off and owed back."""
    return [
        (
            str(case_id), state.life.stage.value, *(state.balance.owed(part) for part in PARTS),
            *(state.balance.on(account) for account in (Account.COLLECTED, Account.PAID_TO_CREDITOR)),
            state.balance.on(Account.WRITTEN_OFF), -state.balance.on(Account.REFUND_PAYABLE),
            len(state.credits.by_payment),
        )
        for case_id, state in sorted(log.states.items())
        if isinstance(state, CaseState) and (state.life.is_open or state.life.has_ended)
    ]  # fmt: skip


def expected_trail(log: RecordedLog) -> Rows:
    """A row for each event."""
    return [(e.position, type(e.event).__name__, str(e.aggregate_id), e.version) for e in log.events]


def expected_clocks(log: RecordedLog) -> Rows:
    """Every clock on every case and payment."""
    rows: Rows = []
    for aggregate_id in sorted({event.aggregate_id for event in log.events}):
        story = [event for event in log.events if event.aggregate_id == aggregate_id]
        for clock in (_first_contact, _payment_deadlines, _reactions, _resolution, _suspense, _after_the_end):
            rows += [(str(aggregate_id), *row) for row in clock(story)]
    return sorted(rows, key=lambda row: row[:3])  # type: ignore[arg-type, return-value]


def _is(event: RecordedEvent, *names: str) -> bool:
    return type(event.event).__name__ in names


def _business(event: RecordedEvent, days: int, jurisdiction: str) -> datetime:
    return end_of_day(add_business_days(_day(event.occurred_at, jurisdiction), days, jurisdiction), jurisdiction)


def _day(instant: datetime, jurisdiction: str) -> date:
    return instant.astimezone(ZoneInfo(ZONES[jurisdiction])).date()


def _reached(event: RecordedEvent) -> bool:
    """Somebody spoke with the person: a contact of that outcome, or what is said where both are there."""
    happened: Any = event.event
    if _is(event, "ContactMade"):
        return happened.outcome not in ("no_answer", "left_message", "sent", "returned", "wrong_person")
    in_writing = _is(event, "DisputeResolved", "FinalResponseSent")
    return not in_writing and getattr(happened, "channel", "") in ("phone", "chat", "my_page")


def _judge(story: list[RecordedEvent], due: datetime, stops: dict[int, str]) -> tuple[str, datetime | None]:
    """How a clock ended that the first of ``stops`` (states by position) ended, if any has come."""
    if not stops:
        return "running", None
    at = next(e.occurred_at for e in story if e.position == min(stops))
    return ("breached" if at >= due else stops[min(stops)]), at


def _has_heard(event: RecordedEvent) -> bool:
    """The person was spoken with or written to."""
    return _reached(event) or (_is(event, "ContactMade") and getattr(event.event, "outcome", "") == "sent")


def _first_contact(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    for claim in (e for e in story if _is(e, "ClaimReceived")):
        due = _business(claim, 2, claim.event.jurisdiction)  # type: ignore[attr-defined]
        stops = {e.position: "met" for e in story if _has_heard(e)}
        stops |= {e.position: "superseded" for e in story if _is(e, "CaseClosed")}
        state, ended = _judge(story, due, stops)
        yield "first_contact", claim.version, state, claim.occurred_at, due, ended


def _payment_deadlines(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    """Events alone judge a deadline; it ends once, until something makes it run again."""
    ends = {
        "DeadlineMet": "met", "DeadlineMissed": "breached",
        "PlanAgreed": "superseded", "PlanTerminated": "superseded", "CaseClosed": "superseded",
    }  # fmt: skip
    for start in (e for e in story if _is(e, "DeadlineSet")):
        number, due = start.event.deadline, start.event.grace_until  # type: ignore[attr-defined]
        state, ended = "running", None
        for event in (e for e in story if e.position > start.position):
            if getattr(event.event, "deadline", number) != number:
                continue
            if _is(event, "DeadlineResumed"):
                state, ended = "running", None
            elif _is(event, "DeadlineMissWithdrawn"):
                state = "met"
            elif _is(event, *ends) and ended is None:
                state, ended = ends[type(event.event).__name__], event.occurred_at
        yield "payment_deadline", number, state, start.occurred_at, due, ended


def _reactions(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    """One for the last miss of each deadline: one that is missed once more begins anew."""
    last = {e.event.deadline: e for e in story if _is(e, "DeadlineMissed")}  # type: ignore[attr-defined]
    for missed in last.values():
        due = _business(missed, 3, story[0].event.jurisdiction)  # type: ignore[attr-defined]
        number = missed.event.deadline  # type: ignore[attr-defined]
        later = [e for e in story if e.position > missed.position]
        stops = {e.position: "met" for e in later if _reached(e)}
        stops |= {e.position: "superseded" for e in later if _is(e, "CaseClosed") or _is_withdrawal(e, number)}
        state, ended = _judge(story, due, stops)
        yield "deadline_missed_reaction", number, state, missed.occurred_at, due, ended


def _is_withdrawal(event: RecordedEvent, number: int) -> bool:
    return _is(event, "DeadlineMissWithdrawn") and event.event.deadline == number  # type: ignore[attr-defined]


def _after_the_end(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    """Who owes nothing hears so on the next bank day, and is asked within a week how it went; until it goes on."""
    for closed in (e for e in story if _is(e, "CaseClosed")):
        zone = story[0].event.jurisdiction  # type: ignore[attr-defined]
        ending: Any = closed.event
        due = {"survey": end_of_day(_day(closed.occurred_at, zone) + timedelta(days=7), zone)}
        if not ending.survey_is_due:
            due = {}
        if ending.outcome in OWES_NOTHING:
            due["closure_confirmation"] = _business(closed, 1, zone)
        later = [e for e in story if e.position > closed.position]
        for name, sent in (("closure_confirmation", "ClosureConfirmationSent"), ("survey", "SurveySent")):
            if name in due:
                stops = {e.position: "met" for e in later if _is(e, sent)}
                stops |= {e.position: "superseded" for e in later if _is(e, "CaseReopened")}
                state, ended = _judge(story, due[name], stops)
                yield name, closed.version, state, closed.occurred_at, due[name], ended


def _suspense(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    """Money waits from when it is put in suspense; a match that is undone gives it the time that it had left."""
    started, due, state, ended = None, datetime.max.replace(tzinfo=UTC), "running", None
    for event in story:
        at = event.occurred_at
        if _is(event, "PaymentPutInSuspense", "PaymentUnmatched") and started is None:
            started = event
            due = _business(event, 5, CALENDAR[event.event.currency])  # type: ignore[attr-defined]
        elif _is(event, "PaymentMatched", "PaymentReversed") and started and ended is None:
            state, ended = ("met" if at < due else "breached"), at
        elif _is(event, "PaymentUnmatched") and started and ended is not None:
            if state == "met":
                due = _bank_days_later(due, ended, at, CALENDAR[event.event.currency])  # type: ignore[attr-defined]
            state, ended = "running", None
    if started is not None:
        yield "suspense_age", started.version, state, started.occurred_at, due, ended


def _bank_days_later(due: datetime, stopped: datetime, went_on: datetime, zone: str) -> datetime:
    """Later by the bank days that began in between."""
    day, last = _day(stopped, zone), _day(due - timedelta(microseconds=1), zone)
    while day < _day(went_on, zone):
        day += timedelta(days=1)
        if is_business_day(day, zone):
            last = add_business_days(last, 1, zone)
    return end_of_day(last, zone)


def _resolution(story: list[RecordedEvent]) -> Iterator[tuple[object, ...]]:
    if not _is(story[0], "ClaimReceived"):
        return
    claim = story[0]
    zone = claim.event.jurisdiction  # type: ignore[attr-defined]
    due = end_of_day(_day(claim.occurred_at, zone) + timedelta(days=180), zone)
    state, paused, ended = "running", None, None
    for event in story:
        at = event.occurred_at
        if _is(event, "PlanAgreed", "PlanCured", "PlanRescheduled") and state == "running" and at < due:
            state, paused = "paused", at
        elif _is(event, "DeadlineMissed", "PlanTerminated") and state == "paused":
            state, due, paused = "running", due + (at - paused), None  # type: ignore[operator]
        elif _is(event, "CaseClosed") and state in ("running", "paused"):
            due += at - paused if paused else timedelta(0)
            state, paused, ended = ("met" if at < due else "breached"), None, at
        elif _is(event, "CaseReopened"):
            due += at - ended if state == "met" else timedelta(0)  # type: ignore[operator]
            state, ended = "running", None
    yield "resolution", claim.version, state, claim.occurred_at, due, ended
