"""A new topic is heard of by one broker after the other: it is there when each of them says so.

kafka-python's admin client waits until one broker knows it. Whoever asks another at once is told that there is none.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from kafka import KafkaAdminClient
from kafka import errors as kafka_errors
from kafka.protocol.metadata import MetadataRequest

from infra.eventlog.time_outs import QUESTION_S

PAUSE_S = 0.02


def wait_until_each_broker_knows(admin: KafkaAdminClient, topics: Sequence[str]) -> None:
    """Until every broker that can be reached names a leader for each partition of these topics.

    Raises KafkaTimeoutError, which says of which topic one of them does not, and other KafkaErrors.
    """
    until = time.monotonic() + QUESTION_S
    for broker in admin._manager.cluster.brokers():
        while unknown := _unknown(admin, broker.node_id, topics):
            if time.monotonic() > until:
                raise kafka_errors.KafkaTimeoutError(f"broker {broker.node_id} has no leader for {', '.join(unknown)}")
            time.sleep(PAUSE_S)


def _unknown(admin: KafkaAdminClient, broker: int, topics: Sequence[str]) -> list[str]:
    request = MetadataRequest(
        topics=[MetadataRequest.MetadataRequestTopic(name=name) for name in topics],
        allow_auto_topic_creation=False,
        include_cluster_authorized_operations=False,
        include_topic_authorized_operations=False,
    )
    answer = admin._manager.run(admin._manager.send, request, broker)  # of one that is gone, another says what it knows
    known = {topic.name for topic in answer.topics if not topic.error_code and all(map(_is_led, topic.partitions))}
    return [name for name in topics if name not in known]


def _is_led(partition: Any) -> bool:
    return not partition.error_code and partition.leader_id >= 0
