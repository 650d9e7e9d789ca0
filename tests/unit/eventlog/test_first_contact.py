"""Why a broker that listens does not become ours is said at once, and by the first step that fails."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Thread

import pytest

from infra.eventlog.errors import ClusterRefuses
from infra.eventlog.kafka_python import first_contact
from infra.eventlog.kafka_python.first_contact import check_speaking

Speaks = Callable[[socket.socket], None]


def like_kafka(client: socket.socket) -> None:
    """Answers the first request with nothing but its correlation id."""
    client.recv(64)
    client.sendall(struct.pack(">ii", 4, 1))


def hanging_up(client: socket.socket) -> None:
    client.recv(64)


def like_a_web_server(client: socket.socket) -> None:
    client.recv(64)
    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.fixture
def serving() -> Iterator[Callable[[Speaks], str]]:
    """Something that listens, by how it speaks; gives its host:port."""
    listening: list[socket.socket] = []

    def serve(speaks: Speaks) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)

        def answer() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with closing(client):
                    speaks(client)

        Thread(target=answer, daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"

    yield serve
    for server in listening:
        server.close()


def test_a_broker_that_answers_the_first_request_is_taken(serving: Callable[[Speaks], str]) -> None:
    check_speaking(serving(like_kafka), {})


@pytest.mark.parametrize("speaks", [hanging_up, like_a_web_server])
def test_a_server_that_speaks_something_else_is_told(serving: Callable[[Speaks], str], speaks: Speaks) -> None:
    place = serving(speaks)
    with pytest.raises(ClusterRefuses, match=rf"{place} takes the connection and does not answer .* without TLS"):
        check_speaking(place, {})


def test_tls_where_there_is_none_is_told(serving: Callable[[Speaks], str]) -> None:
    with pytest.raises(ClusterRefuses, match="does not agree on TLS"):
        check_speaking(serving(hanging_up), {"security_protocol": "SSL"})


def test_one_broker_that_answers_is_enough_and_one_that_is_away_is_no_refusal(
    serving: Callable[[Speaks], str],
) -> None:
    check_speaking(f"{serving(hanging_up)}, {serving(like_kafka)}", {})
    check_speaking("127.0.0.1:1", {})


def test_a_server_that_says_nothing_is_not_waited_for_longer_than_it_takes(
    serving: Callable[[Speaks], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_contact, "WITHIN_S", 0.2)
    with pytest.raises(ClusterRefuses):
        check_speaking(serving(lambda client: client.recv(64) and client.recv(64)), {})  # type: ignore[arg-type, return-value, func-returns-value]
