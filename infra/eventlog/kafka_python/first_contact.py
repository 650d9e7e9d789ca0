"""Why a broker that listens does not become ours: kafka-python tries for half a minute and keeps the reason to itself.

Step by step, as a client would, so that the first step that fails is the reason:

1. A connection, and TLS on it where the options ask for it.
2. Kafka's first request (ApiVersions), which every broker answers before anybody has said who he is.
3. Who we are (SASL), by a client of the library that is given a few seconds; it logs what the broker said.
"""

from __future__ import annotations

import logging
import socket
import ssl
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kafka import KafkaAdminClient
from kafka import errors as kafka_errors
from kafka.net.transport import KafkaSSLTransport

from infra.eventlog.errors import ClusterRefuses

WITHIN_S = 5.0
WHO_ARE_YOU_WITHIN_MS = 5_000
TLS = ("SSL", "SASL_SSL")
SASL = ("SASL_PLAINTEXT", "SASL_SSL")
# API key 18, version 0, correlation id 1, no client id; the length goes before it.
API_VERSIONS = struct.pack(">ihhih", 10, 18, 0, 1, -1)
REFUSALS = (
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
    kafka_errors.IllegalSaslStateError,
    kafka_errors.AuthorizationError,
)


def check_speaking(bootstrap: str, options: Mapping[str, Any]) -> None:
    """Returns when a broker of ``host:port,…`` answers in the way that the options say, or when none listens at all.

    Raises ClusterRefuses, with the first broker's reason, when those that listen do not.
    """
    reasons = []
    for server in filter(None, (one.strip() for one in bootstrap.split(","))):
        try:
            reason = _reason_against(server, options)
        except (OSError, ValueError):
            continue  # nobody listens there: that may pass
        if reason is None:
            return
        reasons.append(f"{server} {reason}")
    if reasons:
        raise ClusterRefuses(
            f"Kafka does not let us in: {reasons[0]}. Nothing was sent or lost. Put the address, TLS and SASL settings "
            "of Kafka right."
        )


def _reason_against(server: str, options: Mapping[str, Any]) -> str | None:
    """Raises OSError when no connection comes about."""
    host, _, port = server.rpartition(":")
    protocol = str(options.get("security_protocol", "PLAINTEXT"))
    with socket.create_connection((host.strip("[]"), int(port)), WITHIN_S) as plain:
        try:
            with _secured(plain, host, options) if protocol in TLS else plain as speaking:
                answered = _answers_first_request(speaking)
        except ssl.SSLCertVerificationError as error:
            return f"shows a certificate that is not trusted: {error.verify_message}"
        except OSError as error:
            reason = getattr(error, "reason", None) or error.strerror or error
            return f"does not agree on TLS ({reason}); the port may be one without TLS"
    if not answered:
        way = "with" if protocol in TLS else "without"
        return f"takes the connection and does not answer Kafka's first request {way} TLS"
    return _sasl_refusal(server, options) if protocol in SASL else None


def _secured(plain: socket.socket, host: str, options: Mapping[str, Any]) -> ssl.SSLSocket:
    config = {**KafkaSSLTransport.DEFAULT_CONFIG, **options}
    context: ssl.SSLContext = KafkaSSLTransport._build_ssl_context(config)
    return context.wrap_socket(plain, server_hostname=host.strip("[]").rstrip("."))


def _answers_first_request(speaking: socket.socket) -> bool:
    try:
        speaking.sendall(API_VERSIONS)
        head = speaking.recv(8, socket.MSG_WAITALL) if not isinstance(speaking, ssl.SSLSocket) else speaking.recv(8)
    except ssl.SSLError:
        raise
    except OSError:
        return False
    return len(head) == 8 and struct.unpack(">ii", head)[1] == 1


def _sasl_refusal(server: str, options: Mapping[str, Any]) -> str | None:
    with _logged_errors() as errors:
        try:
            KafkaAdminClient(
                **{**options, "bootstrap_servers": server, "bootstrap_timeout_ms": WHO_ARE_YOU_WITHIN_MS}
            ).close()
        except kafka_errors.KafkaError as error:
            errors.append(error)
    refusals = [error for error in errors if isinstance(error, REFUSALS)]
    return f"refuses who we are (SASL): {refusals[-1]}" if refusals else None


@contextmanager
def _logged_errors() -> Iterator[list[BaseException]]:
    """The errors that the library logs meanwhile: its client says only that it could not begin."""
    found: list[BaseException] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            args = record.args if isinstance(record.args, tuple) else ()
            found.extend(one for one in args if isinstance(one, BaseException))

    keeping, logger = Keeping(logging.WARNING), logging.getLogger("kafka.net")
    before = logger.level
    logger.addHandler(keeping)
    logger.setLevel(logging.WARNING)
    try:
        yield found
    finally:
        logger.removeHandler(keeping)
        logger.setLevel(before)
