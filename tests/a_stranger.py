"""Reading topics as somebody else does: with Confluent's client, who knows nothing of ours."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

from tests.waiting import PATIENCE_S


def committed_in(bootstrap: str | None, topic: str, partitions: Collection[int]) -> Iterator[Message]:
    """What is committed in these partitions of a topic, to their ends as they are when they are come to."""
    settings = {
        "bootstrap.servers": bootstrap,
        "group.id": f"{topic}-a-stranger",
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "fetch.wait.max.ms": 10,
    }
    with closing(Consumer(settings)) as consumer:
        consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in partitions])
        ended = 0
        while ended < len(partitions):
            record = consumer.poll(PATIENCE_S)
            assert record is not None, f"{topic} was not read to its end"
            if (error := record.error()) is None:
                yield record
            else:
                assert error.code() == KafkaError._PARTITION_EOF, error
                ended += 1
