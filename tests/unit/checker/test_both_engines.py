"""What folds batches and what the checker works out event by event share no code, and come to the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.case.state import CASE
from domain.kernel.aggregate import AggregateKind
from domain.kernel.recorded import Actor, RecordedEvent
from domain.payment.state import PAYMENT
from infra.audit.checker.check import Checking
from infra.audit.checker.event import Seen
from infra.audit.checker.history import history_from
from infra.audit.checker.models.balances import balances
from infra.audit.checker.models.sla import sla
from projections.balances.amounts import COLUMN_OF
from projections.balances.rows import rows_of
from projections.sla.clocks import CLOCKS
from projections.sla.rows import SlaRows
from tests.for_each import for_each
from tests.unit.checker.little_world import LOG_ID, busy_world
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived, payment_lives
from tests.unit.domain.samples import PAYMENT_LINE
from tests.unit.projections.samples import SAMPLES

AGGREGATE = UUID(int=0xCA5E)


def seen_of(kind: AggregateKind[Any], asked: Any) -> list[Seen]:
    """The events of one aggregate, as the checker reads them from the log: every one happened an hour later."""
    return [
        Seen(
            partition=0, offset=version, position=version, version=version, aggregate_id=AGGREGATE, kind=kind.name,
            event=step.event, event_id=UUID(int=version), causation_id=UUID(int=1), correlation_id=UUID(int=2),
            actor_kind="user", actor_id="agent-1", occurred_at=step.context.occurred_at + timedelta(hours=version),
            recorded_at=step.context.now, previous_hash=b"", hash=b"", wrong_hash=False, fingerprint="",
        )
        for version, step in enumerate(lived(kind, asked), start=1)
    ]  # fmt: skip


def recorded(seen: Seen) -> RecordedEvent:
    """The same as the projector reads it."""
    return RecordedEvent(
        seen.partition, seen.position, seen.kind, seen.aggregate_id, seen.version, seen.event_id, seen.event.TOPIC,
        seen.event, seen.occurred_at, seen.recorded_at, Actor(seen.actor_kind, seen.actor_id), seen.correlation_id,
        seen.causation_id, seen.previous_hash, seen.hash, seen.offset,
    )  # fmt: skip


def projected_clocks(events: Sequence[Seen]) -> dict[tuple[str, int], tuple[object, ...]]:
    """The clocks that the projector's engine has after these events."""
    rows = SlaRows()
    rows.apply(recorded(seen) for seen in events)
    keys = [(one.clock.name, one.number) for runs in rows.runs.values() for one in runs]
    assert len(set(keys)) == len(keys), "two rows under one key"
    return {
        (one.clock.name, one.number): (
            str(one.state), one.started_at, one.due_at, one.paused_at, one.ended_at, one.jurisdiction, one.position,
        )
        for runs in rows.runs.values()
        for one in runs
    }  # fmt: skip


def checked_clocks(events: Iterable[Seen]) -> dict[tuple[str, int], tuple[object, ...]]:
    """Those of the checker's."""
    names = ("state", "started_at", "due_at", "paused_at", "ended_at", "jurisdiction", "position")
    rows = sla(events)["clock"].rows.values()
    return {(row["clock"], row["number"]): tuple(row[name] for name in names) for row in rows}


@whatever_happens(case_lives, number=200)
def test_the_clocks_of_a_case_are_the_same(asked: object) -> None:
    events = seen_of(CASE, asked)
    assert projected_clocks(events) == checked_clocks(events)


@whatever_happens(payment_lives)
def test_the_clocks_of_a_payment_are_the_same(asked: object) -> None:
    events = seen_of(PAYMENT, asked)
    assert projected_clocks(events) == checked_clocks(events)


@for_each("name", SAMPLES)
def test_an_event_of_any_kind_leaves_the_same_jurisdiction(name: str) -> None:
    [seen, *_] = seen_of(PAYMENT, [(lambda _: PAYMENT_LINE, 0)])
    seen = replace(seen, event=SAMPLES[name])
    rows = SlaRows()
    rows.apply([recorded(seen)])
    found = {row["aggregate_id"]: row["jurisdiction"] for row in sla([seen])["jurisdiction"].rows.values()}
    assert rows.new_jurisdictions == found


@whatever_happens(case_lives, number=200)
def test_the_row_of_a_case_is_the_same(asked: object) -> None:
    events = seen_of(CASE, asked)
    rows = balances(events)["case_balance"].rows
    if not events:
        assert rows == {}
        return
    folded = rows_of([recorded(seen) for seen in events]).cases[AGGREGATE]
    [row] = rows.values()
    assert {column: folded.minor[account] for column, account in COLUMN_OF.items()} == {c: row[c] for c in COLUMN_OF}
    told = (folded.status, folded.outcome, folded.closed_at, folded.received_at, folded.payments, folded.position)
    names = ("status", "outcome", "closed_at", "received_at", "payments", "position")
    assert told == tuple(row[name] for name in names)


@whatever_happens(payment_lives)
def test_the_row_of_a_payment_and_the_accounts_are_the_same(asked: object) -> None:
    events = seen_of(PAYMENT, asked)
    tables = balances(events)
    if not events:
        return
    folded = rows_of([recorded(seen) for seen in events])
    one, row = folded.payments[AGGREGATE], tables["payment"].rows[AGGREGATE,]
    assert (one.status, one.reason, one.since, one.position) == tuple(
        row[name] for name in ("status", "reason", "since", "position")
    )
    accounts = {key: (change.balance_minor, change.postings) for key, change in folded.accounts.items()}
    plain = tables["ledger_account"].rows.values()
    assert accounts == {(r["currency"], r["account"]): (r["balance_minor"], r["postings"]) for r in plain}


def turned_away(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    """The projector's engine forgets one role of every clock; the rows that the checker reads stay as they are."""
    forgetful = tuple(replace(clock, **{role: ()}) for clock in CLOCKS)
    found: dict[Any, list[Any]] = {}
    for clock, whole in zip(forgetful, CLOCKS, strict=True):
        for one, events in clock.roles().items():
            for event in events:
                found.setdefault(event, []).append((one, whole))
    monkeypatch.setattr(
        "projections.sla.rows.ROLES", {event: tuple(sorted(r, key=lambda p: p[0])) for event, r in found.items()}
    )


@pytest.mark.parametrize(
    "role", ["starts", "meets", "misses", "supersedes", "pauses", "resumes", "reopens", "corrects"]
)
def test_an_engine_that_forgets_a_role_is_told_apart(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    world = busy_world()
    checking = Checking(history_from(world.lines), LOG_ID, 2)
    checking.read(world.records)
    by_aggregate: dict[UUID, list[Seen]] = {}
    for seen in checking.events:
        by_aggregate.setdefault(seen.aggregate_id, []).append(seen)
    assert all(projected_clocks(events) == checked_clocks(events) for events in by_aggregate.values())
    turned_away(monkeypatch, role)
    assert any(projected_clocks(events) != checked_clocks(events) for events in by_aggregate.values())
