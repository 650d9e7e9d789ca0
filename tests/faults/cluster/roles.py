"""Which of three brokers does what: the roles for whose loss a client has to be ready."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from infra.runtime.log_access import connection_of
from tests.faults.world import World

OFFSETS, TRANSACTIONS = "__consumer_offsets", "__transaction_state"


class Role(StrEnum):
    """What a broker is for this log."""

    LEADER = "leader of events"
    TRANSACTIONS = "transaction coordinator"
    GROUP = "group coordinator"
    CONTROLLER = "controller"


def broker_of(world: World, role: Role) -> int:
    """The number of the broker that has it now."""
    with asking(world) as admin:
        if role is Role.CONTROLLER:
            return int(admin.describe_metadata_quorum()["topics"][0]["partitions"][0]["leader_id"])
        if role is Role.LEADER:
            return _leader(admin, world.settings.events_topic, 0)
        if role is Role.GROUP:
            return _leader(admin, OFFSETS, _place(f"{world.name}-writer", _count(admin, OFFSETS)))
        name = f"{world.settings.log}-writer-0"
        return _leader(admin, TRANSACTIONS, _place(name, _count(admin, TRANSACTIONS)))


@contextmanager
def asking(world: World, without: Collection[int] = ()) -> Iterator[KafkaAdminClient]:
    """A client of the brokers but those that are not to be asked, by number."""
    places = str(world.settings.kafka_bootstrap).split(",")
    asked = [place for number, place in enumerate(places, 1) if number not in without]
    with closing(connection_of(replace(world.settings, kafka_bootstrap=",".join(asked))).admin()) as admin:
        yield admin


def leads_nothing(world: World, brokers: Collection[int]) -> bool:
    """Whether Kafka itself has moved every leader of the log, and of what it keeps for itself, away from them."""
    topics = [world.settings.events_topic, world.settings.commands_topic, world.settings.replies_topic]
    with suppress(KafkaError), asking(world, without=brokers) as admin:
        described = admin.describe_topics([*topics, OFFSETS, TRANSACTIONS])
        leaders = {one["leader_id"] for topic in described for one in topic["partitions"]}
        return not leaders & {*brokers, -1}
    return False


def _leader(admin: Any, topic: str, partition: int) -> int:
    (described,) = admin.describe_topics([topic])
    return next(int(one["leader_id"]) for one in described["partitions"] if one["partition_index"] == partition)


def _count(admin: Any, topic: str) -> int:
    (described,) = admin.describe_topics([topic])
    return len(described["partitions"])


def _place(name: str, partitions: int) -> int:
    """Where Kafka keeps what belongs to a group or a transactional id: by Java's hash of its name."""
    value = 0
    for char in name:
        value = (31 * value + ord(char)) & 0xFFFFFFFF
    return (value & 0x7FFFFFFF) % partitions
