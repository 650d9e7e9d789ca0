"""Why a broker that listens does not become ours: kafka-python tries for half a minute and keeps the reason to itself.

Step by step, as a client would, so that the first step that fails is the reason:

1. A connection, and TLS on it where the options ask for it.
2. Kafka's first request (ApiVersions), which every broker answers before anybody has said who he is.
3. Whether it wants to know who we are (SASL), and by which mechanisms: every broker says so of the port that is asked.
4. Who we are, by one connection of the library's: its clients try again and again, and say at the end only that they
   could not begin.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from kafka import errors as kafka_errors
from kafka.net.transport import KafkaSSLTransport

from infra.eventlog.errors import ClusterRefuses
from infra.eventlog.kafka_python.connecting import QuickClient

WITHIN_S = 5.0
TLS = ("SSL", "SASL_SSL")
SASL = ("SASL_PLAINTEXT", "SASL_SSL")
# API key 18, version 0, correlation id 1, no client id; the length goes before it.
API_VERSIONS = struct.pack(">ihhih", 10, 18, 0, 1, -1)
ANSWER_BYTES_MAX = 65_536
"""A broker's are of some hundred; somebody else's may never end."""
OF_ANOTHER_HOST = (62, 63, 64)
OF_AN_UNKNOWN_AUTHORITY = (18, 19, 20, 21)
"""OpenSSL's codes of X509_V_ERR_…: host name, e-mail and address that differ; and nobody who vouches."""
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
                mismatch = _mismatch_of_sasl(speaking, protocol, options.get("sasl_mechanism")) if answered else None
        except ssl.SSLCertVerificationError as error:
            return _distrusted(error, host, options)
        except OSError as error:
            reason = getattr(error, "reason", None) or error.strerror or error
            return f"does not agree on TLS ({reason}); the port may be one without TLS"
    if not answered:
        return _silent(host, int(port), protocol)
    return mismatch or (_sasl_refusal(server, options) if protocol in SASL else None)


def _distrusted(error: ssl.SSLCertVerificationError, host: str, options: Mapping[str, Any]) -> str:
    if error.verify_code in OF_ANOTHER_HOST:
        return (
            f"shows a certificate of another host than {host} ({error.verify_message}): name the broker as its "
            "certificate does"
        )
    file = options.get("ssl_cafile")
    if error.verify_code not in OF_AN_UNKNOWN_AUTHORITY:
        return f"shows a certificate that is not trusted: {error.verify_message}"
    if file is None:
        return (
            f"shows a certificate that no authority known to this machine has signed ({error.verify_message}): name "
            "the file of the cluster's own in CASELEDGER_KAFKA_SSL_CAFILE"
        )
    return f"shows a certificate that no authority in {file} has signed ({error.verify_message})"


def _silent(host: str, port: int, protocol: str) -> str:
    """Why a port that takes connections does not answer: most often it speaks TLS, and we do not."""
    if protocol not in TLS and _speaks_tls(host, port):
        return f"speaks TLS, and CASELEDGER_KAFKA_SECURITY_PROTOCOL is {protocol}: it must be SSL or SASL_SSL"
    way = "with" if protocol in TLS else "without"
    return f"takes the connection and does not answer Kafka's first request {way} TLS"


def _speaks_tls(host: str, port: int) -> bool:
    """Whether it agrees on TLS with anybody; whose certificate it has is not looked at, and nothing is said to it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection((host.strip("[]"), port), WITHIN_S) as plain, context.wrap_socket(plain):
            return True
    except OSError:
        return False


def _secured(plain: socket.socket, host: str, options: Mapping[str, Any]) -> ssl.SSLSocket:
    config = {**KafkaSSLTransport.DEFAULT_CONFIG, **options}
    context: ssl.SSLContext = KafkaSSLTransport._build_ssl_context(config)
    return context.wrap_socket(plain, server_hostname=host.strip("[]").rstrip("."))


def _answers_first_request(speaking: socket.socket) -> bool:
    try:
        speaking.sendall(API_VERSIONS)
        answer = _whole_answer(speaking)
    except ssl.SSLError:
        raise
    except OSError:
        return False
    return len(answer) >= 4 and struct.unpack_from(">i", answer)[0] == 1


def _mismatch_of_sasl(speaking: socket.socket, protocol: str, mechanism: str | None) -> str | None:
    asked = (mechanism or "").encode()
    request = struct.pack(">hhihh", 17, 1, 2, -1, len(asked)) + asked
    try:
        speaking.sendall(struct.pack(">i", len(request)) + request)
        answer = _whole_answer(speaking)
    except OSError:
        return None
    if len(answer) < 10:
        return None
    code, offered = struct.unpack_from(">h", answer, 4)[0], ", ".join(_strings(answer[6:]))
    if code == kafka_errors.IllegalSaslStateError.errno:
        without = protocol.replace("SASL_", "")
        said = f"does not ask who we are (SASL): CASELEDGER_KAFKA_SECURITY_PROTOCOL must be {without} for this port"
        return said if protocol in SASL else None
    if protocol not in SASL:
        return f"wants to know who we are (SASL, by {offered}), and CASELEDGER_KAFKA_SECURITY_PROTOCOL is {protocol}"
    if code == kafka_errors.UnsupportedSaslMechanismError.errno:
        wanted = mechanism or "SASL without a mechanism"
        return f"does not offer {wanted}: CASELEDGER_KAFKA_SASL_MECHANISM may be {offered}"
    return None


def _whole_answer(speaking: socket.socket) -> bytes:
    """What comes after its length; less where the broker hangs up."""
    content = b""
    while len(content) < 4 or len(content) < 4 + struct.unpack_from(">i", content)[0]:
        if not (more := speaking.recv(4096)):
            break
        content += more
        if len(content) > ANSWER_BYTES_MAX:
            break
    return content[4:]


def _strings(array: bytes) -> Iterator[str]:
    (count,), place = struct.unpack_from(">i", array), 4
    for _ in range(count):
        (length,) = struct.unpack_from(">h", array, place)
        yield array[place + 2 : place + 2 + length].decode()
        place += 2 + length


def _sasl_refusal(server: str, options: Mapping[str, Any]) -> str | None:
    client = QuickClient(**{**options, "bootstrap_servers": server})
    try:
        client.introduce(WITHIN_S)
    except REFUSALS as error:
        return _refusal(error, options)
    except kafka_errors.KafkaError:
        return None  # a connection that breaks may pass
    finally:
        client.close()
    return None


def _refusal(error: BaseException, options: Mapping[str, Any]) -> str:
    if isinstance(error, kafka_errors.SaslAuthenticationFailedError):
        mechanism = options.get("sasl_mechanism")
        return f"does not know the user, or the password is wrong ({mechanism}): {error}"
    return f"refuses who we are (SASL): {error}"
