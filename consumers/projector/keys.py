"""The projector follows the topic of keys into PostgreSQL, where others ask for keys, and opens events with them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from psycopg2.extensions import connection

from infra.eventlog.admin.topics import Forgetting, LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.topic_opener import TopicOpener
from infra.messages.crypto.wrapping import WrappingKeys
from infra.postgres.person_keys import PersonKeys
from infra.postgres.planner import find_rows_by_keys

FOLLOW_S = 1.0
"""How often the topic is read: so soon does a person at the screen find a key that was just made."""


def database_opener(
    kafka: KafkaConnection,
    topics: LogTopics,
    opened: connection,
    wrapping: WrappingKeys,
    ended: Callable[[int, Collection[Owner]], None],
) -> TopicOpener:
    """Opens events, and keeps what it read of the topic in PostgreSQL, through a connection for that alone.

    ``ended`` is told of a partition's keys that are gone.
    """
    with opened, opened.cursor() as cursor:
        find_rows_by_keys(cursor)
    return TopicOpener(
        wrapping,
        lambda partition: PersonKeys(opened, partition, Forgetting().tombstones_ms),
        lambda partition: KafkaLogReader(kafka, topics.keys, partition),
        FOLLOW_S,
        ended,
    )
