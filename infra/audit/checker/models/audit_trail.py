"""The audit trail: one row for each event. The sentence in ``summary`` is for people, and not modelled."""

from __future__ import annotations

from collections.abc import Iterable

from infra.audit.checker.event import Seen
from infra.audit.checker.models.rows import Rows, Table


def audit_trail(events: Iterable[Seen]) -> Rows:
    """A row for each event, one for each case that an event of a payment names, and one for each who acted."""
    trail = Table(("partition", "position"), unmodelled=frozenset({"summary"}))
    mentions = Table(("case_id", "partition", "position"))
    actors = Table(("id", "kind", "partition"))
    for seen in events:
        trail.put(
            partition=seen.partition,
            position=seen.position,
            aggregate_kind=seen.kind,
            aggregate_id=seen.aggregate_id,
            version=seen.version,
            type=type(seen.event).__name__,
            actor_kind=seen.actor_kind,
            actor_id=seen.actor_id,
            occurred_at=seen.occurred_at,
            recorded_at=seen.recorded_at,
            channel=getattr(seen.event, "channel", None),
            reason=getattr(seen.event, "reason", None),
            rule=_first_said(seen.event, "rule", "rules", "breached_rule"),
            outcome=_first_said(seen.event, "outcome", "score"),
            direction=getattr(seen.event, "direction", None),
            manager=getattr(seen.event, "manager", None),
            causation_id=seen.causation_id,
            correlation_id=seen.correlation_id,
            event_id=seen.event_id,
            hash=seen.hash,
            record_offset=seen.offset,
        )
        actors.at(id=seen.actor_id, kind=seen.actor_kind, partition=seen.partition, events=0)["events"] += 1
        for portion in getattr(seen.event, "portions", ()):
            mentions.put(case_id=portion.case_id, partition=seen.partition, position=seen.position)
    return {"audit_trail": trail, "case_mention": mentions, "actor": actors}


def _first_said(event: object, *names: str) -> str | None:
    """What the event says in the first of these fields that it has, as a text; several things have commas between."""
    there = [name for name in names if hasattr(event, name)]
    said = getattr(event, there[0]) if there else None
    if isinstance(said, tuple):
        return ", ".join(str(one) for one in said)
    return None if said is None else str(said)
