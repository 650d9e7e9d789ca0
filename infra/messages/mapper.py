"""The ``eventsourcing`` library's mapper over our wire format: ``MAPPER_TOPIC=infra.messages.mapper:AvroMapper``.

The library's own transcoder sees no types and its cipher has one key for everything, so both stand aside here.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent

from domain.kernel.application import NumberedEvent
from domain.kernel.message import Event
from infra.messages import values


class AvroMapper(Mapper[UUID]):
    """Between numbered domain events and stored events whose state is Avro."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """The stored event of a NumberedEvent; its topic is the event's Avro name."""
        assert isinstance(domain_event, NumberedEvent)
        event = domain_event.event
        return StoredEvent(
            domain_event.originator_id, domain_event.originator_version, event.TOPIC, values.encode(event)
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The NumberedEvent of a stored event. Raises Undecodable."""
        event = cast(Event, values.decode(stored_event.state))
        return NumberedEvent(cast(UUID, stored_event.originator_id), stored_event.originator_version, event)
