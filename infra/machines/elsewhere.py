"""The workers of other homes and machines: from their signs of life, and from Kafka's groups."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient
from kafka import errors as kafka_errors

from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.rights import unavailable
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.machines.beat import Beat, beats_topic, client_id, home_of, read_beat
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

SILENT_S = 20.0
"""Four signs of life that did not come."""
FORGOTTEN_S = 600.0
"""Whoever was not heard for so long is not listed any more."""
IN_GROUPS = ("writer", "projector")
SILENT, IN_ITS_GROUP = "silent", "in its group"


@dataclass(frozen=True, slots=True)
class Heard:
    """A sign of life, and how long ago the broker took it, in seconds."""

    beat: Beat
    ago_s: float


@dataclass(frozen=True, slots=True)
class MemberSeen:
    """What a group says of one of its members."""

    worker: str
    client: str
    host: str
    partitions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WorkerElsewhere:
    """One worker of another home. ``partitions`` are those that its group gave it, or none; ``ago_s`` is None for one
    that only its group knows: a worker of an earlier release."""

    machine: str
    worker: str
    state: str
    reason: str
    partitions: tuple[int, ...]
    pid: int | None
    ago_s: float | None

    @property
    def is_well(self) -> bool:
        """Whether nothing is known against it."""
        return self.state in ("running", IN_ITS_GROUP) and not self.reason


def workers_elsewhere(settings: Settings, silent_s: float = SILENT_S) -> list[WorkerElsewhere]:
    """Those of every home but the settings' own, by machine. Raises LogUnavailable, ClusterRefuses."""
    connection = connection_of(settings)
    try:
        with closing(connection.admin()) as admin:
            heard = _heard(connection, admin, beats_topic(settings.log))
            members = _members(admin, settings.log)
    except kafka_errors.KafkaError as error:
        raise unavailable(
            error, "to see other machines' workers", f"Other machines cannot be seen: {error!r}."
        ) from error
    return elsewhere(heard, members, home_of(settings.home), silent_s)


def elsewhere(
    heard: Iterable[Heard], members: Sequence[MemberSeen], home: str, silent_s: float = SILENT_S
) -> list[WorkerElsewhere]:
    """What was heard and what the groups say, put together, without what belongs to this home."""
    found: list[WorkerElsewhere] = []
    known: set[str] = set()
    for one in heard:
        beat = one.beat
        for worker, says in beat.workers.items():
            client = client_id(worker, beat.process)
            known.add(client)
            if beat.home == home or one.ago_s > FORGOTTEN_S:
                continue
            is_silent = one.ago_s > silent_s
            aside = f"has put aside partition {', '.join(map(str, says.aside))}" if says.aside else ""
            reason = f"last heard {one.ago_s:.0f} s ago" if is_silent else says.waits_for or aside
            partitions = next((member.partitions for member in members if member.client == client), ())
            state = SILENT if is_silent else says.state
            found.append(WorkerElsewhere(beat.machine, worker, state, reason, partitions, beat.pid, one.ago_s))
    found += [
        WorkerElsewhere(member.host, member.worker, IN_ITS_GROUP, "", member.partitions, None, None)
        for member in members
        if member.client not in known
    ]
    return sorted(found, key=lambda one: (one.machine, one.pid or 0, one.worker))


def _heard(connection: KafkaConnection, admin: KafkaAdminClient, topic: str) -> list[Heard]:
    """The last sign of life of each process that has not said that it ended; none where the topic is not there yet."""
    if admin.describe_topics([topic])[0].get("error_code", 0):
        return []
    now_ms = time.time() * 1000
    with closing(KafkaLogReader(connection, topic, 0)) as reader:
        chunks = reader.read(reader.offset_at(now_ms - FORGOTTEN_S * 1000), reader.end_offset())
        last = {record.key: record for chunk in chunks for record in chunk.records}
    beats = [(read_beat(record.value or b""), record.timestamp) for record in last.values()]
    return [
        Heard(beat, max(0.0, (now_ms - timestamp) / 1000)) for beat, timestamp in beats if beat and not beat.has_ended
    ]


def _members(admin: KafkaAdminClient, log: str) -> list[MemberSeen]:
    topics = LogTopics(log)
    groups: Mapping[str, Any] = admin.describe_groups([topics.group_of(worker) for worker in IN_GROUPS])
    return [
        MemberSeen(worker, member["client_id"], member["client_host"].lstrip("/"), _partitions(member))
        for worker in IN_GROUPS
        for member in groups.get(topics.group_of(worker), {}).get("members", ())
    ]


def _partitions(member: Mapping[str, Any]) -> tuple[int, ...]:
    assigned = member.get("member_assignment") or {}
    topics = assigned.get("assigned_partitions", ()) if isinstance(assigned, Mapping) else ()
    return tuple(sorted(number for topic in topics for number in topic["partitions"]))
