"""Whatever a client sends: the command next to it is answered, and the writer goes on."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
from confluent_kafka import Producer

from infra.audit.checker import check
from infra.client import CommandClient
from infra.eventlog.records.partitioner import partition_of
from infra.messages.commands import command_record
from infra.messages.fingerprint import fingerprint_of
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.integration.writer.conftest import RunningWriter, writing
from tests.integration.writer.reading import committed_events, committed_records, committed_replies
from tests.integration.writer.test_writer import a_claim, envelope_for
from tests.some_creditors import register
from tests.unit.domain.samples import allocation
from tests.waiting import PATIENCE_S

NUMBERS = count(1_000_000, 1_000)
"""Claims that no test has sent."""
Send = Callable[..., None]
SEED = int(os.environ.get("CASELEDGER_FUZZ_SEED", "20261125"))


@pytest.fixture
def send(log: Settings) -> Send:
    """Sends a record to the commands topic as it is; ``partition`` None: where its key belongs."""
    producer = Producer({"bootstrap.servers": log.kafka_bootstrap, "linger.ms": 0, "message.max.bytes": 1_048_000})

    def send_one(key: bytes | None, value: bytes | None, headers: list[Any], partition: int | None = None) -> None:
        if partition is None:
            partition = 0 if key is None else partition_of(key, log.partitions)
        producer.produce(log.commands_topic, key=key, value=value, headers=headers, partition=partition)
        producer.poll(0)
        assert producer.flush(PATIENCE_S) == 0

    return send_one


def rejected(log: Settings) -> list[Any]:
    return [r for p in range(log.partitions) for r in committed_records(log, f"{log.log}.rejected", p)]


def why(record: Any) -> str:
    return dict(record.headers)["rejected-because"].decode()


def all_partitions_answer(log: Settings, client: CommandClient) -> None:
    """A good command on each partition gets its answer soon."""
    served: set[int] = set()
    for number in count(next(NUMBERS)):
        answer = client.ask(*a_claim(number), timeout_s=PATIENCE_S)
        assert answer.accepted
        served.add(answer.partition)
        if len(served) == log.partitions:
            return


@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_a_command_is_accepted_however_its_client_compresses(
    log: Settings, client: CommandClient, writer: RunningWriter, codec: str
) -> None:
    settings = {"bootstrap.servers": log.kafka_bootstrap, "compression.type": codec, "partitioner": "murmur2_random"}
    producer = Producer(settings)
    for number in range(20):
        key, value, headers = command_record(*a_claim(number))
        producer.produce(log.commands_topic, key=key, value=value, headers=headers)
    assert producer.flush(PATIENCE_S) == 0
    all_partitions_answer(log, client)
    assert client.ask(*a_claim(3)).code == "claim_already_received"
    assert rejected(log) == []


def test_a_command_on_another_partition_than_its_keys_is_refused_and_kept(
    log: Settings, client: CommandClient, writer: RunningWriter, send: Send
) -> None:
    envelope, claim = a_claim(1)
    assert client.ask(envelope, claim).accepted
    key, value, headers = command_record(envelope_for(envelope.aggregate_id), claim)
    send(key, value, headers, partition=1 - partition_of(key, log.partitions))
    all_partitions_answer(log, client)
    [kept] = rejected(log)
    assert "murmur2" in why(kept)
    assert kept.value == value
    assert len([e for e in committed_events(log) if e.aggregate_id == envelope.aggregate_id]) == 2


def test_the_sender_of_a_misplaced_command_is_told(
    log: Settings, client: CommandClient, writer: RunningWriter, send: Send
) -> None:
    register(client)
    envelope, claim = a_claim(1)
    key, value, headers = command_record(replace(envelope, sender="somebody"), claim)
    wrong = 1 - partition_of(key, log.partitions)
    send(key, value, headers, partition=wrong)
    all_partitions_answer(log, client)
    [told] = [reply for reply in committed_replies(log, wrong) if reply.sender == "somebody"]
    assert (told.accepted, told.code, told.command_id) == (False, "wrong_partition", envelope.id)
    asked = fingerprint_of(envelope.aggregate_id, envelope.expected_version, claim)
    assert told.fingerprint == asked, "and may tell it from another of the same id"
    send(key, value, headers)  # as `rejected retry` does
    all_partitions_answer(log, client)
    assert [e for e in committed_events(log) if e.aggregate_id == envelope.aggregate_id]
    assert check(None, replace(log, database_url=None)).findings == [], "and neither is a finding"


HOSTILE: dict[str, Callable[[bytes, bytes, list[Any]], tuple[bytes | None, bytes | None, list[Any]]]] = {
    "no key": lambda key, value, headers: (None, value, headers),
    "no value": lambda key, value, headers: (key, None, headers),
    "an empty value": lambda key, value, headers: (key, b"", headers),
    "no headers": lambda key, value, headers: (key, value, []),
    "a null header": lambda key, value, headers: (key, value, [*headers[:-1], (headers[-1][0], None)]),
    "an id twice": lambda key, value, headers: (key, value, [*headers, headers[2]]),
    "control bytes": lambda key, value, headers: (key, bytes(range(32)) * 9, headers),
    "a time without an offset": lambda key, value, headers: (
        key, value, changed(headers, "ce_time", b"2026-03-02T09:00:00"),
    ),
    "a time that no UTC time says": lambda key, value, headers: (
        key, value, changed(headers, "ce_time", b"0001-01-01T00:00:00+14:00"),
    ),
    "an escape sequence": lambda key, value, headers: (key, value, changed(headers, "ce_authid", b"\x1b[2J")),
    "a giant sender": lambda key, value, headers: (key, value, changed(headers, "sender", b"s" * 600_000)),
    "a giant actor": lambda key, value, headers: (key, value, changed(headers, "ce_authid", b"s" * 600_000)),
    "a giant type": lambda key, value, headers: (key, value, changed(headers, "ce_type", b"t" * 900_000)),
    "giant headers that are nobody's": lambda key, value, headers: (key, value[1:], [*headers, ("x", b"h" * 900_000)]),
    "just below the limit": lambda key, value, headers: (key, b"\x00" * (1_000_000 + 47_000), headers),
    "our own headers": lambda key, value, headers: (
        key, b"", [*headers, ("rejected-from", b"x"), ("sent-again", b"0/0")],
    ),
}  # fmt: skip


def changed(headers: list[Any], name: str, value: bytes) -> list[Any]:
    return [(each, value if each == name else content) for each, content in headers]


def test_each_hostile_record_is_kept_alone_and_its_neighbours_are_answered(
    log: Settings, client: CommandClient, send: Send
) -> None:
    """All of them in one batch, between good ones: sent before there is a writer."""
    pending = []
    for number, spoil in enumerate(HOSTILE.values()):
        pending.append(client.submit(*a_claim(2 * number)))
        send(*spoil(*command_record(*a_claim(2 * number + 1))))
    with writing(log):
        assert all(each.result().accepted for each in pending)
        all_partitions_answer(log, client)
    kept = rejected(log)
    assert len(kept) == len(HOSTILE)
    assert all(why(record) for record in kept)


BEYOND_WHAT_READERS_HOLD: dict[str, dict[str, Any]] = {
    "sums beyond 64 bits": {"principal_minor": 2**63 - 1, "interest_minor": 2**63 - 1},
    "an amount of 64 bits": {"principal_minor": 2**63 - 1, "pay_by": None},
    "far below zero": {"principal_minor": -(2**63)},
    "long names": {"portfolio": "뷁" * 500},
    "two lines": {"portfolio": "a\nb"},
    "what nobody finds again": {"portfolio": "a "},
    "a NUL": {"portfolio": "a\x00b"},
    "an escape sequence": {"description": "\x1b[2J"},
    "a day that no reader has": {"due_date": date(9999, 12, 31)},
}


@pytest.mark.parametrize("fields", BEYOND_WHAT_READERS_HOLD.values(), ids=BEYOND_WHAT_READERS_HOLD)
def test_the_log_takes_nothing_that_its_readers_cannot_hold(
    log: Settings, client: CommandClient, writer: RunningWriter, fields: dict[str, Any]
) -> None:
    envelope, claim = a_claim(1)
    answer = client.ask(envelope, replace(claim, **fields))
    assert not answer.accepted
    assert answer.code not in ("decision_failed", "undecodable"), "a reason that its sender can understand"
    assert committed_events(log) == []
    assert client.ask(*a_claim(2)).accepted


def test_what_would_be_too_large_for_the_log_is_refused_alone(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    envelope, claim = a_claim(1)
    pending = [client.submit(*a_claim(2)), client.submit(envelope, replace(claim, description="x" * 999_600))]
    pending.append(client.submit(*a_claim(3)))
    answers = [each.result() for each in pending]
    assert [answer.accepted for answer in answers] == [True, False, True]
    assert answers[1].code in ("event_too_large", "value_too_long")
    all_partitions_answer(log, client)


def test_a_batch_that_nobody_here_can_take_apart_is_kept_with_its_reason(
    log: Settings, client: CommandClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a topic that keeps its senders' compression, or whose disk has damaged it."""
    from infra.eventlog.kafka_python import quick_fetching

    producer = connection_of(log).producer(linger_ms=0)
    key, value, headers = command_record(*a_claim(1))
    place = producer.send(log.commands_topic, key=key, value=value, headers=headers).get(timeout=PATIENCE_S)
    producer.close()
    decoded = quick_fetching.QuickPartitionRecords._decoded

    def damaged(self: Any, tp: Any, batch: Any) -> Any:
        if (tp.topic, tp.partition, batch.base_offset) == (log.commands_topic, place.partition, place.offset):
            raise quick_fetching.kafka_errors.UnsupportedCodecError("Libraries for lz4 compression codec not found")
        return decoded(self, tp, batch)

    monkeypatch.setattr(quick_fetching.QuickPartitionRecords, "_decoded", damaged)
    with writing(log):
        all_partitions_answer(log, client)
    [kept] = rejected(log)
    assert "lz4" in why(kept)
    assert value in kept.value
    assert "whole batch" in dict(kept.headers)["rejected-not-whole"].decode()
    assert a_claim(1)[0].aggregate_id not in {event.aggregate_id for event in committed_events(log)}


def test_a_header_name_that_is_no_text_is_no_trouble(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    register(client)
    key, value, headers = command_record(*a_claim(1))
    raw_produce(log, key, value, [(name.encode(), content) for name, content in headers] + [(b"\xff\xfe", b"x")])
    all_partitions_answer(log, client)
    [kept] = rejected(log)
    assert "not in Kafka's format" in why(kept)
    assert kept.value == value
    assert check(None, replace(log, database_url=None)).findings == [], "and it stops no checker"


def raw_produce(log: Settings, key: bytes, value: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    """A record with header names that no client library would take."""
    producer = connection_of(log).producer(linger_ms=0)

    class Name(str):
        def encode(self, *_: Any, **__: Any) -> bytes:
            return raw[self]

    raw: dict[str, bytes] = {}
    named = []
    for number, (name, content) in enumerate(headers):
        text = Name(f"header-{number}")
        raw[text] = name
        named.append((text, content))
    producer.send(log.commands_topic, key=key, value=value, headers=named).get(timeout=PATIENCE_S)
    producer.close()


def test_a_fault_that_nobody_foresaw_costs_its_own_command_only(
    log: Settings, client: CommandClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something between reading and committing fails for one record, each time that it is in a transaction."""
    from consumers.writer import ownership

    poisoned = a_claim(5)
    real = ownership.read_commands

    def failing(records: Any, partitions: int, rejects: Any) -> Any:
        commands = real(records, partitions, rejects)
        if any(command.envelope.id == poisoned[0].id for command in commands):
            raise RuntimeError("Åsa Öberg")
        return commands

    monkeypatch.setattr(ownership, "read_commands", failing)
    pending = [client.submit(*(poisoned if number == 5 else a_claim(number))) for number in range(10)]
    with writing(log):
        assert all(each.result().accepted for number, each in enumerate(pending) if number != 5)
        all_partitions_answer(log, client)
    [kept] = rejected(log)
    assert "RuntimeError" in why(kept)
    assert "berg" not in why(kept)
    assert dict(kept.headers)["rejected-from"].decode().startswith(log.commands_topic)


@pytest.mark.parametrize("round_", range(3))
def test_random_records_never_stop_the_writer(
    log: Settings, client: CommandClient, writer: RunningWriter, send: Send, round_: int
) -> None:
    dice = random.Random(SEED + round_)
    good = [command_record(*a_claim(number)) for number in range(5)]
    good.append(command_record(envelope_for(a_claim(1)[0].aggregate_id), allocation(500)))
    for _ in range(150):
        key, value, headers = dice.choice(good)
        send(
            dice.choice([key, key, key, None, dice.randbytes(dice.randrange(60))]),
            spoiled(dice, value),
            [header for header in (spoiled_header(dice, each) for each in headers) if header is not None],
            partition=dice.choice([None, None, dice.randrange(log.partitions)]),
        )
    all_partitions_answer(log, client)


def spoiled(dice: random.Random, value: bytes) -> bytes | None:
    damage = bytearray(value)
    for _ in range(dice.choice([0, 0, 1, 3])):
        damage[dice.randrange(len(damage))] = dice.randrange(256)
    cut = bytes(damage[: dice.randrange(len(damage) + 1)])
    return dice.choice([bytes(damage), bytes(damage), cut, bytes(damage) + dice.randbytes(4), dice.randbytes(50), None])


def spoiled_header(dice: random.Random, header: tuple[str, bytes]) -> Any:
    name, value = header
    if dice.random() < 0.97:
        return header
    return dice.choice([None, (name, None), (name, dice.randbytes(30)), (name, b""), (name, value * 2000)])
