"""Why a broker that listens does not become ours is said at once, and by the first step that fails."""

from __future__ import annotations

import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

import pytest

from infra.eventlog.errors import ClusterRefuses
from infra.eventlog.kafka_python import first_contact
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.first_contact import check_speaking
from tests.some_certificates import CertificateAuthority

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


def like_kafka_with_sasl(code: int, *mechanisms: str) -> Speaks:
    """Answers the first request, and the one about mechanisms with this code and those that it offers."""

    def speak(client: socket.socket) -> None:
        like_kafka(client)
        if client.recv(64):
            named = b"".join(struct.pack(">h", len(one)) + one.encode() for one in mechanisms)
            answer = struct.pack(">ihi", 2, code, len(mechanisms)) + named
            client.sendall(struct.pack(">i", len(answer)) + answer)

    return speak


SCRAM = {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "SCRAM-SHA-256"}


@pytest.mark.parametrize(
    ("code", "options", "said"),
    [
        (33, SCRAM, "does not offer SCRAM-SHA-256: CASELEDGER_KAFKA_SASL_MECHANISM may be PLAIN, SCRAM-SHA-512"),
        (33, {"security_protocol": "SASL_PLAINTEXT"}, "SASL without a mechanism: .* may be PLAIN, SCRAM-SHA-512"),
        (33, {}, r"wants to know who we are \(SASL, by PLAIN, SCRAM-SHA-512\).* is PLAINTEXT"),
        (34, SCRAM, "does not ask who we are .* must be PLAINTEXT for this port"),
    ],
)
def test_a_difference_about_who_we_are_is_told_with_what_would_fit(
    serving: Callable[[Speaks], str], code: int, options: dict[str, str], said: str
) -> None:
    with pytest.raises(ClusterRefuses, match=said):
        check_speaking(serving(like_kafka_with_sasl(code, "PLAIN", "SCRAM-SHA-512")), options)


def test_a_port_that_asks_nobody_who_he_is_takes_everybody(serving: Callable[[Speaks], str]) -> None:
    check_speaking(serving(like_kafka_with_sasl(34)), {})


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """The file of who signed the certificate of `localhost` that `with_tls` shows."""
    ours = CertificateAuthority("ours")
    (tmp_path / "server.pem").write_bytes(ours.key_and_certificate_of("localhost"))
    (tmp_path / "stranger.pem").write_bytes(CertificateAuthority("somebody else").pem)
    (tmp_path / "ours.pem").write_bytes(ours.pem)
    return tmp_path / "ours.pem"


@pytest.fixture
def tls_port(serving: Callable[[Speaks], str], authority: Path) -> str:
    """The port of a broker with TLS and such a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.with_name("server.pem"))

    def with_tls(client: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(client, server_side=True) as secured:
            like_kafka(secured)

    return serving(with_tls).rpartition(":")[2]


def test_a_certificate_of_an_authority_that_is_named_is_taken(tls_port: str, authority: Path) -> None:
    check_speaking(f"localhost:{tls_port}", {"security_protocol": "SSL", "ssl_cafile": str(authority)})


@pytest.mark.parametrize(
    ("host", "file", "said"),
    [
        ("localhost", "stranger.pem", r"no authority in .*stranger\.pem has signed"),
        ("localhost", None, "no authority known to this machine has signed .* CASELEDGER_KAFKA_SSL_CAFILE"),
        ("127.0.0.1", "ours.pem", r"a certificate of another host than 127\.0\.0\.1 .* name the broker as"),
    ],
)
def test_a_certificate_that_does_not_fit_is_told_from_another_that_does_not(
    tls_port: str, authority: Path, host: str, file: str | None, said: str
) -> None:
    options = {"security_protocol": "SSL", "ssl_cafile": str(authority.with_name(file)) if file else None}
    with pytest.raises(ClusterRefuses, match=said):
        check_speaking(f"{host}:{tls_port}", options)


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SASL_PLAINTEXT"])
def test_no_tls_where_there_is_is_told(tls_port: str, protocol: str) -> None:
    with pytest.raises(ClusterRefuses, match=rf"speaks TLS, and .* is {protocol}: it must be SSL or SASL_SSL"):
        check_speaking(f"127.0.0.1:{tls_port}", {"security_protocol": protocol})


def test_with_an_admin_client_everybody_learns_it_within_seconds(tls_port: str) -> None:
    began = time.monotonic()
    with pytest.raises(ClusterRefuses, match="speaks TLS"):
        KafkaConnection(f"127.0.0.1:{tls_port}").admin()
    assert time.monotonic() - began < 10
