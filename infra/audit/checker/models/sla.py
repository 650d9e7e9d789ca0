"""The clocks, worked out event by event from the rows that describe them, by an engine that shares nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.kernel.calendar import ZONES, add_business_days, end_of_day
from infra.audit.checker.event import Seen
from infra.audit.checker.models.rows import Row, Rows, Table
from projections.sla.clock import ClockRule
from projections.sla.clocks import CLOCKS

_NAMED = frozenset(event for rule in CLOCKS for events in rule.roles().values() for event in events)
"""Events that no clock names are nobody's business here: a creditor has a country too, and nothing to be late with."""
_BANK_DAYS = {"SEK": "SE", "NOK": "NO", "DKK": "DK", "EUR": "FI", "GBP": "GB"}


def sla(events: Iterable[Seen]) -> Rows:
    """The three tables."""
    folding = _ClockFolding()
    for seen in events:
        folding.fold(seen)
    return {"clock": folding.clocks, "clock_before": folding.before, "jurisdiction": folding.jurisdictions}


class _ClockFolding:
    def __init__(self) -> None:
        self.clocks = Table(("aggregate_id", "clock", "number"))
        self.before = Table(("aggregate_id", "clock", "number", "position"))
        self.jurisdictions = Table(("aggregate_id",))
        self._of: dict[object, list[Row]] = {}

    def fold(self, seen: Seen) -> None:
        zone = getattr(seen.event, "jurisdiction", None)
        if zone is not None and type(seen.event) in _NAMED:
            self.jurisdictions.put(aggregate_id=seen.aggregate_id, partition=seen.partition, jurisdiction=zone)
        stood = [dict(row) for row in self._of.get(seen.aggregate_id, ())]
        for rule in CLOCKS:
            self._fold_one(rule, seen)
        for row in stood:
            now = self.clocks.rows[row["aggregate_id"], row["clock"], row["number"]]
            if now["position"] != row["position"]:
                self.before.put(**{name: value for name, value in row.items() if name not in ("jurisdiction", "kind")})
                now |= _turned(seen)

    def _fold_one(self, rule: ClockRule, seen: Seen) -> None:
        """An event ends clocks before it starts one."""
        happened, mine = type(seen.event), self._named(rule, seen)
        unended = [row for row in mine if row["ended_at"] is None]
        if happened in rule.meets and rule.met_only_if(seen.event):
            self._end(rule, unended, "met", seen)
        if happened in rule.misses:
            self._end(rule, unended, "breached", seen)
        if happened in rule.supersedes:
            self._end(rule, unended, "superseded", seen)
        if happened in rule.pauses:
            self._pause(rule, unended, seen)
        if happened in rule.resumes:
            self._resume(rule, unended, seen)
        if happened in rule.reopens:
            self._reopen(rule, mine, seen)
        if happened in rule.corrects:
            self._correct(mine, seen)
        if happened in rule.starts and rule.only_if(seen.event):
            self._start(rule, seen)

    def _named(self, rule: ClockRule, seen: Seen) -> list[Row]:
        """The clocks of this rule that the event is about: the one that it numbers, or all."""
        number = getattr(seen.event, rule.ended_by or rule.numbered_by, None) if rule.numbered_by else None
        rows = self._of.get(seen.aggregate_id, ())
        return [row for row in rows if row["clock"] == rule.name and number in (None, row["number"])]

    def _start(self, rule: ClockRule, seen: Seen) -> None:
        zone = self._zone(seen)
        if rule.jurisdictions is not None and zone not in rule.jurisdictions:
            return
        if not rule.numbered_by and any(row["ended_at"] is None for row in self._named(rule, seen)):
            return
        number = getattr(seen.event, rule.numbered_by) if rule.numbered_by else seen.version
        row = self.clocks.put(
            aggregate_id=seen.aggregate_id,
            clock=rule.name,
            number=number,
            partition=seen.partition,
            jurisdiction=zone,
            kind=self._kind(rule, seen),
            state="running",
            started_at=seen.occurred_at,
            due_at=_due(rule, seen, zone),
            paused_at=None,
            ended_at=None,
            position=seen.position,
            **_turned(seen),
        )
        self._of.setdefault(seen.aggregate_id, []).append(row)

    def _kind(self, rule: ClockRule, seen: Seen) -> str | None:
        """What the event says that it is for; else what the clock was for that it takes the place of."""
        said: str | None = getattr(seen.event, rule.kind_from, None)
        if said is not None or not rule.ended_by:
            return said
        return next((row["kind"] for row in self._named(rule, seen)), None)

    def _zone(self, seen: Seen) -> str:
        known = self.jurisdictions.rows.get((seen.aggregate_id,))
        if known is not None:
            zone: str = known["jurisdiction"]
            return zone
        return _BANK_DAYS.get(getattr(seen.event, "currency", ""), "SE")

    def _end(self, rule: ClockRule, unended: list[Row], verdict: str, seen: Seen) -> None:
        """The hour decides, unless the rule has events that say whether it was missed."""
        for row in unended:
            _run_on(rule, row, seen)
            is_late = seen.occurred_at >= row["due_at"] and not rule.misses
            row |= {"state": "breached" if is_late else verdict, "ended_at": seen.occurred_at}
            row["position"] = seen.position

    def _pause(self, rule: ClockRule, unended: list[Row], seen: Seen) -> None:
        for row in unended:
            if row["state"] == "running" and (rule.misses or seen.occurred_at < row["due_at"]):
                row |= {"state": "paused", "paused_at": seen.occurred_at, "position": seen.position}

    def _resume(self, rule: ClockRule, unended: list[Row], seen: Seen) -> None:
        for row in unended:
            if row["state"] == "paused":
                _run_on(rule, row, seen)
                row["position"] = seen.position

    def _reopen(self, rule: ClockRule, mine: list[Row], seen: Seen) -> None:
        for row in mine:
            if row["ended_at"] is not None and (rule.reopens_met or row["state"] == "superseded"):
                stopped = row["ended_at"] if row["state"] == "met" else seen.occurred_at
                row["due_at"] = _later(rule, row, stopped, seen)
                row |= {"state": "running", "ended_at": None, "position": seen.position}

    def _correct(self, mine: list[Row], seen: Seen) -> None:
        for row in mine:
            if row["state"] == "breached":
                row |= {"state": "met", "position": seen.position}


def _turned(seen: Seen) -> Row:
    return {"turned_at": seen.occurred_at, "recorded_at": seen.recorded_at}


def _run_on(rule: ClockRule, row: Row, seen: Seen) -> None:
    if row["paused_at"] is not None:
        row["due_at"] = _later(rule, row, row["paused_at"], seen)
        row |= {"state": "running", "paused_at": None}


def _due(rule: ClockRule, seen: Seen, zone: str) -> datetime:
    limit, first = rule.limit, seen.occurred_at.astimezone(ZoneInfo(ZONES[zone])).date()
    if limit.calendar == "event":
        due_at: datetime = getattr(seen.event, limit.field)  # type: ignore[attr-defined]
        return due_at
    if limit.calendar == "policy":
        [row] = [one for one in limit.table.rows if one.jurisdiction == zone and one.in_force_on(first)]  # type: ignore[attr-defined]
        return end_of_day(add_business_days(first, row.value.count, zone), zone)
    days: int = limit.days  # type: ignore[attr-defined]
    last: date = add_business_days(first, days, zone) if limit.calendar == "business" else first + timedelta(days=days)
    return end_of_day(last, zone)


def _later(rule: ClockRule, row: Row, stopped: datetime, seen: Seen) -> datetime:
    """When it is due after it stood still until this event."""
    due_at: datetime = row["due_at"]
    if rule.limit.calendar == "event":
        said_anew: datetime = getattr(seen.event, rule.limit.field, due_at)  # type: ignore[attr-defined]
        return said_anew
    if rule.limit.calendar == "calendar":
        return due_at + max(seen.occurred_at - stopped, timedelta(0))
    return rule.limit.extended(due_at, stopped, seen.occurred_at, row["jurisdiction"], seen.event)
