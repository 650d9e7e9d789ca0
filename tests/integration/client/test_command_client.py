"""The client on a real broker: whatever stands on the topic of answers, each caller gets its own."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from confluent_kafka import Producer
from kafka import TopicPartition
from kafka.errors import KafkaConnectionError, OutOfOrderSequenceNumberError

from infra.client import CommandClient, CommandTooLarge, NoAnswer, NotSent, command_client
from infra.eventlog.errors import LogUnavailable
from infra.eventlog.transactions import batch_writing
from infra.eventlog.transactions.batch_writing import BatchWriter
from infra.messages.replies import CommandAnswered, reply_record
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.integration.writer.conftest import RunningWriter, client, log, writer
from tests.integration.writer.test_writer import a_claim
from tests.waiting import PATIENCE_S

__all__ = ["client", "log", "writer"]


def put_on_replies(log: Settings, *records: tuple[bytes | None, bytes | None, list[tuple[str, bytes | None]]]) -> None:
    producer = Producer({"bootstrap.servers": log.kafka_bootstrap, "message.max.bytes": 1_048_000})
    for key, value, headers in records:
        for partition in range(log.partitions):
            producer.produce(log.replies_topic, key=key, value=value, headers=headers, partition=partition)
    assert producer.flush(PATIENCE_S) == 0


def test_nothing_on_the_topic_of_answers_keeps_a_caller_from_its_own(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    mine: list[tuple[str, bytes | None]] = [("sender", client.sender.encode())]
    unknown = CommandAnswered(uuid4(), uuid4(), client.sender, True, False, 1, 0, 1, "", "", None, "x")
    whole = reply_record(unknown)[1]
    dice = random.Random(20261125)
    put_on_replies(
        log,
        (b"k", None, mine), (None, b"", mine), (b"k", b"junk", mine), (b"k", b"\x00" * 1_000_000, mine),
        (b"k", whole[:-3], mine), (b"k", whole, mine), (b"k", whole, [("sender", None)]), (b"k", whole, []),
        *((b"k", dice.randbytes(dice.randrange(100)), mine) for _ in range(50)),
    )  # fmt: skip
    assert client.ask(*a_claim(1)).accepted
    assert client.waiting == 0


def test_many_threads_share_a_client_and_each_gets_its_own_answer(client: CommandClient, writer: RunningWriter) -> None:
    claims = [a_claim(number) for number in range(200)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda one: client.ask(*one, timeout_s=PATIENCE_S), claims))
    assert [answer.command_id for answer in answers] == [envelope.id for envelope, _ in claims]
    assert all(answer.accepted for answer in answers)


def test_two_callers_who_use_one_id_for_two_commands_are_not_given_each_others_answer(
    client: CommandClient, writer: RunningWriter
) -> None:
    envelope, claim = a_claim(1)
    pending = [client.submit(envelope, claim), client.submit(envelope, replace(claim, principal_minor=1))]
    first, second = (each.result(30) for each in pending)
    assert first.accepted
    assert (second.accepted, second.code) == (False, "command_id_reused")


def test_an_event_loop_waits_for_many_at_once(client: CommandClient, writer: RunningWriter) -> None:
    client.submit(*a_claim(1_000)).result(60)
    assert client.takes_at_once, "the topic's partitions are known from here on"

    async def ask_all() -> list[CommandAnswered]:
        return await asyncio.gather(*(asyncio.wrap_future(client.submit(*a_claim(n))) for n in range(1, 101)))

    assert all(answer.accepted for answer in asyncio.run(ask_all()))


def test_of_ten_thousand_that_nobody_answered_nothing_is_kept(client: CommandClient) -> None:
    """There is no writer."""
    envelope, claim = a_claim(1)
    pending = [client.submit(replace(envelope, id=uuid4()), claim, limit_s=1.0) for _ in range(10_000)]
    assert client.waiting > 0
    for each in pending:
        with pytest.raises(NoAnswer):
            each.result(60)
    assert client.waiting == 0


def test_a_command_that_fits_into_no_record_is_not_sent(client: CommandClient) -> None:
    envelope, claim = a_claim(1)
    with pytest.raises(CommandTooLarge):
        client.ask(envelope, replace(claim, description="x" * 1_200_000))
    assert client.waiting == 0


def test_a_closed_client_sends_nothing_and_tells_whoever_still_waits(log: Settings) -> None:
    client = CommandClient(connection_of(log), log.commands_topic, log.replies_topic)
    assert not client.takes_at_once, "the cluster has not been asked for the topic's partitions yet"
    pending = client.submit(*a_claim(1))
    client.close()
    with pytest.raises(NoAnswer, match="closed"):
        pending.result(1)
    with pytest.raises(NotSent):
        client.submit(*a_claim(2))


def test_without_a_topic_of_answers_a_client_says_so(log: Settings) -> None:
    with pytest.raises(LogUnavailable, match="no answer could come"):
        CommandClient(connection_of(log), log.commands_topic, f"{log.log}.nothing")


def test_the_thread_that_reads_answers_outlives_whatever_reading_raises(
    client: CommandClient, writer: RunningWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll, failures = client._replies.poll, iter([RuntimeError("a"), OSError("b"), ValueError("c")])

    def failing(*args: object, **kwargs: object) -> object:
        for failure in failures:
            raise failure
        return poll(*args, **kwargs)

    monkeypatch.setattr(client._replies, "poll", failing)
    assert client.ask(*a_claim(1)).accepted
    assert "replies" in {thread.name for thread in threading.enumerate()}


def test_a_client_that_has_its_answer_closes_at_once(
    log: Settings, writer: RunningWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_s = 20.0
    monkeypatch.setattr(command_client, "POLL_MS", int(look_s * 1000))
    client = CommandClient(connection_of(log), log.commands_topic, log.replies_topic)
    assert client.ask(*a_claim(1)).accepted
    began = time.monotonic()
    client.close()
    assert time.monotonic() - began < look_s / 4


def test_many_that_are_sent_at_once_are_each_answered_once_though_the_clusters_answer_was_lost(
    log: Settings, client: CommandClient, writer: RunningWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, lost = batch_writing._taken, list[TopicPartition]()

    def lose_the_first(answer: Any) -> Iterator[Any]:
        for place, offset, error in taken(answer):
            yield (place, -1, KafkaConnectionError()) if place not in lost else (place, offset, error)
            lost.append(place)

    with monkeypatch.context() as patch:
        patch.setattr(batch_writing, "_taken", lose_the_first)
        claims = [a_claim(number) for number in range(40)]
        pending = client.submit_all(claims)
    assert all(each.stored.done() for each in pending)
    answers = [each.result(30) for each in pending]
    assert [answer.command_id for answer in answers] == [envelope.id for envelope, _ in claims]
    assert all(answer.accepted and not answer.repeated for answer in answers), "each stands there once"
    assert len(lost) > len(set(lost)) > 1


def test_what_was_not_sent_may_be_sent_again_at_once(
    log: Settings, client: CommandClient, writer: RunningWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The producer that failed is not used again: the brokers may count its records otherwise than it does."""
    with monkeypatch.context() as patch:
        patch.setattr(BatchWriter, "write", lambda *_: (_ for _ in ()).throw(OutOfOrderSequenceNumberError()))
        [lost] = client.submit_all([a_claim(1)])
        with pytest.raises(NoAnswer):
            lost.result(1)
    [again] = client.submit_all([a_claim(1)])
    assert again.result(30).accepted
    envelope, claim = a_claim(2)
    with pytest.raises(CommandTooLarge):
        client.submit_all([a_claim(3), (envelope, replace(claim, description="x" * 1_200_000))])
    assert client.waiting == 0, "none of them was sent"
