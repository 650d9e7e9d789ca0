"""How far a subscription is: what was delivered, what is tried again and when, and whether it has stopped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from infra.webhooks.subscription import FORMAT, LanePlace, WebhookSubscription


class Stopped(StrEnum):
    """Why nothing more is called until a person says so."""

    GONE = "gone"
    """The receiver answered 410: it wants nothing any more."""
    GIVEN_UP = "given_up"
    """A call failed for three days."""


class HookState(StrEnum):
    """What a person is told of a subscription."""

    ACTIVE = "active"
    FAILING = "failing"
    PAUSED = "paused"
    GONE = "gone"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Retry:
    """A call that failed: about the event at ``position``, so many times, and when it is made again."""

    event_id: str
    position: int
    attempts: int
    next_at: datetime

    def document(self) -> dict[str, Any]:
        """Its fields."""
        return {
            "event_id": self.event_id,
            "position": self.position,
            "attempts": self.attempts,
            "next_at": self.next_at,
        }


@dataclass(frozen=True, slots=True)
class HookProgress:
    """Of one subscription, in its ``turn``; ``delivered`` counts in all turns."""

    turn: int = 0
    places: Mapping[int, LanePlace] = field(default_factory=dict)
    retries: Mapping[int, Retry] = field(default_factory=dict)
    stopped: Stopped | None = None
    delivered: int = 0
    delivered_at: datetime | None = None

    def in_turn_of(self, subscription: WebhookSubscription) -> HookProgress:
        """As it goes on when somebody has said so."""
        if self.turn == subscription.turn:
            return self
        places = {**self.places, **subscription.begin}
        return replace(self, turn=subscription.turn, places=places, retries={}, stopped=None)

    def state(self, subscription: WebhookSubscription) -> HookState:
        """In a word."""
        now = self.in_turn_of(subscription)
        if subscription.paused:
            return HookState.PAUSED
        if now.stopped is not None:
            return HookState(now.stopped.value)
        return HookState.FAILING if now.retries else HookState.ACTIVE

    def next_offsets(self) -> dict[int, int]:
        """Where to read on."""
        return {partition: place.next_offset for partition, place in self.places.items()}

    def value(self) -> bytes:
        """Its record."""
        document = {
            "format": FORMAT,
            "turn": self.turn,
            "places": {str(partition): list(place) for partition, place in self.places.items()},
            "retries": {str(partition): _document(retry) for partition, retry in self.retries.items()},
            "stopped": self.stopped,
            "delivered": self.delivered,
            "delivered_at": None if self.delivered_at is None else self.delivered_at.isoformat(),
        }
        return json.dumps(document, separators=(",", ":")).encode()


def read_progress(value: bytes) -> HookProgress:
    """The progress in a record. Raises ValueError, KeyError, TypeError."""
    told = json.loads(value)
    if told["format"] != FORMAT:
        raise ValueError("the progress of a subscription in another format: upgrade this program")
    at = told["delivered_at"]
    return HookProgress(
        told["turn"],
        {int(partition): LanePlace(*place) for partition, place in told["places"].items()},
        {int(partition): _retry(retry) for partition, retry in told["retries"].items()},
        None if told["stopped"] is None else Stopped(told["stopped"]),
        told["delivered"],
        None if at is None else datetime.fromisoformat(at),
    )


def _document(retry: Retry) -> dict[str, Any]:
    return retry.document() | {"next_at": retry.next_at.isoformat()}


def _retry(told: Mapping[str, Any]) -> Retry:
    return Retry(told["event_id"], told["position"], told["attempts"], datetime.fromisoformat(told["next_at"]))
