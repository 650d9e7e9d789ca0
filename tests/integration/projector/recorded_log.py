"""One partition of a log, decided by the domain core and encoded as the case writer would: without a broker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from consumers.projector.contents import Item, PartitionBatch, batch_of
from domain.kernel.aggregate import AggregateKind
from domain.kernel.decision import Context
from domain.kernel.identity import event_id
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor, RecordedEvent
from domain.kernel.refusal import Refusal
from infra.messages import values
from infra.messages.commands import CommandEnvelope
from infra.postgres.parked import ParkedRecord
from tests.some_keys import sealed
from tests.unit.domain.samples import CREDITORS
from tests.unit.messages.written_headers import written_headers

ACTOR = Actor("system", "test")
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)


class RecordedLog:
    """Records and events, in step. Positions and versions are gapless; offsets have a gap after each command."""

    def __init__(self, partition: int = 0) -> None:
        self.partition = partition
        self.records: list[ParkedRecord] = []
        self.events: list[RecordedEvent] = []
        self.states: dict[UUID, object] = {}
        self.next_offset = 0
        self._versions: dict[UUID, int] = {}
        self._commands = 0
        self._recorded_at = BEGIN

    def decide(
        self,
        kind: AggregateKind[Any],
        aggregate_id: UUID,
        command: Command,
        at: datetime | None = None,
        actor: Actor = ACTOR,
    ) -> list[Event]:
        """Decide the command as of ``at`` and record what comes of it; nothing when it is refused."""
        state = self.states.get(aggregate_id, kind.initial)
        happened = at or BEGIN + timedelta(seconds=self._commands + 1)
        decision = kind.decide(state, command, Context(max(self._recorded_at, happened), happened, actor, CREDITORS))
        if isinstance(decision, Refusal):
            return []
        self._commands += 1
        cause = self._cause(aggregate_id, happened, actor)
        self._recorded_at = max(self._recorded_at, happened)
        for ordinal, event in enumerate(decision):
            self._record(kind, cause, event, ordinal)
            state = kind.evolve(state, event)
        self.next_offset += 1  # the marker that ends a transaction
        self.states[aggregate_id] = state
        return list(decision)

    def spoil(self, checkpoint: int, **changes: object) -> None:
        """Alter a record as it stands in the log, such as its ``value``."""
        self.records[checkpoint] = replace(self.records[checkpoint], **changes)  # type: ignore[arg-type]

    def intrude(self) -> None:
        """A record that another program wrote to the topic."""
        self.records.append(ParkedRecord(self.next_offset, b"not ours", b"?", []))
        self.next_offset += 1

    def items(self) -> list[Item]:
        """Every record, read back from its bytes."""
        return list(batch_of(self.partition, self.records, self.next_offset).items)

    def batches(self, sizes: Sequence[int] = ()) -> list[PartitionBatch]:
        """The log cut into batches of these sizes, what is left into one more."""
        items, batches, begin = self.items(), [], 0
        for size in [*sizes, len(items)]:
            part = items[begin : begin + size]
            begin += size
            if part:
                batches.append(PartitionBatch(self.partition, part, part[-1].record.offset + 1))
        if batches:
            batches[-1] = replace(batches[-1], next_offset=self.next_offset)
        return batches

    def _cause(self, aggregate_id: UUID, at: datetime, actor: Actor) -> CommandEnvelope:
        command_id = UUID(int=(self.partition << 64) + self._commands)
        return CommandEnvelope(
            id=command_id, aggregate_id=aggregate_id, actor=actor, correlation_id=aggregate_id, occurred_at=at
        )

    def _record(
        self,
        kind: AggregateKind[Any],
        cause: CommandEnvelope,
        event: Event,
        ordinal: int,
    ) -> None:
        aggregate_id, position = cause.aggregate_id, len(self.events) + 1
        version = self._versions[aggregate_id] = self._versions.get(aggregate_id, 0) + 1
        previous = self.events[-1].hash if self.events else sha256(b"test").digest()
        identifier = event_id(cause.id, aggregate_id, ordinal)
        event = sealed(event, identifier)
        value = values.encode(event)
        digest = sha256(previous + value).digest()
        headers = [
            *written_headers(cause, event, identifier, self._recorded_at),
            ("version", b"%d" % version),
            ("position", b"%d" % position),
            ("prevhash", previous.hex().encode()),
            ("hash", digest.hex().encode()),
        ]
        self.records.append(ParkedRecord(self.next_offset, str(aggregate_id).encode(), value, headers))
        self.events.append(
            RecordedEvent(
                self.partition, position, kind.name, aggregate_id, version, identifier, event.TOPIC, event,
                cause.occurred_at, self._recorded_at, cause.actor, cause.correlation_id, cause.id, previous, digest,
                self.next_offset,
            )
        )  # fmt: skip
        self.next_offset += 1
