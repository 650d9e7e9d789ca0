"""How commands, events and replies stand on Kafka: Avro values, CloudEvents headers, the aggregate's id as key."""

from __future__ import annotations

from infra.messages.errors import Undecodable

__all__ = ["Undecodable"]
