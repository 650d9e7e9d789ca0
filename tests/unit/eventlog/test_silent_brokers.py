"""A broker that hangs costs one client one time-out, and the next clients of the process nothing."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from threading import Thread
from typing import Any

import pytest
from kafka import errors as kafka_errors
from kafka.protocol.admin import ListGroupsRequest
from kafka.protocol.metadata import MetadataRequest, MetadataResponse

from infra.eventlog.kafka_python import connecting, silent_brokers
from infra.eventlog.kafka_python.connecting import QuickClient
from infra.eventlog.kafka_python.silent_brokers import SilentBrokers

API_VERSIONS, METADATA, LIST_GROUPS, UNSUPPORTED_VERSION = 18, 3, 16, 35
NOTHING = {METADATA: bytes(8), LIST_GROUPS: bytes(6)}
"""Answers of version 0 without any broker, topic or group."""
LIMIT_S = 0.3
Answers = Callable[[socket.socket, bytes], None]


def says_nothing(_: socket.socket, __: bytes) -> None:
    """As a process does that is stopped."""


def answers_slowly(client: socket.socket, answer: bytes) -> None:
    """As over a bad line: something comes all the time, and the whole after three time-outs."""
    for byte in answer:
        time.sleep(3 * LIMIT_S / len(answer))
        client.sendall(bytes([byte]))


def serve(server: socket.socket, answers: Answers) -> None:
    """A broker that says which requests it takes, and then answers in its way."""
    with suppress(OSError):
        while True:
            client, _ = server.accept()
            Thread(target=speak, args=(client, answers), daemon=True).start()


def speak(client: socket.socket, answers: Answers) -> None:
    with suppress(OSError), closing(client):
        while head := client.recv(4):
            kind, version, correlation = struct.unpack_from(">hhi", client.recv(int.from_bytes(head, "big")))
            if kind == API_VERSIONS:
                kinds = [(each, 0, 0) for each in (API_VERSIONS, *NOTHING)]
                body = struct.pack(">hi", UNSUPPORTED_VERSION if version else 0, len(kinds))
                client.sendall(framed(correlation, body + b"".join(struct.pack(">hhh", *one) for one in kinds)))
            else:
                answers(client, framed(correlation, NOTHING[kind]))


def framed(correlation: int, body: bytes) -> bytes:
    return struct.pack(">ii", 4 + len(body), correlation) + body


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> SilentBrokers:
    """What this process knows, which is nothing to begin with."""
    known = SilentBrokers()
    monkeypatch.setattr(connecting, "SILENT", known)
    monkeypatch.setattr(connecting, "REQUEST_S", LIMIT_S)
    monkeypatch.setattr(connecting, "_SETUP", dict.fromkeys(connecting._SETUP, 1000 * LIMIT_S))
    return known


@pytest.fixture
def client_of(silent: SilentBrokers) -> Iterator[Callable[..., QuickClient]]:
    """A client whose cluster is one broker for each of these ways to answer, from 0; without one, it takes connections
    and never says a word."""
    with ExitStack() as stack:

        def made(*ways: Answers | None) -> QuickClient:
            servers = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in ways]
            for server, answers in zip(servers, ways, strict=True):
                if answers is not None:
                    Thread(target=serve, args=(server, answers), daemon=True).start()
            places = [server.getsockname() for server in servers]
            client = QuickClient(bootstrap_servers=[f"{host}:{port}" for host, port in places])
            stack.callback(client.close)
            brokers = [MetadataResponse.MetadataResponseBroker(n, *place, None) for n, place in enumerate(places)]
            client.cluster._brokers = {broker.node_id: broker for broker in brokers}
            return client

        yield made


def asked(client: QuickClient, node: int) -> Any:
    """What came of a request that no other can answer: its future, done or not after ten time-outs."""
    future = client.send(node, ListGroupsRequest())
    until = time.monotonic() + 10 * LIMIT_S
    while not future.is_done and (left_s := until - time.monotonic()) > 0:
        client.poll(timeout_ms=1000 * left_s, future=future)
    return future


def test_a_broker_that_leaves_a_request_unanswered_is_known_to_be_silent(
    client_of: Callable[..., QuickClient], silent: SilentBrokers
) -> None:
    client = client_of(says_nothing)
    future = asked(client, 0)
    assert isinstance(future.exception, kafka_errors.RequestTimedOutError)
    assert silent.has(client.cluster.broker_metadata(0))
    assert client.connection_delay(0) > 0, "it is asked again at once"


def test_a_broker_that_does_not_say_what_it_takes_is_known_to_be_silent(
    client_of: Callable[..., QuickClient], silent: SilentBrokers
) -> None:
    client = client_of(None)
    assert asked(client, 0).failed()
    assert silent.has(client.cluster.broker_metadata(0))
    assert client.connection_delay(0) > 0, "kafka-python counts it as connected to"


def test_an_answer_that_is_still_coming_is_waited_for(client_of: Callable[..., QuickClient]) -> None:
    began = time.monotonic()
    future = asked(client_of(answers_slowly), 0)
    assert future.succeeded(), future.exception
    assert time.monotonic() - began > 2 * LIMIT_S


def test_whatever_any_broker_knows_is_asked_of_one_that_speaks(
    client_of: Callable[..., QuickClient], silent: SilentBrokers
) -> None:
    client = client_of(says_nothing, says_nothing, says_nothing)
    for hung in (0, 2):
        silent.note(client.cluster.broker_metadata(hung))
    assert {client.least_loaded_node() for _ in range(50)} == {1}
    assert {broker.port for broker in client.cluster.bootstrap_brokers()} == {client.cluster.broker_metadata(1).port}
    silent.note(client.cluster.broker_metadata(1))
    assert {client.least_loaded_node() for _ in range(50)} == {0, 1, 2}, "there is no other"


def test_a_client_that_knows_only_of_the_silent_one_asks_where_it_began(
    client_of: Callable[..., QuickClient], silent: SilentBrokers
) -> None:
    """What a broker says of the cluster leaves out those that were gone just then."""
    client = client_of(says_nothing, answers_slowly)
    silent.note(client.cluster.broker_metadata(0))
    speaks = client.cluster.broker_metadata(1)
    del client.cluster._brokers[1]
    asked_first = {client.cluster.broker_metadata(client.least_loaded_node()).port for _ in range(20)}
    assert asked_first == {speaks.port}
    assert isinstance(asked(client, 0).exception, kafka_errors.KafkaConnectionError), "it is not waited for"


def test_a_broker_that_another_client_found_silent_is_not_waited_for(
    client_of: Callable[..., QuickClient], silent: SilentBrokers
) -> None:
    client = client_of(answers_slowly, says_nothing)
    assert asked(client, 0).succeeded()
    silent.note(client.cluster.broker_metadata(0))
    connection = client._manager.get_connection(0)
    began = time.monotonic()
    future = asked(client, 0)
    assert isinstance(future.exception, kafka_errors.KafkaConnectionError)
    assert time.monotonic() - began < LIMIT_S
    assert connection.closed, "whatever else was asked on it would wait"
    assert client.cluster.need_update


def test_now_and_then_one_client_tries_if_it_speaks_again(
    client_of: Callable[..., QuickClient], silent: SilentBrokers
) -> None:
    client = client_of(answers_slowly, says_nothing)
    for connected in (False, True):
        assert client._manager.get_connection(0).connected is connected
        silent.note(client.cluster.broker_metadata(0))
        silent._next_try.clear()  # as after PROBE_S
        assert asked(client, 0).succeeded()
        assert not silent.has(client.cluster.broker_metadata(0))


def test_a_silent_broker_is_asked_when_there_is_no_other(
    client_of: Callable[..., QuickClient], silent: SilentBrokers
) -> None:
    client = client_of(answers_slowly)
    silent.note(client.cluster.broker_metadata(0))
    assert asked(client, 0).succeeded()
    assert not silent.has(client.cluster.broker_metadata(0)), "it has spoken"


def test_a_broker_that_refuses_connections_is_asked_again_soon(
    client_of: Callable[..., QuickClient], silent: SilentBrokers
) -> None:
    """It has ended, and is about to be started again."""
    client = client_of(says_nothing, says_nothing)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        place = gone.getsockname()
    client.cluster._brokers[0] = MetadataResponse.MetadataResponseBroker(0, *place, None)
    assert asked(client, 0).failed()
    assert not silent.has(client.cluster.broker_metadata(0))


def test_silence_is_remembered_for_a_while(client_of: Callable[..., QuickClient]) -> None:
    now = 100.0
    known, broker = SilentBrokers(lambda: now), client_of(None).cluster.broker_metadata(0)
    known.note(broker)
    now += silent_brokers.SILENT_S - 1
    assert known.has(broker)
    now += 2
    assert not known.has(broker)


def test_a_request_to_a_broker_that_is_not_known_has_failed(client_of: Callable[..., QuickClient]) -> None:
    """It raises in kafka-python, and a consumer then never asks that broker again."""
    future = client_of(None)._manager.send(MetadataRequest(topics=[]), 99)
    assert isinstance(future.exception, kafka_errors.UnknownBrokerIdError)


def test_a_join_waits_less_than_its_group_may_take(client_of: Callable[..., QuickClient]) -> None:
    client = client_of(says_nothing)
    connection = client._manager.get_connection(0)
    client._manager.send(MetadataRequest(topics=[]), 0, request_timeout_ms=300_000)
    _, _, until = connection._request_buffer[0]
    assert until - time.monotonic() <= connecting.JOIN_S


def test_knowledge_of_the_cluster_is_kept_fresh_again_after_an_error_that_ended_it(
    client_of: Callable[..., QuickClient],
) -> None:
    client = client_of(answers_slowly)
    cluster = client.cluster
    ended = cluster._refresh_loop_future = connecting.Future().failure(RuntimeError("Set changed size"))
    cluster.request_update()
    assert cluster._refresh_loop_future is not ended
