"""What a receiver is told: that something happened, and where to read what. No texts, no amounts, nobody's data."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from domain.kernel.message import moves_money
from domain.kernel.recorded import RecordedEvent

TEST_TYPE = "caseledger.webhook.Test"


def payload(event: RecordedEvent) -> bytes:
    """The body of a call about an event: JSON without blanks, as it is signed and sent."""
    data = {
        "event_id": str(event.event_id),
        "aggregate": event.aggregate_kind,
        "aggregate_id": str(event.aggregate_id),
        "version": event.version,
        "partition": event.partition,
        "position": event.position,
        "recorded_at": _time(event.recorded_at),
        "correlation_id": str(event.correlation_id),
        "causation_id": str(event.causation_id),
        "moves_money": moves_money(type(event.event)),
    }
    return _body(event.topic, event.occurred_at, data)


def trial_payload(subscription: str, now: datetime) -> bytes:
    """The body of a call that only tries whether the receiver answers."""
    return _body(TEST_TYPE, now, {"subscription": subscription})


def _body(kind: str, at: datetime, data: dict[str, Any]) -> bytes:
    return json.dumps({"type": kind, "timestamp": _time(at), "data": data}, separators=(",", ":")).encode()


def _time(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")
