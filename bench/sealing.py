"""What sealing costs the writer: the processor time for each event of the usual cases, in process, without a broker.

Each case has one person, so that a new key is made, wrapped and put into a record with each claim. The topic of keys is
a list in memory, and its cache a file: reading back what was written is part of the cost.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from threading import Event as Stop
from uuid import UUID

from bench.workload import CREDITORS, commands
from domain.catalogue import kind_of
from domain.kernel.decision import Context
from domain.kernel.identity import event_id
from domain.kernel.message import Command, Event
from infra.eventlog.admin.topics import Forgetting
from infra.eventlog.partition.log_reader import RecordChunk
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.messages.crypto.key_cache import KeyCache
from infra.messages.crypto.key_ring import KeyRing
from infra.messages.crypto.wrapping_file import WrappingKeyFile, create_wrapping_key_file

BATCH = 500
CHUNK = 5_000  # records that a reader is given at a time


class _Topic:
    """What was committed, for the ring to read back."""

    def __init__(self) -> None:
        self.records: list[_KeptRecord] = []

    def commit(self, records: Sequence[OutgoingRecord]) -> None:
        self.records += [_KeptRecord(key, value) for _, _, key, value, _ in records]

    def beginning_offset(self) -> int:
        return 0

    def end_offset(self) -> int:
        return len(self.records)

    written_offset = end_offset

    def read(self, from_offset: int, to_offset: int) -> Iterator[RecordChunk]:
        for first in range(from_offset, to_offset, CHUNK):
            last = min(first + CHUNK, to_offset)
            yield RecordChunk(self.records[first:last], last)  # type: ignore[arg-type]

    def follow(self, from_offset: int, stop: Stop) -> Iterator[RecordChunk]:
        raise NotImplementedError

    def close(self) -> None:
        """There is nothing to let go of."""


class _KeptRecord:
    __slots__ = ("key", "value")

    def __init__(self, key: bytes | None, value: bytes | None) -> None:
        self.key, self.value = key, value


def measure_sealing(cases: int) -> dict[str, float]:
    """Microseconds of processor time for each event, over all of them, personal or not."""
    folder = Path(tempfile.mkdtemp(prefix="cb-"))
    try:
        create_wrapping_key_file(folder / "kek")
        topic = _Topic()
        cache = KeyCache(folder / "keys.sqlite", "bench", Forgetting().tombstones_ms)
        ring = KeyRing(WrappingKeyFile(folder / "kek"), cache, lambda: topic, ("bench.keys", 0, 1), 5_000)
        ring.catch_up(lambda: None)
        spent_s, events = 0.0, 0
        decided_commands = _decided(cases)
        while batch := list(islice(decided_commands, BATCH)):
            began = time.process_time()
            ring.follow()
            ring.expect(command for command, _ in batch)
            for _, decided in batch:
                for identifier, event in decided:
                    ring.seal(event, identifier)
                    events += 1
            topic.commit(ring.take_records())
            spent_s += time.process_time() - began
        ring.close()
        return {"seal_us_per_event": spent_s / events * 1e6}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _decided(cases: int) -> Iterator[tuple[Command, list[tuple[UUID, Event]]]]:
    """Each command, and the events that it causes with their ids."""
    states: dict[object, object] = {}
    for envelope, command in commands(cases):
        kind = kind_of(command.TOPIC)
        context = Context(envelope.occurred_at, envelope.occurred_at, envelope.actor, CREDITORS)
        decision = kind.decide(states.get(envelope.aggregate_id, kind.initial), command, context)
        assert isinstance(decision, Sequence), decision
        for event in decision:
            states[envelope.aggregate_id] = kind.evolve(states.get(envelope.aggregate_id, kind.initial), event)
        ids = [event_id(envelope.id, envelope.aggregate_id, ordinal) for ordinal in range(len(decision))]
        yield command, list(zip(ids, decision, strict=True))


if __name__ == "__main__":
    print(measure_sealing(10_000))
