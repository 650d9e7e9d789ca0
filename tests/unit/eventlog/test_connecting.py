"""Dead addresses among those that are given to begin with cost their own time, and no more."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from kafka import errors as kafka_errors
from kafka.future import Future
from kafka.net.connection import KafkaConnection
from kafka.net.manager import KafkaConnectionManager
from kafka.protocol.admin import CreateAclsRequest, ListGroupsRequest
from kafka.protocol.metadata import FindCoordinatorRequest, MetadataRequest

from infra.eventlog.kafka_python import connecting
from infra.eventlog.kafka_python.connecting import QuickClient

LIMIT_MS = 200


@pytest.fixture
def silent_servers() -> Iterator[list[str]]:
    """Three that take connections and never answer, as a machine does that has hung."""
    with ExitStack() as stack:
        listening = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        yield [f"127.0.0.1:{server.getsockname()[1]}" for server in listening]


@pytest.fixture
def client(silent_servers: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[QuickClient]:
    setup = dict.fromkeys(connecting._SETUP, LIMIT_MS)
    monkeypatch.setattr(connecting, "_SETUP", setup)
    client = QuickClient(bootstrap_servers=silent_servers, reconnect_backoff_max_ms=50)
    yield client
    client.close()


def tried(client: QuickClient, monkeypatch: pytest.MonkeyPatch, timeout_ms: float) -> list[Any]:
    """Which bootstrap servers were connected to, in their order, until there was no more time."""
    seen: list[Any] = []
    connect = client._manager._connect

    async def note(node: Any, *args: Any, **options: Any) -> None:
        seen.append(node.node_id)
        await connect(node, *args, **options)

    monkeypatch.setattr(client._manager, "_connect", note)
    with pytest.raises(kafka_errors.KafkaTimeoutError):
        client._manager.bootstrap(timeout_ms)
    return seen


def test_a_server_that_does_not_answer_does_not_take_the_time_of_the_others(
    client: QuickClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = time.monotonic()
    seen = tried(client, monkeypatch, 6 * LIMIT_MS)
    assert time.monotonic() - began < 12 * LIMIT_MS / 1000
    assert set(seen[:3]) == {"bootstrap-0", "bootstrap-1", "bootstrap-2"}


def test_a_connection_that_is_wanted_for_longer_is_given_up_like_the_others(client: QuickClient) -> None:
    began = time.monotonic()
    connection = client._manager.get_connection("bootstrap-0", timeout_ms=60_000)
    client.poll(timeout_ms=5_000, future=connection.init_future)
    assert connection.init_future.failed()
    assert time.monotonic() - began < 10 * LIMIT_MS / 1000


def test_the_next_question_about_the_cluster_may_follow_the_last_one_soon(client: QuickClient) -> None:
    cluster = client.cluster
    cluster._last_refresh_ms = time.monotonic() * 1000
    assert cluster.need_update
    assert cluster.ttl() <= connecting.REST_S * 1000


def test_a_server_that_never_agrees_on_tls_is_given_up_like_the_others(
    silent_servers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_SETUP", dict.fromkeys(connecting._SETUP, LIMIT_MS))
    client = QuickClient(bootstrap_servers=silent_servers, security_protocol="SSL")
    try:
        began = time.monotonic()
        connection = client._manager.get_connection("bootstrap-0", timeout_ms=60_000)
        client.poll(timeout_ms=5_000, future=connection.init_future)
        assert connection.init_future.failed()
        assert "Handshake failed" in str(connection.init_future.exception)
        assert time.monotonic() - began < 10 * LIMIT_MS / 1000
    finally:
        client.close()


@pytest.fixture
def gone_servers() -> list[str]:
    """Three addresses where nobody listens any more."""
    with ExitStack() as stack:
        listening = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        return [f"127.0.0.1:{server.getsockname()[1]}" for server in listening]


def asked(client: QuickClient, request: Any, monkeypatch: pytest.MonkeyPatch, node_id: Any = None) -> list[Any]:
    """Which servers a request was put to before it failed because none can be reached."""
    seen: list[Any] = []
    send = KafkaConnectionManager.send

    def note(manager: Any, request: Any, node_id: Any, limit_ms: float | None) -> Any:
        seen.append(node_id)
        return send(manager, request, node_id, limit_ms)

    monkeypatch.setattr(KafkaConnectionManager, "send", note)
    try:
        answer = client._manager.send(request, node_id)
        client.poll(timeout_ms=60_000, future=answer)
    finally:
        client.close()
    assert isinstance(answer.exception, kafka_errors.KafkaConnectionError)
    return seen


def test_a_question_that_any_broker_can_answer_is_put_to_others_when_one_is_gone(
    gone_servers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = QuickClient(bootstrap_servers=gone_servers)
    assert len(set(asked(client, MetadataRequest(topics=[]), monkeypatch))) > 1


@pytest.mark.parametrize(
    "request_",
    [MetadataRequest(topics=[]), FindCoordinatorRequest(key="group", key_type=0, coordinator_keys=["group"])],
)
def test_what_each_broker_knows_is_asked_of_others_too_when_the_one_that_was_chosen_is_gone(
    request_: Any, gone_servers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = asked(QuickClient(bootstrap_servers=gone_servers), request_, monkeypatch, "bootstrap-1")
    assert seen[0] == "bootstrap-1" and len(set(seen)) > 1


def test_what_one_broker_alone_knows_is_asked_of_no_other(
    gone_servers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = QuickClient(bootstrap_servers=gone_servers)
    assert asked(client, ListGroupsRequest(), monkeypatch, "bootstrap-1") == ["bootstrap-1"]


def test_a_question_to_the_only_broker_fails_with_the_reason_why_that_cannot_be_reached(
    gone_servers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = QuickClient(bootstrap_servers=gone_servers[:1])
    assert set(asked(client, MetadataRequest(topics=[]), monkeypatch)) == {"bootstrap-0"}


def test_what_changes_something_is_sent_once(gone_servers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    client = QuickClient(bootstrap_servers=gone_servers)
    assert len(asked(client, CreateAclsRequest(creations=[]), monkeypatch)) == 1


def test_a_task_that_is_called_back_too_early_waits_on() -> None:
    async def asking() -> Any:
        return await answer

    answer, task = Future(), asking()
    assert task.send(None) is answer
    assert task.send(None) is answer
    answer.success("the answer")
    with pytest.raises(StopIteration) as ended:
        task.send(None)
    assert ended.value.value == "the answer"


def test_whatever_breaks_while_a_connection_is_made_ends_it_as_a_kafka_error(
    client: QuickClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: Any) -> None:
        raise AttributeError("'NoneType' object has no attribute 'error_code'")

    monkeypatch.setattr(KafkaConnection, "_get_api_versions", breaks)
    connection = client._manager.get_connection("bootstrap-0")
    client.poll(timeout_ms=5_000, future=connection.init_future)
    assert isinstance(connection.init_future.exception, kafka_errors.KafkaConnectionError)
    assert "AttributeError" in str(connection.init_future.exception)
