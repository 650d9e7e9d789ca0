"""The clocks, worked out event by event. A clock that is added to the product is added here too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed, CaseReopened
from domain.case.contacts.contact import ContactMade
from domain.case.deadlines.deadline import DeadlineMet, DeadlineMissed, DeadlineSet
from domain.case.plans.agreeing import PlanAgreed
from domain.kernel.calendar import ZONES, add_business_days, end_of_day
from domain.payment.matching.matching import PaymentMatched, PaymentPutInSuspense
from domain.payment.reversal.reversing import PaymentReversed
from infra.audit.checker.event import Seen
from infra.audit.checker.models.rows import Row, Rows, Table

_BANK_DAYS = {"SEK": "SE", "NOK": "NO", "DKK": "DK", "EUR": "FI", "GBP": "GB"}


def sla(events: Iterable[Seen]) -> Rows:
    """The two tables."""
    folding = _ClockFolding()
    for seen in events:
        folding.fold(seen)
    return {"clock": folding.clocks, "jurisdiction": folding.jurisdictions}


class _ClockFolding:
    def __init__(self) -> None:
        self.clocks = Table(("aggregate_id", "clock", "number"))
        self.jurisdictions = Table(("aggregate_id",))
        self._of: dict[object, list[Row]] = {}

    def fold(self, seen: Seen) -> None:
        event = seen.event
        if isinstance(event, ClaimReceived):
            zone = event.jurisdiction
            self.jurisdictions.put(aggregate_id=seen.aggregate_id, partition=seen.partition, jurisdiction=zone)
            self._start(seen, "first_contact", seen.version, zone, _business_days(seen.occurred_at, 2, zone))
            last = _local_day(seen.occurred_at, zone) + timedelta(days=180)
            self._start(seen, "resolution", seen.version, zone, end_of_day(last, zone))
        elif isinstance(event, ContactMade):
            self._end(seen, "first_contact", "met")
            self._end(seen, "deadline_missed_reaction", "met")
        elif isinstance(event, DeadlineSet):
            zone = self._zone(seen)
            self._start(seen, "payment_deadline", event.deadline, zone, event.grace_until)
        elif isinstance(event, DeadlineMet):
            self._end(seen, "payment_deadline", "met", event.deadline, is_judged=True)
        elif isinstance(event, DeadlineMissed):
            self._end(seen, "payment_deadline", "breached", event.deadline, is_judged=True)
            self._resume(seen)
            zone = self._zone(seen)
            due_at = _business_days(seen.occurred_at, 3, zone)
            self._start(seen, "deadline_missed_reaction", event.deadline, zone, due_at)
        elif isinstance(event, PlanAgreed):
            self._end(seen, "payment_deadline", "superseded", is_judged=True)
            self._pause(seen)
        elif isinstance(event, CaseClosed):
            self._end(seen, "first_contact", "superseded")
            self._end(seen, "deadline_missed_reaction", "superseded")
            self._end(seen, "payment_deadline", "superseded", is_judged=True)
            self._end(seen, "resolution", "met")
        elif isinstance(event, CaseReopened):
            self._reopen(seen)
        elif isinstance(event, PaymentPutInSuspense):
            zone = _BANK_DAYS.get(event.currency, "SE")
            self._start(seen, "suspense_age", seen.version, zone, _business_days(seen.occurred_at, 5, zone))
        elif isinstance(event, PaymentMatched | PaymentReversed):
            self._end(seen, "suspense_age", "met")

    def _zone(self, seen: Seen) -> str:
        zone: str = self.jurisdictions.rows[seen.aggregate_id,]["jurisdiction"]
        return zone

    def _start(self, seen: Seen, clock: str, number: int, jurisdiction: str, due_at: datetime) -> None:
        row = self.clocks.put(
            aggregate_id=seen.aggregate_id,
            clock=clock,
            number=number,
            partition=seen.partition,
            jurisdiction=jurisdiction,
            state="running",
            started_at=seen.occurred_at,
            due_at=due_at,
            paused_at=None,
            ended_at=None,
            position=seen.position,
        )
        self._of.setdefault(seen.aggregate_id, []).append(row)

    def _running(self, seen: Seen, clock: str, number: int | None = None) -> list[Row]:
        rows = self._of.get(seen.aggregate_id, ())
        wanted = [row for row in rows if row["clock"] == clock and number in (None, row["number"])]
        return [row for row in wanted if row["ended_at"] is None]

    def _end(self, seen: Seen, clock: str, verdict: str, number: int | None = None, *, is_judged: bool = False) -> None:
        """End the clocks that run. ``is_judged``: events say whether it was missed, not the hour."""
        for row in self._running(seen, clock, number):
            self._run_on(row, seen.occurred_at)
            is_late = seen.occurred_at >= row["due_at"] and not is_judged
            row |= {"state": "breached" if is_late else verdict, "ended_at": seen.occurred_at}
            row["position"] = seen.position

    def _pause(self, seen: Seen) -> None:
        for row in self._running(seen, "resolution"):
            if row["state"] == "running" and seen.occurred_at < row["due_at"]:
                row |= {"state": "paused", "paused_at": seen.occurred_at, "position": seen.position}

    def _resume(self, seen: Seen) -> None:
        for row in self._running(seen, "resolution"):
            if row["state"] == "paused":
                self._run_on(row, seen.occurred_at)
                row["position"] = seen.position

    def _run_on(self, row: Row, at: datetime) -> None:
        if row["paused_at"] is not None:
            row["due_at"] += max(at - row["paused_at"], timedelta(0))
            row |= {"state": "running", "paused_at": None}

    def _reopen(self, seen: Seen) -> None:
        for row in self._of.get(seen.aggregate_id, ()):
            if row["clock"] == "resolution" and row["state"] in ("met", "breached"):
                if row["state"] == "met":
                    row["due_at"] += max(seen.occurred_at - row["ended_at"], timedelta(0))
                row |= {"state": "running", "ended_at": None, "position": seen.position}


def _local_day(instant: datetime, jurisdiction: str) -> date:
    return instant.astimezone(ZoneInfo(ZONES[jurisdiction])).date()


def _business_days(instant: datetime, days: int, jurisdiction: str) -> datetime:
    return end_of_day(add_business_days(_local_day(instant, jurisdiction), days, jurisdiction), jurisdiction)
