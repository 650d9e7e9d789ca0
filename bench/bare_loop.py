"""The limits to measure ourselves against: loops that do nothing but move bytes through kafka-python's public API.

``python -m bench.bare_loop transform``: consume commands and produce, in transactions, for each the events and the
answer of the same sizes that ours are, with no domain and nothing remembered. ``… consume``: poll the events and
decode nothing. Both print their rate when they have handled COUNT records.
"""

from __future__ import annotations

import argparse
import sys
import time
from threading import Thread
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

BATCH = 500


def transform(bootstrap: str, log: str, partition: int, count: int, samples: list[Any], done: list[int]) -> None:
    """One partition's consume-transform-produce loop, until all partitions together have handled ``count``."""
    group = f"{log}-bare"
    source = TopicPartition(f"{log}.commands", partition)
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False, max_poll_records=BATCH,
        metrics_enabled=False,
    )  # fmt: skip
    consumer.assign([source])
    consumer.seek_to_beginning(source)
    producer = KafkaProducer(
        bootstrap_servers=bootstrap, transactional_id=f"{group}-{partition}", enable_idempotence=True, acks="all",
        retry_backoff_ms=10, linger_ms=0, batch_size=256 * 1024, metrics_enabled=False,
    )  # fmt: skip
    producer.init_transactions()
    while sum(done) < count:
        records = consumer.poll(timeout_ms=200).get(source, [])
        if not records:
            continue
        producer.begin_transaction()
        for number, record in enumerate(records):
            for topic, value, headers in samples[number % len(samples)]:
                producer.send(topic, key=record.key, value=value, headers=headers, partition=partition)
        offsets = {source: OffsetAndMetadata(records[-1].offset + 1, "", -1)}
        producer.send_offsets_to_transaction(offsets, consumer.group_metadata())
        producer.commit_transaction()
        done[partition] += len(records)
    producer.close()
    consumer.close(autocommit=False)


def samples_of(bootstrap: str, log: str, bare: str) -> list[Any]:
    """For a command each: the events and the answer that ours gave, as (topic, value, headers) to produce again."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, group_id=None, auto_offset_reset="earliest")
    partition = TopicPartition(f"{log}.events", 0)
    consumer.assign([partition])
    records: list[Any] = []
    while len(records) < 5_000 and (more := consumer.poll(timeout_ms=3_000).get(partition)):
        records += more
    replies = TopicPartition(f"{log}.replies", 0)
    consumer.assign([replies])
    reply = next(iter(consumer.poll(timeout_ms=3_000).get(replies, [])))
    consumer.close(autocommit=False)
    by_command: dict[bytes, list[Any]] = {}
    for record in records:
        by_command.setdefault(dict(record.headers)["ce_causationid"], []).append(record)
    answer = (f"{bare}.replies", reply.value, reply.headers)
    return [
        [*((f"{bare}.events", record.value, record.headers) for record in caused), answer]
        for caused in by_command.values()
    ]


def run_transform(bootstrap: str, log: str, bare: str, partitions: int, count: int) -> float:
    """Commands a second, from the first transaction to the last."""
    samples = samples_of(bootstrap, log, bare)
    done = [0] * partitions
    threads = [
        Thread(target=transform, args=(bootstrap, bare, partition, count, samples, done))
        for partition in range(partitions)
    ]
    for thread in threads:
        thread.start()
    while not sum(done):
        time.sleep(0.001)
    began, first = time.monotonic(), sum(done)
    for thread in threads:
        thread.join()
    return (sum(done) - first) / (time.monotonic() - began)


def run_consume(bootstrap: str, log: str, partitions: int, count: int) -> float:
    """Events a second of a loop that polls and decodes nothing."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, group_id=None, isolation_level="read_committed", max_poll_records=5_000,
        fetch_max_bytes=16 * 1024 * 1024, max_partition_fetch_bytes=4 * 1024 * 1024, metrics_enabled=False,
    )  # fmt: skip
    assigned = [TopicPartition(f"{log}.events", partition) for partition in range(partitions)]
    consumer.assign(assigned)
    consumer.seek_to_beginning(*assigned)
    seen = sum(len(records) for records in consumer.poll(timeout_ms=10_000).values())
    began, first = time.monotonic(), seen
    while seen < count:
        seen += sum(len(records) for records in consumer.poll(timeout_ms=1_000).values())
    rate = (seen - first) / (time.monotonic() - began)
    consumer.close(autocommit=False)
    return rate


def main() -> int:
    """Run one of the loops and print its rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("loop", choices=["transform", "consume"])
    parser.add_argument("bootstrap")
    parser.add_argument("log")
    parser.add_argument("bare")
    parser.add_argument("partitions", type=int)
    parser.add_argument("count", type=int)
    given = parser.parse_args()
    if given.loop == "transform":
        print(run_transform(given.bootstrap, given.log, given.bare, given.partitions, given.count))
    else:
        print(run_consume(given.bootstrap, given.log, given.partitions, given.count))
    return 0


if __name__ == "__main__":
    sys.exit(main())
